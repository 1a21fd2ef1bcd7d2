from django.contrib import admin

from forum_portal.admin_site import CheckedKeys, ReadOnly

from .models import Attempt, Mail, Suppression


class AttemptInline(ReadOnly, admin.TabularInline):
    model = Attempt
    fields = ["at", "phase", "code", "text"]


@admin.register(Mail)
class MailAdmin(CheckedKeys, ReadOnly, admin.ModelAdmin):
    """The ledger, to be read; nobody writes it by hand, and no content of a mail is shown."""

    list_display = ["created_at", "recipient", "kind", "state", "retries", "settled_at"]
    list_filter = ["state", "kind", "policy"]
    list_select_related = ["recipient"]
    search_fields = ["occasion", "recipient__email"]
    fields = [
        "occasion",
        "kind",
        "recipient",
        "state",
        "created_at",
        "next_try",
        "valid_until",
        "settled_at",
        "retries",
    ]
    inlines = [AttemptInline]


@admin.register(Suppression)
class SuppressionAdmin(CheckedKeys, admin.ModelAdmin):
    """Addresses that a server called unknown; deleting a row lets mail go there again."""

    list_display = ["address", "at", "reason"]
    readonly_fields = fields = ["address", "at", "reason"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

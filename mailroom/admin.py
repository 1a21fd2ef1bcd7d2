from django.contrib import admin

from .models import Attempt, Mail, Suppression


class AttemptInline(admin.TabularInline):
    model = Attempt
    fields = readonly_fields = ["at", "phase", "code", "text"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Mail)
class MailAdmin(admin.ModelAdmin):
    """The ledger, to be read; nobody writes it by hand, and no content of a mail is shown."""

    list_display = ["created_at", "recipient", "kind", "state", "retries", "settled_at"]
    list_filter = ["state", "kind", "policy"]
    list_select_related = ["recipient"]
    search_fields = ["occasion", "recipient__email"]
    fields = readonly_fields = [
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

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Suppression)
class SuppressionAdmin(admin.ModelAdmin):
    """Addresses that a server called unknown; deleting a row lets mail go there again."""

    list_display = ["address", "at", "reason"]
    readonly_fields = fields = ["address", "at", "reason"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

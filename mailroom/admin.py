"""The mailroom in the Django admin: to see what became of a mail. Nobody writes it by hand."""

from django.contrib import admin

from forum_portal.admin_parts import PortalAdmin, ReadingAdmin, ReadingInline

from .models import (
    Announcement,
    Attempt,
    Bounce,
    Heartbeat,
    Mail,
    Pause,
    Preference,
    RestingDomain,
    Suppression,
)


class AttemptInline(ReadingInline):
    model = Attempt
    fields = ["at", "phase", "code", "text"]


class BounceInline(ReadingInline):
    model = Bounce
    fields = ["at", "is_hard", "status", "text"]


@admin.register(Mail)
class MailAdmin(ReadingAdmin):
    """No content of a mail is shown."""

    about = "Jede Mail des Portals: an wen, wozu, ob sie hinausging und warum nicht"
    list_display = ["created_at", "recipient", "kind", "state", "retries", "settled_at"]
    list_filter = ["state", "created_at", "kind", "policy"]
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
    inlines = [AttemptInline, BounceInline]


@admin.register(Bounce)
class BounceAdmin(ReadingAdmin):
    about = "Was Mailserver zurückmelden; nach zwei endgültigen an verschiedenen Tagen ist Schluss"
    list_display = ["at", "mail", "is_hard", "status", "text"]
    list_filter = ["is_hard", "at"]
    list_select_related = ["mail"]
    search_fields = ["mail__recipient__email", "status", "text"]
    fields = ["mail", "at", "is_hard", "status", "text"]


@admin.register(RestingDomain)
class RestingDomainAdmin(ReadingAdmin):
    about = "Wo der Mailserver um Geduld gebeten hat: dorthin geht bis dahin keine Post"
    list_display = ["domain", "until", "times"]
    search_fields = ["domain"]
    list_filter = ["until"]
    fields = ["domain", "since", "until", "times"]


@admin.register(Suppression)
class SuppressionAdmin(PortalAdmin):
    about = "Adressen, die ihr Server nicht kennt; wer sie hier löscht, lässt Post wieder dorthin"
    list_display = ["address", "at", "reason"]
    list_filter = ["at"]
    search_fields = ["address", "reason"]
    readonly_fields = fields = ["address", "at", "reason"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Preference)
class PreferenceAdmin(ReadingAdmin):
    about = "Wer welche Art von Mail nicht sofort möchte; jede Person entscheidet selbst"
    list_display = ["person", "kind", "delivery", "at"]
    list_filter = ["delivery", "kind", "at"]
    list_select_related = ["person"]
    search_fields = ["person__email", "person__name"]
    fields = ["person", "kind", "delivery", "at"]


@admin.register(Announcement)
class AnnouncementAdmin(ReadingAdmin):
    about = "Was vielen zugleich mitgeteilt wird, ehe es Mails an Einzelne sind"
    list_display = ["occasion", "kind", "created_at", "fanned_out_at"]
    list_filter = ["kind", "created_at"]
    search_fields = ["occasion"]
    fields = ["occasion", "kind", "created_at", "valid_until", "fanned_out_at"]


@admin.register(Pause)
class PauseAdmin(ReadingAdmin):
    about = "Steht hier etwas, verlässt keine Post das Portal; der Betrieb gibt sie frei"
    list_display = ["since", "reason"]
    search_fields = ["reason"]
    fields = ["since", "reason"]


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadingAdmin):
    about = "Wann die Post zuletzt ganz durchgesehen wurde"
    list_display = ["at"]
    fields = ["at"]

"""The log: who did what in the administration, and when."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry

from forum_portal.admin_parts import ReadingAdmin


@admin.register(LogEntry)
class LogEntryAdmin(ReadingAdmin):
    about = "Wer hier wann was getan hat"
    list_display = ["action_time", "user", "content_type", "object_repr", "said"]
    list_display_links = ["object_repr"]
    list_filter = ["action_flag", "action_time", ("content_type", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", "user__email", "change_message"]
    fields = ["action_time", "user", "content_type", "object_repr", "said"]

    @admin.display(description="Was")
    def said(self, entry):
        return entry.get_change_message() or entry.get_action_flag_display()

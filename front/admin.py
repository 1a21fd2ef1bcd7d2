"""What strangers told the office, in the Django admin."""

from django.contrib import admin

from forum_portal.admin_parts import ReadingAdmin

from .models import BarrierReport


@admin.register(BarrierReport)
class BarrierReportAdmin(ReadingAdmin):
    about = "Was über die Erklärung zur Barrierefreiheit gemeldet wurde"
    list_display = ["at", "page", "beginning", "reply_to", "person"]
    list_filter = ["at"]
    list_select_related = ["person"]
    search_fields = ["page", "description", "reply_to"]
    fields = ["at", "page", "description", "reply_to", "person"]

    @admin.display(description="Was nicht geht")
    def beginning(self, report):
        return report.description[:120]

    def has_delete_permission(self, request, obj=None):
        """What is done with is deleted: it may hold what somebody told of themselves."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

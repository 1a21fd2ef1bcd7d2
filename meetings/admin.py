"""Meetings in the Django admin: to look things up. What changes them are the portal's pages."""

from django.contrib import admin

from .models import AgendaItem, Attendee, Event, Meeting, Registration


class ReadOnly:
    """No way around the services: nothing is added, changed or deleted here."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class AgendaInline(ReadOnly, admin.TabularInline):
    model = AgendaItem
    fields = ["position", "title", "minutes", "speaker", "is_break"]


class EventInline(ReadOnly, admin.TabularInline):
    model = Event
    fields = ["at", "verb", "by", "district", "from_stage", "to_stage"]


class AttendeeInline(ReadOnly, admin.TabularInline):
    model = Attendee
    fields = ["label", "person", "mode"]


@admin.register(Meeting)
class MeetingAdmin(ReadOnly, admin.ModelAdmin):
    fields = readonly_fields = [field.name for field in Meeting._meta.fields]
    list_display = ["title", "kind", "stage", "starts_at", "answer_by"]
    list_filter = ["stage", "kind"]
    search_fields = ["title"]
    inlines = [AgendaInline, EventInline]


@admin.register(Registration)
class RegistrationAdmin(ReadOnly, admin.ModelAdmin):
    fields = readonly_fields = [field.name for field in Registration._meta.fields]
    list_display = ["meeting", "district", "reply", "answered_by", "answered_at"]
    list_select_related = ["meeting", "district", "answered_by"]
    list_filter = ["reply"]
    search_fields = ["district__full_name", "meeting__title"]
    inlines = [AttendeeInline]

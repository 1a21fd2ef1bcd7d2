"""Meetings in the Django admin: to look things up. What changes them are the portal's pages."""

from django.contrib import admin

from forum_portal.admin_site import ReadOnly

from .models import AgendaItem, Attendee, Event, Meeting, Registration


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

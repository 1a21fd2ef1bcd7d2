"""Meetings in the Django admin: to look things up. What changes them are the portal's pages."""

from django.contrib import admin

from forum_portal.admin_parts import ReadingAdmin, ReadingInline

from .models import (
    ActionItem,
    AgendaItem,
    Attendance,
    Attendee,
    CalendarFeed,
    DatePoll,
    Event,
    GroupEvent,
    GroupMember,
    Meeting,
    MeetingPaper,
    Minutes,
    Note,
    PollAnswer,
    PollDate,
    PollEvent,
    Proposal,
    Registration,
    Resolution,
    WorkingGroup,
)
from .wording import REMINDERS, offsets_in_words


class AgendaInline(ReadingInline):
    model = AgendaItem
    fields = ["position", "title", "minutes", "speaker", "is_break"]


class PaperInline(ReadingInline):
    model = MeetingPaper
    fields = ["title", "kind", "size", "item", "uploaded_by", "uploaded_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("item", "uploaded_by")


class ProposalInline(ReadingInline):
    model = Proposal
    fields = ["district", "title", "minutes", "stage", "proposed_by", "decided_by"]

    def get_queryset(self, request):
        people = ("district", "proposed_by", "decided_by")
        return super().get_queryset(request).select_related(*people)


class ResolutionInline(ReadingInline):
    model = Resolution
    fields = ["number", "text", "result", "item", "entered_by"]
    readonly_fields = ["number"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("item", "entered_by")


class ActionItemInline(ReadingInline):
    model = ActionItem
    fields = ["title", "district", "person", "due_at", "item", "done_by", "done_at"]

    def get_queryset(self, request):
        people = ("district", "person", "item", "done_by")
        return super().get_queryset(request).select_related(*people)


class RegistrationInline(ReadingInline):
    model = Registration
    fields = ["district", "reply", "answered_by", "answered_at"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("district", "answered_by")


class AttendanceInline(ReadingInline):
    model = Attendance
    fields = ["label", "district", "mode", "noted_by", "noted_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("district", "noted_by")


class NoteInline(ReadingInline):
    model = Note
    fields = ["item", "about", "edition", "written_by", "written_at"]
    readonly_fields = ["edition"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("item", "written_by")


class MinutesInline(ReadingInline):
    model = Minutes
    fk_name = "meeting"
    fields = ["stage", "circulated_at", "remarks_by", "adopted_at", "adopted_in"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("adopted_in")


class EventInline(ReadingInline):
    model = Event
    fields = ["at", "verb", "by", "district", "from_stage", "to_stage"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by", "district")


class GroupMemberInline(ReadingInline):
    model = GroupMember
    fields = ["district", "person", "leads", "joined_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("group", "district", "person")


class GroupEventInline(ReadingInline):
    model = GroupEvent
    fields = ["at", "verb", "by", "district"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by", "district")


class PollDateInline(ReadingInline):
    model = PollDate
    fields = ["number", "starts_at", "ends_at"]


class PollAnswerInline(ReadingInline):
    model = PollAnswer
    fields = ["district", "answered_by", "answered_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("district", "answered_by")


class PollEventInline(ReadingInline):
    model = PollEvent
    fields = ["at", "verb", "by", "district"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by", "district")


class AttendeeInline(ReadingInline):
    model = Attendee
    fields = ["label", "person", "mode"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person")


@admin.register(Meeting)
class MeetingAdmin(ReadingAdmin):
    about = "Alle Treffen mit Rückmeldungen und Verlauf; geplant werden sie im Forum"
    view_on_site = True
    list_display = ["title", "kind", "stage", "host", "starts_at", "answer_by"]
    list_filter = ["stage", "kind", "format", "starts_at"]
    list_select_related = ["host"]
    search_fields = ["title", "venue", "host__full_name"]
    inlines = [
        AgendaInline,
        PaperInline,
        ProposalInline,
        ResolutionInline,
        ActionItemInline,
        RegistrationInline,
        AttendanceInline,
        NoteInline,
        MinutesInline,
        EventInline,
    ]
    fields = [
        "kind",
        "title",
        "summary",
        "stage",
        "format",
        "host",
        "circle",
        "group",
        "invited",
        "partners",
        "venue",
        "capacity",
        "starts_at",
        "ends_at",
        "answer_by",
        "link_only",
        "reminders_in_words",
        "answer_reminders_in_words",
        "announced_at",
        "cancelled_at",
        "cancel_reason",
        "created_by",
    ]

    @admin.display(description=REMINDERS["reminders"])
    def reminders_in_words(self, meeting):
        return offsets_in_words(meeting.reminders)

    @admin.display(description=REMINDERS["answer_reminders"])
    def answer_reminders_in_words(self, meeting):
        return offsets_in_words(meeting.answer_reminders)


@admin.register(Registration)
class RegistrationAdmin(ReadingAdmin):
    about = "Was die Landkreise auf die Einladungen geantwortet haben"
    list_display = ["meeting", "district", "reply", "answered_by", "answered_at"]
    list_select_related = ["meeting", "district", "answered_by"]
    list_filter = ["reply", "answered_at", "district__federal_state"]
    search_fields = ["district__full_name", "meeting__title"]
    fields = [
        "meeting",
        "district",
        "reply",
        "answered_by",
        "answered_at",
        "waits_since",
        "moved_up_at",
    ]
    inlines = [AttendeeInline]


@admin.register(CalendarFeed)
class CalendarFeedAdmin(ReadingAdmin):
    about = "Wer die Treffen im Kalender abonniert hat; die Adressen kennt das Portal nicht"
    list_display = ["person", "made_at"]
    list_select_related = ["person"]
    list_filter = ["made_at"]
    search_fields = ["person__email", "person__name"]
    fields = ["person", "made_at"]


@admin.register(DatePoll)
class DatePollAdmin(ReadingAdmin):
    about = "Wann ein Treffen sein könnte und welche Landkreise geantwortet haben"
    view_on_site = True
    list_display = ["title", "kind", "stage", "answer_by", "circle"]
    list_filter = ["stage", "kind", "circle", "answer_by"]
    search_fields = ["title", "venue", "host__full_name"]
    fields = [
        "kind",
        "title",
        "summary",
        "stage",
        "format",
        "host",
        "circle",
        "group",
        "invited",
        "venue",
        "answer_by",
        "opened_at",
        "ended_at",
        "end_reason",
        "chosen",
        "meeting",
        "created_by",
    ]
    inlines = [PollDateInline, PollAnswerInline, PollEventInline]


@admin.register(WorkingGroup)
class WorkingGroupAdmin(ReadingAdmin):
    about = "Welche Arbeitsgruppen es gibt und wer darin mitarbeitet"
    view_on_site = True
    list_display = ["name", "is_closed", "founded_at", "ended_at"]
    list_filter = ["is_closed", "ended_at"]
    search_fields = ["name", "members__district__full_name"]
    fields = ["name", "purpose", "is_closed", "founded_at", "ended_at"]
    inlines = [GroupMemberInline, GroupEventInline]

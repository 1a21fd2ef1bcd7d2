"""The page of a meeting, and its calendar file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum_portal import clock
from members.acting_for import acting_for

from .. import access, ical
from ..agenda import is_too_long, timetable
from ..models import ActionItem, DatePoll, MeetingPaper, Minutes, Proposal, Resolution
from ..participation import participation
from ..representing import counties_of
from ..services.papers import OPEN_TO_PAPERS
from ..stages import MinutesStage, Stage
from ..wording import changes_in_words, minutes_status, offsets_in_words
from .action_items import rows
from .finding import find
from .panel import Panel


@require_safe
def meeting(request, pk):
    now = clock.now()
    meeting = find(request, pk, now)
    own = request.user.acts_for(now)
    as_partner = access.comes_as_partner(request.user, meeting, now)
    agenda = list(meeting.agenda.select_related("proposed_by"))
    papers = list(MeetingPaper.objects.visible_to(request.user, now).of(meeting))
    minutes = Minutes.objects.visible_to(request.user, now).filter(meeting=meeting)
    minutes = minutes.select_related("adopted_in").first()
    registrations = list(
        meeting.registrations.select_related("district").prefetch_related("attendees")
    )
    has_outcome = meeting.stage == Stage.HELD or (
        meeting.stage == Stage.ANNOUNCED and meeting.starts_at <= now
    )
    return render(
        request,
        "meetings/meeting.html",
        {
            "meeting": meeting,
            "partners": meeting.partners.all() if meeting.shared_with else [],
            "as_partner": as_partner,
            "date_poll": DatePoll.objects.visible_to(request.user, now)
            .filter(meeting=meeting)
            .first(),
            "timetable": timetable(meeting, agenda, papers),
            "papers": papers,
            "action_items": rows(
                ActionItem.objects.visible_to(request.user, now).of(meeting), request.user, now
            ),
            "minutes": minutes,
            "minutes_words": minutes and minutes_status(minutes, as_partner=as_partner),
            "resolutions": Resolution.objects.visible_to(request.user, now).of(meeting),
            "has_outcome": has_outcome,
            "proposals": Proposal.objects.visible_to(request.user, now).of(meeting),
            "may_propose": meeting.stage == Stage.ANNOUNCED
            and meeting.starts_at > now
            and access.may_propose_item(request.user, meeting, now),
            "changes_papers": meeting.stage in OPEN_TO_PAPERS
            and access.may_add_paper(request.user, meeting, now),
            "participation": participation(
                meeting, counties_of(meeting, now), registrations, own, now
            ),
            "panels": _panels(request, meeting, registrations, now),
            "shows_video_link": access.may_join_video(request.user, meeting, registrations, now),
            "may_plan": access.may_change_meeting(request.user, meeting, now),
            "may_see_attendees": access.may_see_attendees(request.user, meeting, now),
            "may_record": access.may_enter_resolution(request.user, meeting, now)
            and has_outcome
            and not (minutes and minutes.stage == MinutesStage.ADOPTED),
            "has_begun": meeting.starts_at <= now,
            "is_coming": meeting.stage == Stage.ANNOUNCED and meeting.ends_at > now,
            "is_overlong": is_too_long(meeting, agenda),
            "events": _history(request.user, meeting, now),
            "reminders": offsets_in_words(meeting.reminders),
            "answer_reminders": offsets_in_words(meeting.answer_reminders),
        },
    )


def _panels(request, meeting, registrations, now) -> list[Panel]:
    """One for each county of the person, that for which the person acts at present first."""
    acting = acting_for(request, now)
    counties = [d for d in (acting.district, *acting.others) if d and meeting.is_open_to(d)]
    return [
        Panel(meeting, request.user, d, now, registrations, is_acting=d == acting.district)
        for d in counties
    ]


@require_safe
def calendar_file(request, pk):
    now = clock.now()
    meeting = find(request, pk, now)
    return HttpResponse(
        ical.download(meeting, now, access.comes_as_partner(request.user, meeting, now)),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": f'attachment; filename="treffen-{meeting.pk}.ics"'},
    )


def _history(person, meeting, now):
    if not access.may_change_meeting(person, meeting, now):
        return []
    events = meeting.events.select_related("by", "district").order_by("-at", "-id")
    return [(event, changes_in_words(event)) for event in events]

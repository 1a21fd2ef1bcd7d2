"""The pages that show meetings, and the calendar file."""

from collections import defaultdict
from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum_portal import clock, dates
from members.acting_for import acting_for
from members.models import District

from .. import access, ical
from ..agenda import is_too_long, timetable
from ..models import Meeting, MeetingPaper, Proposal, Registration
from ..participation import own_status, participation
from ..services.papers import OPEN_TO_PAPERS
from ..stages import Stage
from ..wording import changes_in_words, offsets_in_words
from .finding import find
from .panel import Panel

PAST_ON_A_PAGE = 20
NEAR = timedelta(days=7)


@require_safe
def meetings(request):
    now = clock.now()
    visible = Meeting.objects.visible_to(request.user, now).select_related("host")
    coming = list(visible.coming(now))
    plans = access.may_create_meeting(request.user, now)
    return render(
        request,
        "meetings/meetings.html",
        {
            "coming": _with_answers(coming, request.user.acts_for(now), now),
            "past": Paginator(visible.past(now), PAST_ON_A_PAGE).get_page(request.GET.get("page")),
            "drafts": visible.drafts() if plans else [],
            "cancelled": visible.cancelled(),
            "is_inside": plans or bool(request.user.acts_for(now)),
            "may_create_meeting": plans,
        },
    )


@require_safe
def meeting(request, pk):
    now = clock.now()
    meeting = find(request, pk, now)
    own = request.user.acts_for(now)
    agenda = list(meeting.agenda.select_related("proposed_by"))
    papers = list(MeetingPaper.objects.visible_to(request.user, now).of(meeting))
    registrations = list(
        meeting.registrations.select_related("district").prefetch_related("attendees")
    )
    return render(
        request,
        "meetings/meeting.html",
        {
            "meeting": meeting,
            "timetable": timetable(meeting, agenda, papers),
            "papers": papers,
            "proposals": Proposal.objects.visible_to(request.user, now).of(meeting),
            "may_propose": meeting.stage == Stage.ANNOUNCED
            and meeting.starts_at > now
            and access.may_propose_item(request.user, meeting, now),
            "changes_papers": meeting.stage in OPEN_TO_PAPERS
            and access.may_add_paper(request.user, meeting, now),
            "participation": participation(
                meeting, District.objects.members(now), registrations, own, now
            ),
            "panels": _panels(request, meeting, registrations, now),
            "shows_video_link": access.may_join_video(request.user, meeting, registrations, now),
            "may_plan": access.may_change_meeting(request.user, meeting, now),
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
    counties = [acting.district, *acting.others] if acting.district else []
    return [
        Panel(meeting, request.user, d, now, registrations, is_acting=d == acting.district)
        for d in counties
    ]


@require_safe
def calendar_file(request, pk):
    now = clock.now()
    meeting = find(request, pk, now)
    return HttpResponse(
        ical.download(meeting, now),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": f'attachment; filename="treffen-{meeting.pk}.ics"'},
    )


def _with_answers(coming, own, now) -> list[dict]:
    """The coming meetings, each with what the person's counties have answered."""
    answers = Registration.objects.none()
    if own and coming:
        answers = Registration.objects.filter(meeting__in=coming, district__in=own)
    given = defaultdict(list)
    for answer in answers.prefetch_related("attendees"):
        given[answer.meeting_id].append(answer)
    return [
        {"meeting": meeting, "status": _with_deadline(meeting, own, given[meeting.pk], now)}
        for meeting in coming
    ]


def _with_deadline(meeting, own, answers, now) -> tuple | None:
    """What the county answered; if nothing, until when it can, and whether that is near."""
    status = own_status(meeting, own, answers, now)
    if status is None or status[0] != "due":
        return status
    shape = "due" if meeting.answer_until - now < NEAR else "open"
    return shape, f"{status[1]}, bis {dates.short_date(meeting.answer_until)}"


def _history(person, meeting, now):
    if not access.may_change_meeting(person, meeting, now):
        return []
    events = meeting.events.select_related("by", "district").order_by("-at", "-id")
    return [(event, changes_in_words(event)) for event in events]

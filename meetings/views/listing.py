"""The list of meetings in four views: what comes, what was, what concerns oneself, a month."""

from collections import defaultdict
from datetime import timedelta

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forum_portal import clock, dates

from .. import access
from ..filters import MeetingFilter
from ..models import DatePoll, Meeting, Registration
from ..months import Month
from ..participation import own_status

PAST_ON_A_PAGE = 20
NEAR = timedelta(days=7)
RECENT = timedelta(days=365)


@require_safe
def meetings(request):
    now = clock.now()
    views = _views(request.user, now)
    view = request.GET.get("ansicht", "")
    view = view if view in views else ""
    visible = Meeting.objects.visible_to(request.user, now).with_circle()
    visible = visible.select_related("host", "group")
    narrowed = MeetingFilter(request.GET, visible)
    show = views[view][1]
    plans = access.may_create_meeting(request.user, now)
    is_member = plans or bool(request.user.acts_for(now))
    context = {
        "view": view,
        "tabs": _tabs(request, views, view),
        "filter": narrowed,
        "kept": _kept(request, view),
        "is_member": is_member,
        "is_inside": is_member or visible.exists(),
        "may_create_meeting": plans,
        **show(request, narrowed.qs, now),
    }
    return render(request, "meetings/meetings.html", context)


def _views(person, now) -> dict:
    """By the word in the address: how each view is called, and what gathers what it shows."""
    views = {"": ("Kommende", _coming), "vergangen": ("Vergangene", _past_and_polls)}
    if person.acts_for(now):
        views["meine"] = ("Meine", _mine)
    return {**views, "monat": ("Monat", _month)}


def _tabs(request, views, current) -> list[dict]:
    """The other views, narrowed in the same way."""
    narrowing = request.GET.copy()
    for name in ("ansicht", "page", "monat"):
        narrowing.pop(name, None)
    return [
        {"label": label, "url": _url(narrowing, view), "current": view == current}
        for view, (label, _) in views.items()
    ]


def _url(narrowing, view) -> str:
    asked = narrowing.copy()
    if view:
        asked["ansicht"] = view
    return reverse("meetings:meetings") + (f"?{asked.urlencode()}" if asked else "")


def _kept(request, view) -> list[tuple[str, str]]:
    """What of the address stays when one narrows the list."""
    kept = [("ansicht", view)] if view else []
    if view == "monat" and "monat" in request.GET:
        kept.append(("monat", request.GET["monat"]))
    return kept


def _coming(request, found, now) -> dict:
    coming = list(found.coming(now))
    plans = access.may_create_meeting(request.user, now)
    return {
        "coming": _with_answers(coming, request.user.acts_for(now), now),
        "polls": DatePoll.objects.visible_to(request.user, now).under_way(),
        "drafts": found.drafts() if plans else [],
        "cancelled": found.cancelled().filter(ends_at__gt=now),
    }


def _past(request, found, now) -> dict:
    page = Paginator(found.over(now), PAST_ON_A_PAGE).get_page(request.GET.get("page"))
    return {"page": page}


def _past_and_polls(request, found, now) -> dict:
    """Beside the meetings, on the first page, what nothing became of lately."""
    past = _past(request, found, now)
    if past["page"].number > 1 or MeetingFilter.narrows(request.GET):
        return past
    polls = DatePoll.objects.visible_to(request.user, now).without_date()
    return {**past, "ended_polls": polls.filter(ended_at__gte=now - RECENT)}


def _mine(request, found, now) -> dict:
    own = found.of_person(request.user, now)
    coming = list(own.coming(now))
    return {
        "coming": _with_answers(coming, request.user.acts_for(now), now),
        **_past(request, own, now),
    }


def _month(request, found, now) -> dict:
    month = Month.of(request.GET.get("monat", ""), now)
    during = list(found.between(month.begins_at, month.ends_at))
    return {"month": month, "weeks": month.weeks(during, now), "count": len(during)}


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
    asked = [district for district in own if meeting.is_open_to(district)]
    status = own_status(meeting, asked, answers, now)
    if status is None or status[0] != "due":
        return status
    shape = "due" if meeting.answer_until - now < NEAR else "open"
    return shape, f"{status[1]}, bis {dates.short_date(meeting.answer_until)}"

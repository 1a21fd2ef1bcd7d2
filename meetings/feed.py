"""What somebody's calendar program reads: the meetings that the person may see, as one calendar.

The address alone opens it, and programs keep and pass on what they read. So it holds no
more than the invitations do, and of a meeting of which mails say nothing only kind and time.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Max, Q
from icalendar import vDuration

from . import ical
from .models import Meeting, Registration
from .stages import Reply, Stage, Verb

NAME = "Treffen des Forums"
LOOKS_BACK = timedelta(days=365)
ASK_AGAIN = timedelta(hours=1)
# What of a meeting's history a calendar shows.
SHOWN = [Verb.CREATED, Verb.ANNOUNCED, Verb.CHANGED, Verb.MOVED, Verb.CANCELLED, Verb.HELD]


def calendar_of(person, now: datetime) -> str:
    """The announced meetings to come and of the last year; ``METHOD`` is ``PUBLISH``.

    The same text as long as nothing in it changes: its stamps are those of the changes.
    """
    meetings = list(_meetings(person, now))
    own = person.acts_for(now)
    given = _answers(meetings, own)
    whole = ical.calendar("PUBLISH")
    whole.add("x-wr-calname", NAME)
    whole.add("name", NAME)
    whole.add("refresh-interval", vDuration(ASK_AGAIN), parameters={"VALUE": "DURATION"})
    whole.add("x-published-ttl", vDuration(ASK_AGAIN))
    for meeting in meetings:
        as_partner = not any(map(meeting.is_open_to, own)) and not person.is_office(now)
        whole.add_component(_event(meeting, given[meeting.pk], as_partner))
    return whole.to_ical().decode()


def _meetings(person, now):
    visible = Meeting.objects.visible_to(person, now).announced().with_circle()
    changed = Max("events__at", filter=Q(events__verb__in=SHOWN))
    lately = visible.filter(ends_at__gt=now - LOOKS_BACK)
    return lately.annotate(changed_at=changed).order_by("starts_at", "pk")


def _answers(meetings, own) -> dict[int, list[Registration]]:
    """By meeting, what the counties have answered for which the person acts."""
    given = defaultdict(list)
    if meetings and own:
        answers = Registration.objects.filter(meeting__in=meetings, district__in=own)
        for answer in (
            answers.select_related("district")
            .prefetch_related("attendees")
            .order_by("district__sort_key")
        ):
            given[answer.meeting_id].append(answer)
    return given


def _event(meeting, answers: Iterable[Registration], as_partner: bool):
    event = ical.bare_event(meeting, meeting.changed_at)
    event.add("summary", ical.one_line(_summary(meeting)))
    if meeting.link_only:
        event.add("description", ical.page_url(meeting))
    else:
        event.add("location", ical.one_line(ical.location(meeting)))
        event.add("description", _description(meeting, answers, as_partner))
    event.add("categories", [meeting.get_kind_display()])
    event.add("transp", "OPAQUE" if _takes_time(meeting, answers) else "TRANSPARENT")
    return event


def _summary(meeting) -> str:
    """Not every program strikes out what is cancelled."""
    title = f"Treffen ({meeting.get_kind_display()})" if meeting.link_only else meeting.title
    return f"Abgesagt: {title}" if meeting.stage == Stage.CANCELLED else title


def _description(meeting, answers, as_partner) -> str:
    said = [f"{answer.district}: {_reply(meeting, answer)}" for answer in answers]
    return "\n".join([*said, ical.description(meeting, as_partner)])


def _reply(meeting, answer) -> str:
    waits = answer.waits_since and meeting.is_on_site and not answer.coming
    return "auf der Warteliste" if waits else answer.get_reply_display()


def _takes_time(meeting, answers) -> bool:
    """Only a meeting to which one's county comes keeps others from asking for that time."""
    comes = any(answer.reply == Reply.ATTENDS for answer in answers)
    return comes and meeting.stage != Stage.CANCELLED

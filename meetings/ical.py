"""A meeting as an iCalendar file: for mails (iTIP, RFC 5546) and for download.

The time zone is written here, as the rule that has held since 1996: icalendar
would write a list of dates instead, with which Outlook is one hour off.
"""

import unicodedata
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from icalendar import Calendar, Event, Timezone, vCalAddress, vText, vUri

from forum_portal.clock import BERLIN
from forum_portal.dates import day, takes_whole_days

from .models import Meeting
from .stages import Stage

PRODID = "-//Forum Integration in laendlichen Raeumen//Portal//DE"
EUROPE_BERLIN = b"""\
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
STATUS = {
    Stage.DRAFT: "TENTATIVE",
    Stage.ANNOUNCED: "CONFIRMED",
    Stage.HELD: "CONFIRMED",
    Stage.CANCELLED: "CANCELLED",
}
BREAKS = {"Cc", "Cs", "Zl", "Zp"}


def request(meeting: Meeting, address: str, now: datetime, as_partner: bool = False) -> str:
    """The invitation of ``address``, or an update of it; METHOD is REQUEST."""
    return _calendar(meeting, "REQUEST", now, address, as_partner)


def cancellation(meeting: Meeting, address: str, now: datetime) -> str:
    """Takes the meeting out of the calendar of ``address``; METHOD is CANCEL."""
    return _calendar(meeting, "CANCEL", now, address)


def download(meeting: Meeting, now: datetime, as_partner: bool = False) -> str:
    """What the meeting's page offers: the same event, addressed to nobody."""
    return _calendar(meeting, "PUBLISH", now, as_partner=as_partner)


def page_url(meeting: Meeting) -> str:
    return f"{settings.PUBLIC_URL}{meeting.get_absolute_url()}"


def calendar(method: str) -> Calendar:
    """A calendar without events, which knows the time zone."""
    empty = Calendar()
    empty.add("prodid", PRODID)
    empty.add("version", "2.0")
    empty.add("method", method)
    empty.add_component(Timezone.from_ical(EUROPE_BERLIN))
    return empty


def bare_event(meeting: Meeting, stamp: datetime) -> Event:
    """When the meeting is and where one reads about it; ``stamp`` is when that was written."""
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", stamp)
    if takes_whole_days(meeting.starts_at, meeting.ends_at):
        event.add("dtstart", day(meeting.starts_at))
        event.add("dtend", day(meeting.ends_at) + timedelta(days=1))  # the first day after it
        event.add("x-microsoft-cdo-alldayevent", "TRUE")
    else:
        event.add("dtstart", meeting.starts_at.astimezone(BERLIN))
        event.add("dtend", meeting.ends_at.astimezone(BERLIN))
    event.add("url", vUri(page_url(meeting)))
    event.add("status", STATUS[Stage(meeting.stage)])
    event.add("organizer", _organizer(), encode=0)
    return event


def _calendar(meeting, method, now, address=None, as_partner=False) -> str:
    event = bare_event(meeting, now)
    event.add("summary", one_line(meeting.title))
    event.add("location", one_line(location(meeting)))
    event.add("description", description(meeting, as_partner))
    if address:
        event.add("attendee", _attendee(address), encode=0)
    whole = calendar(method)
    whole.add_component(event)
    return whole.to_ical().decode()


def _organizer() -> vCalAddress:
    name, address = parseaddr(settings.MAIL_FROM)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = vText(name or "Forum Integration")
    return organizer


def _attendee(address) -> vCalAddress:
    """The recipient, who is not asked to answer by calendar."""
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params["CUTYPE"] = vText("INDIVIDUAL")
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("FALSE")
    return attendee


def location(meeting: Meeting) -> str:
    """Where it takes place, in one line; online without the link, which stays on the page."""
    if not meeting.is_on_site:
        return "Videokonferenz"
    return f"{meeting.venue} und Videokonferenz" if meeting.is_online else meeting.venue


def description(meeting: Meeting, as_partner: bool = False) -> str:
    """Only what a rise of the sequence stands for, so that no calendar shows old words."""
    if meeting.stage == Stage.CANCELLED:
        return f"Das Treffen ist abgesagt.\n{page_url(meeting)}"
    if as_partner:
        return f"Bitte sagen Sie der Geschäftsstelle, ob Sie kommen.\n{page_url(meeting)}"
    lines = [
        "Anmelden können Sie Ihren Landkreis im Portal, nicht mit einer Antwort auf diesen Termin.",
        page_url(meeting),
    ]
    if meeting.is_online:
        verb = "steht" if meeting.video_link else "folgt"
        lines.append(f"Der Zugang zur Videokonferenz {verb} auf der Seite des Treffens.")
    return "\n".join(lines)


def one_line(text: str) -> str:
    """``text`` without anything that could begin another line or property."""
    kept = (" " if unicodedata.category(c) in BREAKS else c for c in text)
    return " ".join("".join(kept).split())

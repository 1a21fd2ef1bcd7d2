"""The calendar file, read back by parsers other than the one that wrote it."""

import re
from datetime import UTC, date, datetime, time
from io import StringIO

import icalendar
import pytest
import recurring_ical_events
import vobject
from dateutil.tz import tzical

from meetings import ical
from meetings.models import Meeting
from meetings.stages import Format
from tests.factories.meetings import make_cancelled, make_draft, make_meeting, move
from tests.factories.members import NOON

ADDRESS = "celle@forum.example"


def unfolded(text):
    return re.sub(r"\r\n[ \t]", "", text)


def lines(text):
    return unfolded(text).split("\r\n")


def event_of(text):
    return vobject.readOne(text).vevent


def own_zone(text):
    """The file's own VTIMEZONE as dateutil reads it."""
    zone = re.search(r"BEGIN:VTIMEZONE.*?END:VTIMEZONE\r\n", text, re.DOTALL)[0]
    return tzical(StringIO(zone.replace("\r\n", "\n"))).get()


def test_an_invitation_carries_what_a_calendar_needs(office):
    meeting = make_meeting(office)

    text = ical.request(meeting, ADDRESS, NOON)

    assert {
        "VERSION:2.0",
        "METHOD:REQUEST",
        f"UID:{meeting.uid}",
        "SEQUENCE:0",
        "DTSTAMP:20261201T110000Z",
        "DTSTART;TZID=Europe/Berlin:20261217T093000",
        "DTEND;TZID=Europe/Berlin:20261217T153000",
        "STATUS:CONFIRMED",
        f"URL:http://localhost:8000/treffen/{meeting.pk}/",
        "LOCATION:Kreishaus\\, Großer Saal und Videokonferenz",
    } <= set(lines(text))
    attendees = [line for line in lines(text) if line.startswith("ATTENDEE")]
    assert len(attendees) == 1
    assert "RSVP=FALSE" in attendees[0]
    assert attendees[0].endswith(f":mailto:{ADDRESS}")
    assert event_of(text).organizer.value == "mailto:portal@forum.example"


def test_its_first_line_says_where_to_register(office):
    description = event_of(ical.request(make_meeting(office), ADDRESS, NOON)).description.value

    assert description.splitlines()[0] == (
        "Anmelden können Sie Ihren Landkreis im Portal, nicht mit einer Antwort auf diesen Termin."
    )


def test_the_time_zone_is_a_rule_and_no_list_of_dates(office):
    text = ical.request(make_meeting(office), ADDRESS, NOON)

    assert text.count("BEGIN:VTIMEZONE") == 1
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in lines(text)
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" in lines(text)
    assert "RDATE" not in text


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2027, 3, 26), time(9), datetime(2027, 3, 26, 8, tzinfo=UTC)),
        (date(2027, 3, 28), time(1, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (date(2027, 3, 28), time(2, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (date(2027, 3, 28), time(3), datetime(2027, 3, 28, 1, tzinfo=UTC)),
        (date(2027, 3, 29), time(9), datetime(2027, 3, 29, 7, tzinfo=UTC)),
        (date(2027, 10, 29), time(9), datetime(2027, 10, 29, 7, tzinfo=UTC)),
        (date(2027, 10, 31), time(1, 59), datetime(2027, 10, 30, 23, 59, tzinfo=UTC)),
        (date(2027, 10, 31), time(3), datetime(2027, 10, 31, 2, tzinfo=UTC)),
        (date(2027, 11, 1), time(9), datetime(2027, 11, 1, 8, tzinfo=UTC)),
    ],
)
def test_other_parsers_find_the_same_instant_around_the_change_of_clocks(office, day, at, utc):
    fields = {"starts_on": day, "starts_time": at, "ends_on": day, "ends_time": time(17)}
    meeting = make_draft(office, answer_by=None, **fields)
    text = ical.download(meeting, NOON)

    # dateutil, with the rule from the file itself
    shown = re.search(r"DTSTART;TZID=Europe/Berlin:(\S+)", text)[1]
    wall = datetime.strptime(shown, "%Y%m%dT%H%M%S").replace(tzinfo=own_zone(text))
    assert wall.astimezone(UTC) == utc == meeting.starts_at
    # vobject
    assert event_of(text).dtstart.value.astimezone(UTC) == utc
    # recurring_ical_events
    [found] = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).at(day)
    assert found.start.astimezone(UTC) == utc


def test_of_an_hour_that_comes_twice_the_file_means_the_first(office):
    day = date(2027, 10, 31)
    fields = {"starts_on": day, "starts_time": time(2, 30), "ends_on": day, "ends_time": time(9)}
    meeting = make_draft(office, answer_by=None, **fields)

    assert "DTSTART;TZID=Europe/Berlin:20271031T023000" in ical.download(meeting, NOON)
    assert meeting.starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_a_move_keeps_the_uid_and_raises_the_sequence(office):
    meeting = make_meeting(office)
    before = event_of(ical.request(meeting, ADDRESS, NOON))
    move(meeting, office, starts_time=time(10))
    after = event_of(ical.request(meeting, ADDRESS, NOON))

    assert before.uid.value == after.uid.value
    assert (before.sequence.value, after.sequence.value) == ("0", "1")


def test_a_cancellation_is_one_for_the_calendar_too(office):
    meeting = make_cancelled(office)

    text = ical.cancellation(meeting, ADDRESS, NOON)

    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1"} <= set(lines(text))
    assert event_of(text).description.value.startswith("Das Treffen ist abgesagt.")


def test_a_download_is_addressed_to_nobody(office):
    text = ical.download(make_meeting(office), NOON)

    assert "METHOD:PUBLISH" in lines(text)
    assert "ATTENDEE" not in text


@pytest.mark.parametrize(
    "title",
    [
        "Treffen\r\nATTENDEE:mailto:evil@forum.example",
        "Treffen\nMETHOD:CANCEL",
        "Treffen\rX-EVIL:1",
        "Treffen\x0bX-EVIL:1\x0cX-EVIL:2",
        "Treffen\x85X-EVIL:1\u2028X-EVIL:2\u2029X-EVIL:3",
        "Treffen;X-EVIL=1,X:2\\nX-EVIL:3",
    ],
)
def test_a_title_cannot_make_another_property(office, title):
    meeting = make_draft(office, venue=title)
    Meeting.objects.filter(pk=meeting.pk).update(title=title)
    meeting.refresh_from_db()

    text = ical.download(meeting, NOON)

    starts = [line.split(":")[0].split(";")[0] for line in unfolded(text).splitlines()]
    assert "X-EVIL" not in starts
    assert "ATTENDEE" not in starts
    assert starts.count("METHOD") == 1
    assert len(event_of(text).summary.value.splitlines()) == 1


def test_a_title_of_200_characters_with_umlauts_comes_back_whole(office):
    title = "Ä" * 100 + "ß" * 100

    text = ical.download(make_draft(office, title=title), NOON)

    assert event_of(text).summary.value == title
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"format": Format.ON_SITE}, "Kreishaus, Großer Saal"),
        ({"format": Format.ONLINE, "venue": ""}, "Videokonferenz"),
    ],
)
def test_the_place_fits_the_form_of_the_meeting(office, fields, words):
    assert event_of(ical.download(make_draft(office, **fields), NOON)).location.value == words


def test_the_video_link_stays_out_of_the_file(office):
    meeting = make_meeting(office, video_link="https://video.example/geheim")

    text = ical.request(meeting, ADDRESS, NOON)

    assert "video.example" not in unfolded(text)
    assert "Der Zugang zur Videokonferenz steht" in unfolded(text)

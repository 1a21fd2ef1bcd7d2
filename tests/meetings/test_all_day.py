"""Meetings of whole days: without a time on the page, in mails and in calendars."""

import re
from datetime import date, datetime, time
from uuid import uuid4

import icalendar
import pytest
import time_machine
import vobject
from django.core.exceptions import ValidationError
from django.urls import reverse

from forum_portal import dates
from forum_portal.clock import BERLIN
from meetings import feed, ical
from meetings.agenda import timetable
from meetings.forms.agenda import AgendaFormSet
from meetings.forms.planning import MeetingForm
from meetings.forms.when import WhenForm
from meetings.models import Meeting
from meetings.months import Entry
from meetings.protocol import protocol, talk
from meetings.reminding import start
from meetings.services import planning
from meetings.stages import Format
from meetings.wall_time import WHOLE_DAYS, end_of_day
from tests.factories.meetings import DEADLINE, agenda_item, make_draft, make_meeting, move
from tests.factories.members import NOON

FIRST, LAST = date(2027, 3, 27), date(2027, 3, 28)  # on the second the clocks go forward


def whole(first=FIRST, last=None) -> dict:
    starts_time, ends_time = WHOLE_DAYS
    return {
        "starts_on": first,
        "starts_time": starts_time,
        "ends_on": last or first,
        "ends_time": ends_time,
        "answer_by": end_of_day(DEADLINE),
    }


def entered(**more) -> dict:
    return {
        "token": uuid4(),
        "kind": "network",
        "title": "Fachtag",
        "format": Format.ONLINE,
        "starts_on": "2027-03-27",
        "all_day": "on",
        **more,
    }


def berlin(*parts) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)


@pytest.fixture
def days(office) -> Meeting:
    """A meeting of two whole days."""
    return make_meeting(office, **whole(FIRST, LAST))


def test_the_office_ticks_a_box_instead_of_giving_times(office):
    form = MeetingForm(entered(ends_on="2027-03-28"), now=NOON)

    assert form.is_valid(), form.errors
    meeting = planning.create_meeting(by=office, now=NOON, uid=form.uid(), **form.values())
    assert meeting.is_all_day
    assert meeting.starts_at == berlin(2027, 3, 27)
    assert meeting.ends_at == datetime.combine(LAST, time.max, BERLIN)


def test_without_the_box_the_times_are_needed(db):
    form = MeetingForm(entered(all_day=""), now=NOON)

    assert not form.is_valid()
    assert form.errors["starts_time"] == ["Bitte geben Sie an, wann das Treffen beginnt."]
    assert form.errors["ends_time"] == ["Bitte geben Sie an, wann das Treffen endet."]


def test_what_stands_in_the_times_does_not_count_beside_the_box(db):
    form = MeetingForm(entered(starts_time="9:30", ends_time="halb vier"), now=NOON)

    assert form.is_valid(), form.errors
    assert tuple(form.cleaned_data[name] for name in ("starts_time", "ends_time")) == WHOLE_DAYS


@pytest.mark.parametrize(
    ("more", "field"),
    [({"starts_on": "2026-12-01"}, "starts_on"), ({"ends_on": "2027-03-26"}, "ends_on")],
)
def test_an_impossible_day_is_told_at_the_day(db, more, field):
    form = MeetingForm(entered(**more), now=NOON)

    assert list(form.errors) == [field]


def test_a_meeting_gets_a_time_and_loses_it_again(days, office):
    form = WhenForm(instance=days, now=NOON)
    assert form["all_day"].value()
    assert form["starts_time"].value() is None

    move(days, office, starts_time=time(9, 30), ends_time=time(15), ends_on=FIRST)
    assert not days.is_all_day
    assert WhenForm(instance=days, now=NOON)["starts_time"].value() == time(9, 30)


def test_page_list_and_month_show_no_time(client, days, office):
    client.force_login(office)
    page = client.get(days.get_absolute_url()).content.decode()

    assert "Samstag, 27.\xa0März\xa02027 bis Sonntag, 28.\xa0März\xa02027, ganztägig" in page
    assert "0:00\xa0Uhr" not in page
    assert "ganztägig" in client.get(reverse("meetings:meetings")).content.decode()
    assert [Entry(days, day).words for day in (FIRST, LAST)] == ["ganztägig", "ganztägig"]


@pytest.mark.parametrize("first", [date(2027, 3, 28), date(2027, 10, 31), date(2027, 6, 1)])
def test_a_day_is_one_day_in_the_calendar_also_when_the_clocks_change(office, first):
    """The end is the first day after it, and no time zone plays a part (RFC 5545, 3.6.1)."""
    meeting = make_meeting(office, **whole(first))

    text = ical.request(meeting, "celle@forum.example", NOON)

    other = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]
    event = vobject.readOne(text).vevent
    assert event.dtstart.value == other["dtstart"].dt == first
    assert event.dtend.value == other["dtend"].dt
    assert (event.dtend.value - first).days == 1
    assert re.search(r"DTSTART;VALUE=DATE:\d{8}\r\n", text)


def test_an_agenda_says_how_long_instead_of_when(days, office):
    items = [agenda_item(minutes=45), agenda_item("Pause", 30, is_break=True)]
    planning.change_agenda(days, items, by=office, now=NOON)

    slots = timetable(days, days.agenda.all())

    assert [slot.lead for slot in slots] == ["45 Min.", "30 Min."]
    assert all(not hasattr(form, "time") for form in AgendaFormSet(meeting=days).forms)


def test_a_time_at_midnight_is_no_whole_day(client, office):
    meeting = make_meeting(office, **(whole() | {"ends_time": time(2, 30)}))
    client.force_login(office)

    assert "ganztägig" not in client.get(reverse("meetings:meetings")).content.decode()
    assert not start(meeting).is_day


def test_what_began_yesterday_is_under_way(days, client, office):
    with time_machine.travel(berlin(2027, 3, 28, 12), tick=False):
        client.force_login(office)
        html = client.get(reverse("meetings:meetings")).content.decode()

    assert "läuft noch" in html
    assert "gestern" not in html


def test_a_copy_takes_whole_days_too(days, client, office):
    client.force_login(office)

    form = client.get(f"/treffen/{days.pk}/als-vorlage/").context["form"]

    assert form["all_day"].value()


def test_the_feed_says_once_whether_it_takes_time(days, celle_officer):
    text = feed.calendar_of(celle_officer, NOON)

    assert text.count("TRANSP:") == 1


def test_minutes_and_notes_say_how_long_instead_of_when(days, office, client):
    planning.change_agenda(days, [agenda_item(minutes=45)], by=office, now=NOON)
    with time_machine.travel(days.starts_at, tick=False):
        client.force_login(office)
        page = client.get(f"/treffen/{days.pk}/mitschrift/")

    assert "45 Min." in protocol(talk(days))
    assert "nicht mehr auf der Tagesordnung" not in page.content.decode()


def test_reminders_come_in_the_morning_days_before_and_in_the_afternoon_before(office):
    meeting = make_meeting(office, **whole(), reminders=["2d", "2h"])

    due = [reminder.at.astimezone(BERLIN) for reminder in start(meeting).reminders()]

    assert due == [berlin(2027, 3, 25, 9), berlin(2027, 3, 26, 16)]


def test_a_draft_of_whole_days_ends_after_it_starts(office):
    with pytest.raises(ValidationError):
        make_draft(office, **(whole(LAST) | {"ends_on": FIRST}))


def test_only_the_first_and_last_instant_of_days_are_whole_days():
    end = datetime.combine(FIRST, time.max, BERLIN)

    assert dates.span(berlin(2027, 3, 27), end).endswith("2027, ganztägig")
    assert "23:59" in dates.span(berlin(2027, 3, 27, 1), end)

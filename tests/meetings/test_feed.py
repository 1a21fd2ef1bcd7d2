"""The calendar to subscribe to: its secret address, and what a program reads there."""

import logging
import re
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import recurring_ical_events
import vobject
from django.urls import reverse

from meetings.feed import LOOKS_BACK
from meetings.models import CalendarFeed, Meeting
from meetings.services import planning, registering
from meetings.services.subscribing import hashed, subscribe_calendar
from meetings.stages import Format, Reply
from members.models import Mandate
from members.retention import go_round
from members.services import delete_account
from tests.factories.meetings import (
    agenda_item,
    make_cancelled,
    make_draft,
    make_held,
    make_meeting,
    make_registration,
    move,
)
from tests.factories.members import DAY, HOUR, NOON, make_mandate
from tests.portal.test_logs import written

from .test_ical import lines, own_zone, unfolded

PAGE = "/treffen/kalender/"
END = "/treffen/kalender/beenden/"
ADDRESS = re.compile(r'value="http://localhost:8000(/treffen/kalender/([0-9a-f]{32})\.ics)"')

__all__ = ["written"]


def path_of(person, now=NOON) -> str:
    return reverse("meetings:calendar_feed", args=[subscribe_calendar(person, now=now)])


def read(client, path) -> str:
    return client.get(path).content.decode()


def events(text) -> list:
    return list(getattr(vobject.readOne(text), "vevent_list", []))


def only_event(client, path):
    [event] = events(read(client, path))
    return event


# The address ---------------------------------------------------------------------------------


def test_the_address_is_made_on_request_and_shown_once(client_of, client, celle_officer):
    member = client_of(celle_officer)

    assert not ADDRESS.search(read(member, PAGE))
    path, token = ADDRESS.search(member.post(PAGE).content.decode()).groups()

    assert client.get(path).status_code == 200
    assert CalendarFeed.objects.get().token_hash == hashed(token)
    assert token not in read(member, PAGE)
    assert "Sie haben seit Dienstag" in read(member, PAGE).replace("\xa0", " ")


def test_a_new_address_ends_the_old_one(client_of, client, celle_officer):
    member = client_of(celle_officer)
    old, _ = ADDRESS.search(member.post(PAGE).content.decode()).groups()

    answer = member.post(PAGE).content.decode()

    new, _ = ADDRESS.search(answer).groups()
    assert "Ihre frühere Adresse gilt nicht mehr." in answer
    assert [client.get(path).status_code for path in (old, new)] == [404, 200]


def test_ending_it_is_said_and_can_be_done_twice(client_of, client, celle_officer):
    path, member = path_of(celle_officer), client_of(celle_officer)

    assert "Das Abo ist beendet" in member.post(END, follow=True).content.decode()
    assert "Das Abo ist beendet" not in member.post(END, follow=True).content.decode()

    assert client.get(path).status_code == 404


def test_somebody_ends_the_own_address_alone(client_of, client, celle_officer, coburg_officer):
    path = path_of(celle_officer)
    member = client_of(coburg_officer)

    member.post(END)
    member.post(PAGE)

    assert client.get(path).status_code == 200


def test_a_partner_who_sees_no_meeting_gets_no_calendar(client_of, partner):
    assert client_of(partner).post(PAGE).status_code == 403
    assert PAGE not in read(client_of(partner), "/einstellungen/")


@pytest.mark.parametrize("who", ["celle_officer", "office"])
def test_the_settings_and_the_list_lead_to_it(request, client_of, office, who):
    client = client_of(request.getfixturevalue(who))

    for page in ("/einstellungen/", "/treffen/", make_meeting(office).get_absolute_url()):
        assert f'href="{PAGE}"' in read(client, page)


def closed(person, office, now):
    person.is_active = False
    person.save()


def without_mandate(person, office, now):
    Mandate.objects.filter(person=person).update(ends_on=now - DAY)


def deleted(person, office, now):
    delete_account(person, by=person, now=now)


@pytest.mark.parametrize("end", [closed, without_mandate, deleted])
def test_an_address_that_is_dead_is_answered_like_one_that_never_was(
    client, office, celle_officer, end
):
    make_meeting(office)
    path = path_of(celle_officer)

    end(celle_officer, office, NOON)

    dead, unknown = client.get(path), client.get(path.replace(path[-12:-4], "0" * 8))
    assert dead.status_code == unknown.status_code == 404
    assert dead.content == unknown.content
    assert dict(dead.headers) == dict(unknown.headers)


def test_one_of_two_mandates_keeps_it_alive(client, celle_officer, coburg):
    path = path_of(celle_officer)
    without_mandate(celle_officer, None, NOON)
    make_mandate(celle_officer, coburg)

    assert client.get(path).status_code == 200


def test_with_the_last_mandate_it_is_dead_for_good(client, office, coburg, celle_officer):
    path = path_of(celle_officer)
    without_mandate(celle_officer, office, NOON)

    go_round(NOON)
    make_mandate(celle_officer, coburg)

    assert client.get(path).status_code == 404


def test_deleting_the_account_leaves_no_address(celle_officer):
    path_of(celle_officer)

    deleted(celle_officer, None, NOON)

    assert not CalendarFeed.objects.exists()


@pytest.mark.parametrize("written", [False, True], ids=["json", "demo"], indirect=True)
def test_no_log_says_the_address(client, client_of, office, celle_officer, written, monkeypatch):
    make_meeting(office)
    answer = client_of(celle_officer).post(PAGE).content.decode()
    path, token = ADDRESS.search(answer).groups()
    logging.getLogger().setLevel(logging.DEBUG)

    client.get(path)
    client.get(path, HTTP_HOST="elsewhere.example")
    client.post(path)
    CalendarFeed.objects.all().delete()
    client.get(path)

    said = written.getvalue()
    assert "/treffen/kalender/<str:token>.ics" in said
    assert token not in said
    assert hashed(token) not in said


@pytest.mark.parametrize("token", ["ä" * 200, "..", "%2e%2e", "a" * 5000, "'; --", "\u202egpj"])
def test_a_strange_address_opens_nothing(client, db, token):
    assert client.get(f"{PAGE}{token}.ics").status_code == 404


def test_reading_needs_no_session_writes_nothing_and_is_kept_by_nobody(
    client, office, celle_officer, nothing_is_written
):
    make_meeting(office)
    path = path_of(celle_officer)

    with nothing_is_written():
        response = client.get(path)
        head = client.head(path)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "no-store, private"
    assert not response.cookies
    assert head.status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("celle_officer", 5), ("office", 3)])
def test_it_costs_the_same_with_one_and_three_meetings(
    request, client, office, celle_officer, django_assert_num_queries, rows, who, queries
):
    for n in range(rows):
        make_registration(make_meeting(office, title=f"Treffen {n}"), celle_officer)
    path = path_of(request.getfixturevalue(who))

    with django_assert_num_queries(queries):
        assert read(client, path).count("BEGIN:VEVENT") == rows


# What it holds -------------------------------------------------------------------------------


def test_it_holds_what_is_announced_from_the_last_year_on(client, office, celle_officer):
    make_draft(office, title="Entwurf")
    planning.cancel_meeting(make_draft(office, title="Verworfen"), by=office, now=NOON)
    make_held(office, title="Gehalten")
    make_cancelled(office, title="Fällt aus")
    coming = make_meeting(office, title="Kommt")
    path = path_of(celle_officer)

    said = {event.summary.value: event.status.value for event in events(read(client, path))}

    assert said == {
        "Gehalten": "CONFIRMED",
        "Abgesagt: Fällt aus": "CANCELLED",
        "Kommt": "CONFIRMED",
    }
    long_ago = NOON - LOOKS_BACK - HOUR
    Meeting.objects.filter(pk=coming.pk).update(
        starts_at=long_ago, ends_at=NOON - LOOKS_BACK, answer_by=None
    )
    assert "Kommt" not in read(client, path)


def test_also_for_the_office_it_holds_no_drafts(client, office):
    make_draft(office)

    assert events(read(client, path_of(office))) == []


def test_it_says_how_it_is_called_and_how_often_to_ask(client, celle_officer):
    said = lines(read(client, path_of(celle_officer)))

    assert {
        "VERSION:2.0",
        "X-WR-CALNAME:Treffen des Forums",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
    } <= set(said)


def test_an_event_is_that_of_the_invitation(client, office, celle_officer):
    meeting = make_meeting(office, video_link="https://video.example/geheim")
    item = agenda_item("Quittenmus")
    planning.change_agenda(meeting, [item], by=office, now=NOON)
    path = path_of(celle_officer)
    before = only_event(client, path)
    move(meeting, office, starts_time=time(11))

    text = read(client, path)
    after = only_event(client, path)

    assert before.uid.value == after.uid.value == meeting.uid
    assert (before.sequence.value, after.sequence.value) == ("0", "1")
    assert after.dtstart.value == meeting.starts_at
    assert after.location.value == "Kreishaus, Großer Saal und Videokonferenz"
    assert after.url.value == f"http://localhost:8000{meeting.get_absolute_url()}"
    assert "video.example" not in unfolded(text)
    assert "Quittenmus" not in unfolded(text)
    assert "ATTENDEE" not in text


def test_of_a_meeting_whose_mails_hold_only_a_link_it_holds_kind_and_time(
    client, office, celle_officer
):
    meeting = make_meeting(office, title="Quittenmus", venue="Mühlensaal", link_only=True)
    make_registration(meeting, celle_officer)
    path = path_of(celle_officer)

    event = only_event(client, path)

    link = f"http://localhost:8000{meeting.get_absolute_url()}"
    assert event.summary.value == "Treffen (Vernetzungstreffen)"
    assert event.dtstart.value == meeting.starts_at
    assert event.description.value == event.url.value == link
    assert not hasattr(event, "location")
    planning.cancel_meeting(meeting, reason="Nebelhorn", by=office, now=NOON)
    text = unfolded(read(client, path))
    assert "Abgesagt: Treffen (Vernetzungstreffen)" in text
    assert [
        word for word in ("Quittenmus", "Mühlensaal", "Nebelhorn", "Celle") if word in text
    ] == []


@pytest.mark.parametrize(
    ("reply", "words", "takes_time"),
    [(Reply.ATTENDS, "nimmt teil", "OPAQUE"), (Reply.DECLINED, "abgesagt", "TRANSPARENT")],
)
def test_it_says_what_the_own_county_answered_and_no_other(
    client, office, celle_officer, coburg_lead, reply, words, takes_time
):
    meeting = make_meeting(office)
    make_registration(meeting, coburg_lead)
    path = path_of(celle_officer)
    assert only_event(client, path).transp.value == "TRANSPARENT"

    if reply == Reply.ATTENDS:
        make_registration(meeting, celle_officer)
    else:
        celle = celle_officer.acts_for(NOON)[0]
        registering.decline(meeting, celle, by=celle_officer, now=NOON)

    event = only_event(client, path)
    assert event.description.value.splitlines()[0] == f"Landkreis Celle: {words}"
    assert event.transp.value == takes_time
    assert "Coburg" not in event.description.value


def test_who_waits_for_a_seat_is_not_told_to_come(client, office, celle_officer, coburg_officer):
    meeting = make_meeting(office, capacity=1)
    make_registration(meeting, coburg_officer)
    make_registration(meeting, celle_officer)

    event = only_event(client, path_of(celle_officer))

    assert event.description.value.splitlines()[0] == "Landkreis Celle: auf der Warteliste"


def test_it_is_sent_again_only_when_it_reads_otherwise(client, office, celle_officer, at):
    meeting = make_meeting(office)
    path = path_of(celle_officer)
    first = client.get(path)
    at(NOON + HOUR)

    again = client.get(path, HTTP_IF_NONE_MATCH=first["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    move(meeting, office, now=NOON + HOUR, starts_time=time(10))
    changed = client.get(path, HTTP_IF_NONE_MATCH=first["ETag"])
    assert changed.status_code == 200
    assert "DTSTAMP:20261201T120000Z" in lines(changed.content.decode())


SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
STARTS = re.compile(r"DTSTART;TZID=Europe/Berlin:(\S+)")


def shown(wall, zone):
    """What a clock shows, as an instant by the zone that the file itself brings."""
    return datetime.strptime(wall, "%Y%m%dT%H%M%S").replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize("sunday", [SPRING, AUTUMN])
def test_on_the_days_on_which_clocks_change_each_hour_is_the_same_for_all_parsers(
    client, office, celle_officer, sunday
):
    """Of an hour that the clocks leave out the next is meant, of one that comes twice the first."""
    for hour in range(24):
        fields = {"starts_on": sunday, "starts_time": time(hour), "ends_on": sunday + DAY}
        make_meeting(office, title=str(hour), answer_by=None, **fields, ends_time=time(hour))
    text = read(client, path_of(celle_officer))

    by_dateutil = [shown(start, own_zone(text)) for start in STARTS.findall(unfolded(text))]
    by_vobject = {e.summary.value: e.dtstart.value.astimezone(UTC) for e in events(text)}
    by_icalendar = {
        str(event["summary"]): event.start.astimezone(UTC)
        for event in icalendar.Calendar.from_ical(text).walk("VEVENT")
    }
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).at(sunday)
    on_the_day = {str(event["summary"]): event.start.astimezone(UTC) for event in found}
    stored = {meeting.title: meeting.starts_at for meeting in Meeting.objects.all()}
    assert stored == by_vobject == by_icalendar == on_the_day
    assert sorted(stored.values()) == sorted(by_dateutil)


# Several days --------------------------------------------------------------------------------


def test_a_meeting_of_several_days_is_one_entry_over_all_of_them(client, office, celle_officer):
    meeting = make_meeting(
        office,
        answer_by=None,
        starts_on=SPRING - DAY,
        starts_time=time(14),
        ends_on=SPRING + DAY,
        ends_time=time(12),
    )
    text = read(client, path_of(celle_officer))

    assert "DTSTART;TZID=Europe/Berlin:20270327T140000" in lines(text)
    assert "DTEND;TZID=Europe/Berlin:20270329T120000" in lines(text)
    [event] = events(text)
    assert event.dtstart.value == meeting.starts_at
    assert event.dtend.value == meeting.ends_at
    assert meeting.ends_at - meeting.starts_at == timedelta(hours=45)  # one is left out


@pytest.mark.parametrize(
    ("make", "status"),
    [(make_cancelled, "CANCELLED"), (make_held, "CONFIRMED"), (make_draft, "TENTATIVE")],
)
def test_the_file_of_one_meeting_says_what_became_of_it(client_of, office, make, status):
    meeting = make(office, format=Format.ON_SITE, ends_on=date(2026, 12, 18))

    text = read(client_of(office), reverse("meetings:calendar_file", args=[meeting.pk]))

    assert f"STATUS:{status}" in lines(text)
    assert "METHOD:PUBLISH" in lines(text)
    assert "DTEND;TZID=Europe/Berlin:20261218T153000" in lines(text)

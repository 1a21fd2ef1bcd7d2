"""Who is there: ticked on the list of those who are registered, or entered as they come."""

import re

import pytest
from django.urls import reverse

from meetings.models import Attendance, Attendee, Registration
from meetings.refusals import NotYourCounty, TooEarly
from meetings.representing import Coming
from meetings.services import attending, registering
from meetings.services.attending import Mark
from meetings.stages import Format, Mode
from tests.factories.meetings import make_meeting, make_over, make_registration
from tests.factories.members import DAY, NOON, make_district
from tests.races import at_once

pytestmark = pytest.mark.django_db
JSON = {"headers": {"accept": "application/json"}}
BEFORE = NOON - 20 * DAY
ON_SITE, ONLINE, GONE = Mode.ON_SITE.value, Mode.ONLINE.value, ""


@pytest.fixture
def meeting(office):
    return make_over(office)


@pytest.fixture
def attendee(meeting, celle_officer):
    return make_registration(meeting, celle_officer, now=BEFORE).attendees.get()


def path(name, meeting, *args) -> str:
    return reverse(f"meetings:{name}", args=[meeting.pk, *args])


def note(meeting, attendee, was, is_now, by):
    marks = {attendee.pk: Mark(was, is_now)}
    return attending.note_attendance(meeting, marks, by=by, now=NOON)


def add(meeting, by, **more):
    said = {"mode": Mode.ON_SITE, "label": "Gast", **more}
    return attending.add_attendance(meeting, **said, by=by, now=NOON)


def page(client, meeting) -> str:
    return client.get(path("take_notes", meeting)).content.decode()


# Ticking ---------------------------------------------------------------------------------


def test_somebody_is_ticked_moved_and_taken_back(office, celle, celle_officer, meeting, attendee):
    note(meeting, attendee, GONE, ON_SITE, office)
    note(meeting, attendee, GONE, ON_SITE, office)  # whose answer was lost
    there = Attendance.objects.get()
    assert (there.person, there.district, there.label) == (celle_officer, celle, attendee.label)

    assert note(meeting, attendee, ON_SITE, ONLINE, office) == []
    assert Attendance.objects.get().mode == ONLINE
    note(meeting, attendee, ONLINE, GONE, office)
    assert not Attendance.objects.exists()


def test_what_a_colleague_ticked_otherwise_stays_and_is_said(office, meeting, attendee):
    note(meeting, attendee, GONE, ONLINE, office)

    refused = note(meeting, attendee, GONE, ON_SITE, office)

    assert "Jemand anders hat inzwischen „online“ vermerkt." in refused[0]
    assert Attendance.objects.get().mode == ONLINE


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_the_same_moment_are_one(office, celle_officer):
    meeting = make_over(office)
    attendee = make_registration(meeting, celle_officer, now=BEFORE).attendees.get()

    at_once(*[lambda: note(type(meeting).objects.get(), attendee, GONE, ON_SITE, office)] * 2)

    assert Attendance.objects.count() == 1


def test_two_of_a_county_without_account_are_two(office, celle_officer, celle, meeting):
    coming = [Coming(Mode.ON_SITE, label="Eine Fachkraft")] * 2
    more = {"coming": coming, "by": celle_officer, "now": BEFORE}
    registration = registering.register(meeting, celle, **more)
    first, second = registration.attendees.all()

    note(meeting, first, GONE, ON_SITE, office)

    there = {one.pk: hasattr(one, "attendance") for one in Attendee.objects.all()}
    assert there == {first.pk: True, second.pk: False}


def test_attendance_begins_with_the_meeting(office, celle_officer):
    early = make_meeting(office)
    attendee = make_registration(early, celle_officer).attendees.get()

    with pytest.raises(TooEarly):
        note(early, attendee, GONE, ON_SITE, office)
    with pytest.raises(TooEarly):
        add(early, office)


def test_the_form_ticks_many_at_once_and_of_two_boxes_the_new_one_counts(
    client_of, office, meeting, attendee, coburg_officer
):
    other = make_registration(meeting, coburg_officer, now=BEFORE).attendees.get()
    client, url = client_of(office), path("note_attendance", meeting)

    html = client.post(url, {f"at-{attendee.pk}": ON_SITE, "was": ""}, follow=True)
    assert "1 Landkreis, 1 Person: 1 vor Ort" in html.content.decode()
    assert f'value="{attendee.pk}:on_site"' in html.content.decode()
    both = {f"at-{attendee.pk}": [ON_SITE, ONLINE], f"at-{other.pk}": ONLINE}
    client.post(url, {**both, "was": f"{attendee.pk}:on_site"})
    assert set(Attendance.objects.values_list("mode", flat=True)) == {ONLINE}
    client.post(url, {"was": f"{attendee.pk}:online"})
    assert Attendance.objects.get().attendee == other


def test_a_script_is_told_how_many_are_there(client_of, office, meeting, attendee):
    client, url = client_of(office), path("note_attendance", meeting)
    name = f"at-{attendee.pk}"

    told = client.post(url, {name: ONLINE, "was": ""}, **JSON).json()
    assert told["counted"] == "1 Landkreis, 1 Person: 1 online"
    late = client.post(url, {name: ON_SITE, "was": ""}, **JSON)
    assert (late.status_code, late.json()["modes"]) == (409, {str(attendee.pk): ONLINE})
    for broken in ({"at-x": ON_SITE}, {name: "somewhere"}, {"was": "2:3 :"}, {"at-": "\x00"}):
        assert client.post(url, broken, **JSON).status_code == 422
    assert Attendance.objects.get().mode == ONLINE


def test_nobody_is_on_site_at_a_meeting_that_is_online(client_of, office, celle, celle_officer):
    meeting = make_over(office, format=Format.ONLINE)
    more = {"coming": [Coming(Mode.ONLINE, label="Eine Fachkraft")], "by": celle_officer}
    registration = registering.register(meeting, celle, **more, now=BEFORE)
    attendee = registration.attendees.get()
    client, url = client_of(office), path("note_attendance", meeting)

    answer = client.post(url, {f"at-{attendee.pk}": ON_SITE, "was": ""}, **JSON)
    assert (answer.status_code, "neu" in answer.json()["error"]) == (422, True)
    assert not Attendance.objects.exists()
    client.post(url, {f"at-{attendee.pk}": ONLINE, "was": ""}, **JSON)
    assert Attendance.objects.get().mode == ONLINE


# Coming unannounced ----------------------------------------------------------------------


def test_two_clicks_add_somebody_once_and_a_person_is_there_once(
    client_of, office, celle, celle_officer, meeting
):
    client, url = client_of(office), path("add_attendance", meeting)
    token = client.get(url).context["form"].initial["token"]
    sent = {"token": token, "person": f"{celle.pk}-{celle_officer.pk}", "mode": ON_SITE}

    for _ in range(2):
        assert client.post(url, sent).url == f"{path('take_notes', meeting)}#anwesenheit"

    there = Attendance.objects.get()
    assert (there.person, there.district, there.attendee) == (celle_officer, celle, None)
    with pytest.raises(Exception, match="schon vermerkt"):
        add(meeting, office, person=celle_officer, district=celle)
    assert "unangemeldet" in page(client, meeting)
    assert client.post(path("remove_attendance", meeting, there.pk)).status_code == 302
    assert not Attendance.objects.exists()


def test_the_enter_key_removes_nobody(client_of, office, meeting, attendee):
    add(meeting, office)

    html = page(client_of(office), meeting)

    first = re.search("data-attendance.*?<button([^>]*)>(.*?)</button>", html, re.DOTALL)
    assert "formaction" not in first[1]
    assert first[2] == "Anwesenheit speichern"
    assert "entfernen" in html


def test_who_is_registered_and_entered_by_hand_is_ticked(
    office, celle, celle_officer, meeting, attendee
):
    there = add(meeting, office, person=celle_officer, district=celle)

    assert there.attendee == attendee
    assert note(meeting, attendee, ON_SITE, GONE, office) == []
    assert not Attendance.objects.exists()


def test_a_guest_has_a_name_and_perhaps_a_county(client_of, office, celle, coburg_officer, meeting):
    client, url = client_of(office), path("add_attendance", meeting)
    named = {"label": "Ministerium,\r\nReferat 3", "mode": ONLINE}

    client.post(url, named)
    client.post(url, {**named, "label": "Kreisrätin", "district": celle.pk})
    there = [(one.label, one.district) for one in Attendance.objects.of(meeting)]
    assert there == [("Kreisrätin", celle), ("Ministerium, Referat 3", None)]
    for broken in ({"label": "\u202e"}, {"label": ""}, {"mode": "x"}, {"label": "a\x00"}):
        assert client.post(url, {**named, **broken}).status_code == 200
    assert Attendance.objects.count() == 2
    with pytest.raises(NotYourCounty):
        add(meeting, office, person=coburg_officer, district=celle)


def test_who_was_there_is_for_the_office(client_of, office, celle_officer, meeting, attendee):
    note(meeting, attendee, GONE, ON_SITE, office)

    assert not Attendance.objects.visible_to(celle_officer, NOON).exists()
    assert client_of(celle_officer).get(path("take_notes", meeting)).status_code == 403
    other = add(make_over(office), office)
    gone = client_of(office).post(path("remove_attendance", meeting, other.pk))
    assert gone.status_code == 404


@pytest.mark.parametrize("counties", [3, 300])
def test_the_list_costs_the_same_for_few_and_for_many(
    client_of, office, django_assert_num_queries, counties
):
    meeting = make_over(office, format=Format.ON_SITE)
    deed = {"meeting": meeting, "reply": "attends", "answered_by": office, "answered_at": BEFORE}
    answers = Registration.objects.bulk_create(
        Registration(district=make_district(f"09{n:03}", f"Kreis {n}"), **deed)
        for n in range(counties)
    )
    comes = {"mode": ON_SITE, "chosen_mode": ON_SITE}
    coming = Attendee.objects.bulk_create(
        Attendee(registration=one, label=f"Fachkraft {n}", **comes) for n, one in enumerate(answers)
    )
    marks = {one.pk: Mark(GONE, ON_SITE) for one in coming}
    client = client_of(office)

    with django_assert_num_queries(NOTE_QUERIES):
        attending.note_attendance(meeting, marks, by=office, now=NOON)
    with django_assert_num_queries(PAGE_QUERIES):
        html = page(client, meeting)
    assert f"{counties} Landkreise, {counties} Personen: {counties} vor Ort" in html


NOTE_QUERIES, PAGE_QUERIES = 7, 18

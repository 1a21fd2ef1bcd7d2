"""Once its minutes are adopted, what came of a meeting stays as it is; tasks go on."""

import pytest
from django.urls import reverse

from meetings.models import Attendance, Note, Resolution
from meetings.refusals import WrongStage
from meetings.services import attending, minuting, noting, planning, resolving
from tests.factories.meetings import (
    make_action_item,
    make_attendance,
    make_circulated,
    make_over,
    make_resolution,
    write_note,
)
from tests.factories.members import DAY, NOON

pytestmark = pytest.mark.django_db
JSON = {"headers": {"accept": "application/json"}}
HOLDS = "Das Protokoll ist genehmigt"


@pytest.fixture
def meeting(office):
    """Three weeks ago; its minutes are in circulation, and the time for remarks is over."""
    meeting = make_over(office, NOON - 14 * DAY)
    write_note(meeting, office, "Alle sind da.")
    make_attendance(meeting, office, "Frau Gast")
    make_resolution(meeting, office)
    make_circulated(meeting, office, "Der Wortlaut", NOON - 12 * DAY, 5)
    return meeting


@pytest.fixture
def adopt(meeting, office):
    def adopt():
        later = make_over(office, NOON)
        minuting.adopt_minutes(meeting.minutes, meeting=later, by=office, now=NOON)

    return adopt


def path(name, meeting, *args) -> str:
    return reverse(f"meetings:{name}", args=[meeting.pk, *args])


def test_notes_attendance_and_resolutions_are_closed(office, meeting, adopt):
    adopt()
    attendance, resolution = Attendance.objects.get(), Resolution.objects.get()
    deed = {"by": office, "now": NOON}
    for late in (
        lambda: noting.write_note(meeting, 0, "Anders.", seen=1, **deed),
        lambda: attending.note_attendance(meeting, {}, **deed),
        lambda: attending.remove_attendance(attendance, **deed),
        lambda: make_attendance(meeting, office, "Herr Spät"),
        lambda: make_resolution(meeting, office),
        lambda: resolving.change_resolution(resolution, text="Anders.", **deed),
        lambda: resolving.delete_resolution(resolution, **deed),
    ):
        with pytest.raises(WrongStage, match=HOLDS):
            late()

    assert Note.objects.get().text == "Alle sind da."
    assert [one.label for one in Attendance.objects.all()] == ["Frau Gast"]
    assert Resolution.objects.get().text == resolution.text


def test_the_meeting_is_held_and_its_agenda_closed(client_of, office, meeting, adopt):
    assert meeting.stage == "announced"

    adopt()

    meeting.refresh_from_db()
    assert meeting.stage == "held"
    with pytest.raises(WrongStage):
        planning.change_agenda(meeting, [], by=office, now=NOON)
    html = client_of(office).get(meeting.get_absolute_url()).content.decode()
    assert path("change_agenda", meeting) not in html


def test_tasks_go_on(client_of, office, celle, meeting, adopt):
    adopt()

    make_action_item(meeting, office, district=celle)

    assert "Aufgabe eintragen" in client_of(office).get(meeting.get_absolute_url()).content.decode()


def test_the_office_reads_what_was_noted_and_finds_no_way_to_change_it(
    client_of, office, meeting, adopt
):
    client, resolution = client_of(office), Resolution.objects.get()
    ways = [
        path("enter_resolution", meeting),
        path("change_resolution", meeting, resolution.pk),
        path("delete_resolution", meeting, resolution.pk),
    ]
    before = client.get(meeting.get_absolute_url()).content.decode()
    assert all(way in before for way in ways)

    adopt()

    html = client.get(path("take_notes", meeting)).content.decode()
    assert HOLDS in html
    assert "Alle sind da." in html
    assert "Frau Gast" in html
    assert "<textarea" not in html
    after = client.get(meeting.get_absolute_url()).content.decode()
    assert resolution.text in after
    for way in ways:
        assert way not in after
        page = client.get(way, follow=True)
        assert page.redirect_chain == [(meeting.get_absolute_url(), 302)]
        assert HOLDS in page.content.decode()


def test_words_sent_after_the_adoption_are_not_saved_and_not_lost(
    client_of, office, meeting, adopt
):
    client, words = client_of(office), "Worte, die zu spät kommen"
    resolution = Resolution.objects.get()
    adopt()

    note = {"n0-text": words, "n0-seen": 1, "n0-about": ""}
    by_form = client.post(path("take_notes", meeting), note)
    by_script = client.post(path("take_notes", meeting), note, **JSON)
    said = {"text": words, "result": "accepted", "seen": resolution.edition}
    entering = client.post(path("enter_resolution", meeting), said)
    changing = client.post(path("change_resolution", meeting, resolution.pk), said)

    for page in (by_form, entering, changing):
        html = page.content.decode()
        assert page.status_code == 200
        assert words in html
        assert HOLDS in html
    assert by_script.status_code == 400
    assert HOLDS in by_script.json()["error"]
    assert Note.objects.get().text == "Alle sind da."
    assert Resolution.objects.get().text == resolution.text

"""An earlier meeting as the beginning of another one."""

from datetime import date, time

import pytest
from django.urls import reverse

from meetings.models import AgendaItem, Event, Meeting
from meetings.services import planning
from meetings.stages import Format, Kind, Stage
from tests.factories.meetings import (
    agenda_item,
    make_cancelled,
    make_draft,
    make_held,
    make_meeting,
)
from tests.factories.members import NOON

from .test_pages import page as html

ITEMS = [agenda_item("Ankommen", 30, "Landkreis Celle"), agenda_item("Pause", 15, is_break=True)]


def copying(meeting):
    return reverse("meetings:copy_meeting", args=[meeting.pk])


def filled(client, meeting) -> dict:
    """What the form sends when only the times are entered."""
    form = client.get(copying(meeting)).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    when = {"starts_on": "2027-03-28", "starts_time": "10:00", "ends_time": "10:20"}
    kept = {name: value for name, value in sent.items() if value not in (None, False)}
    return {**kept, **when}


@pytest.fixture
def earlier(office, celle):
    meeting = make_draft(
        office,
        kind=Kind.CONFERENCE,
        title="Fachtag",
        summary="Worum es geht",
        format=Format.HYBRID,
        venue="Kreishaus",
        capacity=40,
        travel_notes="Aufzug",
        video_link="https://video.example/raum",
        host=celle,
        reminders=["7d"],
        answer_reminders=["1d"],
        link_only=True,
    )
    return planning.change_agenda(meeting, ITEMS, by=office, now=NOON)


def test_the_form_holds_everything_but_the_times(client_of, office, earlier):
    form = client_of(office).get(copying(earlier)).context["form"]

    values = {name: form[name].value() for name in form.fields}
    assert [name for name, value in values.items() if value in (None, "")] == [
        "starts_on",
        "starts_time",
        "ends_on",
        "ends_time",
        "answer_on",
        "group",
    ]
    assert (values["title"], values["venue"], values["link_only"]) == ("Fachtag", "Kreishaus", True)
    assert values["reminders"] == ["7d"]


def test_nothing_is_kept_until_it_is_saved(client_of, office, earlier, nothing_is_written):
    client = client_of(office)

    with nothing_is_written():
        page = client.get(copying(earlier)).content.decode()

    assert "Vorlage: Fachtag" in page
    assert "die Tagesordnung mit 2 Punkten" in page


def test_it_becomes_a_draft_of_its_own_with_the_agenda(client_of, office, earlier):
    client = client_of(office)

    response = client.post(copying(earlier), filled(client, earlier))

    made = Meeting.objects.exclude(pk=earlier.pk).get()
    assert response["Location"] == made.get_absolute_url()
    assert (made.stage, made.starts_on, made.starts_time) == (
        Stage.DRAFT,
        date(2027, 3, 28),
        time(10),
    )
    for name in ("kind", "title", "summary", "venue", "travel_notes", "video_link", "host"):
        assert getattr(made, name) == getattr(earlier, name)
    assert (made.reminders, made.answer_reminders, made.link_only) == (["7d"], ["1d"], True)
    titles = AgendaItem.objects.filter(meeting=made).values_list("title", "minutes", "is_break")
    assert list(titles) == [("Ankommen", 30, False), ("Pause", 15, True)]
    assert earlier.agenda.count() == 2
    assert made.uid != earlier.uid
    assert [event.verb for event in Event.objects.filter(meeting=made)] == ["created"]
    assert "Die Tagesordnung ist länger als das Treffen." in html(client, made.get_absolute_url())


def test_sent_twice_it_is_one_meeting(client_of, office, earlier):
    client = client_of(office)
    sent = filled(client, earlier)

    for _ in range(2):
        client.post(copying(earlier), sent)

    assert Meeting.objects.count() == 2
    assert AgendaItem.objects.count() == 4


def test_without_the_times_it_says_what_is_missing_and_keeps_the_rest(client_of, office, earlier):
    client = client_of(office)

    page = client.post(copying(earlier), {**filled(client, earlier), "starts_on": ""})

    assert "Bitte geben Sie den Tag des Treffens an." in page.content.decode()
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("make", [make_draft, make_meeting, make_held, make_cancelled])
def test_the_office_finds_it_on_every_meeting_and_nobody_else(
    client_of, office, celle_officer, make
):
    meeting = make(office)
    member = client_of(celle_officer)

    assert f'href="{copying(meeting)}"' in html(client_of(office), meeting.get_absolute_url())
    assert member.get(copying(meeting)).status_code == (404 if make is make_draft else 403)
    assert member.post(copying(meeting), {}).status_code in (403, 404)


def test_a_county_that_has_left_is_not_chosen_again(client_of, office, earlier, celle):
    celle.memberships.update(left_on=date(2026, 11, 1))
    client = client_of(office)

    page = client.get(copying(earlier)).content.decode()

    assert f'<option value="{celle.pk}" selected>' not in page

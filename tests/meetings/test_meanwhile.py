"""What somebody else saved since the form was opened is shown, never overwritten."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from meetings.models import Meeting
from meetings.refusals import ChangedMeanwhile
from meetings.services import planning
from meetings.snapshot import fingerprint
from tests.factories.meetings import agenda_item, make_draft, make_meeting
from tests.factories.members import NOON

from .test_forms import SAVED

pytestmark = pytest.mark.django_db
MEANWHILE = "Inzwischen hat jemand anders gespeichert"


def path(name, meeting):
    return reverse(f"meetings:{name}", args=[meeting.pk])


def html(response):
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def seen(response):
    return re.search(r'name="seen" value="(\w+)"', html(response))[1]


def agenda(title, seen, **more):
    return {
        "punkt-TOTAL_FORMS": "1",
        "punkt-INITIAL_FORMS": "0",
        "punkt-0-title": title,
        "punkt-0-minutes": "30",
        "seen": seen,
        **more,
    }


def test_a_title_that_a_colleague_saved_is_not_overwritten(client_of, office):
    meeting, client = make_meeting(office), client_of(office)
    url = path("change_meeting", meeting)
    opened = seen(client.get(url))
    planning.change_meeting(meeting, title="Von der Kollegin", by=office, now=NOON)

    response = client.post(url, SAVED | {"title": "Von mir", "seen": opened})

    for words in (MEANWHILE, "Von der Kollegin", "Von mir"):
        assert words in html(response)
    meeting.refresh_from_db()
    assert meeting.title == "Von der Kollegin"

    client.post(url, SAVED | {"title": "Von mir", "seen": seen(response)})
    meeting.refresh_from_db()
    assert meeting.title == "Von mir"


def test_a_time_entered_for_a_draft_that_was_announced_meanwhile_is_shown(client_of, office):
    meeting, client = make_draft(office), client_of(office)
    url = path("change_meeting", meeting)
    opened = seen(client.get(url))
    planning.announce_meeting(meeting, by=office, now=NOON)

    response = client.post(url, SAVED | {"starts_time": "11:00", "seen": opened})

    assert MEANWHILE in html(response)
    assert "11:00 Uhr" in html(response)
    assert "Verschieben" in html(response)


def test_a_meeting_that_a_colleague_moved_is_not_moved_again_unseen(client_of, office):
    meeting, client = make_meeting(office), client_of(office)
    opened = fingerprint(meeting)
    planning.change_meeting(meeting, venue="Bürgerhaus", by=office, now=NOON)

    response = client.post(
        path("move_meeting", meeting), SAVED | {"starts_time": "11:00", "seen": opened}
    )

    assert MEANWHILE in html(response)
    assert Meeting.objects.get().starts_at == meeting.starts_at


def test_an_agenda_that_a_colleague_saved_is_not_overwritten(client_of, office):
    meeting, client = make_meeting(office), client_of(office)
    url = path("change_agenda", meeting)
    opened = seen(client.get(url))
    planning.change_agenda(meeting, [agenda_item("Kollegin")], by=office, now=NOON)

    response = client.post(url, agenda("Von mir", opened))

    for words in (MEANWHILE, "Kollegin, 30 Minuten", "Von mir, 30 Minuten"):
        assert words in html(response)
    assert meeting.agenda.get().title == "Kollegin"

    client.post(url, agenda("Von mir", seen(response)))
    assert meeting.agenda.get().title == "Von mir"


def test_the_service_itself_refuses_what_was_filled_in_for_something_else(office):
    meeting = make_meeting(office)

    with pytest.raises(ChangedMeanwhile):
        planning.change_meeting(meeting, title="Neu", seen="anders", by=office, now=NOON)


def test_the_same_new_form_with_other_words_is_another_meeting(client_of, office):
    client = client_of(office)

    for title in ("Eins", "Eins", "Zwei"):
        client.post("/treffen/neu/", SAVED | {"title": title})

    assert sorted(Meeting.objects.values_list("title", flat=True)) == ["Eins", "Zwei"]


@pytest.mark.parametrize("total", ["-1", "0"])
def test_an_agenda_that_arrives_without_its_rows_wipes_nothing(client_of, office, total):
    meeting = make_meeting(office)
    planning.change_agenda(meeting, [agenda_item("Bleibt")], by=office, now=NOON)

    response = client_of(office).post(
        path("change_agenda", meeting),
        {"punkt-TOTAL_FORMS": total, "punkt-INITIAL_FORMS": "0"},
    )

    assert "nicht vollständig angekommen" in html(response)
    assert meeting.agenda.get().title == "Bleibt"


def test_an_agenda_longer_than_the_meeting_is_refused_by_whoever_saves_it(office):
    with pytest.raises(ValidationError, match="länger als das Treffen"):
        planning.change_agenda(
            make_meeting(office), [agenda_item(minutes=361)], by=office, now=NOON
        )


@pytest.mark.parametrize("title", ["\u200b", "\u2060\ufeff", "\u00ad \u200d", "\u2800"])
def test_a_title_that_nobody_can_see_is_refused(client_of, office, title):
    response = client_of(office).post("/treffen/neu/", SAVED | {"title": title})

    assert "Titel ein" in html(response)
    assert not Meeting.objects.exists()

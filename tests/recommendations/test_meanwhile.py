"""A page that was open while a colleague went on does nothing else than what it showed."""

import re

import pytest

from mailroom.models import Announcement
from recommendations.models import Recommendation
from recommendations.services import drafting, moving
from recommendations.stages import Stage
from tests.factories.members import DAY, NOON
from tests.factories.recommendations import advance, demand, fields, make_recommendation

from .test_pages import LIST, path, posted

STALE = "Inzwischen hat sich der Stand geändert"


@pytest.fixture
def desk(client_of, office):
    return client_of(office)


def opened(client, door):
    """The page of a step, as the browser would send it."""
    return {"seen": re.search(r'name="seen" value="(\d+)"', client.get(door).content.decode())[1]}


def test_the_way_back_from_the_consultation_does_not_end_a_ballot(desk, office):
    found = make_recommendation(office, Stage.CONSULTATION)
    door = path(found, "move_recommendation", "draft")
    form = opened(desk, door)
    advance(found, [Stage.BALLOT], office)
    told = Announcement.objects.count()

    answer = desk.post(door, form)

    assert STALE in answer.content.decode()
    assert "Die Empfehlung ist in der Abstimmung" in answer.content.decode()
    found.refresh_from_db()
    assert (found.stage, Announcement.objects.count()) == (Stage.BALLOT, told)


def test_a_draft_that_was_to_be_withdrawn_stays_published_and_the_reason_in_the_form(desk, office):
    found = make_recommendation(office, Stage.DRAFT)
    door = path(found, "move_recommendation", "withdrawn")
    form = opened(desk, door) | {"reason": "Wird nicht gebraucht"}
    advance(found, [Stage.CONSULTATION, Stage.BALLOT, Stage.ADOPTED, Stage.PUBLISHED], office)

    answer = desk.post(door, form)

    assert STALE in answer.content.decode()
    assert 'value="Wird nicht gebraucht"' in answer.content.decode()
    assert "liest hier, dass sie zurückgezogen ist" in answer.content.decode()
    found.refresh_from_db()
    assert found.stage == Stage.PUBLISHED


def test_there_and_back_again_is_a_change_as_well(desk, office):
    found = make_recommendation(office, Stage.DRAFT)
    door = path(found, "move_recommendation", "consultation")
    form = opened(desk, door)
    advance(found, [Stage.CONSULTATION, Stage.DRAFT], office)

    assert STALE in desk.post(door, form).content.decode()


def test_a_text_that_changed_meanwhile_is_read_before_the_counties_are_asked(desk, office):
    found = make_recommendation(office, Stage.DRAFT)
    door = path(found, "move_recommendation", "consultation")
    form = opened(desk, door)
    drafting.change_recommendation(found, **fields(text="Anders"), by=office, now=NOON)

    assert "Inzwischen hat sich der Text geändert" in desk.post(door, form).content.decode()


def test_who_has_read_the_warning_can_go_on(desk, office):
    found = make_recommendation(office, Stage.CONSULTATION)
    door = path(found, "move_recommendation", "draft")
    form = opened(desk, door)
    advance(found, [Stage.BALLOT], office)
    shown = desk.post(door, form).content.decode()

    desk.post(door, {"seen": re.search(r'name="seen" value="(\d+)"', shown)[1]})

    found.refresh_from_db()
    assert found.stage == Stage.DRAFT


@pytest.mark.parametrize("seen", [{}, {"seen": ""}, {"seen": "x"}])
def test_a_step_that_does_not_say_what_it_was_opened_for_is_not_taken(desk, office, seen):
    found = make_recommendation(office, Stage.CONSULTATION)

    answer = desk.post(path(found, "move_recommendation", "draft"), seen)

    assert answer.status_code == 200
    assert "Bitte senden Sie sie noch einmal ab." in answer.content.decode()
    found.refresh_from_db()
    assert found.stage == Stage.CONSULTATION


def test_an_event_that_there_never_was_is_no_reason_to_go_on(desk, office):
    found = make_recommendation(office, Stage.CONSULTATION)

    assert (
        STALE
        in desk.post(
            path(found, "move_recommendation", "draft"), {"seen": "9" * 40}
        ).content.decode()
    )


@pytest.mark.parametrize(
    ("stage", "why"),
    [
        (Stage.CONSULTATION, "Bearbeiten können Sie ihn, wenn sie wieder im Entwurf ist."),
        (Stage.ADOPTED, "Er lässt sich nicht mehr bearbeiten."),
    ],
)
def test_an_edit_is_kept_on_the_page_when_the_text_was_closed_meanwhile(desk, office, stage, why):
    found = make_recommendation(office, Stage.DRAFT)
    form = desk.get(path(found, "change_recommendation")).context["form"]
    way = [Stage.CONSULTATION, Stage.BALLOT, Stage.ADOPTED]
    advance(found, way[: way.index(stage) + 1], office)

    answer = desk.post(
        path(found, "change_recommendation"),
        posted(seen=form.initial["seen"], title="Mein Titel", text="Eine Stunde Arbeit"),
    )

    shown = answer.content.decode()
    assert answer.status_code == 200
    for words in ("Der Text steht fest.", why, "Mein Titel", "Eine Stunde Arbeit"):
        assert words in shown
    assert "Ihre Eingaben stehen noch im Formular, gespeichert sind sie nicht." in shown
    found.refresh_from_db()
    assert found.title == "Sprachmittlung verlässlich finanzieren"


def test_going_back_and_saving_again_is_still_one_idea(desk):
    """The browser brings back what was typed, with whatever else the page holds now."""
    desk.post(f"{LIST}neu/", posted())
    desk.get(f"{LIST}neu/")
    desk.post(f"{LIST}neu/", posted())

    assert Recommendation.objects.count() == 1


def test_another_person_or_another_day_may_write_the_same(at_noon, client_of, office, admin_person):
    client_of(office).post(f"{LIST}neu/", posted())
    client_of(admin_person).post(f"{LIST}neu/", posted())
    at_noon.shift(DAY)
    client_of(office).post(f"{LIST}neu/", posted())

    assert Recommendation.objects.count() == 3


def test_taking_back_an_idea_mails_nobody_since_nobody_was_mailed_of_it(desk, office):
    found = make_recommendation(office)
    door = path(found, "move_recommendation", "withdrawn")
    form = opened(desk, door) | {"reason": "Doppelt angelegt"}

    assert "Niemand erfährt es per E-Mail" in desk.get(door).content.decode()
    page = desk.post(door, form, follow=True).content.decode()

    assert "Neuer Stand: zurückgezogen" in page
    assert "erfahren es per E-Mail" not in page
    assert not Announcement.objects.exists()


def test_a_draft_that_is_taken_back_is_told(office):
    found = make_recommendation(office, Stage.DRAFT, demands=[demand()])
    told = Announcement.objects.count()

    moving.move(found, Stage.WITHDRAWN, reason="Überholt", by=office, now=NOON)

    assert Announcement.objects.count() == told + 1

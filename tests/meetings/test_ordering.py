"""Putting the agenda in order by the buttons of its rows, without JavaScript."""

import re

import pytest
from django.urls import reverse

from meetings.services import planning
from tests.factories.meetings import agenda_item, make_draft
from tests.factories.members import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(office):
    """From 9:30: half an hour each."""
    items = [agenda_item(title) for title in "ABC"]
    return planning.change_agenda(make_draft(office), items, by=office, now=NOON)


@pytest.fixture
def desk(client_of, office, meeting):
    client, url = client_of(office), reverse("meetings:change_agenda", args=[meeting.pk])
    return lambda **sent: client.post(url, sent) if sent else client.get(url)


def sent(page, **changed) -> dict:
    """What a browser sends of the page as it stands, with what was changed in it."""
    formset = page.context["formset"]
    fields = {"seen": page.context["seen"], "punkt-INITIAL_FORMS": formset.initial_form_count()}
    fields["punkt-TOTAL_FORMS"] = formset.total_form_count()
    for form in formset:
        for bound in form:
            if bound.value() not in (None, False, ""):
                fields[bound.html_name] = bound.value()
    return fields | changed


def titles(page) -> list[str]:
    return [form["title"].value() for form in page.context["formset"] if form["title"].value()]


def focused(page) -> str:
    return re.search(r'value="([a-z]+-\d+)"[^>]* autofocus', page.content.decode())[1]


@pytest.mark.parametrize(
    ("move", "order", "focus"),
    [
        ("down-0", "BAC", "down-1"),
        ("up-2", "ACB", "up-1"),
        ("up-1", "BAC", "down-0"),
        ("down-1", "ACB", "up-2"),
    ],
)
def test_a_button_moves_a_row_by_one_and_keeps_the_focus(desk, meeting, move, order, focus):
    page = desk(**sent(desk(), move=move))

    assert titles(page) == list(order)
    assert focused(page) == focus
    assert [item.title for item in meeting.agenda.all()] == list("ABC"), "nothing is saved yet"
    html = page.content.decode()
    assert re.search(r'role="status"[^>]*>„[ABC]“ steht jetzt an Stelle \d von 3', html)


@pytest.mark.parametrize("move", ["up-0", "down-2", "up-99", "nirgends", "up-", "side-1", "\0"])
def test_what_leads_nowhere_changes_nothing(desk, move):
    assert titles(desk(**sent(desk(), move=move))) == list("ABC")


def test_the_times_follow_at_once_and_what_was_typed_stays(desk, meeting):
    page = desk(**sent(desk(), move="up-1", **{"punkt-0-minutes": "45", "punkt-1-speaker": "Amt"}))

    html = page.content.decode()
    assert "9:30 bis 10:00 Uhr" in html
    assert "10:00 bis 10:45 Uhr" in html
    assert page.context["formset"].forms[0]["speaker"].value() == "Amt"


def test_the_order_is_saved_with_the_same_items(desk, meeting):
    before = {item.title: item.pk for item in meeting.agenda.all()}

    page = desk(**sent(desk(), move="down-0"))
    assert desk(**sent(page)).status_code == 302

    after = list(meeting.agenda.all())
    assert [item.title for item in after] == list("BAC")
    assert {item.title: item.pk for item in after} == before


def test_a_new_row_can_be_moved_before_it_is_saved(desk, meeting):
    new = {"punkt-3-title": "Neu", "punkt-3-minutes": "5"}

    page = desk(**sent(desk(), move="up-3", **new))
    desk(**sent(page))

    assert [item.title for item in meeting.agenda.all()] == ["A", "B", "Neu", "C"]


def test_what_a_colleague_saved_meanwhile_is_still_found_after_a_move(desk, office, meeting):
    page = desk(**sent(desk(), move="down-0"))
    planning.change_agenda(meeting, [agenda_item("Kollegin")], by=office, now=NOON)

    answer = desk(**sent(page))

    assert "Inzwischen hat jemand anders gespeichert" in answer.content.decode()
    assert meeting.agenda.get().title == "Kollegin"


def test_the_enter_key_saves_and_moves_nothing(desk):
    """A browser takes the first button of the form for it."""
    form = re.search(r"<form[^>]*data-starts.*?</form>", desk().content.decode(), re.DOTALL)[0]

    assert "Tagesordnung speichern" in re.search(r"<button.*?</button>", form, re.DOTALL)[0]

"""Notes beside the talk: saved while somebody types, and never written over unseen."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from meetings.models import Note
from meetings.refusals import TooEarly, WrittenMeanwhile
from meetings.services import noting, planning
from tests.factories.meetings import (
    agenda_item,
    make_action_item,
    make_meeting,
    make_over,
    make_resolution,
)
from tests.factories.members import NOON
from tests.races import at_once

pytestmark = pytest.mark.django_db
JSON = {"headers": {"accept": "application/json"}}
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def meeting(office):
    items = [agenda_item("Sprache"), agenda_item("Pause", is_break=True), agenda_item("Wege")]
    return planning.change_agenda(make_over(office), items, by=office, now=NOON)


@pytest.fixture
def item(meeting):
    return meeting.agenda.get(title="Sprache")


def path(meeting) -> str:
    return reverse("meetings:take_notes", args=[meeting.pk])


def form(number, text, seen=0, about="Sprache") -> dict:
    return {f"n{number}-text": text, f"n{number}-seen": seen, f"n{number}-about": about}


def write(meeting, number, text, seen=0, *, by, now=NOON, **more):
    return noting.write_note(meeting, number, text, seen=seen, by=by, now=now, **more)


def page(client, meeting) -> str:
    return client.get(path(meeting)).content.decode().replace(NBSP, " ")


# Writing ---------------------------------------------------------------------------------


def test_words_are_written_edition_by_edition_and_the_same_words_twice_are_one(
    office, meeting, item
):
    assert write(meeting, item.pk, "", by=office) is None
    first = write(meeting, item.pk, "Begrüßung", by=office)
    again = write(meeting, item.pk, "Begrüßung", by=office)  # whose answer was lost
    second = write(meeting, item.pk, "Begrüßung durch den Landrat", 1, by=office)

    assert [note.edition for note in (first, again, second)] == [1, 1, 2]
    assert Note.objects.get().text == "Begrüßung durch den Landrat"
    assert (second.item, second.title) == (item, "Sprache")


def test_nothing_is_written_over_that_somebody_else_wrote_meanwhile(office, meeting, item):
    write(meeting, item.pk, "Ihre Worte", by=office)

    with pytest.raises(WrittenMeanwhile) as refusal:
        write(meeting, item.pk, "Meine Worte", by=office)

    assert refusal.value.note.text == "Ihre Worte"
    assert Note.objects.get().text == "Ihre Worte"


@pytest.mark.django_db(transaction=True)
def test_of_two_first_words_at_the_same_moment_one_is_told_of_the_other(office):
    meeting = make_over(office)

    answers = at_once(
        *[lambda text=text: write(type(meeting).objects.get(), 0, text, by=office) for text in "ab"]
    )

    assert sorted(type(one).__name__ for one in answers) == ["Note", "WrittenMeanwhile"]
    assert Note.objects.get().edition == 1


def test_a_note_hangs_on_its_item_and_outlives_it(client_of, office, meeting, item):
    write(meeting, item.pk, "Worte zur Sprache", by=office)
    write(meeting, 0, "Zum Ganzen", by=office)
    ways = meeting.agenda.get(title="Wege")
    renamed = {**agenda_item("Sprachmittlung"), "pk": item.pk}
    moved = [{**agenda_item("Wege"), "pk": ways.pk}, renamed]

    planning.change_agenda(meeting, moved, by=office, now=NOON)
    assert [note.title for note in Note.objects.of(meeting)] == ["Allgemeines", "Sprachmittlung"]

    planning.change_agenda(meeting, moved[:1], by=office, now=NOON)
    note = Note.objects.get(number=item.pk)
    assert (note.item, note.title, note.text) == (None, "Sprachmittlung", "Worte zur Sprache")
    html = page(client_of(office), meeting)
    assert "Steht nicht mehr auf der Tagesordnung." in html
    assert "Worte zur Sprache" in html
    assert write(meeting, item.pk, "Mehr Worte", 1, by=office).edition == 2


def test_words_for_an_item_that_goes_while_somebody_types_are_not_lost(
    client_of, office, meeting, item
):
    planning.change_agenda(meeting, [agenda_item("Wege")], by=office, now=NOON)

    answer = client_of(office).post(path(meeting), form(item.pk, "Spät"), **JSON)

    assert answer.status_code == 200
    note = Note.objects.get()
    assert (note.item, note.title, note.text) == (None, "Sprache", "Spät")


def test_an_item_that_becomes_a_break_while_somebody_types_keeps_its_words(
    client_of, office, meeting, item
):
    client = client_of(office)
    pause = {**agenda_item("Sprache", is_break=True), "pk": item.pk}
    planning.change_agenda(meeting, [pause], by=office, now=NOON)

    answer = client.post(path(meeting), form(item.pk, "Kam noch"), **JSON)

    assert (answer.status_code, answer.json()["edition"]) == (200, 1)
    assert Note.objects.get().item == item
    assert ">\nKam noch</textarea>" in page(client, meeting)
    client.post(path(meeting), form(item.pk, "", 1))
    assert f'name="n{item.pk}-text"' not in page(client, meeting)


def test_notes_begin_with_the_meeting_and_of_other_meetings_items_there_are_none(office, meeting):
    with pytest.raises(TooEarly):
        write(make_meeting(office), 0, "Zu früh", by=office)
    other = planning.change_agenda(make_over(office), [agenda_item("X")], by=office, now=NOON)
    with pytest.raises(ValidationError, match="gibt es bei diesem Treffen nicht"):
        write(meeting, other.agenda.get().pk, "Falsch", by=office)
    assert not Note.objects.exists()


# The page --------------------------------------------------------------------------------


def test_the_page_has_a_field_for_each_item_with_its_time(client_of, office, meeting, item):
    write(meeting, item.pk, "Ümlaute & <Winkel>", by=office)

    html = page(client_of(office), meeting)

    assert html.count("<textarea") == 3 + 2  # the whole, two items; resolution and task
    for words in (">9:30</time>", ">10:30</time>", "Pause", "Ümlaute &amp; &lt;Winkel&gt;"):
        assert words in html


def test_without_a_script_one_button_saves_all_and_shows_both_of_two_versions(
    client_of, office, meeting, item
):
    client, ways = client_of(office), meeting.agenda.get(title="Wege")
    write(meeting, item.pk, "Seins", by=office)
    sent = {**form(item.pk, "Meins"), **form(ways.pk, "Der Weg\r\nzum Bus"), **form(0, "")}

    response = client.post(path(meeting), sent)

    html = response.content.decode()
    assert "Noch ist nicht alles gespeichert" in html
    for words in (">\nMeins</textarea>", ">Seins</p>", 'name="save"'):
        assert words in html
    texts = dict(Note.objects.values_list("number", "text"))
    assert texts == {item.pk: "Seins", ways.pk: "Der Weg\nzum Bus"}
    shown = response.context["places"][1].form
    again = client.post(path(meeting), form(item.pk, "Meins", shown["seen"].value()), follow=True)
    assert "Gespeichert" in again.content.decode()
    assert Note.objects.get(item=item).text == "Meins"


def test_a_script_is_told_what_came_of_it(client_of, office, meeting, item):
    client = client_of(office)

    def send(**said):
        answer = client.post(path(meeting), form(item.pk, **said), **JSON)
        return answer.status_code, answer.json()

    assert send(text="Eins") == (200, {"saved": f"12:00{NBSP}Uhr", "edition": 1})
    assert send(text="Zwei", seen=1)[1]["edition"] == 2
    status, told = send(text="Drei", seen=1)
    assert (status, told["edition"], told["text"]) == (409, 2, "Zwei")
    assert told["who"].endswith(f"12:00{NBSP}Uhr")
    assert send(text="a" * 20_001, seen=2)[0] == 400
    assert send(text="a\x00b", seen=2)[0] == 400
    early = make_meeting(office)
    answer = client.post(path(early), form(0, "Früh"), **JSON)
    assert (answer.status_code, "noch nicht begonnen" in answer.json()["error"]) == (422, True)
    nowhere = {
        "nx-text": 422,
        "n-5-text": 422,
        "n99999999999999999999-text": 422,
        "n99999-text": 400,
    }
    for name, refused in nowhere.items():
        answer = client.post(path(meeting), {name: "x"}, **JSON)
        assert (answer.status_code, answer.json()) == (refused, {"error": noting.NO_ITEM})
    assert Note.objects.get().text == "Zwei"


def test_what_is_entered_there_leads_back_there(client_of, office, celle, meeting, item):
    client, back = client_of(office), path(meeting)
    resolution = {"text": "Eine AG beginnt.", "result": "accepted", "next": f"{back}#beschluesse"}
    task = {"title": "Kosten vergleichen", "who": "office", "due_on": "2026-12-10"}
    task |= {"item": item.pk, "next": f"{back}#aufgaben"}
    enter = [
        reverse(f"meetings:enter_{what}", args=[meeting.pk])
        for what in (
            "resolution",
            "action_item",
        )
    ]

    assert client.post(enter[0], resolution).url == f"{back}#beschluesse"
    assert client.post(enter[1], task).url == f"{back}#aufgaben"
    astray = client.post(enter[0], {**resolution, "text": "Zwei", "next": "https://x.example/"})
    assert astray.url == f"{meeting.get_absolute_url()}#beschluesse"
    wrong = client.post(enter[1], {**task, "title": ""}).content.decode()
    assert f'name="next" value="{back}#aufgaben"' in wrong
    html = page(client, meeting)
    assert "Beschluss 1" in html
    assert "Zu: Sprache" in html
    changes = re.findall(r'href="([^"]+[?]next=[^"]+)"', html)
    assert len(changes) == 6  # to change and to delete each of three
    for url in changes:
        sent = {**resolution, **task, "next": "", "seen": 1}
        assert client.post(url, sent).url.startswith(f"{back}#")


def test_a_script_that_enters_something_is_told_where_to_go_on_or_what_is_wrong(
    client_of, office, meeting
):
    client, back = client_of(office), path(meeting)
    sent = {
        "resolution": {"text": "Eine AG beginnt.", "result": "accepted"},
        "action_item": {"title": "Kosten vergleichen", "who": "office", "due_on": "2026-12-10"},
    }
    sent = {f"enter_{name}": said for name, said in sent.items()}
    sent["add_attendance"] = {"label": "Gast", "mode": "on_site"}

    for name, said in sent.items():
        url = reverse(f"meetings:{name}", args=[meeting.pk])
        wrong = client.post(url, {**said, **dict.fromkeys(["text", "title", "label"], "")}, **JSON)
        assert (wrong.status_code, "Bitte" in wrong.json()["error"]) == (422, True)
        entered = client.post(url, {**said, "next": f"{back}#x"}, **JSON)
        assert entered.json() == {"to": f"{back}#x"}
    html = page(client, meeting)
    assert html.count("Speichern Sie zuerst die Mitschrift") == 3
    assert "Beschluss 1 ist eingetragen" in html


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_at_one_and_three_rows(
    client_of, office, celle, django_assert_num_queries, rows
):
    items = [agenda_item(f"Punkt {n}") for n in range(rows)]
    meeting = planning.change_agenda(make_over(office), items, by=office, now=NOON)
    for item in meeting.agenda.all():
        write(meeting, item.pk, "Worte", by=office)
        make_resolution(meeting, office, item=item)
        make_action_item(meeting, office, district=celle, item=item)
    client = client_of(office)

    with django_assert_num_queries(PAGE_QUERIES):
        client.get(path(meeting))


PAGE_QUERIES = 17


def test_signing_out_leaves_nothing_in_the_browser(client_of, office):
    client = client_of(office)

    assert "Clear-Site-Data" not in client.get("/")
    assert client.post("/konto/logout/")["Clear-Site-Data"] == '"storage"'

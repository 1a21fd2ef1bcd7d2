"""The page beside the talk in a real browser: no net loses a word, and signing out leaves none."""

import re

import pytest
from django.urls import reverse

from forum_portal.clock import now
from meetings.models import Attendance, Note, Resolution
from meetings.services import noting, planning
from tests.factories.meetings import agenda_item, make_over, make_registration, write_note
from tests.factories.members import DAY

pytestmark = pytest.mark.django_db(transaction=True)
NO_NET = "Keine Verbindung. Ihre Worte bleiben auf diesem Gerät"


@pytest.fixture
def meeting(office, celle_officer):
    meeting = make_over(office, now=now())
    make_registration(meeting, celle_officer, now=now() - 20 * DAY)
    return planning.change_agenda(meeting, [agenda_item("Sprache")], by=office, now=now())


@pytest.fixture
def opened(live_portal, office, meeting):
    live_portal.sign_in(office)
    live_portal.open(reverse("meetings:take_notes", args=[meeting.pk]))
    return live_portal.page


def saved(page):
    page.locator("[data-state]").get_by_text(re.compile(r"^Gespeichert \d+:\d\d")).wait_for()


def stored(page) -> list[int]:
    return page.evaluate("[sessionStorage.length, localStorage.length]")


def sign_out(page):
    page.locator(".fp-account summary").click()
    with page.expect_response("**/konto/logout/"):
        page.get_by_role("button", name="Abmelden").click()
    page.get_by_role("link", name="Anmelden").first.wait_for()


def text_of(number) -> str:
    return Note.objects.get(number=number).text


def test_words_are_saved_kept_without_net_and_gone_after_signing_out(
    live_portal, opened, office, meeting, celle_officer
):
    page = opened
    item = meeting.agenda.get().pk
    area, state = page.get_by_role("textbox", name="Sprache"), page.locator("[data-state]")

    area.fill("Landkreis Celle: Ümlaute")
    saved(page)
    assert text_of(item) == "Landkreis Celle: Ümlaute"
    assert stored(page) == [0, 0]

    page.context.set_offline(True)
    area.fill("Ohne Netz geschrieben")
    state.get_by_text(NO_NET).wait_for()
    assert stored(page) == [1, 0]
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.locator(".fp-account summary").click()
    with page.expect_event("dialog"):
        page.get_by_role("button", name="Abmelden").click()
    assert "noch nicht beim Forum angekommen" in asked[0]
    assert stored(page) == [1, 0]

    page.route(
        "**/mitschrift/",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    page.context.set_offline(False)
    page.reload()
    state.get_by_text(NO_NET).wait_for()
    assert area.input_value() == "Ohne Netz geschrieben"
    page.unroute("**/mitschrift/")
    page.context.set_offline(True)
    page.context.set_offline(False)
    saved(page)
    assert text_of(item) == "Ohne Netz geschrieben"

    page.get_by_label("vor Ort").first.check()
    page.get_by_text("1 Landkreis, 1 Person: 1 vor Ort").wait_for()
    assert Attendance.objects.get().person == celle_officer

    page.get_by_text("Beschluss eintragen").first.click()
    page.get_by_label("Wortlaut").fill("Eine AG beginnt.")
    page.get_by_label("Dafür").fill("12")
    enter = page.get_by_role("button", name="Beschluss eintragen")
    page.context.set_offline(True)
    enter.click()
    page.get_by_text("Keine Verbindung. Ihre Angaben bleiben").wait_for()
    page.context.set_offline(False)
    page.reload()
    enter.click()
    page.get_by_text("Bitte wählen Sie, wie entschieden wurde.").wait_for()
    page.get_by_label("angenommen").check()
    assert stored(page) == [1, 0]
    enter.click()
    page.get_by_text("Beschluss 1 ist eingetragen").wait_for()
    assert Resolution.objects.get().votes_for == 12
    assert page.get_by_label("Wortlaut").input_value() == ""
    assert stored(page) == [0, 0]

    page.route("**/mitschrift/", lambda route: route.abort())
    area.fill("Nur hier")
    state.get_by_text(NO_NET).wait_for()
    other = page.context.new_page()
    other.goto(live_portal.url)
    other.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    sign_out(other)
    state.get_by_text("Sie haben sich in einem anderen Fenster abgemeldet.").wait_for()
    assert len(asked) == 2
    assert (area.input_value(), area.is_editable()) == ("Nur hier", False)
    assert stored(page) == [0, 0]
    page.unroute("**/mitschrift/")
    live_portal.sign_in(celle_officer)
    with page.expect_navigation():  # the page opens itself anew
        other.goto(live_portal.url)
    area.wait_for(state="detached")
    live_portal.sign_in(office)
    page.reload()

    page.evaluate("sessionStorage.setItem('words:0:1', '{}'), localStorage.setItem('a', 'b')")
    page.reload()
    assert stored(page) == [0, 1]  # what was kept for somebody else is gone already
    sign_out(page)
    assert stored(page) == [0, 0]


def test_of_two_who_write_at_once_each_sees_the_words_of_the_other(
    live_portal, opened, office, meeting
):
    page = opened
    area, box = (
        page.get_by_role("textbox", name="Allgemeines"),
        page.locator("[data-meanwhile]").first,
    )
    write_note(meeting, office, "Von der Kollegin.", now=now())

    area.fill("Von mir.")
    box.get_by_text("Von der Kollegin.").wait_for()
    page.locator("[data-state]").get_by_text("Bitte sehen Sie nach").wait_for()
    assert text_of(0) == "Von der Kollegin."
    box.get_by_role("button", name="Beides behalten").click()
    saved(page)

    assert text_of(0) == "Von der Kollegin.\n\nVon mir."
    noting.write_note(meeting, 0, "Neu.", seen=2, by=office, now=now())
    area.fill("Noch einmal.")
    box.get_by_role("button", name="Nur die anderen").click()
    assert area.input_value() == "Neu."
    assert stored(page) == [0, 0]

    page.clock.install()
    page.route("**/mitschrift/", lambda route: None)  # whoever sends hears nothing
    with page.expect_request("**/mitschrift/"):
        area.fill("Keine Antwort.")
        page.clock.run_for(1_000)
    page.clock.run_for(10_000)
    page.locator("[data-state]").get_by_text(NO_NET).wait_for()
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    with page.expect_event("dialog"):
        page.close(run_before_unload=True)
    assert asked == ["beforeunload"]
    page.unroute("**/mitschrift/")
    page.clock.run_for(10_000)
    saved(page)
    assert text_of(0) == "Keine Antwort."
    with page.expect_request("**/mitschrift/"):
        area.fill("Im Gehen.")
        page.evaluate("dispatchEvent(new Event('pagehide'))")
    saved(page)
    page.clock.resume()

    page.context.clear_cookies()
    area.fill("Nach zwölf Stunden.")
    page.get_by_text("vielleicht sind Sie nicht mehr angemeldet").wait_for()
    live_portal.sign_in(office)
    page.get_by_role("link", name="Seite neu öffnen").click()
    saved(page)
    assert text_of(0) == "Nach zwölf Stunden."

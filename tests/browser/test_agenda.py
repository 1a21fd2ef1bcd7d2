"""The agenda is put in order in a real browser: by keyboard, by number and by dragging."""

import re

import pytest
from django.urls import reverse

from meetings.services import planning
from tests.factories.meetings import agenda_item, make_draft
from tests.factories.members import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(office):
    items = [agenda_item(title) for title in ("Ankommen", "Modelle", "Ausblick")]
    return planning.change_agenda(make_draft(office), items, by=office, now=NOON)


def test_the_order_and_the_times_change_at_once_and_are_saved(live_portal, office, meeting):
    page = live_portal.page
    live_portal.sign_in(office)
    live_portal.open(reverse("meetings:change_agenda", args=[meeting.pk]))
    rows, said = page.locator("[data-row]"), page.locator("[data-said]")

    def titles():
        return [rows.nth(n).locator("[name$='-title']").input_value() for n in range(3)]

    page.get_by_role("button", name=re.compile("nach unten.*Ankommen")).focus()
    page.keyboard.press("Enter")
    assert titles() == ["Modelle", "Ankommen", "Ausblick"]
    assert "Ankommen" in page.evaluate("document.activeElement.textContent")
    assert "„Ankommen“ steht jetzt an Stelle 2 von 3, 10:00 bis 10:30 Uhr." in said.inner_text()

    rows.nth(0).locator("[name$='-minutes']").fill("45")
    assert "10:15 bis 10:45 Uhr" in rows.nth(1).locator("[data-time]").inner_text()

    handle, target = rows.nth(2).locator("[data-handle]"), rows.nth(0)
    handle.hover()
    page.mouse.down()
    target.hover(position={"x": 20, "y": 5})
    page.mouse.up()
    assert titles() == ["Ausblick", "Modelle", "Ankommen"]

    page.locator("[data-row]").nth(0).locator("[name$='-title']").press("Enter")
    page.get_by_text("Die Tagesordnung ist gespeichert").wait_for()
    saved = [(item.title, item.minutes) for item in meeting.agenda.all()]
    assert saved == [("Ausblick", 30), ("Modelle", 45), ("Ankommen", 30)]

"""The editor of the minutes in a real browser: no session that ends loses what was written."""

import pytest
from django.urls import reverse

from forum_portal.clock import now
from tests.factories.meetings import make_minutes, make_over

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_written_when_the_session_has_ended_is_offered_again_until_saved(
    live_portal, office
):
    meeting = make_over(office, now=now())
    make_minutes(meeting, office, "Alt")
    page, address = live_portal.page, reverse("meetings:change_minutes", args=[meeting.pk])
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    live_portal.sign_in(office)
    live_portal.open(address)
    area = page.get_by_label("Wortlaut")

    area.fill("Eine Stunde Arbeit")
    page.context.clear_cookies()
    page.reload()
    assert asked == ["beforeunload"]
    live_portal.sign_in(office)
    live_portal.open(address)
    assert area.input_value() == "Alt"
    page.get_by_role("button", name="Meinen Text übernehmen").click()
    assert area.input_value() == "Eine Stunde Arbeit"
    assert page.evaluate("sessionStorage.length") == 1

    page.get_by_role("button", name="Neue Fassung speichern").click()
    page.get_by_text("Fassung 2 ist gespeichert").or_(page.get_by_text("Fassung 3 ist")).wait_for()
    assert page.evaluate("sessionStorage.length") == 0
    assert asked == ["beforeunload"]

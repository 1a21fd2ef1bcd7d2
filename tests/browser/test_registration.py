"""A county registers in a real browser, with and without JavaScript."""

import re

import pytest
from django.utils import timezone

from meetings.models import Registration
from tests.factories.meetings import make_meeting
from tests.factories.members import DAY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(office, celle_officer, coburg_lead):
    """A meeting in three weeks, whatever the day is."""
    now = timezone.now()
    day = (now + 21 * DAY).date()
    return make_meeting(office, now=now, starts_on=day, ends_on=day, answer_by=now + 14 * DAY)


def test_with_javascript_the_panel_and_the_table_change_in_place(
    live_portal, meeting, celle_officer
):
    page = live_portal.page
    live_portal.sign_in(celle_officer)
    live_portal.open(meeting.get_absolute_url())
    page.evaluate("window.stillTheSamePage = true")

    page.get_by_role("button", name="Antwort abgeben").click()

    page.get_by_text("Der Landkreis Celle ist angemeldet").first.wait_for()
    page.get_by_role("listitem").filter(has_text=re.compile(r"^angemeldet\s*1$")).wait_for()
    assert page.evaluate("window.stillTheSamePage") is True
    assert page.evaluate("document.activeElement.id") == "anmeldung-03351-meldung"
    assert Registration.objects.get().answered_by == celle_officer


def test_with_javascript_the_answer_can_be_changed_in_place(live_portal, meeting, celle_officer):
    page = live_portal.page
    live_portal.sign_in(celle_officer)
    live_portal.open(meeting.get_absolute_url())
    page.get_by_role("button", name="Antwort abgeben").click()

    page.get_by_role("link", name="Antwort ändern").click()
    page.get_by_label("nimmt nicht teil").check()
    page.get_by_role("button", name="Antwort ändern").click()

    page.get_by_text("Der Landkreis Celle nimmt nicht teil").first.wait_for()
    assert Registration.objects.get().reply == "declined"


@pytest.fixture
def without_javascript(browser_context_args):
    return browser_context_args | {"java_script_enabled": False}


def test_without_javascript_the_page_comes_back_with_a_message(
    live_portal, browser, without_javascript, meeting, celle_officer
):
    context = browser.new_context(**without_javascript)
    live_portal.page = page = context.new_page()
    live_portal.sign_in(celle_officer)
    live_portal.open(meeting.get_absolute_url())

    page.get_by_label("Fachkraft (Sie)").select_option("online")
    page.get_by_role("button", name="Antwort abgeben").click()

    assert page.url.endswith(meeting.get_absolute_url())
    assert page.get_by_role("status").filter(has_text="ist angemeldet").is_visible()
    assert Registration.objects.get().attendees.get().mode == "online"
    context.close()

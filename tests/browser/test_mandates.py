"""The office ends a mandate, and whoever has it open in a browser is refused at the next click."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories.members import make_mandate

pytestmark = pytest.mark.django_db(transaction=True)


def another_browser(browser, live_portal, person):
    """A second window of its own, in which somebody else is signed in."""
    context = browser.new_context(locale="de-DE", timezone_id="Europe/Berlin")
    page, own = context.new_page(), live_portal.page
    live_portal.page = page
    live_portal.sign_in(person)
    live_portal.page = own
    return page


def end_on_the_page(live_portal, office, held):
    page = live_portal.page
    live_portal.sign_in(office)
    live_portal.open("/mitglieder/celle/zustaendige/")
    page.get_by_role("link", name=re.compile(f"Beenden ?: {held.label}")).click()
    expect(page.get_by_text("stimmt danach niemand mehr ab")).to_be_visible()
    page.get_by_label("Letzter Tag").fill("2025-12-31")
    page.get_by_role("button", name="Beenden").click()
    expect(page.get_by_role("status")).to_contain_text("ist zum 31. Dez. 2025 beendet")


def test_the_lead_whose_mandate_the_office_ends_is_refused_at_the_next_click(
    live_portal, browser, celle, celle_officer, celle_lead, office
):
    leads = another_browser(browser, live_portal, celle_lead)
    leads.goto(f"{live_portal.url}/mitglieder/celle/zustaendige/")
    expect(leads.get_by_role("heading", name="Jetzt zuständig")).to_be_visible()

    end_on_the_page(live_portal, office, celle_lead.mandates.get())

    leads.get_by_role("link", name="Zuständigkeit eintragen").first.click()
    expect(leads.get_by_role("heading", level=1)).to_have_text("Keine laufende Zuständigkeit")
    expect(leads.get_by_role("main")).to_contain_text("31. Dezember 2025 geendet")


def test_an_open_form_of_theirs_is_refused_in_plain_words(
    live_portal, browser, celle, celle_officer, celle_lead, office
):
    leads = another_browser(browser, live_portal, celle_lead)
    leads.goto(f"{live_portal.url}/mitglieder/celle/zustaendige/beginnen/")
    leads.get_by_label("Person").select_option(label=celle_officer.email)
    leads.get_by_label("Funktion").select_option("deputy")

    end_on_the_page(live_portal, office, celle_lead.mandates.get())

    leads.get_by_role("button", name="Eintragen").click()
    expect(leads.get_by_role("main")).to_contain_text("wurde nicht gespeichert")
    assert celle_officer.mandates.count() == 1


def test_who_acts_for_two_counties_switches_on_every_page(live_portal, celle_officer, coburg):
    make_mandate(celle_officer, coburg)
    page = live_portal.page
    live_portal.sign_in(celle_officer)
    live_portal.open("/treffen/")
    strip = page.get_by_role("group", name="Für wen Sie handeln")
    expect(strip).to_contain_text("Sie handeln für Landkreis Celle.")

    strip.get_by_role("button", name="Zu Landkreis Coburg wechseln").click()

    expect(strip).to_contain_text("Sie handeln für Landkreis Coburg.")
    assert page.url.endswith("/treffen/")

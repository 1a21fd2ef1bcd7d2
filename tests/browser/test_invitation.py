"""From the office to a lead and on to a colleague, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from members.models import Invitation, Mandate
from tests.factories.invitations import path_of

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "fünf Wörter sind leicht gemerkt"


def invite(page, address, function):
    page.get_by_label("E-Mail-Adresse").fill(address)
    page.get_by_label("Funktion", exact=True).select_option(label=function)
    page.get_by_role("button", name="Einladung verschicken").click()
    expect(page.get_by_role("status").first).to_contain_text("Die Einladung ist unterwegs")


def open_link(live_portal, address):
    """In a browser that nobody is signed in to."""
    live_portal.page.context.clear_cookies()
    live_portal.open(path_of(Invitation.objects.get(address=address)))


def test_the_office_invites_a_lead_who_invites_a_colleague(live_portal, page, office, lippe):
    live_portal.sign_in(office)
    live_portal.open("/einstellungen/")
    page.get_by_role("link", name="Einladungen").click()
    page.get_by_role("link", name="Jemanden einladen").click()
    page.get_by_label("Für wen").select_option(label="Kreis Lippe")
    page.get_by_role("button", name="Weiter").click()
    invite(page, "leitung@lippe.example", "Koordination")

    open_link(live_portal, "leitung@lippe.example")
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_label("Passwort (Wiederholung)").fill(PASSWORD)
    page.get_by_role("button", name="Einladung annehmen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Start für den Kreis Lippe")

    live_portal.open("/mitglieder/lippe/")
    page.get_by_role("link", name="Einladungen").click()
    page.get_by_role("link", name="Jemanden einladen").click()
    invite(page, "kollegin@lippe.example", "Fachkraft")

    open_link(live_portal, "kollegin@lippe.example")
    page.get_by_role("button", name="Annehmen mit Passkey").click()
    expect(page).to_have_url(re.compile("/konto/2fa/webauthn/add/$"))

    held = Mandate.objects.filter(district=lippe).order_by("pk")
    assert [(m.person.email, m.function) for m in held] == [
        ("leitung@lippe.example", "lead"),
        ("kollegin@lippe.example", "officer"),
    ]


def test_what_is_wrong_is_said_by_the_page_and_not_by_the_browser(live_portal, page, celle_lead):
    live_portal.sign_in(celle_lead)
    live_portal.open("/mitglieder/celle/einladungen/neu/")
    invite(page, "neu@celle.example", "Fachkraft")
    open_link(live_portal, "neu@celle.example")

    page.get_by_role("button", name="Einladung annehmen").click()

    expect(page.get_by_role("alert").first).to_contain_text("Bitte prüfen Sie Ihre Angaben")

"""Passkeys in a real browser, with an authenticator that Chromium plays (CDP WebAuthn)."""

import pytest
from allauth.mfa.models import Authenticator

from tests.factories.members import PASSWORD

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def refused(page):
    """What the Content Security Policy has refused, and what failed in a script."""
    found = []
    page.on("console", lambda m: found.append(m.text) if "Content Security" in m.text else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def authenticator(page):
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return session, made["authenticatorId"]


def log_in(portal, person):
    portal.open("/konto/login/")
    portal.page.fill("[name=login]", person.email)
    portal.page.fill("[name=password]", PASSWORD)
    with portal.page.expect_navigation():
        portal.page.press("[name=password]", "Enter")


def log_out(portal):
    portal.open("/konto/logout/")
    with portal.page.expect_navigation():
        portal.page.locator("main button").click()


def add_passkey(portal):
    portal.open("/konto/2fa/webauthn/add/")
    portal.page.get_by_role("button", name="Passkey hinzufügen").click()
    portal.page.wait_for_url("**/recovery-codes/")


def test_a_passkey_is_added_and_signs_in_alone_and_after_the_password(
    live_portal, celle_officer, authenticator, refused
):
    page = live_portal.page
    log_in(live_portal, celle_officer)
    add_passkey(live_portal)
    assert page.get_by_role("heading", name="Wiederherstellungscodes").is_visible()

    log_out(live_portal)
    live_portal.open("/konto/login/")
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    page.wait_for_url(f"{live_portal.url}/")
    log_out(live_portal)
    log_in(live_portal, celle_officer)
    assert page.url.endswith("/2fa/authenticate/")
    page.get_by_role("button", name="Passkey verwenden").click()
    page.wait_for_url(f"{live_portal.url}/")

    assert Authenticator.objects.filter(user=celle_officer, type="webauthn").count() == 1
    assert refused == []


def test_a_device_that_says_no_is_answered_in_words(live_portal, celle_officer, authenticator):
    session, key = authenticator
    log_in(live_portal, celle_officer)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    live_portal.open("/konto/2fa/webauthn/add/")
    live_portal.page.get_by_role("button", name="Passkey hinzufügen").click()

    live_portal.page.get_by_text("Der Vorgang ist abgebrochen").wait_for()
    assert live_portal.page.get_by_role("button", name="Passkey hinzufügen").is_enabled()


def test_a_browser_without_passkeys_is_told_so(live_portal, celle_officer):
    live_portal.page.add_init_script("delete window.PublicKeyCredential")
    log_in(live_portal, celle_officer)

    live_portal.open("/konto/2fa/webauthn/add/")

    assert live_portal.page.get_by_text("Dieser Browser kennt keine Passkeys").is_visible()
    assert live_portal.page.get_by_role("link", name="Stattdessen eine App mit Codes").is_visible()


def test_without_javascript_the_page_says_so_and_the_app_can_be_set_up(
    browser, live_server, celle_officer
):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/konto/login/")
    # Looking for words, Playwright passes over this element.
    assert page.locator("noscript .kern-title").is_visible()
    assert not page.get_by_role("button", name="Mit Passkey anmelden").is_visible()
    page.fill("[name=login]", celle_officer.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")

    page.goto(f"{live_server.url}/konto/2fa/totp/activate/")

    picture = page.locator("img.fp-qr")
    assert picture.evaluate("image => image.naturalWidth") > 0
    context.close()

"""The account menu, by keyboard."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def menu(live_portal, celle_officer):
    """The menu of somebody signed in, open, with the focus on its button."""
    live_portal.sign_in(celle_officer)
    live_portal.open("/einstellungen/")
    live_portal.page.locator(".fp-account summary").click()
    return live_portal.page.locator(".fp-account")


def test_escape_closes_the_menu_and_leads_back_to_its_button(menu):
    menu.page.keyboard.press("Tab")
    menu.page.keyboard.press("Escape")

    expect(menu.get_by_role("link", name="Einstellungen")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def test_leaving_by_tab_closes_the_menu(menu):
    for _ in range(4):
        menu.page.keyboard.press("Tab")

    expect(menu.get_by_role("link", name="Einstellungen")).to_be_hidden()


def test_a_click_beside_it_closes_the_menu(menu):
    menu.page.locator("h1").click()

    expect(menu.get_by_role("link", name="Einstellungen")).to_be_hidden()

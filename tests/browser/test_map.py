"""The map of the directory, by keyboard and by finger."""

import pytest
from playwright.sync_api import expect

from members.models import District
from members.services import import_districts
from tests.factories.members import make_member, make_membership, make_officer

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 375, "height": 800}
SMALLEST_TARGET = 24  # pixels (WCAG 2.2, 2.5.8)
STROKE = "mark => getComputedStyle(mark.querySelector('circle:last-of-type, use')).strokeWidth"


def test_each_mark_is_a_link_that_shows_the_focus_and_leads_to_its_county(
    live_portal, celle_officer
):
    make_member("09473", "Coburg", longitude=11.0, latitude=50.2)
    page = live_portal.page
    live_portal.sign_in(celle_officer)
    live_portal.open("/mitglieder/")
    marks = page.locator(".fp-map a")
    mark = page.get_by_role("link", name="1 Landkreis Coburg", exact=True)
    before = mark.evaluate(STROKE)

    page.locator(".fp-county a").last.focus()
    for _ in range(10):
        page.keyboard.press("Tab")
        if mark.evaluate("mark => mark === document.activeElement"):
            break

    expect(marks).to_have_count(2)
    expect(mark).to_be_focused()
    assert mark.evaluate(STROKE) != before
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Landkreis Coburg")


def test_a_finger_hits_a_mark_on_a_phone(live_portal, celle_officer):
    page = live_portal.page
    page.set_viewport_size(PHONE)
    live_portal.sign_in(celle_officer)
    live_portal.open("/mitglieder/")

    box = page.locator(".fp-map a").bounding_box()

    assert min(box["width"], box["height"]) >= SMALLEST_TARGET


def test_on_a_map_of_points_a_state_narrows_the_list(live_portal):
    import_districts()
    for district in District.objects.all()[:60]:
        make_membership(district)
    page = live_portal.page
    live_portal.sign_in(make_officer("celle@forum.example", District.objects.all()[0]))
    live_portal.open("/mitglieder/")
    state = page.locator(".fp-map a").filter(has=page.locator("use")).first
    named, count = state.get_attribute("aria-label").split(": ")

    state.focus()
    page.keyboard.press("Enter")

    expect(page.locator("[role=status]")).to_contain_text(f"{count}, nach Land geordnet")
    expect(page.get_by_role("heading", level=2)).to_contain_text([named])

"""What only a browser shows: going back, heights, and the order on a phone."""

import pytest

from recommendations.models import Recommendation
from recommendations.stages import Stage
from tests.factories.recommendations import make_recommendation

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = [1280, 768, 375]


@pytest.fixture
def desk(live_portal, office):
    """The office's browser."""
    live_portal.sign_in(office)
    return live_portal


def test_back_and_save_again_is_one_idea(desk):
    desk.open("/empfehlungen/neu/")
    page = desk.page
    page.get_by_label("Titel").fill("Wohnraum für alle")
    save = page.get_by_role("button", name="Idee speichern")
    save.click()
    page.get_by_text("Die Idee ist gespeichert").wait_for()

    page.go_back()
    page.get_by_label("Titel").fill("Wohnraum für alle")
    save.click()
    page.get_by_text("Die Idee ist gespeichert").wait_for()

    assert Recommendation.objects.count() == 1


def test_the_text_has_room_for_its_sixteen_lines(desk):
    desk.open("/empfehlungen/neu/")

    assert desk.page.locator("#id_text").bounding_box()["height"] > 16 * 24


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("stage", [Stage.BALLOT, Stage.REPLACED])
def test_no_stage_of_the_bar_covers_another(desk, office, stage, width):
    found = make_recommendation(office, stage)
    desk.page.set_viewport_size({"width": width, "height": 900})
    desk.open(found.get_absolute_url())

    stages = desk.page.locator(".fp-stages li")
    boxes = [stages.nth(n).bounding_box() for n in range(stages.count())]
    fits = stages.evaluate_all("all => all.every(one => one.scrollWidth <= one.offsetWidth)")

    assert fits
    if width == 1280:
        assert len({box["y"] + box["height"] for box in boxes}) == 1
    else:
        assert len({box["x"] for box in boxes}) == 1


def test_on_a_phone_the_steps_stand_above_the_demands(desk, office):
    found = make_recommendation(office, Stage.BALLOT)
    desk.page.set_viewport_size({"width": 375, "height": 900})
    desk.open(found.get_absolute_url())

    steps, demands = (
        desk.page.locator(place).bounding_box() for place in ("#schritte", ".fp-demands")
    )

    assert steps["y"] < demands["y"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/mitglieder/", "/mitglieder/celle/"])
def test_a_function_without_a_space_widens_no_page(desk, celle_officer, path, width):
    celle_officer.mandates.update(title="W" * 120)
    desk.page.set_viewport_size({"width": width, "height": 900})
    desk.open(path)

    assert desk.page.evaluate("document.documentElement.scrollWidth") <= width

"""Every page, light and dark, wide and narrow, looked at with axe-core.

`make test` looks at every second page, as one of those who see it, in the two variants that differ
most; `make axe` at each as all of them and in all four.
"""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Error as PlaywrightError

from tests.browser.axe import violations
from tests.browser.pages import Walk, by_turns, looks

INLINE = re.compile(r"\sstyle=|<style|<script(?![^>]*\bsrc=)|\son(click|change|submit|load)=")


@dataclass(frozen=True)
class Variant:
    width: int
    theme: str

    def __str__(self):
        return f"{self.width}-{self.theme}"


VARIANTS = [Variant(width, theme) for width in (1280, 375) for theme in ("light", "dark")]


@pytest.fixture
def walk(live_portal, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return Walk(live_portal, tmp_path)


@pytest.mark.parametrize("variant", [VARIANTS[0], VARIANTS[-1]], ids=str)
def test_no_page_has_a_barrier(walk, variant):
    share = by_turns()[VARIANTS.index(variant) :: len(VARIANTS)]

    found = found_on(walk, variant, share)

    assert not found, "\n".join(found)


@pytest.mark.long
@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_no_page_has_a_barrier_in_any_variant(walk, variant):
    found = found_on(walk, variant, looks())

    assert not found, "\n".join(found)


def found_on(walk, variant, share):
    page = walk.portal.page
    page.set_viewport_size({"width": variant.width, "height": 900})
    page.emulate_media(color_scheme=variant.theme, reduced_motion="reduce")
    said = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda entry: said.append(entry.text))
    return [f"{look}: {line}" for look in share for line in complaints(walk, look, said)]


def complaints(walk, look, said):
    """One line for each rule that the page breaks, and what else is wrong with it."""
    said.clear()
    try:
        status, source = walk.open(look)
    except PlaywrightError as error:  # the state could not be reached; the others still can
        yield str(error)
        return
    if status != look.status:
        yield f"{status}"
    if INLINE.search(source):
        yield "a style or a script inside the page"
    yield from violations(walk.portal.page)
    wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    if walk.portal.page.evaluate(wider):
        yield "wider than the window"
    yield from (line for line in said if "Failed to load resource" not in line)

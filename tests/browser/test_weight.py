"""What a page weighs for somebody who comes for the first time.

`make test` weighs every fourth page, `make axe` the others.
"""

import gzip

import pytest

from tests.browser.pages import Look, Walk, of_the_table

KB = 1000
MOST = {"kB": 120, "requests": 10, "kB of scripts": 30, "fonts": 4}
# The pages of the Django admin bring Django's own scripts, the demo's are none of the portal.
NOT_OURS = ("/verwaltung/", "/demo/", "{mailbox}", "{autocomplete}")
PUBLIC = ("stranger", "office")
# The size of each file that is the same on all pages, asked for once.
STATIC: dict[str, int] = {}


@pytest.fixture
def walk(live_portal, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return Walk(live_portal, tmp_path)


@pytest.mark.parametrize(
    "first", [0, *(pytest.param(turn, marks=pytest.mark.long) for turn in (1, 2, 3))]
)
def test_no_page_weighs_more_than_a_slow_line_carries(walk, first):
    """Compressed with gzip, as the proxy sends it; fonts come once, and are counted only."""
    page = walk.portal.page
    received = []
    page.on("response", lambda response: received.append(response))
    too_heavy = []
    for look in heaviest()[first::4]:
        if not look.address.startswith(NOT_OURS):
            page.goto("about:blank")  # what the page before still waits for comes no more
            received.clear()
            walk.open(look)
            page.evaluate("document.fonts.ready.then(() => null)")
            weight = weigh(received)
            too_heavy += [
                f"{look}: {weight[unit]:.0f} {unit}" for unit in MOST if weight[unit] > MOST[unit]
            ]

    assert not too_heavy, "\n".join(too_heavy)


def heaviest() -> list[Look]:
    """Each address as the office, which sees the most, or as a stranger; the start as both."""
    seen = {look.address: look for look in of_the_table() if look.role in PUBLIC}
    return [Look("stranger", "/"), *seen.values()]


def weigh(responses):
    sizes = [(kind_of(response.request), size_of(response)) for response in responses]
    return {
        "kB": sum(size for _, size in sizes) / KB,
        "requests": sum(kind != "portrait" for kind, _ in sizes),
        "kB of scripts": sum(size for kind, size in sizes if kind == "script") / KB,
        "fonts": sum(kind == "font" for kind, _ in sizes),
    }


def kind_of(request):
    """Portraits are loaded as one comes near them: one for each person, and their weight counts."""
    return "portrait" if request.url.endswith("/bild/") else request.resource_type


def size_of(response):
    """Of what comes; a redirect has no body, and Chromium hands out none of a font."""
    if response.request.resource_type == "font" or 300 <= response.status < 400:
        return 0
    if "/static/" not in response.url:
        return len(gzip.compress(response.body()))
    if response.url not in STATIC:
        STATIC[response.url] = len(gzip.compress(response.body()))
    return STATIC[response.url]

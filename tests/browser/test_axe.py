"""Every page, light and dark, wide and narrow, looked at with axe-core.

A page that looks the same for several roles is looked at once; one that differs,
as the start page does, for each role for which it differs.
"""

import pytest

from demo import network
from forum_portal.clock import now
from meetings.models import Meeting
from members.models import Person
from members.services import import_districts
from recommendations.models import Recommendation
from tests.browser.axe import CONTRAST, EVERYTHING, violations

WIDTHS = [1280, 375]
# The theme changes colours and nothing else.
THEMES = {"light": EVERYTHING, "dark": CONTRAST}

PUBLIC = [
    "/",
    "/konto/login/",
    "/konto/password/reset/",
    "/konto/login/code/",
    "/impressum/",
    "/datenschutz/",
    "/barrierefreiheit/",
    "/empfehlungen/",
    "/empfehlungen/forderungen/?land=06",
    "/empfehlungen/{published}/",
    "/demo/post/",
    "/demo/post/celle@forum.example/",
    "/gibt-es-nicht/",
]
MEMBER = [
    "/",
    "/mitglieder/",
    "/mitglieder/celle/",
    "/treffen/",
    "/treffen/{meeting}/",
    "/treffen/{meeting}/anmeldung/",
    "/empfehlungen/",
    "/empfehlungen/{idea}/",
    "/neu/",
    "/einstellungen/",
    "/einstellungen/post/",
    "/einstellungen/zusammenfassung/",
    "/konto/password/change/",
    "/konto/email/",
    "/verwaltung/",
]
OFFICE = [
    "/",
    "/treffen/neu/",
    "/empfehlungen/neu/",
    "/empfehlungen/{idea}/",
    "/empfehlungen/{idea}/bearbeiten/",
    "/empfehlungen/{idea}/schritt/withdrawn/",
    "/empfehlungen/{published}/schritt/replaced/",
    "/treffen/{draft}/",
    "/treffen/{meeting}/",
    "/treffen/{meeting}/bearbeiten/",
    "/treffen/{meeting}/verschieben/",
    "/treffen/{meeting}/absagen/",
    "/treffen/{meeting}/tagesordnung/",
    "/treffen/{draft}/ankuendigen/",
]
ERRORS = {"/gibt-es-nicht/": 404, "/verwaltung/": 403}
PAGES = {
    "": PUBLIC,
    "celle@forum.example": MEMBER,
    "geschaeftsstelle@forum.example": OFFICE,
    "landkreistag@forum.example": ["/"],
}


@pytest.mark.parametrize("email", PAGES, ids=lambda email: email.partition("@")[0] or "public")
def test_no_page_has_a_barrier_that_axe_finds(live_portal, email):
    import_districts()
    network.build(now())
    pks = {
        "meeting": Meeting.objects.filter(stage="announced").order_by("starts_at")[0].pk,
        "draft": Meeting.objects.filter(stage="draft")[0].pk,
        "idea": Recommendation.objects.get(stage="idea").pk,
        "published": Recommendation.objects.get(stage="published").pk,
    }
    if email:
        live_portal.sign_in(Person.objects.get(email=email))

    found = [
        barrier for path in PAGES[email] for barrier in barriers(live_portal, path.format(**pks))
    ]

    assert found == []


def barriers(portal, path):
    """One line for each rule broken on the page, in any width and theme."""
    response = portal.open(path)
    if response.status != ERRORS.get(path, 200):
        yield f"{path}: {response.status}"
    for width in WIDTHS:
        portal.page.set_viewport_size({"width": width, "height": 900})
        for theme, rules in THEMES.items():
            portal.page.emulate_media(color_scheme=theme)
            yield from (
                f"{path} {width} {theme}: {line}" for line in violations(portal.page, rules)
            )

"""``python -m tests.pictures``, the body of ``make pictures``: the main pages as pictures.

Needs a running demo on PORT; looks as the people of the demo do, wide and
narrow, light and dark, and writes ``docs/pictures/<page>_<width>[_dark].png``.
"""

import io
import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from demo.people import PASSWORD
from tests.browser.chromium import ARGUMENTS, path

FOLDER = Path(__file__).parent.parent / "docs/pictures"
WIDTHS = [1280, 375]
THEMES = {"light": "", "dark": "_dark"}
COLOURS = 64  # flat surfaces and text: a tenth of the bytes, no difference to see

# Who looks, and at what; a second part follows the first link that starts with it.
PAGES = {
    "": {
        "willkommen": "/",
        "anmelden": "/konto/login/",
        "empfehlungen_oeffentlich": "/empfehlungen/",
        "barrierefreiheit": "/barrierefreiheit/",
    },
    "celle@forum.example": {
        "start": "/",
        "mitglieder": "/mitglieder/",
        "landkreis": "/mitglieder/celle/",
        "treffen_liste": "/treffen/",
        "treffen_monat": "/treffen/?ansicht=monat",
        "treffen_kalender": "/treffen/kalender/",
        "terminabstimmung": ("/treffen/", "Klausur"),
        "treffen": ("/treffen/", "Vernetzungstreffen: Sprachmittlung"),
        "arbeitsgruppe": "/treffen/arbeitsgruppen/1/",
        "protokoll": "/treffen/2/protokoll/",
        "empfehlungen": "/empfehlungen/",
        "forderungen": "/empfehlungen/forderungen/",
        "empfehlung": ("/empfehlungen/?stand=published", ""),
        "neu": "/neu/",
        "benachrichtigungen": "/einstellungen/benachrichtigungen/",
        "suche_erfahrung": "/mitglieder/?suche=Sprachmittlung",
        "konto": "/konto/",
        "profil": "/konto/profil/",
        "eigene_daten": "/konto/daten/",
    },
    "celle.koordination@forum.example": {
        "start_koordination": "/",
        "zustaendige": "/mitglieder/celle/zustaendige/",
    },
    "geschaeftsstelle@forum.example": {
        "start_geschaeftsstelle": "/",
        "mitschrift": "/treffen/2/mitschrift/",
        "zustellung": "/einstellungen/post/zustellung/",
        "einladungen": "/mitglieder/einladungen/",
    },
    "landkreistag@forum.example": {"start_partner": "/"},
    "admin@forum.example": {
        "verwaltung": "/verwaltung/",
        "verwaltung_personen": "/verwaltung/members/person/",
        "verwaltung_import": "/verwaltung/members/person/import/2/",
    },
}


def main(url: str) -> int:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path(), args=ARGUMENTS)
        for email, pages in PAGES.items():
            context = browser.new_context(base_url=url, locale="de-DE", timezone_id="Europe/Berlin")
            page = context.new_page()
            if email:
                _sign_in(page, email)
            for name, where in pages.items():
                _open(page, where)
                _take(page, name)
            context.close()
        browser.close()
    return 0


def _sign_in(page, email: str) -> None:
    page.goto("/konto/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/")


def _open(page, where) -> None:
    address, link = (where, None) if isinstance(where, str) else where
    page.goto(address)
    if link is not None:
        page.locator("main h3 a, main h4 a").filter(has_text=link).first.click()
        page.wait_for_load_state()


def _take(page, name: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for theme, suffix in THEMES.items():
            page.emulate_media(color_scheme=theme)
            taken = Image.open(io.BytesIO(page.screenshot(full_page=True)))
            flat = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            flat.save(FOLDER / f"{name}_{width}{suffix}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main(f"http://localhost:{os.environ.get('PORT', '8000')}"))

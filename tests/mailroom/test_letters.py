"""A stencil that is filled says the same as a letter that is rendered for one reader."""

from html import unescape

import pytest

from mailroom.letters import Piece, Stencil, compose
from mailroom.models import Mail
from tests.factories.members import NOON

WORDS = {
    "title": "Ihre Woche <im> Forum & „mehr“",
    "preheader": "Wohnraum; Ehrenamt",
    "today": "Dienstag, 1.\N{NO-BREAK SPACE}Dezember 2026",
    "places": "den Landkreis Celle",
    "when": "montags",
    "news_url": "http://localhost:8000/neu/?a=1&b=2",
    "settings_url": "http://localhost:8000/einstellungen/",
}
ROW = Stencil("mail/_row", is_row=True)


@pytest.fixture
def mail(celle_lead):
    return Mail(recipient=celle_lead, kind="digest")


@pytest.mark.parametrize("missing", ["", "places", "preheader"])
@pytest.mark.parametrize("flag", [True, False])
def test_a_filled_stencil_reads_as_a_composed_letter(mail, at_noon, missing, flag):
    values = {name: "" if name == missing else words for name, words in WORDS.items()}
    values["reminds"] = flag
    template, subject = "digests/mail/digest", "Zwei <Fristen>"

    filled = Stencil(template).letter(mail=mail, subject=subject, **values)
    composed = compose(template, values, mail=mail, now=NOON, subject=subject)

    assert filled.text == composed.text
    assert unescape(filled.html) == unescape(composed.html)


def test_what_is_filled_in_is_escaped_in_the_html_alone():
    row = ROW.fill(title='<script>alert("1")</script>', url='/?"><b>')

    assert "<script>" in row.text
    assert "<script>" not in row.html
    assert '"><b>' not in row.html
    assert 'href="/?&quot;&gt;&lt;b&gt;"' in row.html


def test_what_looks_like_a_hole_stays_as_it_is():
    row = ROW.fill(title="\ue000url\ue001 <!--\ue000title\ue001-->", url="/treffen/")

    assert "\ue000url\ue001" in row.text
    assert "\ue000url\ue001" in row.html
    assert row.html.count("/treffen/") == 1


def test_a_row_has_its_styles_inline_and_nothing_around_it():
    html = ROW.fill(title="Wohnraum", lead="Do, 10. Dez.").html.strip()

    assert html.startswith('<tr><td class="due"')
    assert html.endswith("</td></tr>")
    assert html.count(" style=") == 2


def test_a_part_that_is_written_already_stands_where_it_belongs(mail):
    rows = Piece.joined(ROW.fill(title=title) for title in ("Wohnraum", "Ehrenamt"))

    letter = Stencil("digests/mail/digest").letter(mail=mail, subject="", tasks=rows, **WORDS)

    assert f"<tbody>\n{rows.html}</tbody>" in letter.html
    assert letter.text.index("Wohnraum") < letter.text.index("Ehrenamt")
    assert "<!--\ue000" not in letter.html


def test_of_no_parts_there_is_nothing():
    assert Piece.joined([]) is None


def test_a_template_that_changes_a_value_cannot_be_a_stencil():
    with pytest.raises(ValueError, match="mail/_section does more"):
        Stencil("mail/_section", is_row=True).fill(title="Neu")


def test_a_stencil_is_rendered_once_for_each_set_of_values():
    stencil = Stencil("mail/_row", is_row=True)

    for title in ("Wohnraum", "Ehrenamt", ""):
        stencil.fill(title=title, url="/treffen/")

    assert len(stencil._cut) == 2

"""What is filled into a stencil stands in its holes, and nowhere else."""

import pytest

from mailroom.letters import Piece, Stencil

ROW = Stencil("mail/_row", is_row=True)


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

import re
from collections import defaultdict
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum_portal.markdown import (
    blocks,
    escaped,
    escaped_cell,
    escaped_line,
    escaped_paragraphs,
    plain_lines,
    to_html,
)


class Elements(HTMLParser):
    """The elements of a piece of HTML as a browser reads them: tag to attributes of each."""

    @classmethod
    def of(cls, html):
        parser = cls()
        parser.found = defaultdict(list)
        parser.feed(html)
        return parser.found

    def handle_starttag(self, tag, attrs):
        self.found[tag].append(dict(attrs))


def test_what_people_write_becomes_headings_lists_and_links():
    html = to_html("## Lage\n\n- **eins**\n- zwei\n\n[Gesetz](https://gesetz.example/a)\n\n1. a")

    assert "<h3>Lage</h3>" in html
    assert "<li><strong>eins</strong></li>" in html
    assert '<a href="https://gesetz.example/a" rel="noopener noreferrer">Gesetz</a>' in html


def test_headings_begin_below_the_section_and_leave_no_level_out():
    html = to_html("# Eins\n\n#### Zwei\n\n# Drei")

    assert [html[i : i + 4] for i in range(len(html)) if html.startswith("<h", i)] == [
        "<h3>",
        "<h4>",
        "<h3>",
    ]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src="https://fremd.example/x.png" onerror="alert(1)">',
        "![Bild](https://fremd.example/pixel.png)",
        "[klick](javascript:alert(1))",
        "[klick](JaVaScRiPt:alert(1))",
        "[klick](data:text/html;base64,PHNjcmlwdD4=)",
        '<a href="x" onclick="alert(1)">x</a>',
        "<iframe src='https://fremd.example'></iframe>",
        "<style>body{display:none}</style>",
        '<svg onload="alert(1)">',
        "[a]: javascript:alert(1)\n\n[klick][a]",
        '<https://fremd.example/" onmouseover=alert(1)>',
        '[x](https://fremd.example "t\\" onclick=\\"alert(1)")',
    ],
)
def test_nothing_that_could_run_or_load_gets_through(hostile):
    html = to_html(hostile)

    assert set(Elements.of(html)) <= {"p", "a", "code", "pre"}
    for href in Elements.of(html).get("a", []):
        assert href.get("href", "https:").startswith("https:")
        assert href.keys() <= {"href", "rel", "title"}


@pytest.mark.parametrize(
    "written",
    [
        "[x](//evil.example)",
        "[x](<\t//evil.example>)",
        "[x]( //evil.example )",
        "[x][a]\n\n[a]: //evil.example",
        "<//evil.example>",
        "[x](&#47;&#47;evil.example)",
    ],
)
def test_a_link_that_hides_another_server_behind_two_slashes_is_no_link(written):
    assert "a" not in Elements.of(to_html(written))


@pytest.mark.parametrize("written", ["[x](/\\evil.example)", "[x](\\\\evil.example)"])
def test_a_backslash_leads_to_no_other_server(written):
    assert all("\\" not in a["href"] for a in Elements.of(to_html(written))["a"])


def test_a_link_within_the_portal_stays():
    assert '<a href="/empfehlungen/2/"' in to_html("[hier](/empfehlungen/2/)")


def test_of_a_picture_stand_the_words_for_it():
    html = to_html("Sehen Sie ![ein *Bild* <b>](https://fremd.example/x.png) hier.")

    assert html == "<p>Sehen Sie ein Bild &lt;b&gt; hier.</p>\n"


def test_a_million_brackets_end():
    assert to_html("[" * 20_000)


def test_each_table_stands_in_a_box_of_its_own_that_the_keyboard_reaches():
    table = "| a <table> | b |\n|---|---|\n| `</table>` | 2 |"
    html = to_html(f"{table}\n\n> Zitat\n>\n> | c |\n> |---|\n\nSchluss")

    boxes = Elements.of(html)["div"]
    assert [box["aria-label"] for box in boxes] == ["Tabelle 1", "Tabelle 2"]
    assert {(box["class"], box["role"], box["tabindex"]) for box in boxes} == {
        ("fp-scroll", "region", "0")
    }
    assert html.count("</table></div>") == html.count("<table>") == 2
    assert "a &lt;table&gt;" in html


def test_a_heading_that_leaves_a_level_out_on_the_way_down_does_not_here():
    levels = [block["level"] for block in blocks("# A\n\n### B\n\n## C\n\n### D")]

    assert levels == [2, 3, 3, 4]


def test_blocks_say_what_a_page_says():
    text = (
        "## Lage\n\nEin **fetter** [Link](https://gesetz.example) und\\\nein Umbruch\n\n"
        "- eins\n  1. zwei\n\n| Wer | Was |\n|---|---|\n| A | *b* |\n\n> Zitat\n\n`code`"
    )

    assert plain_lines(text) == [
        "Lage",
        "Ein fetter Link (https://gesetz.example) und",
        "ein Umbruch",
        "• eins",
        "1. zwei",
        "Wer | Was",
        "A | b",
        "Zitat",
        "code",
    ]


@given(st.text(alphabet="ab1.-+=:)(*_`#>|~<[]&;\\! \t\u00a0", max_size=30))
def test_what_is_escaped_reads_as_it_was_written(words):
    read = " ".join(plain_lines(escaped_line(words)))

    assert read == re.sub(r"[ \t]+", " ", words).strip()


@given(st.text(alphabet="ab1.-:*_`#>|~[]&\\! ", max_size=20))
def test_what_is_escaped_in_a_heading_and_a_cell_reads_as_it_was_written(words):
    table = f"| a | b |\n|---|---|\n| {escaped_cell(words)} | c |"
    read = re.sub(r" +", " ", words).strip()

    assert plain_lines(f"### 1. {escaped(words)}") == [f"1. {read}".strip()]
    assert plain_lines(table)[1] == f"{read} | c"


@given(st.text(alphabet="a1.-+=:)(*_`#>|~[]\\ \n", max_size=30))
def test_what_is_escaped_in_several_lines_reads_as_it_was_written(words):
    lines = [re.sub(r" +", " ", line).strip() for line in words.split("\n")]

    if not any(line.startswith(("- ", "* ")) for line in lines):
        assert plain_lines(escaped_paragraphs(words)) == [line for line in lines if line]


@pytest.mark.parametrize(
    "words",
    [
        "Am 14.10. um 9.30 Uhr - bis 12 Uhr (ca. 5 Personen) + Gäste",
        "Amt/Kreis_Lippe & Kreis Herford: 3 * 4 > 10 | #1, C:\\Ablage, 50 % ~ 60 %",
        "2026 war gut.\n-5 Grad\n+49 30 1234\n3.5 Stellen\n: so",
    ],
)
def test_what_markdown_reads_as_it_stands_is_left_as_it_was_written(words):
    assert escaped_paragraphs(words) == words
    assert plain_lines(words) == words.split("\n")


def test_a_new_line_is_one_on_the_page_where_lines_are_kept():
    assert "a<br>" in to_html("a\nb", keeps_lines=True)
    assert "<br>" not in to_html("a\nb")


def test_paragraphs_lines_and_points_stay():
    written = "Erst *so*\n1. dann so\n\n- eins\n- zwei\n\n\n# kein Titel"

    assert plain_lines(escaped_paragraphs(written)) == [
        "Erst *so*",
        "1. dann so",
        "• eins",
        "• zwei",
        "# kein Titel",
    ]

from collections import defaultdict
from html.parser import HTMLParser

import pytest

from recommendations.markdown import to_html


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

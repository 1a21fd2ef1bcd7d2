"""The text of a recommendation from Markdown to HTML that can do no harm.

The reader renders CommonMark without raw HTML and without pictures; what comes
out passes a second, independent list of what may stand in a page.
"""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

# Below the heading of the section in which the text stands, which is an h2.
HIGHEST_HEADING = 3
LOWEST_HEADING = 6
TAGS = {
    *("p", "br", "hr", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "strong", "em"),
    *("a", "code", "pre", "table", "thead", "tbody", "tr", "th", "td", "s"),
}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}

_reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_reader.disable("image")


def to_html(text: str) -> SafeString:
    """``text`` as headings, paragraphs, lists, tables and links; everything else as words."""
    tokens = _reader.parse(text)
    _sink_headings(tokens)
    html = _reader.renderer.render(tokens, _reader.options, {})
    return mark_safe(
        nh3.clean(
            html,
            tags=TAGS,
            attributes=ATTRIBUTES,
            url_schemes=SCHEMES,
            link_rel="noopener noreferrer",
        )
    )


def _sink_headings(tokens: list[Token]) -> None:
    """Begin below the page's own headings, and leave no level out."""
    levels = sorted({token.tag for token in tokens if token.type == "heading_open"})
    new = {
        old: f"h{min(HIGHEST_HEADING + number, LOWEST_HEADING)}"
        for number, old in enumerate(levels)
    }
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = new[token.tag]

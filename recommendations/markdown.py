"""The text of a recommendation from Markdown to HTML that can do no harm.

The reader renders CommonMark without raw HTML, and of a picture the words that stand for
it; what comes out passes a second, independent list of what may stand in a page. A link
names its scheme or stays in the portal: ``//host`` looks like the one and is neither.
"""

import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import validateLink
from markdown_it.common.utils import escapeHtml
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

# Browsers read a backslash in an address as a slash.
LEADS_AWAY = re.compile(r"[\s\x00-\x1f]*[/\\]{2}")


def _words_of_picture(renderer, tokens, number, options, env):
    return escapeHtml(renderer.renderInlineAsText(tokens[number].children, options, env))


def _may_link(href: str) -> bool:
    return not LEADS_AWAY.match(href) and validateLink(href)


def _plain_attribute(tag: str, name: str, value: str) -> str | None:
    return None if name == "href" and LEADS_AWAY.match(value) else value


_reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_reader.validateLink = _may_link
_reader.add_render_rule("image", _words_of_picture)


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
            attribute_filter=_plain_attribute,
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

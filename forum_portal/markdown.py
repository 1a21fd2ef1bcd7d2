"""Texts in Markdown: to HTML that can do no harm, and to plain blocks for PDF and Word.

The reader renders CommonMark without raw HTML, and of a picture the words that stand for
it; what comes out passes a second, independent list of what may stand in a page. A link
names its scheme or stays in the portal: ``//host`` looks like the one and is neither.
"""

import re
from collections.abc import Iterator

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import validateLink
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

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

# What Markdown would read otherwise, and where: within a line, where one begins, in a table.
SPECIAL = re.compile(
    r"""\\(?=[!-/:-@\[-`{-~]|$) | [`\[] | (?<!\s)\* | \*(?!\s) | (?<!\w)_ | _(?!\w) | <(?=\S)
    | &(?=\#?\w+;) | ~(?=~) | (?<=~)~ | (?<!\S)\#(?=\#*(?:\s|$))""",
    re.VERBOSE,
)
BEGINS_SOMETHING = re.compile(
    r"^(\d{1,9})(?=[.)](?:\s|$)) | ^(?=>|[-+](?:\s|$)|[-:|=][-:|=\s]*$)", re.VERBOSE
)
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
SPACES = re.compile(r"[^\S\u00a0]+")
POINTS = ("- ", "* ", "• ", "– ")
STYLES = {"strong": "strong", "em": "emph", "s": "strike"}


def _words_of_picture(renderer, tokens, number, options, env):
    return escapeHtml(renderer.renderInlineAsText(tokens[number].children, options, env))


def _may_link(href: str) -> bool:
    return not LEADS_AWAY.match(href) and validateLink(href)


def _plain_attribute(tag: str, name: str, value: str) -> str | None:
    return None if name == "href" and LEADS_AWAY.match(value) else value


def _made_reader(**options) -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, **options})
    reader.enable(["table", "strikethrough"])
    reader.validateLink = _may_link
    reader.add_render_rule("image", _words_of_picture)
    return reader


_reader, _reader_of_lines = _made_reader(), _made_reader(breaks=True)


def to_html(text: str, *, keeps_lines: bool = False) -> SafeString:
    """``text`` as headings, paragraphs, lists, tables and links; everything else as words.

    If it ``keeps_lines``, a new line within a paragraph is one on the page, as in ``blocks``.
    """
    reader = _reader_of_lines if keeps_lines else _reader
    tokens = reader.parse(text)
    _sink_headings(tokens, HIGHEST_HEADING)
    html = reader.renderer.render(tokens, reader.options, {})
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_plain_attribute,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )
    return mark_safe(_with_room_for_tables(cleaned))


def _with_room_for_tables(html: str) -> str:
    """Each table in a box within which it moves sideways, by keyboard too."""
    first, *others = html.split("<table>")
    boxed = (
        f'<div class="fp-scroll" role="region" aria-label="Tabelle {number}" tabindex="0">'
        f"<table>{rest.replace('</table>', '</table></div>', 1)}"
        for number, rest in enumerate(others, 1)
    )
    return first + "".join(boxed)


def blocks(text: str, highest: int = 2) -> list[dict]:
    """What ``text`` consists of, as plain values; headings are of the level ``highest`` and below.

    The kinds are ``heading``, ``paragraph``, ``list``, ``table``, ``quote``, ``code`` and ``rule``.
    Words stand in ``runs``, each with those of its styles (``strong``, ``emph``, ``strike``,
    ``code``) that it has. Behind a link stands its address, for paper.
    """
    tokens = _reader.parse(UNPRINTABLE.sub("", text))
    _sink_headings(tokens, highest)
    return [_block(node) for node in SyntaxTreeNode(tokens).children]


def plain_lines(text: str) -> list[str]:
    """The words of ``text`` as they are read, a line for each paragraph, point and row."""
    return list(_lines(blocks(text)))


def escaped(words: str) -> str:
    """Markdown for a place within a line that reads as ``words``, whatever they look like."""
    return SPECIAL.sub(r"\\\g<0>", SPACES.sub(" ", words).strip())


def escaped_line(words: str) -> str:
    """``escaped``, also where a line begins with it."""
    return BEGINS_SOMETHING.sub(r"\1\\", escaped(words))


def escaped_cell(words: str) -> str:
    """``escaped``, for a cell of a table."""
    return escaped(words).replace("|", "\\|")


def escaped_paragraphs(words: str) -> str:
    """Markdown that keeps paragraphs and lines of ``words``; points with a dash become a list."""
    parts = [_nonempty(part.split("\n")) for part in re.split(r"\n\s*\n", words)]
    return "\n\n".join(_escaped_paragraph(lines) for lines in parts if lines)


def _escaped_paragraph(lines: list[str]) -> str:
    if all(line.startswith(POINTS) for line in lines):
        return "\n".join(f"- {escaped_line(line[2:])}" for line in lines)
    return "\n".join(map(escaped_line, lines))


def _nonempty(lines) -> list[str]:
    return [line for line in map(str.strip, lines) if line]


def _block(node: SyntaxTreeNode) -> dict:
    match node.type:
        case "heading":
            return {"kind": "heading", "level": int(node.tag[1:]), "runs": _runs_of(node)}
        case "paragraph":
            return {"kind": "paragraph", "runs": _runs_of(node)}
        case "bullet_list" | "ordered_list":
            return {
                "kind": "list",
                "start": int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None,
                "items": [[_block(child) for child in item.children] for item in node.children],
            }
        case "table":
            header, *rows = [
                [_runs_of(cell) for cell in row.children]
                for part in node.children
                for row in part.children
            ]
            return {"kind": "table", "header": header, "rows": rows}
        case "blockquote":
            return {"kind": "quote", "blocks": [_block(child) for child in node.children]}
        case "fence" | "code_block":
            return {"kind": "code", "runs": [{"text": node.content.rstrip("\n"), "code": True}]}
    return {"kind": "rule"}


def _runs_of(node: SyntaxTreeNode) -> list[dict]:
    return [run for inline in node.children for run in _runs(inline.children)]


def _runs(nodes, **style) -> Iterator[dict]:
    for node in nodes:
        match node.type:
            case "softbreak" | "hardbreak":
                yield {"text": "\n", **style}
            case "code_inline":
                yield {"text": node.content, **style, "code": True}
            case "link":
                yield from _link(node, style)
            case "image":
                yield from _runs(node.children, **style)
            case "text":
                yield {"text": node.content, **style}
            case _:
                yield from _runs(node.children, **style, **{STYLES[node.type]: True})


def _link(node: SyntaxTreeNode, style: dict) -> Iterator[dict]:
    runs = list(_runs(node.children, **style))
    yield from runs
    address = str(node.attrs["href"])
    if "".join(run["text"] for run in runs) != address.removeprefix("mailto:"):
        yield {"text": f" ({address})", **style}


def _lines(found: list[dict]) -> Iterator[str]:
    for block in found:
        match block["kind"]:
            case "list":
                for number, item in enumerate(block["items"], block["start"] or 0):
                    mark = "•" if block["start"] is None else f"{number}."
                    first, *rest = list(_lines(item)) or [""]
                    yield f"{mark} {first}"
                    yield from rest
            case "table":
                for row in [block["header"], *block["rows"]]:
                    yield " | ".join(map(_words, row))
            case "quote":
                yield from _lines(block["blocks"])
            case "rule":
                pass
            case _:
                yield from _nonempty(_words(block["runs"]).split("\n"))


def _words(runs: list[dict]) -> str:
    return "".join(run["text"] for run in runs)


def _sink_headings(tokens: list[Token], highest: int) -> None:
    """Begin below the page's own headings, and leave no level out on the way down."""
    levels = sorted({token.tag for token in tokens if token.type == "heading_open"})
    before = highest - 1
    for token in tokens:
        if token.type == "heading_open":
            before = min(highest + levels.index(token.tag), before + 1, LOWEST_HEADING)
            token.tag = f"h{before}"
        elif token.type == "heading_close":
            token.tag = f"h{before}"

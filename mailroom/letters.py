"""Writing letters from two templates each, one for text and one for HTML.

``compose`` renders them anew for each letter. A ``Stencil`` renders them once
and is filled for each reader, which is a hundred times faster.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from .registers import Calendar, Letter
from .unsubscribing import unsubscribe_url

_inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)

# A hole in a stencil, written in characters that no keyboard has. What is filled in is never
# searched for holes.
_HOLE = re.compile(r"(?:<!--)?\ue000(\w+)\ue001(?:-->)?")
_CUT = "<!--\ue002-->"


def compose(
    template: str,
    context: dict,
    *,
    mail,
    now: datetime,
    subject: str,
    calendar: Calendar | None = None,
    thread: str = "",
) -> Letter:
    """A letter from ``template``.txt and ``template``.html, with the styles put inline.

    ``mail`` is the ledger row that the letter is for, or None for mail to an
    address without an account. The templates also get ``public_url``,
    ``recipient``, ``now``, ``demo``, ``subject`` and ``unsubscribe_url``.
    """
    whole = {
        "public_url": settings.PUBLIC_URL,
        "recipient": mail.recipient if mail else None,
        "now": now,
        "demo": settings.DEMO,
        "subject": subject,
        "unsubscribe_url": unsubscribe_url(mail),
        **context,
    }
    return Letter(
        subject=subject,
        text=_tidy(render_to_string(f"{template}.txt", whole)),
        html=_inliner.inline(render_to_string(f"{template}.html", whole)),
        calendar=calendar,
        thread=thread,
    )


@dataclass(frozen=True)
class Piece:
    """A part of a letter that is written already, with the same content as text and as HTML."""

    text: str
    html: str

    @classmethod
    def joined(cls, pieces) -> "Piece | None":
        """All of them, one after the other; None if there are none."""
        pieces = list(pieces)
        text, html = ("".join(getattr(p, way) for p in pieces) for way in ("text", "html"))
        return cls(text, html) if pieces else None


class Stencil:
    """The two templates of a letter or of a part of it, with a hole for each value.

    They are rendered, and their styles put inline, once for each set of values
    that are there. So a template may ask whether there is a value and print it,
    and no more: a filter would change the hole instead of what is filled in.
    ``is_row`` says that the HTML is a row of a table, and not a whole page.
    """

    def __init__(self, template: str, *, is_row: bool = False):
        self.template, self.is_row = template, is_row
        self._cut: dict[frozenset, tuple[list[str], list[str]]] = {}

    def fill(self, **values: str | bool | Piece | None) -> Piece:
        """``values`` in their holes, escaped in the HTML; a ``Piece`` is put in as it is."""
        there = frozenset((name, type(value)) for name, value in values.items() if value)
        if there not in self._cut:
            self._cut[there] = self._rendered(there)
        text, html = self._cut[there]
        return Piece(_filled(text, values, _as_text), _filled(html, values, _as_html))

    def letter(self, *, mail, subject: str, **values) -> Letter:
        """A whole letter; the templates get what ``compose`` gives them, but the recipient."""
        filled = self.fill(
            public_url=settings.PUBLIC_URL,
            demo=settings.DEMO,
            subject=subject,
            unsubscribe_url=unsubscribe_url(mail),
            **values,
        )
        return Letter(subject=subject, text=_tidy(filled.text), html=filled.html)

    def _rendered(self, there) -> tuple[list[str], list[str]]:
        """Text and HTML, each cut at its holes: words, name, words, ..., words."""
        holes = {name: f"\ue000{name}\ue001" for name, _ in there}
        text = render_to_string(f"{self.template}.txt", holes)
        # In a table only a comment stays where it is.
        comments = {name: mark_safe(f"<!--{holes[name]}-->") for name, of in there if of is Piece}
        html = self._inlined(render_to_string(f"{self.template}.html", holes | comments))
        cut = _HOLE.split(text), _HOLE.split(html)
        if changed := {name for words in cut for name in words[1::2]} - holes.keys():
            raise ValueError(f"{self.template} does more than to print {', '.join(changed)}")
        return cut

    def _inlined(self, html: str) -> str:
        if not self.is_row:
            return _inliner.inline(html)
        style = render_to_string("mail/_style.html")
        page = f"{style}<table><tbody>{_CUT}{html}{_CUT}</tbody></table>"
        return _inliner.inline(page).split(_CUT)[1]


def _filled(cut: list[str], values: dict, written) -> str:
    parts = cut.copy()
    parts[1::2] = [written(values[name]) for name in cut[1::2]]
    return "".join(parts)


def _as_text(value: str | Piece) -> str:
    return value.text if isinstance(value, Piece) else value


def _as_html(value: str | Piece) -> str:
    return value.html if isinstance(value, Piece) else escape(value)


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"

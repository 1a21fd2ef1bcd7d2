"""Writing a letter from its two templates, one for text and one for HTML."""

import re
from datetime import datetime

import css_inline
from django.conf import settings
from django.template.loader import render_to_string

from .registers import Calendar, Letter
from .unsubscribing import unsubscribe_url

_inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


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
    text = render_to_string(f"{template}.txt", whole)
    html = render_to_string(f"{template}.html", whole)
    return Letter(
        subject=subject,
        text=re.sub(r"\n{3,}", "\n\n", text).strip() + "\n",
        html=_inliner.inline(html),
        calendar=calendar,
        thread=thread,
    )

"""From a letter to the bytes that go to the relay."""

import re
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from uuid import uuid4

from django.conf import settings

from .addresses import domain
from .registers import Letter
from .unsubscribing import unsubscribe_url

UNFOLDED = SMTP.clone(max_line_length=998)  # RFC 5322, 2.1.1
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def new_message_id() -> str:
    """A Message-ID without personal data, made once with the ledger row."""
    return f"<{uuid4().hex}@{domain()}>"


def one_line(text: str, limit: int = 255) -> str:
    """``text`` safe for a header: no control or direction characters, at most ``limit`` long."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())[:limit]


def build(letter: Letter, mail, address: str, now: datetime) -> bytes:
    """The whole message of one ledger row to one address, RFC 5322 bytes with CRLF.

    Marked as automatic so that no out-of-office answers it (RFC 3834), threaded
    by ``letter.thread``, with one-click unsubscribe (RFC 8058) where the kind
    allows it.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.MAIL_FROM
    message["To"] = address
    message["Date"] = now
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["List-Id"] = f"Forum Integration <portal.{domain()}>"
    if letter.thread:
        message["References"] = f"<{letter.thread}@{domain()}>"
    if url := unsubscribe_url(mail):
        message["List-Unsubscribe"] = f"<{url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text, cte="quoted-printable")
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    if letter.calendar:
        message.add_alternative(
            letter.calendar.ics,
            subtype="calendar",
            cte="base64",
            params={"method": letter.calendar.method},
        )
    message["Content-Language"] = "de"
    return _subject(letter.subject) + message.as_bytes(policy=UNFOLDED)


def _subject(text: str) -> bytes:
    """The header line, in encoded words (RFC 2047) if need be.

    Written here, because the folding of ``email.policy`` drops or doubles blanks
    between encoded words, and changes German subjects.
    """
    text = one_line(text)
    charset = "us-ascii" if text.isascii() else "utf-8"
    line = Header(text, charset, header_name="Subject").encode(linesep="\r\n")
    return f"Subject: {line}\r\n".encode("ascii")

"""Who can be asked whether a mail arrived: a mailbox or folder that gets a copy of each.

Between the final dot and the relay's 250 nobody here can know (RFC 1047). A relay
that keeps a journal knows: ``WITNESS_URL`` names it.

    imap(s)://user:password@host[:port]/FOLDER    a journal mailbox, searched by Message-ID
    maildir:///path                               a Maildir on this host, searched likewise
"""

import imaplib
import mailbox
import ssl
from collections.abc import Callable, Collection
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

IMAP_TIMEOUT = 30


class Unanswered(Exception):
    """The witness cannot be asked now; nothing follows from that."""


def found(message_ids: Collection[str]) -> set[str] | None:
    """Those of ``message_ids`` that the witness has seen; None where there is no witness.

    Raises ``Unanswered``.
    """
    if not settings.WITNESS_URL:
        return None
    url = urlsplit(settings.WITNESS_URL)
    try:
        return WITNESSES[url.scheme](url, message_ids)
    except (OSError, imaplib.IMAP4.error) as error:
        raise Unanswered(type(error).__name__) from error


def _in_imap(url, message_ids) -> set[str]:
    """RFC 9051, 6.4.4: the folder is opened read-only, and nothing is marked as seen."""
    with imap(url) as connection:
        folder = unquote(url.path.lstrip("/")) or "INBOX"
        status, _ = connection.select(f'"{folder}"', readonly=True)
        if status != "OK":
            raise Unanswered(f"no folder {folder}")
        return {name for name in message_ids if _knows(connection, name)}


def _knows(connection, message_id) -> bool:
    status, answer = connection.search(None, "HEADER", "Message-ID", f'"{message_id}"')
    return status == "OK" and any(answer)


def _in_maildir(url, message_ids) -> set[str]:
    if not Path(url.path).is_dir():
        raise Unanswered(f"no folder {url.path}")
    wanted = set(message_ids)
    folder = mailbox.Maildir(url.path, create=False)
    return {name for message in folder if (name := message["Message-ID"]) in wanted}


WITNESSES: dict[str, Callable] = {
    "imap": _in_imap,
    "imaps": _in_imap,
    "maildir": _in_maildir,
}


def imap(url) -> imaplib.IMAP4:
    """A connection to the mailbox of ``url``, signed in; used with ``with``, it logs out."""
    if url.scheme == "imaps":
        connection = imaplib.IMAP4_SSL(
            url.hostname,
            url.port or imaplib.IMAP4_SSL_PORT,
            ssl_context=ssl.create_default_context(),
            timeout=IMAP_TIMEOUT,
        )
    else:
        connection = imaplib.IMAP4(url.hostname, url.port or imaplib.IMAP4_PORT, IMAP_TIMEOUT)
    try:
        connection.login(unquote(url.username or ""), unquote(url.password or ""))
    except BaseException:
        connection.shutdown()
        raise
    return connection

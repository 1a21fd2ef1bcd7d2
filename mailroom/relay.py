"""One SMTP connection, in steps, so that every failure says whether mail may be out.

Up to the end of the 354 answer nothing of a message has left; from its first
byte on until the answer to the final dot nobody can know (RFC 1047).
"""

import smtplib
import ssl
from time import monotonic
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

UNKNOWN_ADDRESS = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"}


class Refused(Exception):
    """The relay answered with a code that says: not taken."""

    def __init__(self, phase: str, code: int, text: bytes):
        self.phase, self.code, self.text = phase, code, text.decode("utf-8", "replace")
        super().__init__(f"{phase}: {code} {self.text}")

    @property
    def is_lasting(self) -> bool:
        return self.code >= 500

    @property
    def is_unknown_address(self) -> bool:
        """Whether the mailbox does not exist (RFC 3463, 3.2).

        Other codes of the group, as 5.1.8, blame the sender; 5.7.x is policy.
        """
        enhanced = self.text.partition(" ")[0]
        return self.phase != "MAIL" and self.code == 550 and enhanced in UNKNOWN_ADDRESS


class Broken(Exception):
    """The connection failed; ``certain`` says that the message was certainly not taken.

    ``is_mails_fault``: an address that cannot be said in SMTP, whatever the connection.
    """

    def __init__(self, phase: str, certain: bool, cause: Exception):
        self.phase, self.certain = phase, certain
        self.is_mails_fault = isinstance(cause, UnicodeError)
        super().__init__(f"{phase}: {type(cause).__name__}: {cause}")


class Relay:
    """A connection to the relay of ``SMTP_URL``: ``smtp[s]://[user:password@]host[:port]``.

    ``?starttls=1`` asks for TLS before anything is said.
    """

    def __init__(self, url: str):
        self._url = urlsplit(url)
        self._smtp = None

    def envelope(self, sender: str, recipient: str) -> None:
        """Connect if need be, then MAIL FROM and RCPT TO. Raises ``Refused`` or ``Broken``."""
        self._connect()
        self._expect("MAIL", (250,), lambda: self._smtp.mail(sender))
        self._expect("RCPT", (250, 251), lambda: self._smtp.rcpt(recipient))

    def data(self, message: bytes) -> str:
        """DATA, the message (each line ends in CRLF) and the final dot; the relay's answer to it.

        Raises ``Refused``, or ``Broken`` with ``certain`` False once the
        message has begun to leave.
        """
        self._expect("DATA", (354,), lambda: self._smtp.docmd("DATA"))
        code, text = self._step("DOT", False, lambda: self._transfer(message))
        self._smtp.sock.settimeout(settings.MAIL_CONNECT_TIMEOUT)
        if code != 250:
            raise self._refusal("DOT", code, text)
        return text.decode("utf-8", "replace")

    def reset(self) -> None:
        """Forget the envelope; a connection that cannot even do that is closed."""
        if self._smtp is None:
            return
        try:
            self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self.close()

    def close(self) -> None:
        if self._smtp is None:
            return
        try:
            self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            self._smtp.close()
        self._smtp = None

    def _connect(self) -> None:
        if self._smtp is not None:
            return
        self._smtp = self._step("CONNECT", True, self._open)

    def _open(self) -> smtplib.SMTP:
        url, timeout = self._url, settings.MAIL_CONNECT_TIMEOUT
        if url.scheme == "smtps":
            smtp = smtplib.SMTP_SSL(
                url.hostname, url.port or 465, timeout=timeout, context=ssl.create_default_context()
            )
        else:
            smtp = smtplib.SMTP(url.hostname, url.port or 25, timeout=timeout)
        try:
            smtp.ehlo_or_helo_if_needed()
            if parse_qs(url.query).get("starttls") == ["1"]:
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            if url.username:
                smtp.login(unquote(url.username), unquote(url.password or ""))
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _transfer(self, message: bytes) -> tuple[int, bytes]:
        """Message and dot, then the answer, together within the time for DATA."""
        end = monotonic() + settings.MAIL_DATA_TIMEOUT
        self._smtp.sock.settimeout(settings.MAIL_DATA_TIMEOUT)
        self._smtp.send(_dots_doubled(message) + b".\r\n")
        self._smtp.sock.settimeout(max(end - monotonic(), 0.1))
        return self._smtp.getreply()

    def _expect(self, phase, codes, command) -> None:
        code, text = self._step(phase, True, command)
        if code not in codes:
            raise self._refusal(phase, code, text)

    def _refusal(self, phase, code, text) -> Refused:
        if code == 421:  # the relay closes the connection itself
            self.close()
        return Refused(phase, code, text)

    def _step(self, phase, certain, command):
        try:
            return command()
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            if self._smtp is not None:
                self._smtp.close()
                self._smtp = None
            raise Broken(phase, certain, error) from error


def _dots_doubled(message: bytes) -> bytes:
    """A dot that begins a line is doubled on the wire (RFC 5321, 4.5.2)."""
    doubled = message.replace(b"\n.", b"\n..")
    return b"." + doubled if message.startswith(b".") else doubled

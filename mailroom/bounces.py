"""What comes back: reading a delivery status notification (RFC 3464), and whose mail it is about.

Each attempt leaves with a return address of its own (VERP): ``BOUNCE_ADDRESS`` with a random
token after a plus sign. The token alone says which mail came back; what the message claims
about itself is believed only as to why.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from secrets import token_hex

from django.conf import settings

from .addresses import sender
from .message import one_line

# Where mail servers write whom they delivered a message to.
DELIVERED_TO = ["Delivered-To", "X-Original-To", "Envelope-To", "To"]
TOKEN = re.compile(r"\+([0-9a-f]{32})@")
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


@dataclass(frozen=True)
class Report:
    """A mail server's word about one mail: RFC 3463 status, and the text that came with it."""

    status: str
    text: str
    has_failed: bool

    @property
    def is_hard(self) -> bool:
        """Whether the address is at fault for good; 5.7.x is policy and blames the sender."""
        return self.has_failed and self.status[0] == "5" and not self.status.startswith("5.7.")


def new_token() -> str:
    return token_hex(16)


def return_address(token: str) -> str:
    """The envelope sender of one attempt; without ``BOUNCE_ADDRESS`` the portal's own."""
    if not (settings.BOUNCE_ADDRESS and token):
        return settings.BOUNCE_ADDRESS or sender()
    local, _, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{token}@{domain}"


def token_in(message: Message, delivered_to: str = "") -> str:
    """The token of the return address to which ``message`` came; "" if there is none."""
    headers = [str(value) for name in DELIVERED_TO for value in message.get_all(name, [])]
    for _, address in [("", delivered_to), *getaddresses(headers)]:
        if match := TOKEN.search(address):
            return match[1]
    return ""


def parse(raw: bytes) -> Message:
    return message_from_bytes(raw)


def report_in(message: Message) -> Report | None:
    """What ``message`` reports about a delivery; None if it is something else.

    Out-of-office replies are something else, and so is all that people write.
    """
    if message.get_content_type() != "multipart/report":
        return None
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            return _of_recipients(part.get_payload())
    return None


def _of_recipients(blocks) -> Report | None:
    """The first recipient's fields; the block before them is about the message."""
    for block in blocks if isinstance(blocks, list) else []:
        action = str(block.get("Action", "")).strip().lower()
        if action in {"failed", "delayed"}:
            text = one_line(str(block.get("Diagnostic-Code", "")).partition(";")[2], 500)
            status = STATUS.search(str(block.get("Status", ""))) or STATUS.search(text)
            default = "5.0.0" if action == "failed" else "4.0.0"
            return Report(status[1] if status else default, text, action == "failed")
    return None

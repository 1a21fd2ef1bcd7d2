"""The mail server of the demo: keeps each message as a file and sends nothing on.

Run as ``python -m demo.mailsink DESCRIPTOR`` with a listening socket that the
demo has opened, so that no mail finds the door shut while this process restarts.
"""

import asyncio
import os
import signal
import socket
import sys
import time
import uuid
from pathlib import Path

from aiosmtpd.smtp import SMTP

LARGEST = 30 * 1024 * 1024


class Keep:
    """Handler of aiosmtpd: 250 only once the message lies on the disk, whole."""

    def __init__(self, folder: Path):
        self.folder = folder

    async def handle_DATA(self, server, session, envelope):
        keep(self.folder, envelope.mail_from, envelope.rcpt_tos, envelope.original_content)
        return "250 OK"


def keep(folder: Path, sender: str, recipients: list[str], content: bytes) -> str:
    """Store ``content`` byte for byte below two lines with its envelope; return its name.

    Names sort by the time of arrival.
    """
    name = f"{time.time_ns():020d}-{uuid.uuid4().hex[:8]}.eml"
    scratch = folder / f".{name}"
    envelope = f"X-Envelope-From: {sender}\r\nX-Envelope-To: {', '.join(recipients)}\r\n"
    with scratch.open("wb") as file:
        file.write(envelope.encode() + content)
        file.flush()
        os.fsync(file.fileno())
    scratch.rename(folder / name)
    return name


async def serve(listener: socket.socket, folder: Path) -> None:
    """Take mail until somebody asks this process to end."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    server = await loop.create_server(
        lambda: SMTP(Keep(folder), data_size_limit=LARGEST, enable_SMTPUTF8=True, loop=loop),
        sock=listener,
    )
    await ended.wait()
    server.close()


def main(descriptor: int) -> None:
    folder = Path(os.environ["DATA_DIR"]) / "mail"
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(serve(socket.socket(fileno=descriptor), folder))


if __name__ == "__main__":
    main(int(sys.argv[1]))

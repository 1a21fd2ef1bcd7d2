"""The mail server of the demo, as a process of its own, spoken to with smtplib."""

import os
import smtplib
import subprocess
import sys

import pytest
from django.conf import settings

from demo.parts import listening_socket

MESSAGE = b"From: portal@forum.example\r\nSubject: Probe\r\n\r\nErste Zeile\r\n.Punkt am Anfang\r\n"


@pytest.fixture
def sink(tmp_path):
    """The port of a running sink that keeps its mail in ``tmp_path``."""
    listener = listening_socket()
    process = subprocess.Popen(
        [sys.executable, "-m", "demo.mailsink", str(listener.fileno())],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATA_DIR": str(tmp_path)},
        pass_fds=[listener.fileno()],
        stdout=subprocess.DEVNULL,
    )
    yield listener.getsockname()[1]
    process.terminate()
    assert process.wait(timeout=10) == 0
    listener.close()


def send(port, recipients):
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as smtp:
        smtp.sendmail("bounce@forum.example", recipients, MESSAGE)


def test_a_message_is_kept_byte_for_byte_below_its_envelope(sink, tmp_path):
    send(sink, ["celle@forum.example"])

    [file] = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml"
    assert file.read_bytes() == (
        b"X-Envelope-From: bounce@forum.example\r\nX-Envelope-To: celle@forum.example\r\n" + MESSAGE
    )


def test_messages_sort_by_their_arrival(sink, tmp_path):
    for number in range(3):
        send(sink, [f"person{number}@forum.example"])

    kept = sorted((tmp_path / "mail").iterdir())
    assert [file.read_text().splitlines()[1][-21:] for file in kept] == [
        "person0@forum.example",
        "person1@forum.example",
        "person2@forum.example",
    ]

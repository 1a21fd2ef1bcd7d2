"""What all trials share: real senders, servers that a trial may stop, and one table of counts."""

from collections import Counter
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import pytest
from celery import current_app
from django.db import connection

from forum_portal import postgres_tools
from forum_portal.embedded import Postgres, Valkey
from mailroom.models import Attempt, Mail
from mailroom.stages import State

from .senders import MINUTE_IS_A_SECOND, SHORT, Senders

NOT_KNOWN = ["WITNESS", "POLICY"]


@pytest.fixture
def folder(tmp_path, settings) -> Path:
    """``DATA_DIR`` of one trial: its processes share a clock that nobody else reads."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    return settings.DATA_DIR


@pytest.fixture
def senders(request, relay, transactional_db, folder):
    is_long = request.node.get_closest_marker("long")
    ours = Senders(relay, folder, MINUTE_IS_A_SECOND if is_long else SHORT)
    yield ours
    ours.stop()


@pytest.fixture
def journal(relay, tmp_path) -> str:
    """The ``WITNESS_URL`` of a Maildir into which the relay puts a copy of what it takes."""
    relay.journal = tmp_path / "journal"
    for name in ("tmp", "new", "cur"):
        (relay.journal / name).mkdir(parents=True)
    return f"maildir://{relay.journal}"


@pytest.fixture
def valkey(tmp_path):
    """A broker of this trial's own, that it may stop; the bell is rung there."""
    server = Valkey(tmp_path / "valkey")
    server.start()
    with bell_at(server.url):
        yield server
    server.stop()


@contextmanager
def bell_at(url: str):
    """Within the block the test's own process rings its bell at ``url``."""
    before = current_app.conf.broker_write_url
    current_app.conf.broker_write_url = url
    try:
        yield
    finally:
        current_app.conf.broker_write_url = before


@pytest.fixture
def postgres(transactional_db, tmp_path):
    """A PostgreSQL of this trial's own, as durable as in production, that it may stop at once."""
    server, schema = Postgres(tmp_path / "postgres"), tmp_path / "schema.sql"
    with schema.open("wb") as file:
        _tool("pg_dump", "--schema-only", "--no-owner", stdout=file)
    server.start()
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(NAME="forum", HOST=str(server.sockets))
    try:
        _tool("psql", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1", f"--file={schema}")
        yield server
    finally:
        connection.close()
        connection.settings_dict.update(before)
        server.stop()


def _tool(name: str, *options: str, **more) -> None:
    tool = postgres_tools.find(name, connection.pg_version // 10000)
    postgres_tools.run([tool, *options], connection, **more)


# The table ------------------------------------------------------------------------


@dataclass
class Row:
    """What one trial came to. Copies are counted by what the mail server stored."""

    trial: str
    seed: str = ""
    recipients: int = 0
    faults: str = ""
    stored: int = 0
    lost: int = 0
    twice: int = 0
    not_known: int = 0
    left_open: int = 0
    seconds: float = 0

    def cells(self) -> list[str]:
        *counts, seconds = asdict(self).values()
        return [*map(str, counts), f"{seconds:.0f} s"]


class Account:
    """Counts for one trial, and keeps the row for the table at the end."""

    def __init__(self, keep, relay):
        self._keep, self._relay = keep, relay

    def of_mail(self, trial: str, addresses, *, seed="", faults="", mails=None) -> Row:
        """One mail was owed to each of ``addresses``; ``mails`` are their rows."""
        copies = Counter(stored.to for stored in self._relay.stored)
        rows = Mail.objects.all() if mails is None else mails
        asked = Attempt.objects.filter(mail__in=rows, phase__in=NOT_KNOWN)
        row = Row(
            trial,
            seed=str(seed),
            recipients=len(addresses),
            faults=faults,
            stored=sum(copies[address] for address in addresses),
            lost=sum(not copies[address] for address in addresses),
            twice=sum(copies[address] > 1 for address in addresses),
            not_known=asked.values("mail").distinct().count(),
            left_open=rows.filter(state=State.UNCERTAIN).count(),
        )
        return self.add(row)

    def add(self, row: Row) -> Row:
        self._keep("trial", asdict(row))
        return row


@pytest.fixture
def account(record_property, relay):
    return Account(record_property, relay)


HEADINGS = {
    "trial": "trial",
    "seed": "seed",
    "recipients": "owed",
    "faults": "faults",
    "stored": "copies stored",
    "lost": "lost",
    "twice": "twice",
    "not_known": "nobody knew",
    "left_open": "left open",
    "seconds": "duration",
}


def pytest_terminal_summary(terminalreporter):
    """One table of all trials, when the long ones ran."""
    reports = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        if report.when == "call" and "long" in report.keywords
    ]
    rows = [
        Row(**{**value, "seconds": report.duration}).cells()
        for report in reports
        for name, value in report.user_properties
        if name == "trial"
    ]
    if rows:
        terminalreporter.write_sep("=", "what arrived")
        for line in _markdown([[HEADINGS[field.name] for field in fields(Row)], *rows]):
            terminalreporter.write_line(line)


def _markdown(rows: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]

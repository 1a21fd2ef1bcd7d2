"""Real senders as processes of their own, against the test's servers, in a time that hurries."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from forum_portal import clock
from forum_portal.embedded import die_with_parent

MINUTE_IS_A_SECOND = 60
SHORT = 120  # for the short forms, which mostly wait for a lease to end
SCALED = [
    "MAIL_CONNECT_TIMEOUT",
    "MAIL_DATA_TIMEOUT",
    "MAIL_CLAIM_LEASE",
    "MAIL_DATA_LEASE",
    "MAIL_SETTLE_AFTER",
    "MAIL_LOOP_SECONDS",
]
PATIENCE = 300  # a busy machine is no fault


def scaled(factor: float) -> dict[str, str]:
    """All times of the mailroom, production's values divided by one factor."""
    return {name: str(getattr(settings, name) / factor) for name in SCALED}


class Senders:
    """Starts the portal's own processes, kills them, waits for what they bring about.

    While it waits, the portal's clock hurries by the same factor as the leases,
    so that a retry after a minute comes after a second.
    """

    def __init__(self, relay, folder: Path, factor: float):
        """``folder`` is theirs alone: ``DATA_DIR``, with the clock that they share."""
        self.folder, self.factor, self.started = folder, factor, {}
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DATABASE_URL": _database(),
            "DATA_DIR": str(folder),
            "SMTP_URL": relay.url,
            "MAIL_CONNECTIONS": "2",
            **scaled(factor),
        }
        self._began, self._clock_then = time.monotonic(), clock.now()

    # Processes ------------------------------------------------------------------

    def start(self, *command: str) -> subprocess.Popen:
        """``manage.py`` with ``command``."""
        return self._start(["manage.py", *command])

    def start_worker(self) -> subprocess.Popen:
        options = ["--pool", "solo", "--without-gossip", "--without-mingle"]
        return self._start(["-m", "celery", "--quiet", "-A", "forum_portal", "worker", *options])

    def start_beat(self) -> subprocess.Popen:
        schedule = self.folder / f"beat-{len(self.started)}"
        options = ["--schedule", str(schedule), "--pidfile", ""]
        return self._start(["-m", "celery", "--quiet", "-A", "forum_portal", "beat", *options])

    def _start(self, command: list[str]) -> subprocess.Popen:
        with (self.folder / "senders.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent,
            )
        self.started[process] = command
        return process

    def kill(self, process: subprocess.Popen) -> None:
        """SIGKILL: nothing is finished, closed or written down any more."""
        process.kill()
        process.wait(PATIENCE)

    def replace(self, process: subprocess.Popen) -> subprocess.Popen:
        """Kill a sender and start another in its place."""
        self.kill(process)
        return self._start(self.started.pop(process))

    def freeze(self, port: int) -> subprocess.Popen | None:
        """Stop the process that speaks from ``port`` where it is; None if it has hung up.

        A process that is stopped does nothing more before it is killed.
        """
        for process in self.started:
            if process.poll() is None and port in _ports(process):
                process.send_signal(signal.SIGSTOP)
                os.waitpid(process.pid, os.WUNTRACED)
                if port in _ports(process):
                    return process
                process.send_signal(signal.SIGCONT)
        return None

    def stop(self) -> None:
        """End them all; whatever they have not finished is no longer asked about."""
        for process in self.started:
            process.kill()
        for process in self.started:
            process.wait(PATIENCE)

    # Time -----------------------------------------------------------------------

    def let_time_pass(self) -> None:
        """Move the portal's clock to where the leases already are."""
        passed = (time.monotonic() - self._began) * self.factor
        clock.move_to(self._clock_then + timedelta(seconds=passed))

    def wait_until(self, condition, patience: float = PATIENCE, hurry: bool = True) -> None:
        """Until other processes have brought ``condition()`` about."""
        deadline = time.monotonic() + patience
        while not condition():
            assert time.monotonic() < deadline, "nothing came of it"
            if hurry:
                self.let_time_pass()
            time.sleep(0.02)


def _database() -> str:
    parameters = connection.get_connection_params()
    return make_conninfo(**{name: parameters[name] for name in ("host", "user", "dbname")})


def _ports(process) -> set[int]:
    connections = psutil.Process(process.pid).net_connections("tcp")
    return {one.laddr.port for one in connections}

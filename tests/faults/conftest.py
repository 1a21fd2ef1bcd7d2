"""Real senders as processes of their own, to be killed at a point that a mail server sets."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings as django_settings
from django.db import connection
from psycopg.conninfo import make_conninfo

# The production values, scaled down by one factor that keeps their order.
TIMES = {
    "MAIL_CONNECT_TIMEOUT": "2",
    "MAIL_DATA_TIMEOUT": "2",
    "MAIL_CLAIM_LEASE": "1",
    "MAIL_DATA_LEASE": "4.5",
    "MAIL_SETTLE_AFTER": "0.5",
}
PATIENCE = 60


class Sender:
    """Starts ``manage.py`` as the portal's own processes do, against the test's servers."""

    def __init__(self, relay, times):
        parameters = connection.get_connection_params()
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": make_conninfo(
                host=parameters["host"], user=parameters["user"], dbname=parameters["dbname"]
            ),
            "SMTP_URL": relay.url,
            **times,
        }

    def start(self, *command) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=django_settings.BASE_DIR,
            env=self.environment,
            stdout=subprocess.DEVNULL,
        )

    def tick(self) -> None:
        """One whole pass in a process of its own."""
        assert self.start("tick").wait(PATIENCE) == 0

    def wait_until(self, condition) -> None:
        """Until other processes have brought ``condition()`` about."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, "nothing came of it"
            time.sleep(0.02)

    def tick_until(self, condition) -> None:
        """Passes, one after the other, until ``condition()``; leases run out meanwhile."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, "nothing came of it"
            self.tick()


@pytest.fixture
def sender(relay, transactional_db):
    return Sender(relay, TIMES)

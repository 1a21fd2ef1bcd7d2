"""PostgreSQL and Valkey for one run of the tests, started before settings load.

With pytest-xdist the controller starts them once; each worker inherits the
environment, gets a database of its own from pytest-django, and here a folder
and a Valkey database of its own.
"""

import atexit
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import pytest

from forum_portal.embedded import Postgres, Valkey


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config, parser, args):
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        _keep_apart(worker)
    else:
        _start_servers()
    return (yield)


def _start_servers():
    folder = Path(tempfile.mkdtemp(prefix="forum-portal-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("beendet"))
    postgres = Postgres(folder / "postgres", durable=False)
    valkey = Valkey(folder / "valkey")
    for server in (postgres, valkey):
        server.start()
        atexit.register(server.stop)
    os.environ.update(
        {
            "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
            "DATABASE_URL": postgres.url,
            "REDIS_URL": valkey.url,
            "PUBLIC_URL": "http://localhost:8000",
            "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
            "SMTP_URL": "smtp://127.0.0.1:9",
            "MAIL_FROM": "Forum Integration in ländlichen Räumen <portal@forum.example>",
            "DATA_DIR": str(folder / "data"),
            "DEMO": "1",
        }
    )
    (folder / "data").mkdir()


def _keep_apart(worker):
    number = int(worker.removeprefix("gw")) + 1
    folder = Path(os.environ["DATA_DIR"]) / worker
    folder.mkdir()
    os.environ["DATA_DIR"] = str(folder)
    os.environ["REDIS_URL"] += f"/{number}"

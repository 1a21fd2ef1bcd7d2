"""``python -m benchmarks``, the body of ``make bench``: pages against a bare view, a digest run.

All figures are ratios within one run: the bare view and the page are asked by
turns, in one gunicorn, over the same data; the digest run and what it is held
against send to one server.
"""

import contextlib
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from forum_portal.embedded import Postgres, Valkey, die_with_parent, free_port

from .load import Client
from .mail.measure import FEW, Figures, measure
from .report import Result, markdown

RESULTS = Path(__file__).with_name("results.md")
CONNECTIONS = [1, 8]
ROUNDS = 7
SECONDS = 0.6
WARM_UP = 1.0
PATIENCE = 60


def main() -> int:
    """1 if a number of queries grows with the rows or people; a missed ratio is only reported."""
    (results, sign_ins), figures = _pages(), _mail()
    report = markdown(results, CONNECTIONS, figures, sign_ins, datetime.now(UTC))
    RESULTS.write_text(report)
    print(report)
    return int(figures.grows or any(result.grows for result in results))


def _pages() -> tuple[list[Result], dict]:
    with _portal("bench_network") as (port, printed):
        network = json.loads(printed)
        timed = _timed(Client(port, network["cookie"]), network["pages"])
        sign_ins = json.loads(_manage("bench_sign_in"))
        queries = json.loads(_manage("bench_queries"))
    results = [Result(**figures, queries=tuple(queries[figures["label"]])) for figures in timed]
    return results, sign_ins


def _mail() -> Figures:
    with _portal("bench_crowd", str(FEW)) as (port, printed):
        return measure(_manage, Client(port, printed.strip()))


@contextlib.contextmanager
def _portal(*build: str) -> Iterator[tuple[int, str]]:
    """A portal of its own: its port, and what the command printed that filled it."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="forum-bench-")))
        port = free_port()
        os.environ.update(_settings(folder, port, stack))
        for command in ("migrate", "createcachetable", "collectstatic --no-input"):
            _manage(*command.split(), "--verbosity", "0")
        _manage("import_districts")
        printed = _manage(*build)
        log = stack.enter_context((folder / "web.log").open("wb"))
        stack.enter_context(_gunicorn(port, log))
        yield port, printed


def _timed(client: Client, pages: list[dict]) -> list[dict]:
    """Milliseconds an answer and the ratio to the bare view, for each page."""
    client.seconds_per_answer("/bare/1/", connections=max(CONNECTIONS), seconds=WARM_UP)
    for page in pages:
        client.seconds_per_answer(page["path"], connections=max(CONNECTIONS), seconds=WARM_UP)
    return [_page(client, page) for page in pages]


def _page(client: Client, page: dict) -> dict:
    print(page["label"], "…", file=sys.stderr)
    milliseconds, ratios = {}, {}
    for connections in CONNECTIONS:
        rounds = [_round(client, page, connections) for _ in range(ROUNDS)]
        milliseconds[connections] = 1000 * statistics.median(page for page, _ in rounds)
        ratios[connections] = statistics.median(page / bare for page, bare in rounds)
    return {
        "label": page["label"],
        "at_most": page["at_most"],
        "milliseconds": milliseconds,
        "ratios": ratios,
        "weight": client.weight(page["path"]),
    }


def _round(client: Client, page: dict, connections: int) -> tuple[float, float]:
    """The page's and the bare view's seconds an answer, asked one after the other."""
    asked = (page["path"], f"/bare/{page['rows']}/")
    own, bare = (
        client.seconds_per_answer(path, connections=connections, seconds=SECONDS) for path in asked
    )
    return own, bare


def _settings(folder: Path, port: int, stack) -> dict[str, str]:
    """Production's shape, on an own database and broker."""
    postgres, valkey = Postgres(folder / "postgres"), Valkey(folder / "valkey")
    for server in (postgres, valkey):
        server.start()
        stack.callback(server.stop)
    return {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "SECRET_KEY": "only-for-benchmarks-0123456789-abcdefghijklmnopqrstuvwxyz",
        "DATABASE_URL": postgres.url,
        "REDIS_URL": valkey.url,
        "PUBLIC_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost",
        "SMTP_URL": "smtp://127.0.0.1:9",
        "MAIL_FROM": "portal@forum.example",
        "DATA_DIR": str(folder / "data"),
        "DEMO": "0",
    }


def _manage(*arguments: str) -> str:
    """What the command printed."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout


@contextlib.contextmanager
def _gunicorn(port: int, log):
    """The web server as production starts it, with a worker for each core."""
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "forum_portal.wsgi:application"]
        + ["--config", "deploy/gunicorn.py", "--no-control-socket"],
        env=os.environ | {"BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "2"},
        stdout=log,
        stderr=subprocess.STDOUT,
        preexec_fn=die_with_parent,
    )
    try:
        _wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz/", headers={"Host": f"localhost:{port}"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise SystemExit("Der Webserver antwortet nicht.")


if __name__ == "__main__":
    sys.exit(main())

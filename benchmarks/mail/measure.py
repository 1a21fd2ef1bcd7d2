"""Measuring a digest run: the portal's senders, a plain loop, bare SMTP; and the start page."""

import json
import os
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass

from forum_portal.embedded import die_with_parent

FEW, MANY = 1_000, 10_000
SENDERS, PLAIN_PROCESSES = 2, 4
STRAIGHT, PLAIN = 500, 8_000
QUIET = 8.0  # seconds in which the start page is asked while no mail leaves
PATIENCE = 300


@dataclass(frozen=True)
class Figures:
    """Mails a second of each way, and what the run cost beside."""

    portal: float
    straight: float
    plain: float
    size: int
    queries: dict[int, float]
    kilobytes: dict[int, int]
    p95: tuple[float, float]

    @property
    def grows(self) -> bool:
        """Whether the queries for each thousand people become more with the people."""
        return self.queries[MANY] > 1.1 * self.queries[FEW]

    @property
    def times_straight(self) -> float:
        return self.portal / self.straight

    @property
    def share_of_plain(self) -> float:
        return self.portal / self.plain

    @property
    def page_grows(self) -> float:
        return self.p95[1] / self.p95[0]


def measure(manage, client) -> Figures:
    """``manage`` runs a command of the portal, ``client`` asks its web server as an officer."""
    with _sink() as sink:
        os.environ["SMTP_URL"] = f"smtp://127.0.0.1:{sink.port}"
        os.environ["MAIL_LOOP_SECONDS"] = "0.2"
        in_one = {people: _in_one_process(manage, people) for people in (FEW, MANY)}
        manage("bench_crowd", str(MANY))
        straight = json.loads(manage("bench_straight", str(STRAIGHT)))
        plain = _plain(sink, straight["bytes"])
        mails = in_one[MANY]["sent"]
        with _senders(manage, sink):
            portal = mails / _seconds_until(lambda: sink.taken() >= mails)
        quiet = _p95(client, lambda: False, at_least=QUIET)
        with _senders(manage, sink):
            busy = _p95(client, lambda: sink.taken() < mails)
    return Figures(
        portal=portal,
        straight=straight["per_second"],
        plain=plain,
        size=straight["bytes"],
        queries={n: 1000 * found["queries"] / n for n, found in in_one.items()},
        kilobytes={n: found["kilobytes"] for n, found in in_one.items()},
        p95=(quiet, busy),
    )


class Sink:
    """The server that takes all mail, and says how much it has taken."""

    def __init__(self, process):
        self._process = process
        self.port = int(process.stdout.readline())

        self._before = 0

    def forget(self) -> None:
        """Count from here."""
        self._before += self.taken()

    def taken(self) -> int:
        self._process.stdin.write("?\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline()) - self._before


@contextmanager
def _sink():
    process = _start("-m", "benchmarks.mail.sink", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        yield Sink(process)
    finally:
        _stop(process)


def _in_one_process(manage, people: int) -> dict:
    print(f"{people} Personen …", file=sys.stderr)
    manage("bench_crowd", str(people))
    os.environ["MAIL_CONNECTIONS"] = "1"
    found = json.loads(manage("bench_passes"))
    del os.environ["MAIL_CONNECTIONS"]
    # The partners among the people of the demo have no news.
    if found["sent"] < people - 10:
        raise SystemExit(f"Nur {found['sent']} von {people} Mails sind versandt.")
    return found


def _plain(sink: Sink, size: int) -> float:
    """Mails a second of four processes that do nothing but send."""
    each = PLAIN // PLAIN_PROCESSES
    arguments = ("-m", "benchmarks.mail.plain", str(sink.port), str(each), str(size))
    processes = [_start(*arguments, stdout=subprocess.PIPE) for _ in range(PLAIN_PROCESSES)]
    seconds = [float(process.communicate()[0]) for process in processes]
    return PLAIN / max(seconds)


@contextmanager
def _senders(manage, sink: "Sink"):
    """The portal's own senders at work for all people, from the first mail on."""
    manage("bench_crowd", str(MANY))
    sink.forget()
    senders = [_start("manage.py", "mailer") for _ in range(SENDERS)]
    try:
        _seconds_until(lambda: sink.taken() > 0)
        yield
    finally:
        for process in senders:
            _stop(process)


def _p95(client, goes_on, at_least: float = 0) -> float:
    """Milliseconds of the start page, asked by one person again and again."""
    taken, end = [], time.perf_counter() + at_least
    while goes_on() or time.perf_counter() < end:
        taken.append(1000 * client.seconds_per_answer("/", connections=1, seconds=0))
    return statistics.quantiles(taken, n=20)[-1]


def _seconds_until(condition) -> float:
    began = time.perf_counter()
    while not condition():
        if time.perf_counter() - began > PATIENCE:
            raise SystemExit("Es kommt keine Mail mehr an.")
        time.sleep(0.01)
    return time.perf_counter() - began


def _start(*arguments: str, **pipes) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, *arguments], text=True, preexec_fn=die_with_parent, **pipes
    )


def _stop(process) -> None:
    process.terminate()
    process.wait()

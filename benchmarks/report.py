"""Figures as a table, for the screen and for ``benchmarks/results.md``."""

import os
import platform
from dataclasses import dataclass
from datetime import datetime

from .mail.measure import FEW, MANY, PLAIN_PROCESSES, SENDERS, Figures

INTRODUCTION = """\
# What a page costs

Measured on {day} with `make bench`, {cores} cores, Python {python}; `README.md` says how.

The ratio is the time of the page divided by the time of the bare view with as many rows,
asked by turns in the same gunicorn: the median of the rounds.
"""


@dataclass(frozen=True)
class Result:
    """Of one page: milliseconds and ratios to the bare view by connections, queries, bytes."""

    label: str
    at_most: float | None
    milliseconds: dict[int, float]
    ratios: dict[int, float]
    queries: tuple[int, int]
    weight: int

    @property
    def is_missed(self) -> bool:
        return self.at_most is not None and max(self.ratios.values()) > self.at_most

    @property
    def grows(self) -> bool:
        return self.queries[0] != self.queries[1]


def markdown(
    results: list[Result],
    connections: list[int],
    figures: Figures,
    sign_ins: dict[str, dict[str, float]],
    now: datetime,
) -> str:
    introduction = INTRODUCTION.format(
        day=now.date(), cores=os.cpu_count(), python=platform.python_version()
    )
    tables = [*_table(results, connections), "", *_sign_in(sign_ins), "", *_mail(figures)]
    return "\n".join([introduction, *tables, ""])


def _table(results, connections):
    heads = [f"{count} conn., ms | ratio" for count in connections]
    columns = f"page | {' | '.join(heads)} | at most | queries, at 100 times the rows | kB"
    yield f"| {columns} |"
    yield f"|---|{'---:|' * columns.count(' | ')}"
    for result in results:
        yield f"| {_row(result, connections)} |"


def _sign_in(ways):
    yield "# What an address tells by the time that it takes"
    yield ""
    yield "Known and unknown by turns, without the limits; the median of each."
    yield ""
    yield "| way in | known, ms | unknown, ms | ratio |"
    yield "|---|---:|---:|---:|"
    for way, ms in ways.items():
        ratio = ms["known"] / ms["unknown"]
        yield f"| {way} | {ms['known']:.1f} | {ms['unknown']:.1f} | {ratio:.2f} |"


def _mail(f: Figures):
    yield "# What a digest costs"
    yield ""
    yield f"{MANY} people in 401 counties, {f.size / 1000:.0f} kB each, to a server beside it."
    yield ""
    yield "| what | figure | wanted |"
    yield "|---|---:|---:|"
    for what, figure, wanted in _figures(f):
        yield f"| {what} | {figure} | {wanted} |"


def _figures(f: Figures):
    yield f"the portal, {SENDERS} processes, mails/s", f"{f.portal:.0f}", ""
    yield "a plain loop without a ledger, one process, mails/s", f"{f.straight:.0f}", ""
    yield f"smtplib alone, {PLAIN_PROCESSES} processes, mails/s", f"{f.plain:.0f}", ""
    yield "times the plain loop", f"{f.times_straight:.1f}", "at least 3"
    yield "share of smtplib alone", f"{100 * f.share_of_plain:.0f} %", "at least 15 %"
    for people in (FEW, MANY):
        yield f"queries for 1,000 people, at {people}", f"{f.queries[people]:.0f}", "the same"
        megabytes = f.kilobytes[people] / 1024
        yield f"peak memory of a sender at {people}, MB", f"{megabytes:.0f}", "within 10 %"
    yield "p95 of the start page alone, ms", f"{f.p95[0]:.0f}", ""
    yield "p95 of the start page meanwhile, times", f"{f.page_grows:.1f}", "at most 1.5"


def _row(result: Result, connections) -> str:
    timed = [f"{result.milliseconds[c]:.1f} | {result.ratios[c]:.1f}" for c in connections]
    bound = f"{result.at_most:g}" if result.at_most else "–"
    few, many = result.queries
    return " | ".join(
        [
            result.label,
            *timed,
            f"{bound}, missed" if result.is_missed else bound,
            f"{few}, {many}, GROWS" if result.grows else f"{few}, {many}",
            f"{result.weight / 1000:.0f}",
        ]
    )

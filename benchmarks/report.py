"""Figures as a table, for the screen and for ``benchmarks/results.md``."""

import os
import platform
from dataclasses import dataclass
from datetime import datetime

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


def markdown(results: list[Result], connections: list[int], now: datetime) -> str:
    introduction = INTRODUCTION.format(
        day=now.date(), cores=os.cpu_count(), python=platform.python_version()
    )
    return "\n".join([introduction, *_table(results, connections), ""])


def _table(results, connections):
    heads = [f"{count} conn., ms | ratio" for count in connections]
    columns = f"page | {' | '.join(heads)} | at most | queries, at 100 times the rows | kB"
    yield f"| {columns} |"
    yield f"|---|{'---:|' * columns.count(' | ')}"
    for result in results:
        yield f"| {_row(result, connections)} |"


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

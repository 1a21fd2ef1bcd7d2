"""Putting the agenda in order by a button, before anything is saved."""

from dataclasses import dataclass

PREFIX, MOST_ROWS = "punkt", 100
FIELDS = ("item", "title", "minutes", "speaker", "is_break", "DELETE")
LAST = 10**6
STEPS = {"up": -1, "down": 1}


@dataclass(frozen=True)
class Ordered:
    """The rows as they were sent, in their new order, and which of them was moved where to."""

    rows: list[dict]
    place: int | None
    step: str

    @property
    def said(self) -> str:
        if self.place is None:
            return "Der Punkt steht schon am Rand."
        title = self.rows[self.place]["title"] or "Der Punkt ohne Titel"
        return f"„{title}“ steht jetzt an Stelle {self.place + 1} von {len(self.rows)}."


def ordered(posted) -> Ordered:
    """``posted`` with ``move``, as ``up-3``: the third row but none, one place further up."""
    step, _, number = posted.get("move", "").partition("-")
    rows = [row for row in _rows(posted) if row["title"] or row["minutes"] or row["speaker"]]
    rows.sort(key=lambda row: row["ORDER"])
    at = next((n for n, row in enumerate(rows) if str(row["number"]) == number), None)
    to = None if at is None else at + STEPS.get(step, 0)
    rows = [{name: row[name] for name in FIELDS} for row in rows]
    if to is None or to == at or not 0 <= to < len(rows):
        return Ordered(rows, None, step)
    rows[at], rows[to] = rows[to], rows[at]
    return Ordered(rows, to, step)


def _rows(posted):
    for number in range(min(_whole(posted.get(f"{PREFIX}-TOTAL_FORMS")), MOST_ROWS)):
        row = {name: posted.get(f"{PREFIX}-{number}-{name}", "") for name in FIELDS}
        order = posted.get(f"{PREFIX}-{number}-ORDER")
        yield row | {"number": number, "ORDER": _whole(order) if order else LAST}


def _whole(text) -> int:
    try:
        return max(0, min(int(text), LAST))
    except (TypeError, ValueError):
        return LAST

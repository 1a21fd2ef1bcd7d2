"""What somebody entered beside what somebody else saved meanwhile, in words."""

from ..models import Recommendation
from ..services.drafting import Wanted
from ..snapshot import demands_of

NOTHING = "–"


def compared(values: dict, demands: list[Wanted], there: Recommendation) -> list[dict]:
    """Each part that differs: its label, what stands now, and what was entered."""
    rows = [
        _row("Titel", there.title, values["title"]),
        _row("Kurzfassung", there.summary, values["summary"]),
        _row("Federführender Landkreis", there.lead_district, values["lead_district"]),
        _row("Themen", _joined(there.topics.all()), _joined(values["topics"])),
        _row("Text", there.text, values["text"]),
        _row(
            "Forderungen",
            _demands((demand.text, map(str, to)) for demand, to in demands_of(there)),
            _demands((text, map(_in_words, to)) for text, to in demands),
        ),
    ]
    return [row for row in rows if row["present"] != row["entered"]]


def _row(label, present, entered) -> dict:
    return {"label": label, "present": str(present or NOTHING), "entered": str(entered or NOTHING)}


def _joined(things) -> str:
    return ", ".join(sorted(map(str, things)))


def _demands(demands) -> str:
    lines = [
        f"{number}. {text} (an {', '.join(sorted(to))})"
        for number, (text, to) in enumerate(demands, start=1)
    ]
    return "\n".join(lines)


def _in_words(addressed) -> str:
    addressee, state = addressed
    if addressee == addressee.STATE:
        return f"Land {state}" if state else "Länder"
    return addressee.label

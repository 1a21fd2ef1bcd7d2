"""Minutes of the demo: one adopted, one that waits for the next meeting, one to remark on.

Days are counted from today, as in ``programme``; each lies well after the meeting.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Remarked:
    """What a county wanted otherwise, and on which day the office decided."""

    county: str
    text: str
    day: int
    decided: int | None = None
    accepted: bool = True
    answer: str = ""


@dataclass(frozen=True)
class Minuted:
    """When the minutes of a meeting were drafted, circulated, changed and adopted."""

    meeting: str
    drafted: int
    circulated: int
    remarks_by: int
    remarks: list[Remarked] = field(default_factory=list)
    addition: str = ""
    because: str = ""
    changed: int | None = None
    adopted: int | None = None
    adopted_in: str = ""


MINUTED = [
    Minuted(
        meeting="Fachtag Einbürgerung: Behörden entlasten, Verfahren verkürzen",
        drafted=-142,
        circulated=-140,
        remarks_by=-126,
        remarks=[
            Remarked(
                "dachau",
                "Bitte ergänzen: Der digitale Antrag spart bei uns Porto, nicht Personal.",
                day=-135,
                decided=-133,
            ),
        ],
        addition="Im Landkreis Dachau spart der digitale Antrag Porto, nicht Personal.",
        because="Anmerkung des Landkreises Dachau",
        changed=-133,
        adopted=-49,
        adopted_in="8. Vernetzungstreffen: Anerkennung von Qualifikationen",
    ),
    Minuted(
        meeting="8. Vernetzungstreffen: Anerkennung von Qualifikationen",
        drafted=-48,
        circulated=-46,
        remarks_by=-32,
        remarks=[
            Remarked(
                "oldenburg",
                "Bei Punkt 5 fehlt, wer in welcher Gruppe war.",
                day=-40,
                decided=-39,
                accepted=False,
                answer="Wer in welcher Gruppe war, halten wir nicht fest, damit alle offen reden.",
            ),
        ],
    ),
    Minuted(
        meeting="Arbeitsgruppe Sprache: Kurse in der Fläche erreichbar machen",
        drafted=-13,
        circulated=-11,
        remarks_by=5,
        remarks=[
            Remarked(
                "lippe",
                "Beim Fahrdienst war ein Versuch verabredet, keine Dauerlösung. Vorschlag: "
                "„Wir versuchen es bis zum Sommer.“",
                day=-8,
                decided=-7,
            ),
            Remarked(
                "stendal",
                "Der Rufbus fährt an 5 Tagen in der Woche, nicht an 7. Bitte berichtigen.",
                day=-4,
            ),
        ],
        addition="Den Fahrdienst versuchen wir bis zum Sommer.",
        because="Anmerkung des Kreises Lippe",
        changed=-7,
    ),
]

"""The date polls of the demo: one that runs and one that is still a draft."""

from dataclasses import dataclass, field
from datetime import time

from meetings.stages import Format, Kind, Suits

YES, IF_NEED_BE, NO = Suits.YES, Suits.IF_NEED_BE, Suits.NO


@dataclass(frozen=True)
class Polled:
    """A poll whose days count from today; ``answers`` has what a county says to each date."""

    title: str
    kind: Kind
    summary: str
    dates: list[tuple]  # day, begin, end
    deadline: int
    created: int
    opened: int | None = None
    format: Format | str = ""
    group: str = ""
    host: str = ""
    venue: str = ""
    answers: dict[str, list[Suits]] = field(default_factory=dict)


POLLED = [
    Polled(
        title="Klausur: Jahresprogramm des Forums",
        kind=Kind.NETWORK,
        format=Format.ON_SITE,
        host="schwalm-eder-kreis",
        venue="Homberg (Efze), Kreisverwaltung",
        summary="Ein Tag, um das nächste Jahr zu planen: Schwerpunkte, Treffen, Empfehlungen.",
        dates=[
            (58, time(10), time(16)),
            (61, time(10), time(16)),
            (65, time(9, 30), time(15, 30)),
            (72, time(10), time(16)),
        ],
        created=-7,
        opened=-6,
        deadline=12,
        answers={
            "bernkastel-wittlich": [NO, NO, YES, YES],
            "burgenlandkreis": [YES, YES, IF_NEED_BE, NO],
            "dachau": [YES, NO, YES, IF_NEED_BE],
            "lippe": [IF_NEED_BE, YES, YES, NO],
            "oldenburg": [NO, IF_NEED_BE, YES, YES],
            "schwalm-eder-kreis": [YES, YES, YES, YES],
            "werra-meissner-kreis": [YES, YES, YES, NO],
        },
    ),
    Polled(
        title="Austausch: Sprachkurse im ländlichen Raum",
        kind=Kind.WORKING_GROUP,
        group="Sprachförderung",
        format=Format.ONLINE,
        summary="Kurze Runde zu Kurswegen, Fahrtkosten und Kinderbetreuung.",
        dates=[(44, time(14), time(15, 30)), (47, time(9), time(10, 30))],
        created=-1,
        deadline=30,
    ),
]

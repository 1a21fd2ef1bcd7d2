"""The working groups of the demo: what they are for, and which counties work in them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Grouped:
    """A group founded ``day`` days from today; the first of its counties leads it."""

    name: str
    purpose: str
    day: int
    counties: list[str]
    is_closed: bool = False


GROUPED = [
    Grouped(
        name="Sprachförderung",
        purpose="Kurse, die auch in kleinen Orten zustande kommen: mit Fahrdienst, "
        "Kinderbetreuung und Onlinekursen.",
        day=-210,
        counties=[
            "bernkastel-wittlich",
            "stendal",
            "schwalm-eder-kreis",
            "celle",
            "lippe",
            "dachau",
            "ravensburg",
        ],
    ),
    Grouped(
        name="Ehrenamt",
        purpose="Freiwillige finden, halten und entlasten. Wir sammeln, was Helferkreise stärkt, "
        "und bereiten daraus Empfehlungen vor.",
        day=-90,
        counties=[
            "schwalm-eder-kreis",
            "dachau",
            "celle",
            "stendal",
            "werra-meissner-kreis",
        ],
        is_closed=True,
    ),
]

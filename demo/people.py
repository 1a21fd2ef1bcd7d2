"""How one signs in to the demo, and who else is there; addresses end in ``@forum.example``."""

from dataclasses import dataclass

from members.stages import Function

PASSWORD = "landkreis-forum-demo"
EXAMPLES = [
    ("celle@forum.example", "Fachkraft im Landkreis Celle"),
    ("celle.koordination@forum.example", "Koordination im Landkreis Celle"),
    ("coburg@forum.example", "ebenso die anderen zwölf Gründungsmitglieder"),
    ("zwei.landkreise@forum.example", "Fachkraft in zwei Landkreisen"),
    ("geschaeftsstelle@forum.example", "Geschäftsstelle"),
    ("landkreistag@forum.example", "Partner"),
    ("admin@forum.example", "Verwaltung"),
]


@dataclass(frozen=True)
class Further:
    """Somebody else who acts for one county or several, for good or to ``ends`` days from today."""

    mailbox: str
    places: list[str]
    title: str
    ends: int | None = None


FURTHER = [
    Further("zwei.landkreise", ["burgenlandkreis", "stendal"], "Gemeinsame Integrationsstelle"),
    Further("dachau.befristet", ["dachau"], "Projektstelle Ehrenamt", 21),
    Further("lippe.frueher", ["lippe"], "Projektstelle Anerkennung"),
    Further("schwalm-eder-kreis.frueher", ["schwalm-eder-kreis"], "Projektstelle Sprache", -1),
]


# Who has deleted the account since, that many days from today.
LEFT = [("lippe.frueher", -30)]


@dataclass(frozen=True)
class Away:
    """The lead of a county is away from one day to another, counted from today."""

    place: str
    first: int
    last: int


AWAY = [Away("waldeck-frankenberg", -2, 11)]


@dataclass(frozen=True)
class Invited:
    """Somebody invited ``day`` days from today, who has not answered."""

    mailbox: str
    place: str
    function: Function
    title: str
    by: str
    day: int


INVITED = [
    Invited("celle.neu", "celle", Function.OFFICER, "Ehrenamt und Integration", "celle", -3),
    Invited("landkreistag.neu", "partner", Function.CONTACT, "Referat Integration", "office", -5),
    Invited("coburg.neu", "coburg", Function.DEPARTMENT_HEAD, "Dezernat Soziales", "coburg", -33),
]

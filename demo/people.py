"""How one signs in to the demo, and who is invited; all addresses end in ``@forum.example``."""

from dataclasses import dataclass

from members.stages import Function

PASSWORD = "landkreis-forum-demo"
EXAMPLES = [
    ("celle@forum.example", "Fachkraft im Landkreis Celle"),
    ("celle.koordination@forum.example", "Koordination im Landkreis Celle"),
    ("coburg@forum.example", "ebenso die anderen zwölf Gründungsmitglieder"),
    ("geschaeftsstelle@forum.example", "Geschäftsstelle"),
    ("landkreistag@forum.example", "Partner"),
    ("admin@forum.example", "Verwaltung"),
]


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

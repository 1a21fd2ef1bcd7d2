"""What the people of the demo tell of themselves: invented, without names, in drawn pictures.

The telephone numbers are of those that the Bundesnetzagentur keeps free for films.
"""

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw

from members.pictures import portrait

SIZE = 400
COLOURS = ["#2044aa", "#007155", "#925400", "#7a3b8f", "#4a5568", "#0b6b88", "#8a2f4f"]


@dataclass(frozen=True)
class Told:
    """The profile of one person: topics beside those of the county, and what else is known."""

    mailbox: str
    topics: tuple[str, ...]
    experience: str
    languages: tuple[str, ...] = ("de", "en")
    phone: str = ""
    has_picture: bool = False


PROFILES = [
    Told(
        "celle",
        ("Sprachmittlung", "Ehrenamt"),
        "Sprachmittlerpool mit Honorarkräften, Schulung von Ehrenamtlichen, Förderanträge (AMIF)",
        ("de", "en", "ar", "kmr"),
        "030 23125-101",
        True,
    ),
    Told(
        "celle.koordination",
        ("Sprachkurse", "Wohnraum"),
        "Integrationskonzept, Kreistagsvorlagen, Wohnsitzauflage, Steuerungsrunde der Ämter",
        ("de", "en", "fr"),
        "030 23125-100",
        True,
    ),
    Told(
        "oldenburg",
        ("Sprachmittlung",),
        "Videodolmetschen in Jobcenter und Ausländerbehörde, Rahmenverträge",
        ("de", "en", "uk", "ru"),
        "030 23125-112",
        True,
    ),
    Told(
        "oldenburg.koordination",
        ("Migrationsberatung",),
        "Beratungsstellen unter einem Dach, Fallkonferenzen",
        ("de", "en", "nds"),
        "030 23125-110",
    ),
    Told(
        "coburg",
        ("Anerkennung von Qualifikationen",),
        "Anerkennungsberatung mit IHK und Handwerkskammer, Pflegeberufe",
        ("de", "en", "es"),
        "030 23125-121",
        True,
    ),
    Told(
        "coburg.koordination",
        ("Migrationsberatung", "Anerkennung von Qualifikationen"),
        "Fachkräfteverfahren nach § 81a AufenthG, Welcome Center",
        ("de", "en"),
        "030 23125-120",
    ),
    Told(
        "dachau",
        ("Einbürgerung", "Wohnraum"),
        "Digitale Antragstellung in der Einbürgerung, Vorprüfung, Einbürgerungsfeier",
        ("de", "en", "hr", "bs", "sr"),
        "030 23125-131",
        True,
    ),
    Told(
        "dachau.koordination",
        ("Ehrenamt", "Wohnraum"),
        "Vermieterlotsen, Auszug aus Gemeinschaftsunterkünften",
        ("de", "en", "it"),
        "030 23125-130",
    ),
    Told(
        "karlsruhe.koordination",
        ("Einbürgerung",),
        "Personalbemessung in der Einbürgerungsbehörde, Wartezeiten",
        ("de", "en", "tr"),
        "030 23125-140",
        True,
    ),
    Told("karlsruhe", ("Einbürgerung",), "Beratung vor dem Antrag", ("de", "en", "ro")),
    Told(
        "ravensburg",
        ("Wohnraum",),
        "Wohnraumakquise, Bürgschaften für Kautionen, Probewohnen",
        ("de", "en", "fa", "prs"),
        "030 23125-151",
    ),
    Told(
        "ravensburg.koordination",
        ("Wohnraum",),
        "Anschlussunterbringung mit den Gemeinden, Förderung von Belegungsrechten",
        ("de", "en"),
        "030 23125-150",
        True,
    ),
    Told(
        "lippe",
        ("Anerkennung von Qualifikationen", "Einbürgerung"),
        "Kommunales Integrationszentrum, Case Management (KIM)",
        ("de", "en", "tr", "ru"),
        "030 23125-161",
    ),
    Told(
        "schwalm-eder-kreis",
        ("Sprachkurse", "Ehrenamt"),
        "Sprachcafés, Fahrdienste zu Kursen im ländlichen Raum, Kinderbetreuung während der Kurse",
        ("de", "en", "pl"),
        "030 23125-171",
        True,
    ),
    Told(
        "schwalm-eder-kreis.koordination",
        ("Sprachkurse",),
        "Kursplanung mit Trägern und BAMF, Berufssprachkurse",
        ("de", "en"),
        "030 23125-170",
    ),
    Told(
        "stendal",
        ("Ehrenamt", "Sprachkurse"),
        "Integrationslotsen, Begegnungsorte in kleinen Gemeinden",
        ("de", "en", "vi"),
        "030 23125-181",
    ),
    Told(
        "werra-meissner-kreis",
        ("Migrationsberatung", "Ehrenamt"),
        "Mobile Beratung im Bus, Netzwerk der Patenschaften",
        ("de", "en", "so", "ti"),
        "030 23125-191",
        True,
    ),
    Told(
        "burgenlandkreis.koordination",
        ("Anerkennung von Qualifikationen",),
        "Migrationsagentur: alle Leistungen an einem Ort",
        ("de", "en", "cs"),
        "030 23125-200",
        True,
    ),
    Told(
        "waldeck-frankenberg",
        ("Wohnraum", "Migrationsberatung"),
        "Unterbringung in kleinen Einheiten, Monitoring",
        ("de", "en", "gsg"),
        "030 23125-211",
    ),
    Told(
        "bernkastel-wittlich",
        ("Sprachkurse",),
        "Sprachförderung in Kita und Schule, Elternkurse",
        ("de", "en", "fr", "pt"),
        "030 23125-221",
    ),
    Told(
        "dahme-spreewald.koordination",
        ("Sprachmittlung",),
        "Sprachmittlung in der Gesundheitsversorgung, Telefondolmetschen",
        ("de", "en", "wen", "pl"),
        "030 23125-230",
    ),
    Told("landkreistag", (), "Anfragen an den Expertenkreis", ("de", "en"), "030 23125-300", True),
    Told("geschaeftsstelle", (), "Treffen, Empfehlungen, Zugänge", ("de", "en"), "030 23125-400"),
]


def drawn(number: int) -> bytes:
    """Head and shoulders on a plain ground; nobody is to be recognised."""
    image = Image.new("RGB", (SIZE, SIZE), COLOURS[number % len(COLOURS)])
    draw = ImageDraw.Draw(image)
    draw.ellipse((140, 80, 260, 215), fill="#f3f4f7")
    draw.ellipse((70, 240, 330, 560), fill="#f3f4f7")
    file = io.BytesIO()
    image.save(file, "PNG")
    return portrait(file, file.tell())

"""What the demo network talks about: invented meetings with agendas as the field has them.

Days are counted from today; ``network`` moves each to a day on which people meet.
"""

from dataclasses import dataclass, field
from datetime import time

from meetings.stages import Format, Kind, Result

EXAMPLE = "Beispiel: Dieses Treffen ist erfunden."


@dataclass(frozen=True)
class Planned:
    """A meeting ``day`` days from today, and when the office and the counties did what."""

    title: str
    kind: Kind
    format: Format
    day: int
    starts: time
    ends: time
    summary: str
    agenda: list[tuple]
    created: int
    announced: int | None = None
    deadline: int | None = None
    cancelled: int | None = None
    cancel_reason: str = ""
    group: str = ""  # the working group that meets; without one it is for all
    host: str = ""
    venue: str = ""
    travel_notes: str = ""
    video_link: str = ""
    capacity: int | None = None
    attend: list[str] = field(default_factory=list)
    attend_online: list[str] = field(default_factory=list)
    decline: list[str] = field(default_factory=list)
    along: list[str] = field(default_factory=list)  # mailboxes of further people who come
    proposals: list[tuple] = field(default_factory=list)  # county, title, why, minutes
    notes: list[tuple] = field(default_factory=list)  # place in agenda or None, what was said
    missing: list[str] = field(default_factory=list)  # counties that answered and did not come
    guests: list[tuple] = field(default_factory=list)  # county or "", name and function
    resolutions: list[tuple] = field(default_factory=list)  # text, result, votes, place
    tasks: list[tuple] = field(default_factory=list)  # county, what, note, until, done on
    papers: list[tuple] = field(default_factory=list)  # title, file name, lines, place in agenda


DURATION = (
    "Zwischen Antrag und Urkunde liegen im Mittel 14 bis 20 Monate.\n\n"
    "- Meist fehlen Unterlagen.\n- Die Vorprüfung verkürzt das um ein Drittel."
)
BUS = (
    "Der Rufbus fährt an 7 Tagen in der Woche. Ein Fahrdienst am Abend fehlt; wir richten ihn ein."
)
PAUSE = ("Pause", 15, "")
LUNCH = ("Mittagspause", 45, "")
NURSING = """Landkreis Coburg: Ein Antrag braucht heute im Mittel elf Monate.
Was hilft: eine feste Ansprechperson in der Klinik, Unterlagen vorab prüfen, Prüfung am Ort.
Rückfrage Celle: Wer bezahlt die Übersetzungen? Coburg: bisher die Kliniken."""
CRAFTS = """Betriebe wollen wissen, ob jemand während der Anpassung bleiben darf.
Burgenlandkreis teilt seinen Mustervertrag."""

PROGRAMME = [
    Planned(
        title="Fachtag Einbürgerung: Behörden entlasten, Verfahren verkürzen",
        kind=Kind.CONFERENCE,
        format=Format.ON_SITE,
        day=-150,
        starts=time(10),
        ends=time(16),
        host="karlsruhe",
        venue="Bruchsal, Bürgerzentrum",
        travel_notes="Stufenloser Zugang, Aufzug zum Saal, Induktionsschleife.",
        summary="Die Zahl der Anträge wächst schneller als die Einbürgerungsbehörden. "
        "Wir vergleichen, wie Landkreise Beratung, Vorprüfung und digitale Akte ordnen.",
        agenda=[
            ("Begrüßung und Ankommen", 15, "Geschäftsstelle"),
            ("Wie lange dauert ein Antrag? Zahlen aus acht Landkreisen", 45, "Landkreis Karlsruhe"),
            ("Digitale Antragstellung: was sie spart und was sie kostet", 60, "Landkreis Dachau"),
            LUNCH,
            ("Vorprüfung durch die Beratungsstellen", 60, "Kreis Lippe"),
            PAUSE,
            ("Einbürgerungsfeiern im ländlichen Raum", 45, "Landkreis Ravensburg"),
            ("Was wir dem Land empfehlen", 75, "Geschäftsstelle"),
        ],
        created=-215,
        announced=-205,
        deadline=-164,
        attend=[
            "karlsruhe",
            "dachau",
            "lippe",
            "ravensburg",
            "celle",
            "coburg",
            "schwalm-eder-kreis",
            "waldeck-frankenberg",
        ],
        decline=["stendal", "oldenburg"],
        notes=[
            (1, DURATION),
            (2, "Der digitale Antrag kommt vollständiger an, gelesen wird er von Hand."),
            (7, "Wir empfehlen dem Land einheitliche Listen der Unterlagen."),
        ],
        missing=["ravensburg"],
    ),
    Planned(
        title="8. Vernetzungstreffen: Anerkennung von Qualifikationen",
        kind=Kind.NETWORK,
        format=Format.HYBRID,
        day=-57,
        starts=time(9, 30),
        ends=time(15, 30),
        host="lippe",
        venue="Detmold, Kreishaus, Sitzungssaal",
        capacity=40,
        travel_notes="Vom Bahnhof 15 Minuten zu Fuß. Der Saal ist barrierefrei erreichbar.",
        video_link="https://video.forum.example/vernetzungstreffen-8",
        summary="Pflegekräfte, Handwerk, Lehrkräfte: Woran die Anerkennung vor Ort hängt, "
        "und wie Landkreise mit Kammern und Anerkennungsstellen zusammenarbeiten.",
        agenda=[
            ("Begrüßung", 15, "Kreis Lippe"),
            ("Anerkennung in der Pflege: vom Antrag bis zur Urkunde", 60, "Landkreis Coburg"),
            PAUSE,
            ("Betriebe gewinnen: Anpassungsqualifizierung im Handwerk", 60, "Burgenlandkreis"),
            LUNCH,
            ("Kollegiale Beratung in drei Gruppen", 75, "Alle Landkreise"),
            PAUSE,
            ("Was in die Handlungsempfehlung soll", 60, "Geschäftsstelle"),
            ("Ausblick und Verabschiedung", 15, "Geschäftsstelle"),
        ],
        created=-115,
        announced=-106,
        deadline=-71,
        attend=[
            "lippe",
            "coburg",
            "burgenlandkreis",
            "celle",
            "dahme-spreewald",
            "werra-meissner-kreis",
            "bernkastel-wittlich",
        ],
        attend_online=["oldenburg", "stendal", "ravensburg", "dachau"],
        decline=["karlsruhe"],
        along=["lippe.frueher"],
        notes=[
            (None, "Der Saal war gut gefüllt, die Übertragung lief ohne Störung."),
            (1, NURSING),
            (3, CRAFTS),
            (7, "Drei Punkte: schneller prüfen, Übersetzungen bezahlen, vor Ort beraten."),
        ],
        missing=["stendal"],
        guests=[("", "Handwerkskammer, Beratung zur Anerkennung"), ("lippe", "Sozialdezernat")],
        resolutions=[
            (
                "Das Forum erarbeitet eine Empfehlung. Der Kreis Lippe übernimmt die Federführung.",
                Result.ACCEPTED,
                (11, 0, 0),
                7,
            ),
            (
                "Über eine Anfrage an die Kammern entscheiden wir beim nächsten Treffen.",
                Result.POSTPONED,
                (None, None, None),
                None,
            ),
        ],
        tasks=[
            ("", "Ergebnisse an alle Landkreise verschicken", "", -45, -48),
            (
                "celle",
                "Leitfaden „Anerkennung in der Pflege“ weitergeben",
                "An alle, die in Detmold danach gefragt haben.",
                9,
                None,
            ),
            ("coburg", "Muster für den Antrag auf Anerkennung bereitstellen", "", -30, -34),
        ],
        papers=[
            (
                "Ergebnisse der kollegialen Beratung",
                "ergebnisse.pdf",
                ["Ergebnisse der kollegialen Beratung", "Drei Gruppen, drei Fragen.", EXAMPLE],
                5,
            ),
        ],
    ),
    Planned(
        title="Arbeitsgruppe Sprache: Kurse in der Fläche erreichbar machen",
        kind=Kind.WORKING_GROUP,
        format=Format.ONLINE,
        day=-22,
        starts=time(13, 30),
        ends=time(15, 30),
        group="Sprachförderung",
        video_link="https://video.forum.example/ag-sprache",
        summary="Zu wenige Teilnehmende für einen Kurs, zu weite Wege für Eltern: "
        "Wir sammeln Lösungen mit Fahrdienst, Kinderbetreuung und Onlinekursen.",
        agenda=[
            ("Stand in den Landkreisen", 30, "Alle Landkreise"),
            ("Kurse mit Kinderbetreuung", 30, "Landkreis Bernkastel-Wittlich"),
            ("Fahrtkosten und Rufbus", 30, "Landkreis Stendal"),
            ("Verabredungen", 30, "Geschäftsstelle"),
        ],
        created=-52,
        announced=-45,
        deadline=-29,
        attend_online=[
            "bernkastel-wittlich",
            "stendal",
            "schwalm-eder-kreis",
            "celle",
            "lippe",
        ],
        decline=["dachau"],
        notes=[
            (0, "In drei von fünf Landkreisen fielen Kurse aus, weil zu wenige kamen."),
            (1, "Die Betreuung lohnt sich ab vier Kindern. Sie sitzt im selben Haus."),
            (2, BUS),
        ],
        tasks=[
            (
                "ravensburg",
                "Liste der Onlinekurse mit freien Plätzen zusammenstellen",
                "",
                -3,
                None,
            ),
            (
                "celle",
                "Fahrtkosten zum Kurs für ein Quartal zählen",
                "Gemeinde, Entfernung, Zahl der Fahrten genügt.",
                2,
                None,
            ),
        ],
    ),
    Planned(
        title="Expertenkreis Wohnsitzauflage",
        kind=Kind.EXPERT_CIRCLE,
        format=Format.ONLINE,
        day=-3,
        starts=time(10),
        ends=time(12),
        video_link="https://video.forum.example/expertenkreis",
        summary="Wie sich die Wohnsitzauflage auf Arbeit und Wohnungssuche auswirkt.",
        agenda=[
            ("Fälle aus den Landkreisen", 60, "Alle Landkreise"),
            ("Bewertung und nächste Schritte", 60, "Geschäftsstelle"),
        ],
        created=-37,
        announced=-33,
        deadline=-13,
        cancelled=-10,
        cancel_reason="Zu wenige Landkreise können an diesem Tag. "
        "Das Thema kommt auf das nächste Vernetzungstreffen.",
        attend_online=["waldeck-frankenberg"],
        decline=["coburg", "karlsruhe", "celle"],
    ),
    Planned(
        title="9. Vernetzungstreffen: Sprachmittlung und Wohnraum",
        kind=Kind.NETWORK,
        format=Format.HYBRID,
        day=16,
        starts=time(9, 30),
        ends=time(15, 30),
        host="dahme-spreewald",
        venue="Lübben (Spreewald), Landratsamt, Raum 2.14",
        capacity=5,
        travel_notes="Vom Bahnhof Lübben fährt der Stadtbus bis vor das Haus. "
        "Der Saal ist stufenlos erreichbar.",
        video_link="https://video.forum.example/vernetzungstreffen-9",
        summary="Vormittags geht es um Sprachmittlung in Behörden und Praxen, nachmittags um "
        "Wohnraum für Menschen, die aus den Unterkünften ausziehen.",
        agenda=[
            ("Begrüßung und Ankommen", 15, "Landkreis Dahme-Spreewald"),
            ("Sprachmittlung: Pool, Video oder Telefon?", 60, "Landkreis Oldenburg"),
            PAUSE,
            ("Sprachmittlung mit dem Jobcenter abrechnen", 45, "Landkreis Celle"),
            ("Ehrenamtliche begleiten: wo ihre Grenze liegt", 45, "Landkreis Stendal"),
            LUNCH,
            ("Wohnraum: Mietgarantien und Auszugsmanagement", 60, "Landkreis Ravensburg"),
            PAUSE,
            ("Wohnsitzauflage: Fälle aus den Landkreisen", 30, "Landkreis Waldeck-Frankenberg"),
            ("Verabredungen und Ausblick", 30, "Geschäftsstelle"),
        ],
        created=-20,
        announced=-11,
        deadline=4,
        attend=[
            "dahme-spreewald",
            "oldenburg",
            "stendal",
            "burgenlandkreis",
            "werra-meissner-kreis",
        ],
        attend_online=["ravensburg", "waldeck-frankenberg", "bernkastel-wittlich"],
        decline=["karlsruhe"],
        papers=[
            (
                "Sprachmittlung: Pool, Video oder Telefon im Vergleich",
                "vergleich.pdf",
                ["Sprachmittlung im Vergleich", "Kosten, Wartezeit, Sprachen.", EXAMPLE],
                1,
            ),
            (
                "Was eine Stunde Sprachmittlung kostet",
                "kosten.csv",
                ["Weg;Euro je Stunde", "Pool;38,00", "Video;55,00", "Telefon;49,00"],
                None,
            ),
        ],
    ),
    Planned(
        title="Arbeitsgruppe Ehrenamt: Freiwillige finden, halten und entlasten",
        kind=Kind.WORKING_GROUP,
        format=Format.ONLINE,
        day=44,
        starts=time(13),
        ends=time(15, 30),
        video_link="https://video.forum.example/ag-ehrenamt",
        summary="Viele Helferkreise werden kleiner. Wir sprechen über Aufwandsersatz, Fortbildung "
        "und hauptamtliche Koordination.",
        agenda=[
            ("Stand der Helferkreise", 30, "Alle Landkreise"),
            ("Lotsen mit Aufwandsersatz", 45, "Schwalm-Eder-Kreis"),
            PAUSE,
            ("Fortbildung und Supervision", 30, "Landkreis Dachau"),
            ("Verabredungen", 30, "Geschäftsstelle"),
        ],
        created=-9,
        announced=-5,
        deadline=30,
        attend_online=["schwalm-eder-kreis", "dachau"],
        proposals=[
            (
                "celle",
                "Ehrenamtskarte auch für Geflüchtete",
                "Bei uns fragen Helferkreise danach. Wer hat sie geöffnet, und was kostet es?",
                15,
            ),
        ],
        along=["dachau.befristet", "schwalm-eder-kreis.frueher"],
    ),
    Planned(
        title="Fachtag Migrationsberatung: Wie es mit den Diensten weitergeht",
        kind=Kind.CONFERENCE,
        format=Format.ON_SITE,
        day=86,
        starts=time(10),
        ends=time(15, 30),
        host="werra-meissner-kreis",
        venue="Eschwege, Kreisverwaltung",
        summary="Migrationsberatung, Jugendmigrationsdienst und kommunale Stellen: "
        "wer was übernimmt, wenn Mittel wegfallen.",
        agenda=[
            ("Begrüßung", 15, "Werra-Meißner-Kreis"),
            ("Beratung im Landkreis: wer macht was?", 60, "Landkreis Oldenburg"),
            LUNCH,
            ("Gemeinsame Anlaufstellen", 75, "Landkreis Coburg"),
        ],
        created=-2,
    ),
]

OFFICERS = [
    "Fachstelle Teilhabe",
    "Bildungskoordination für Neuzugewanderte",
    "Integrationsbeauftragte",
    "Ehrenamtskoordination",
    "Fachstelle Sprachförderung",
]
LEADS = [
    "Leitung Stabsstelle Migration",
    "Leitung Sachgebiet Integration",
    "Leitung Fachdienst Zuwanderung",
]
NEEDS = {
    "burgenlandkreis": {"food": "vegetarisch"},
    "oldenburg": {"access_needs": "Platz für einen Rollstuhl, Parkplatz am Eingang"},
    "stendal": {"access_needs": "Schriftdolmetschen oder Mitschrift", "food": "ohne Nüsse"},
}
TOPICS = {
    "Sprachkurse": ["celle", "bernkastel-wittlich", "stendal", "schwalm-eder-kreis"],
    "Sprachmittlung": ["oldenburg", "celle", "dahme-spreewald"],
    "Anerkennung von Qualifikationen": ["coburg", "burgenlandkreis", "lippe"],
    "Wohnraum": ["ravensburg", "waldeck-frankenberg", "dachau"],
    "Ehrenamt": ["schwalm-eder-kreis", "dachau", "stendal", "werra-meissner-kreis"],
    "Einbürgerung": ["karlsruhe", "dachau", "lippe"],
    "Migrationsberatung": ["werra-meissner-kreis", "oldenburg", "coburg"],
}

"""What the demo's network recommends: invented, and marked so in each text."""

from dataclasses import dataclass, field

from recommendations.stages import Addressee, Stage

EXAMPLE = "*Beispiel: Diese Empfehlung ist erfunden.*"

BUND, LAENDER = (Addressee.FEDERAL, None), (Addressee.STATE, None)
KREISE, GEMEINDEN = (Addressee.DISTRICT, None), (Addressee.MUNICIPALITY, None)
AGENTUR, BAMF = (Addressee.AGENCY, None), (Addressee.BAMF, None)
WIRTSCHAFT = (Addressee.BUSINESS, None)
ZIVILGESELLSCHAFT = (Addressee.CIVIL_SOCIETY, None)
HESSEN, BAYERN = (Addressee.STATE, "06"), (Addressee.STATE, "09")
NIEDERSACHSEN, BRANDENBURG = (Addressee.STATE, "03"), (Addressee.STATE, "12")


@dataclass(frozen=True)
class Recommended:
    """A recommendation and its way so far; days count from today, and lie behind."""

    title: str
    summary: str
    text: str
    lead: str
    topics: list[str]
    demands: list[tuple]
    created: int
    steps: list[tuple] = field(default_factory=list)


RECOMMENDED = [
    Recommended(
        title="Sprachmittlung verlässlich finanzieren",
        summary="Wer ein Amt, eine Praxis oder ein Jobcenter aufsucht, muss verstanden werden. "
        "Sprachmittlung braucht eine gesetzliche Grundlage und eine Stelle, die sie vermittelt.",
        text="""\
## Worum es geht

Ohne Sprachmittlung bleiben Anträge liegen, Termine werden wiederholt, und Kinder übersetzen für \
ihre Eltern. In ländlichen Landkreisen kommt die Entfernung dazu: Für eine Stunde Gespräch fährt \
eine Sprachmittlerin oft zwei Stunden.

## Was sich bewährt hat

- **Eine Anlaufstelle für alle Ämter.** Anfragen laufen an einer Stelle zusammen, die Einsätze \
plant und abrechnet.
- **Video und Telefon zuerst.** Vor Ort wird dort gedolmetscht, wo es um Gesundheit, Gewalt oder \
Kinderschutz geht.
- **Feste Sätze.** Landkreise, die sich gegenseitig überbieten, verlieren beide.

## Warum jetzt

Viele Pools leben von befristeten Projekten. Laufen sie aus, gehen mit dem Geld auch die Menschen, \
die eingearbeitet sind.
""",
        lead="oldenburg",
        topics=["Sprachmittlung"],
        demands=[
            (
                (
                    "Der Bund regelt die Kosten der Sprachmittlung in Verwaltungsverfahren "
                    "gesetzlich und erstattet sie den Landkreisen."
                ),
                [BUND],
            ),
            (
                (
                    "Die Länder öffnen landesweite Vermittlungsstellen für Telefon- und "
                    "Videodolmetschen, zu einheitlichen Sätzen."
                ),
                [LAENDER],
            ),
            (
                (
                    "Jeder Landkreis benennt bis Ende 2027 eine zentrale Anlaufstelle für "
                    "Sprachmittlung."
                ),
                [KREISE],
            ),
            (
                (
                    "Landkreise und Jobcenter schließen gemeinsame Rahmenverträge und rechnen "
                    "gegenseitig ab."
                ),
                [KREISE, AGENTUR],
            ),
            (
                (
                    "Ehrenamtliche in der Sprachmittlung werden qualifiziert, begleitet und "
                    "entschädigt."
                ),
                [KREISE, GEMEINDEN, BAMF],
            ),
        ],
        created=-320,
        steps=[
            (-290, Stage.DRAFT),
            (-200, Stage.CONSULTATION),
            (-80, Stage.BALLOT),
            (-66, Stage.ADOPTED),
            (-52, Stage.PUBLISHED),
        ],
    ),
    Recommended(
        title="Migrationsberatung vor Ort erhalten",
        summary="Beratung wirkt dort, wo Menschen wohnen. Außenstellen und mobile Beratung "
        "brauchen eine Finanzierung, die länger hält als ein Haushaltsjahr.",
        text="""\
## Ausgangslage

Migrationsberatung, Jugendmigrationsdienst und Stellen der Landkreise teilen sich ein Gebiet, in \
dem der nächste Bus erst in zwei Stunden fährt. Fällt eine Stelle weg, fällt sie meist ganz weg.

## Vorschlag

1. Beratung an festen Tagen in den Gemeinden
2. Ein gemeinsamer Kalender aller Dienste
3. Zuweisungen für mindestens drei Jahre
""",
        lead="werra-meissner-kreis",
        topics=["Migrationsberatung"],
        demands=[
            (
                "Der Bund sagt die Mittel für die Migrationsberatung jeweils für drei Jahre zu.",
                [BUND, BAMF],
            ),
            (
                (
                    "Das Land Hessen fördert mobile Beratung in Kreisen mit weniger als 150 "
                    "Einwohnern je Quadratkilometer."
                ),
                [HESSEN],
            ),
            (
                "Landkreise und Träger führen einen gemeinsamen Kalender ihrer Sprechzeiten.",
                [KREISE, ZIVILGESELLSCHAFT],
            ),
        ],
        created=-210,
        steps=[
            (-180, Stage.DRAFT),
            (-120, Stage.CONSULTATION),
            (-40, Stage.BALLOT),
            (-11, Stage.ADOPTED),
        ],
    ),
    Recommended(
        title="Wohnsitzauflage praxistauglich anwenden",
        summary="Die Wohnsitzauflage soll verteilen und nicht festhalten. Wer Arbeit oder "
        "Wohnung gefunden hat, braucht in vier Wochen eine Entscheidung.",
        text="""\
## Was wir sehen

Ein Arbeitsvertrag liegt vor, die Aufhebung der Auflage dauert. Der Arbeitgeber wartet nicht.

## Was hilft

- eine Frist für die Entscheidung
- eine Ansprechperson in beiden Ausländerbehörden
- gleiche Nachweise in allen Ländern
""",
        lead="waldeck-frankenberg",
        topics=["Wohnraum"],
        demands=[
            (
                "Der Bund setzt für Entscheidungen über die Aufhebung eine Frist von vier Wochen.",
                [BUND],
            ),
            ("Die Länder einigen sich auf eine Liste der Nachweise.", [LAENDER]),
            (
                (
                    "Das Land Hessen und das Land Bayern erproben eine gemeinsame Ansprechstelle "
                    "der Ausländerbehörden."
                ),
                [HESSEN, BAYERN],
            ),
            ("Ausländerbehörden nennen Betrieben eine feste Ansprechperson.", [KREISE, WIRTSCHAFT]),
        ],
        created=-160,
        steps=[(-140, Stage.DRAFT), (-70, Stage.CONSULTATION), (-9, Stage.BALLOT)],
    ),
    Recommended(
        title="Sprachkurse in der Fläche sichern",
        summary="Integrationskurse scheitern auf dem Land an Teilnehmerzahl, Fahrtzeit und "
        "Kinderbetreuung. Kleine Gruppen und hybride Kurse müssen möglich sein.",
        text="""\
## Drei Hürden

1. **Teilnehmerzahl.** Kurse beginnen erst, wenn genug Personen zusammenkommen.
2. **Fahrtzeit.** Zwei Stunden Weg für drei Stunden Unterricht sind keine Ausnahme.
3. **Betreuung.** Ohne Betreuung kommt ein Elternteil nicht.

## Vorschlag

Kreise melden den Bedarf gebündelt, Träger bieten Kurse über Kreisgrenzen hinweg an.
""",
        lead="celle",
        topics=["Sprachkurse"],
        demands=[
            (
                (
                    "Das BAMF lässt Kurse ab acht Teilnehmenden zu, wenn der nächste Kursort mehr "
                    "als eine Stunde entfernt ist."
                ),
                [BAMF],
            ),
            ("Das Land Niedersachsen ergänzt die Fahrtkosten zu Sprachkursen.", [NIEDERSACHSEN]),
            ("Landkreise melden den Bedarf an Kursen zweimal im Jahr gemeinsam.", [KREISE]),
            ("Gemeinden stellen Räume mit stabilem Internet bereit.", [GEMEINDEN]),
        ],
        created=-95,
        steps=[(-80, Stage.DRAFT), (-12, Stage.CONSULTATION)],
    ),
    Recommended(
        title="Berufliche Abschlüsse schneller anerkennen",
        summary="Zwischen Antrag und Bescheid vergeht oft ein Jahr. Landkreise können "
        "begleiten, entscheiden müssen andere schneller.",
        text="""\
## Entwurf

Wer einen Abschluss mitbringt, arbeitet heute häufig unter seiner Qualifikation. Der Entwurf \
sammelt, was Landkreise selbst tun können und was sie von Land und Kammern brauchen.
""",
        lead="coburg",
        topics=["Anerkennung von Qualifikationen"],
        demands=[
            (
                "Das Land Bayern bündelt die Anerkennung der Gesundheitsberufe an einer Stelle.",
                [BAYERN],
            ),
            (
                "Kammern und Betriebe bieten Anpassungsqualifizierungen auch in Teilzeit an.",
                [WIRTSCHAFT],
            ),
        ],
        created=-30,
        steps=[(-10, Stage.DRAFT)],
    ),
    Recommended(
        title="Einbürgerung planbar machen",
        summary="Die Zahl der Anträge ist gestiegen, die der Stellen nicht. Wie lassen sich "
        "Wartezeiten verkürzen und ehrlich nennen?",
        text="",
        lead="karlsruhe",
        topics=["Einbürgerung"],
        demands=[
            (
                (
                    "Das Land Brandenburg stellt ein gemeinsames Fachverfahren für die Landkreise "
                    "bereit."
                ),
                [BRANDENBURG],
            ),
        ],
        created=-3,
    ),
]

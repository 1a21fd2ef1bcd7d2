from django.db import models


class Stage(models.TextChoices):
    IDEA = "idea", "Idee"
    DRAFT = "draft", "Entwurf"
    CONSULTATION = "consultation", "Anhörung"
    BALLOT = "ballot", "Abstimmung"
    ADOPTED = "adopted", "verabschiedet"
    PUBLISHED = "published", "veröffentlicht"
    REPLACED = "replaced", "ersetzt"
    WITHDRAWN = "withdrawn", "zurückgezogen"


NEXT = {
    Stage.IDEA: {Stage.DRAFT, Stage.WITHDRAWN},
    Stage.DRAFT: {Stage.CONSULTATION, Stage.WITHDRAWN},
    Stage.CONSULTATION: {Stage.BALLOT, Stage.DRAFT, Stage.WITHDRAWN},
    Stage.BALLOT: {Stage.ADOPTED, Stage.DRAFT, Stage.WITHDRAWN},
    Stage.ADOPTED: {Stage.PUBLISHED},
    Stage.PUBLISHED: {Stage.REPLACED, Stage.WITHDRAWN},
    Stage.REPLACED: set(),
    Stage.WITHDRAWN: set(),
}

# The way from idea to publication, as the bar on the page shows it.
WAY = [
    Stage.IDEA,
    Stage.DRAFT,
    Stage.CONSULTATION,
    Stage.BALLOT,
    Stage.ADOPTED,
    Stage.PUBLISHED,
]
# The text may change until the counties are asked about it.
OPEN_TEXT = [Stage.IDEA, Stage.DRAFT]


class Addressee(models.TextChoices):
    """Whom a demand is made of; a state is named, or all of them are meant."""

    FEDERAL = "federal", "Bund"
    STATE = "state", "Land"
    DISTRICT = "district", "Landkreise"
    MUNICIPALITY = "municipality", "Gemeinden"
    CIVIL_SOCIETY = "civil_society", "Zivilgesellschaft"
    BUSINESS = "business", "Wirtschaft"
    AGENCY = "agency", "Agentur für Arbeit/Jobcenter"
    BAMF = "bamf", "BAMF"


class Verb(models.TextChoices):
    """What happened to a recommendation, for its history and for what is new."""

    CREATED = "created", "angelegt"
    CHANGED = "changed", "überarbeitet"
    MOVED = "moved", "weitergeführt"

from django.db import models


class DistrictKind(models.TextChoices):
    RURAL = "landkreis", "Landkreis"
    URBAN = "kreisfrei", "Kreisfreie Stadt"


class OrganisationKind(models.TextChoices):
    OPERATOR = "operator", "Träger des Forums"
    PARTNER = "partner", "Partner"


class Function(models.TextChoices):
    """What a person is in the place that the mandate is held at."""

    LEAD = "lead", "Koordination"
    DEPUTY = "deputy", "Stellvertretung"
    OFFICER = "officer", "Fachkraft"
    DEPARTMENT_HEAD = "department_head", "Dezernat"
    COUNTY_EXECUTIVE = "county_executive", "Landrätin oder Landrat"
    OFFICE = "office", "Geschäftsstelle"
    CONTACT = "contact", "Ansprechperson"


class Verdict(models.TextChoices):
    """What a line of an uploaded file means, compared with what is there."""

    INVALID = "invalid", "fehlerhaft"
    CONFLICT = "conflict", "im Widerspruch"
    NEW = "new", "neu"
    CHANGED = "changed", "geändert"
    UNCHANGED = "unchanged", "unverändert"


PREVENTING = [Verdict.INVALID, Verdict.CONFLICT]


class Subject(models.TextChoices):
    """What an uploaded file is about."""

    PEOPLE = "people", "Personen und Zuständigkeiten"
    MEMBERSHIPS = "memberships", "Mitgliedschaften und Themen"


class ImportStage(models.TextChoices):
    PREVIEW = "preview", "Vorschau"
    WAITING = "waiting", "wartet"
    RUNNING = "running", "läuft"
    DONE = "done", "ausgeführt"
    FAILED = "failed", "abgebrochen"
    DISCARDED = "discarded", "verworfen"


class Step(models.TextChoices):
    """What a running import is at."""

    READING = "reading", "liest die Datei"
    COMPARING = "comparing", "vergleicht"
    WRITING = "writing", "schreibt"


# What a person or the portal makes of an import in each stage.
NEXT = {
    ImportStage.PREVIEW: [ImportStage.WAITING, ImportStage.DISCARDED],
    ImportStage.WAITING: [ImportStage.RUNNING],
    ImportStage.RUNNING: [ImportStage.DONE, ImportStage.PREVIEW, ImportStage.FAILED],
    ImportStage.FAILED: [ImportStage.WAITING, ImportStage.DISCARDED],
    ImportStage.DONE: [],
    ImportStage.DISCARDED: [],
}

AT_COUNTIES = [f for f in Function if f not in (Function.OFFICE, Function.CONTACT)]


class InvitationStage(models.TextChoices):
    OPEN = "open", "offen"
    EXPIRED = "expired", "abgelaufen"
    ACCEPTED = "accepted", "angenommen"
    REVOKED = "revoked", "widerrufen"


class Hindrance(models.TextChoices):
    """Why an invitation cannot be accepted."""

    ACCEPTED = "accepted", "schon angenommen"
    REVOKED = "revoked", "widerrufen"
    EXPIRED = "expired", "abgelaufen"
    LEFT = "left", "Landkreis kein Mitglied mehr"
    DORMANT = "dormant", "wer eingeladen hat, darf es nicht mehr"
    CLOSED = "closed", "Konto geschlossen"
    TAKEN = "taken", "widerspricht einer Zuständigkeit"

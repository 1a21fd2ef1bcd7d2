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

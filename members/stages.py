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

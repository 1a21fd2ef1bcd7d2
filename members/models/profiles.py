"""Profiles: what people tell the other members of themselves, all of it voluntary."""

import re

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models

from .folding import folded_field
from .languages import NAMES
from .places import Topic

LONGEST_EXPERIENCE = 500
DIALLED = re.compile(r"\+?[0-9 ()/.-]+")
FEWEST_DIGITS, MOST_DIGITS = 4, 15  # the most of E.164


def dialled(number: str) -> None:
    """Refuse what nobody can dial."""
    digits = sum(sign.isdecimal() for sign in number)
    if not DIALLED.fullmatch(number) or not FEWEST_DIGITS <= digits <= MOST_DIGITS:
        raise ValidationError(
            "Bitte geben Sie die Nummer mit Ziffern an, etwa 030 23125-016 oder +49 30 23125016."
        )


def known_language(code: str) -> None:
    if code not in NAMES:
        raise ValidationError("Bitte wählen Sie eine Sprache aus der Liste.")


class Profile(models.Model):
    """What a person tells of themselves. Deleted, nothing of it is left but a line in the log.

    The name stands with the person, whom the office can name as well. Only what
    ``consented_at`` allows is shown outside the sign-in.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="profile",
        verbose_name="Person",
    )
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="profiles", verbose_name="Themen"
    )
    experience = models.CharField("Erfahrung mit", max_length=LONGEST_EXPERIENCE, blank=True)
    experience_folded = folded_field("experience")
    languages = ArrayField(
        models.CharField(max_length=3, validators=[known_language]),
        default=list,
        blank=True,
        verbose_name="Sprachen",
    )
    phone = models.CharField("Telefon", max_length=40, blank=True, validators=[dialled])
    picture = models.FileField("Bild", blank=True, editable=False)
    consented_at = models.DateTimeField(
        "Zustimmung zur öffentlichen Seite", null=True, blank=True, editable=False
    )

    class Meta:
        ordering = ["person"]
        verbose_name = "Profil"
        verbose_name_plural = "Profile"

    def __str__(self):
        return f"Profil {self.pk}"  # the log keeps this, also when the profile is gone

    @classmethod
    def of(cls, person) -> "Profile":
        """The person's profile, or one that says nothing yet and is not saved."""
        return cls.objects.filter(person=person).first() or cls(person=person)

    @property
    def dialling(self) -> str:
        """The number as a telephone takes it: no (0) behind +49."""
        number = self.phone.replace("(0)", "") if self.phone.startswith("+") else self.phone
        return re.sub(r"[^+0-9]", "", number)

    @property
    def language_names(self) -> list[str]:
        """In the order of their names."""
        return [name for code, name in NAMES.items() if code in self.languages]

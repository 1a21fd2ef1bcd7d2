"""What a meeting has resolved."""

from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from forum_portal.titles import require_visible_title

from ..stages import Result
from .agenda import AgendaItem
from .meeting import Meeting

LONGEST_RESOLUTION = 2000
MOST_VOTES = 9999
VOTES = {"votes_for": "dafür", "votes_against": "dagegen", "votes_abstained": "enthalten"}


class ResolutionQuerySet(models.QuerySet):
    def visible_to(self, person, now):
        """To the office, and to whoever sees the meeting for a county; partners read minutes."""
        return self.filter(meeting__in=Meeting.objects.visible_as_member(person, now))

    def of(self, meeting):
        return self.filter(meeting=meeting).select_related("item")


def _votes(name):
    return models.PositiveSmallIntegerField(
        name, null=True, blank=True, validators=[MaxValueValidator(MOST_VOTES)]
    )


class Resolution(models.Model):
    """One resolution, numbered in its meeting; votes are counted where somebody counted them.

    ``uid`` is made with the form; ``edition`` counts the changes.
    """

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="resolutions", verbose_name="Treffen"
    )
    number = models.PositiveSmallIntegerField("Nummer", editable=False)
    item = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="resolutions",
        verbose_name="Tagesordnungspunkt",
    )
    text = models.TextField("Wortlaut", max_length=LONGEST_RESOLUTION)
    result = models.CharField("Ergebnis", max_length=10, choices=Result.choices)
    votes_for = _votes("Dafür")
    votes_against = _votes("Dagegen")
    votes_abstained = _votes("Enthaltungen")
    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    edition = models.PositiveIntegerField("Fassung", default=1, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="resolutions_entered",
        verbose_name="eingetragen von",
    )
    entered_at = models.DateTimeField("eingetragen")

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = "Beschluss"
        verbose_name_plural = "Beschlüsse"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="one_resolution_per_number",
                violation_error_message="Diese Nummer gibt es bei diesem Treffen schon.",
            ),
            models.CheckConstraint(
                name="a_resolution_says_something",
                condition=~Q(text=""),
                violation_error_message="Bitte geben Sie an, was beschlossen wurde.",
            ),
        ]

    def __str__(self):
        return f"Beschluss {self.number}"

    def clean(self):
        try:
            require_visible_title(self.text)
        except ValidationError as error:
            raise ValidationError({"text": "Bitte geben Sie an, was beschlossen wurde."}) from error

    @property
    def votes(self) -> str:
        """``12 dafür, 1 dagegen``; empty if nobody counted."""
        counted = [(getattr(self, name), words) for name, words in VOTES.items()]
        return ", ".join(f"{number} {words}" for number, words in counted if number is not None)

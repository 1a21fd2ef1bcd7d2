"""Who was there, whatever had been answered before."""

from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from forum_portal.titles import require_visible_title
from members.models import District

from ..stages import Mode
from .meeting import Meeting
from .registration import Attendee


class AttendanceQuerySet(models.QuerySet):
    def visible_to(self, person, now):
        """To the office; the others read it in the minutes."""
        return self if person.is_office(now) else self.none()

    def of(self, meeting):
        """By county, guests and people of the office last."""
        there = self.filter(meeting=meeting).select_related("district")
        return there.order_by(F("district__sort_key").asc(nulls_last=True), "label", "pk")


class Attendance(models.Model):
    """Somebody who was at a meeting. Of whom there is no row was not there.

    ``district`` is the county for which somebody came; without it somebody was there
    for the office or as a guest. ``attendee`` is the registration that somebody came by, if any.
    ``uid`` is made with the form.
    """

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="attendances", verbose_name="Treffen"
    )
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name="Landkreis",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attended",
        verbose_name="Person",
    )
    label = models.CharField("Name oder Funktion", max_length=200)
    mode = models.CharField("Teilnahme", max_length=10, choices=Mode.choices)
    attendee = models.OneToOneField(
        Attendee,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="attendance",
        verbose_name="angemeldet als",
    )
    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="attendances_noted",
        verbose_name="vermerkt von",
    )
    noted_at = models.DateTimeField("vermerkt")

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "Anwesenheit"
        verbose_name_plural = "Anwesenheiten"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                name="a_person_is_there_once",
                violation_error_message="Diese Person ist bei diesem Treffen schon vermerkt.",
            ),
            models.CheckConstraint(
                name="who_was_there_is_called_something",
                condition=~Q(label=""),
                violation_error_message="Bitte geben Sie an, wer da war.",
            ),
        ]

    def __str__(self):
        return self.label

    def clean(self):
        try:
            require_visible_title(self.label)
        except ValidationError as error:
            raise ValidationError({"label": "Bitte geben Sie an, wer da war."}) from error

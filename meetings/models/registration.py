"""What each county answered to the invitation, and who comes for it."""

from django.conf import settings
from django.db import models

from members.models import District

from ..stages import Mode, Reply
from .meeting import Meeting


class Registration(models.Model):
    """The answer of one county to one invitation; the last one counts.

    Who answered before, and what, stands in the meeting's events.
    """

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="registrations", verbose_name="Treffen"
    )
    district = models.ForeignKey(
        District, models.PROTECT, related_name="registrations", verbose_name="Landkreis"
    )
    reply = models.CharField("Rückmeldung", max_length=10, choices=Reply.choices)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="registrations_answered",
        verbose_name="geantwortet von",
    )
    answered_at = models.DateTimeField("geantwortet")

    class Meta:
        verbose_name = "Rückmeldung"
        verbose_name_plural = "Rückmeldungen"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "district"],
                name="one_registration_per_district_and_meeting",
                violation_error_message="Ihr Landkreis hat schon geantwortet.",
            )
        ]

    def __str__(self):
        return f"{self.district}: {self.get_reply_display()}"


class Attendee(models.Model):
    """Somebody who comes for a county: a person with an account or a named function.

    ``chosen_mode`` is what the county answered. It is the ``mode`` as long as
    the meeting takes place in that way too.
    """

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="attendees")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name="Person",
    )
    label = models.CharField("Name oder Funktion", max_length=200)
    mode = models.CharField("Teilnahme", max_length=10, choices=Mode.choices)
    chosen_mode = models.CharField("gewählte Teilnahme", max_length=10, choices=Mode.choices)

    class Meta:
        ordering = ["id"]
        verbose_name = "Teilnehmende Person"
        verbose_name_plural = "Teilnehmende"
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "person"],
                name="a_person_attends_once",
                violation_error_message="Diese Person ist schon angemeldet.",
            )
        ]

    def __str__(self):
        return self.label

    @property
    def comes_otherwise(self):
        """Whether the meeting has since taken another form than the county's choice."""
        return self.mode != self.chosen_mode

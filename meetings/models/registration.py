"""What each county answered to the invitation, and who comes for it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from members.models import District

from ..stages import Mode, Reply
from .meeting import Meeting

LONGEST_NEED = 200


class Registration(models.Model):
    """The answer of one county to one invitation; the last one counts.

    Who answered before, and what, stands in the meeting's events. ``waits_since``
    is the county's place in the queue for seats: whoever of it comes on site waits.
    ``from_poll``: the portal registered the county since it said yes to this date in a
    date poll, and nobody of it has looked at that yet.
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
    waits_since = models.DateTimeField("auf der Warteliste seit", null=True, editable=False)
    moved_up_at = models.DateTimeField("nachgerückt", null=True, editable=False)
    from_poll = models.BooleanField("aus der Terminabstimmung", default=False, editable=False)

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

    @property
    def attends(self):
        return self.reply == Reply.ATTENDS

    @property
    def on_site(self):
        """Those who come on site, or wait for a seat there."""
        return [one for one in self.attendees.all() if one.mode == Mode.ON_SITE]

    @property
    def waiting(self):
        return self.on_site if self.waits_since else []

    @property
    def coming(self):
        """Those who take part as things stand, on site or online."""
        attendees = self.attendees.all() if self.attends else []
        return [one for one in attendees if not (self.waits_since and one.mode == Mode.ON_SITE)]


class AttendeeQuerySet(models.QuerySet):
    def coming(self):
        """Those who take part as things stand: not who waits for a seat."""
        waits = Q(mode=Mode.ON_SITE, registration__waits_since__isnull=False)
        return self.filter(registration__reply=Reply.ATTENDS).exclude(waits)


class Attendee(models.Model):
    """Somebody who comes for a county: a person with an account or a named function.

    ``chosen_mode`` is what the county answered. It is the ``mode`` as long as
    the meeting takes place in that way too. What somebody needs is for those who
    prepare the meeting, and forgotten soon after it.
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
    access_needs = models.CharField("Barrierefreiheit", max_length=LONGEST_NEED, blank=True)
    food = models.CharField("Essen", max_length=LONGEST_NEED, blank=True)

    objects = AttendeeQuerySet.as_manager()

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

"""When a person wants the summary, and the chain of those that were made."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from members.models import FederalState, Topic

from .stages import Rhythm, Weekday


class DigestPreference(models.Model):
    """A person's rhythm, and what the summary is narrowed to; nothing chosen narrows nothing.

    Who has no row gets the default of Monday at seven. "Never" is not stored
    here: it is a preference of the mailroom, so that the link in a mail, the
    inbox and the page of settings cannot say different things; the row keeps
    the rhythm to which the person may come back. A slot counts only if it lies
    after ``chosen_at``, when the rhythm was chosen: nobody gets by return what
    was due before.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="digest_preference",
        verbose_name="Person",
    )
    rhythm = models.CharField(
        "Häufigkeit", max_length=10, choices=Rhythm.choices, default=Rhythm.WEEKLY
    )
    weekday = models.PositiveSmallIntegerField(
        "Wochentag", choices=Weekday.choices, default=Weekday.MONDAY
    )
    hour = models.PositiveSmallIntegerField("Uhrzeit", default=7)
    chosen_at = models.DateTimeField("gewählt", editable=False)
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="+", verbose_name="nur diese Themen"
    )
    states = models.ManyToManyField(
        FederalState, blank=True, related_name="+", verbose_name="nur diese Länder"
    )

    class Meta:
        verbose_name = "Wunsch zur Zusammenfassung"
        verbose_name_plural = "Wünsche zur Zusammenfassung"
        constraints = [
            models.CheckConstraint(
                name="digest_hour_of_the_day",
                condition=Q(hour__lte=23),
                violation_error_message="Bitte wählen Sie eine Stunde von 0 bis 23.",
            ),
            models.CheckConstraint(
                name="digest_day_of_the_week",
                condition=Q(weekday__lte=6),
                violation_error_message="Bitte wählen Sie einen Wochentag.",
            ),
            models.CheckConstraint(
                name="digest_never_is_kept_by_the_mailroom",
                condition=Q(rhythm__in=[Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.MONTHLY]),
                violation_error_message="Wer nie eine Zusammenfassung möchte, bestellt sie ab.",
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_rhythm_display()}"


class DigestQuerySet(models.QuerySet):
    def latest_of(self, people):
        """The last link of each person's chain."""
        of_them = self.filter(person__in=people)
        return of_them.order_by("person_id", "-slot").distinct("person_id")


class Digest(models.Model):
    """One summary for one person, and the span of news that it closes: ``(since, until]``.

    A person's digests form a chain: each begins where the last one ended, so
    nothing is told twice or lost, however late the clock runs. A span in which
    nothing happened is closed without a mail, and has no occasion.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests", verbose_name="Person"
    )
    slot = models.DateTimeField("fällig")
    since = models.DateTimeField("umfasst von")
    until = models.DateTimeField("bis")
    occasion = models.CharField("Anlass", max_length=200, blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = "Zusammenfassung"
        verbose_name_plural = "Zusammenfassungen"
        constraints = [
            models.UniqueConstraint(fields=["person", "slot"], name="one_digest_per_slot"),
            models.UniqueConstraint(fields=["person", "since"], name="digests_form_a_chain"),
            models.CheckConstraint(
                name="digest_span_runs_forward", condition=Q(until__gt=F("since"))
            ),
        ]

    def __str__(self):
        return f"{self.person} bis {self.until:%d.%m.%Y %H:%M}"

"""The history of a meeting, and what of it is news."""

from django.conf import settings
from django.db import models
from django.db.models import F

from members.models import District

from ..stages import Stage, Verb
from .circles import seen_by
from .meeting import Meeting, shared_with

NEWS = [
    Verb.ANNOUNCED,
    Verb.CHANGED,
    Verb.MOVED,
    Verb.CANCELLED,
    Verb.AGENDA,
    Verb.CIRCULATED,
    Verb.ADOPTED,
]


class EventQuerySet(models.QuerySet):
    def visible_to(self, person, now):
        """News to whoever may see the meeting that it is about."""
        return self.news().filter(meeting__in=Meeting.objects.visible_to(person, now))

    def with_circle(self):
        """``visible_to`` for many at once: with the circle of the meeting that it is about."""
        of_meeting = seen_by(Meeting, "meeting__")
        return self.annotate(seen_by=of_meeting, shared_with=shared_with("meeting__"))

    def news(self):
        """What members are told: from the announcement on, without the counties' answers."""
        return self.filter(verb__in=NEWS, at__gte=F("meeting__announced_at"))

    def announced_between(self, since, until):
        """What happened in ``(since, until]``, the earliest first."""
        return self.filter(at__gt=since, at__lte=until).order_by("at", "id")


class Event(models.Model):
    """One thing that happened to a meeting: who did it, for whom, when, and what changed.

    ``details`` holds plain values for the history and for what is new:
    ``{"from": {...}, "to": {...}}`` with ISO dates and texts.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="events")
    verb = models.CharField("Was", max_length=12, choices=Verb.choices)
    at = models.DateTimeField("Wann")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="meeting_events",
        verbose_name="Wer",
    )
    district = models.ForeignKey(
        District, models.PROTECT, null=True, related_name="+", verbose_name="Landkreis"
    )
    from_stage = models.CharField("vorher", max_length=10, choices=Stage.choices, blank=True)
    to_stage = models.CharField("danach", max_length=10, choices=Stage.choices, blank=True)
    details = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        verbose_name = "Ereignis"
        verbose_name_plural = "Ereignisse"
        indexes = [models.Index(fields=["at"], name="meeting_event_at")]

    def __str__(self):
        return f"{self.get_verb_display()} {self.at:%d.%m.%Y}"

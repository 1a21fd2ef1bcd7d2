"""The secret address at which somebody's calendar program reads the meetings."""

from django.conf import settings
from django.db import models

from members.models import Mandate


class CalendarFeedQuerySet(models.QuerySet):
    def over(self, now):
        """Of people who act for nobody any more: the address must not come to life again."""
        return self.exclude(person__in=Mandate.objects.running(now).values("person"))


class CalendarFeed(models.Model):
    """That somebody has such an address. Only its hash is known: it cannot be shown again."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="calendar_feed",
        verbose_name="Person",
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("angelegt")

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "pk"]
        verbose_name = "Kalender-Abo"
        verbose_name_plural = "Kalender-Abos"

    def __str__(self):
        return f"Kalender-Abo von {self.person}"

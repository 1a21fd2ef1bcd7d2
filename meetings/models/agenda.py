"""The agenda of a meeting."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from forum_portal.titles import require_visible_title
from members.models import District

from .meeting import Meeting

LONGEST_ITEM = 24 * 60


class AgendaItem(models.Model):
    """One item of the agenda; its time follows from the start and the items before it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField("Reihenfolge")
    title = models.CharField("Punkt", max_length=200)
    minutes = models.PositiveSmallIntegerField(
        "Dauer in Minuten",
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_ITEM)],
    )
    speaker = models.CharField("Wer spricht", max_length=200, blank=True)
    is_break = models.BooleanField("Pause", default=False)
    proposed_by = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="agenda_items",
        verbose_name="vorgeschlagen von",
    )

    class Meta:
        ordering = ["position"]
        verbose_name = "Tagesordnungspunkt"
        verbose_name_plural = "Tagesordnungspunkte"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="one_agenda_item_per_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="agenda_item_of_a_day_at_most",
                condition=Q(minutes__gte=1, minutes__lte=LONGEST_ITEM),
                violation_error_message="Ein Punkt dauert eine Minute bis einen Tag.",
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        require_visible_title(self.title)

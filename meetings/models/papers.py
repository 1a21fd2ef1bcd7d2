"""Papers: files that the office lays before a meeting, or one item of its agenda."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from forum_portal.titles import require_visible_title

from ..stages import PaperKind
from .agenda import AgendaItem
from .meeting import Meeting


class MeetingPaperQuerySet(models.QuerySet):
    def visible_to(self, person, now):
        """Those of the meetings that the person sees."""
        return self.filter(meeting__in=Meeting.objects.visible_to(person, now))

    def of(self, meeting):
        """As the meeting's page lists them, each with its item."""
        return self.filter(meeting=meeting).select_related("item")


class MeetingPaper(models.Model):
    """One file with a title of ours; what it was called before it came here is not kept.

    One that is replaced keeps its address, one that is withdrawn is gone; the
    meeting's events tell of both. ``uid`` is made with the form, so that a
    form sent twice is one paper.
    """

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="papers", verbose_name="Treffen"
    )
    item = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="papers",
        verbose_name="Tagesordnungspunkt",
    )
    title = models.CharField("Titel", max_length=200)
    kind = models.CharField("Art", max_length=4, choices=PaperKind.choices)
    size = models.PositiveIntegerField("Größe in Bytes")
    file = models.FileField("Datei", editable=False)
    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="papers_uploaded",
        verbose_name="eingestellt von",
    )
    uploaded_at = models.DateTimeField("eingestellt")

    objects = MeetingPaperQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "Unterlage"
        verbose_name_plural = "Unterlagen"
        constraints = [
            models.CheckConstraint(
                name="a_paper_has_a_file",
                condition=~Q(file="") & Q(size__gt=0),
                violation_error_message="Zu einer Unterlage gehört eine Datei, die nicht leer ist.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("meetings:paper", args=[self.meeting_id, self.pk])

    def clean(self):
        require_visible_title(self.title)

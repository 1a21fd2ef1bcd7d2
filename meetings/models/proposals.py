"""What counties propose for the agenda of a meeting."""

from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from forum_portal.titles import require_visible_title
from members.models import District

from ..stages import ProposalStage, Stage
from .agenda import LONGEST_ITEM, AgendaItem
from .meeting import Meeting

LONGEST_REASON = 1000


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, person, now):
        """All to the office, to the counties' people their own counties'."""
        if person.is_office(now):
            return self
        meetings = Meeting.objects.visible_as_member(person, now)
        return self.filter(district__in=person.acts_for(now), meeting__in=meetings)

    def of(self, meeting):
        """As the meeting's page lists them, the latest first."""
        people = self.filter(meeting=meeting).select_related("district", "proposed_by")
        return people.order_by("-pk")

    def awaiting(self, now):
        """Those about which the office can still decide, by the next meeting first."""
        return self.filter(
            stage=ProposalStage.OPEN, meeting__stage=Stage.ANNOUNCED, meeting__starts_at__gt=now
        ).order_by("meeting__starts_at", "pk")


class Proposal(models.Model):
    """An item that a county wants on the agenda; ``uid`` is made with the form."""

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="proposals", verbose_name="Treffen"
    )
    district = models.ForeignKey(
        District, models.PROTECT, related_name="proposals", verbose_name="Landkreis"
    )
    title = models.CharField("Titel", max_length=200)
    reason = models.TextField("Worum es geht und warum", max_length=LONGEST_REASON)
    minutes = models.PositiveSmallIntegerField(
        "Dauer in Minuten", validators=[MinValueValidator(1), MaxValueValidator(LONGEST_ITEM)]
    )
    speaker = models.CharField("Wer spricht", max_length=200, blank=True)
    stage = models.CharField(
        "Stand", max_length=10, choices=ProposalStage.choices, default=ProposalStage.OPEN
    )
    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="proposals",
        verbose_name="vorgeschlagen von",
    )
    proposed_at = models.DateTimeField("vorgeschlagen")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals_decided",
        verbose_name="entschieden von",
    )
    decided_at = models.DateTimeField("entschieden", null=True, blank=True)
    decline_reason = models.CharField("Begründung der Ablehnung", max_length=500, blank=True)
    item = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name="Tagesordnungspunkt",
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "Vorschlag zur Tagesordnung"
        verbose_name_plural = "Vorschläge zur Tagesordnung"
        constraints = [
            models.CheckConstraint(
                name="a_proposal_lasts_a_day_at_most",
                condition=Q(minutes__gte=1, minutes__lte=LONGEST_ITEM),
                violation_error_message="Ein Punkt dauert eine Minute bis einen Tag.",
            ),
            models.CheckConstraint(
                name="a_declined_proposal_says_why",
                condition=~Q(stage=ProposalStage.DECLINED) | ~Q(decline_reason=""),
                violation_error_message="Bitte sagen Sie, warum der Punkt nicht aufgenommen wird.",
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        require_visible_title(self.title)

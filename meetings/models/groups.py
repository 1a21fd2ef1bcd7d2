"""Working groups: counties that work on one subject between the meetings of all."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse

from forum_portal.titles import require_visible_title
from members.models import District, Mandate

from ..stages import GroupVerb

LONGEST_NAME = 120
LONGEST_PURPOSE = 2000


class WorkingGroupQuerySet(models.QuerySet):
    def visible_to(self, person, now):
        """All to the office and to the counties' people, also those of other counties."""
        return self if person.is_office(now) or person.acts_for(now) else self.none()

    def at_work(self):
        return self.filter(ended_at=None).order_by("name")

    def ended(self):
        """The latest first."""
        return self.filter(ended_at__isnull=False).order_by("-ended_at", "-pk")

    def with_size(self):
        """With ``size``: how many counties take part."""
        return self.annotate(size=Count("members"))


class WorkingGroup(models.Model):
    """What a group is for. Its members are counties; whoever leads it does so for one of them.

    ``uid`` is made with the form; ``edition`` counts the changes.
    """

    name = models.CharField("Name", max_length=LONGEST_NAME)
    purpose = models.TextField("Worum es geht", max_length=LONGEST_PURPOSE, blank=True)
    is_closed = models.BooleanField(
        "Landkreise nehmen nur Leitung und Geschäftsstelle auf", default=False
    )
    founded_at = models.DateTimeField("gegründet", editable=False)
    ended_at = models.DateTimeField("beendet", null=True, editable=False)
    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    edition = models.PositiveIntegerField("Fassung", default=1, editable=False)

    objects = WorkingGroupQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = "Arbeitsgruppe"
        verbose_name_plural = "Arbeitsgruppen"
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="one_working_group_of_a_name",
                violation_error_message="Eine Arbeitsgruppe mit diesem Namen gibt es schon.",
            )
        ]

    def __str__(self):
        return f"Arbeitsgruppe {self.name}"

    def get_absolute_url(self):
        return reverse("meetings:group", args=[self.pk])

    def clean(self):
        require_visible_title(self.name)


class GroupMemberQuerySet(models.QuerySet):
    def with_people(self, now):
        """By name of the county; with ``in_hand``: whether the person still acts for it."""
        acting = Mandate.objects.running(now).filter(
            person=OuterRef("person"), district=OuterRef("district"), person__is_active=True
        )
        rows = self.select_related("group", "district", "person")
        return rows.annotate(in_hand=Exists(acting)).order_by("district__sort_key")


class GroupMember(models.Model):
    """A county in a group, and who takes part for it; of all of them one may lead."""

    group = models.ForeignKey(
        WorkingGroup, models.CASCADE, related_name="members", verbose_name="Arbeitsgruppe"
    )
    district = models.ForeignKey(
        District, models.PROTECT, related_name="group_memberships", verbose_name="Landkreis"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="group_memberships",
        verbose_name="Person",
    )
    leads = models.BooleanField("leitet die Arbeitsgruppe", default=False)
    joined_at = models.DateTimeField("dabei seit")

    objects = GroupMemberQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "Landkreis in einer Arbeitsgruppe"
        verbose_name_plural = "Landkreise in Arbeitsgruppen"
        constraints = [
            models.UniqueConstraint(
                fields=["group", "district"],
                name="a_district_is_in_a_group_once",
                violation_error_message="Der Landkreis ist schon in der Arbeitsgruppe.",
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(leads=True),
                name="one_lead_of_a_group",
                violation_error_message="Die Arbeitsgruppe hat schon eine Leitung.",
            ),
            models.CheckConstraint(
                name="somebody_leads_a_group",
                condition=Q(leads=False) | Q(person__isnull=False),
                violation_error_message="Zur Leitung gehört eine Person. Bitte wählen Sie sie aus.",
            ),
        ]

    def __str__(self):
        return f"{self.district}, {self.group}"


class GroupEvent(models.Model):
    """One thing that happened to a group: who did it when, and for which county."""

    group = models.ForeignKey(WorkingGroup, models.CASCADE, related_name="events")
    verb = models.CharField("Was", max_length=10, choices=GroupVerb.choices)
    at = models.DateTimeField("Wann")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="group_events",
        verbose_name="Wer",
    )
    district = models.ForeignKey(
        District, models.PROTECT, null=True, related_name="+", verbose_name="Landkreis"
    )

    class Meta:
        ordering = ["at", "id"]
        verbose_name = "Ereignis einer Arbeitsgruppe"
        verbose_name_plural = "Ereignisse von Arbeitsgruppen"

    def __str__(self):
        return f"{self.get_verb_display()} {self.at:%d.%m.%Y}"

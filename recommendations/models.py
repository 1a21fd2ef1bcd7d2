"""Recommendations, what they demand of whom, and each step on their way."""

import uuid

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from forum_portal.titles import require_visible_title
from members.models import District, FederalState, Topic

from .stages import Addressee, Stage, Verb


class RecommendationQuerySet(models.QuerySet):
    def visible_to(self, person, now):
        """Everything to the office and the counties' people; to all others what was published.

        What was public stays to be read under its address, which somebody may have passed
        on. ``person`` may be anybody, also somebody who has not signed in.
        """
        if person.is_authenticated and (person.is_office(now) or person.acts_for(now)):
            return self.open_to_members()
        return self.filter(published_at__isnull=False)

    def listed_to(self, person, now):
        """What ``person`` finds in lists: of what was published only what still holds."""
        if person.is_authenticated and (person.is_office(now) or person.acts_for(now)):
            return self.open_to_members()
        return self.published()

    def open_to_members(self):
        """What every person of every member county sees, and the office: the whole way."""
        return self.all()

    def published(self):
        """What the Forum advises in public now."""
        return self.filter(stage=Stage.PUBLISHED)

    def newest_first(self):
        return self.order_by("-year", "-number")


class Recommendation(models.Model):
    """What the Forum advises politics and practice to do, from idea to publication.

    ``stage`` and the dates that follow from it are written by
    ``recommendations.services`` alone; when each stage began, the events tell.
    """

    uid = models.UUIDField("Kennung", unique=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField("Jahr", editable=False)
    number = models.PositiveSmallIntegerField("Nummer", editable=False)
    title = models.CharField("Titel", max_length=200)
    summary = models.TextField(
        "Kurzfassung", max_length=1000, blank=True, validators=[MaxLengthValidator(1000)]
    )
    text = models.TextField(
        "Text", max_length=100_000, blank=True, validators=[MaxLengthValidator(100_000)]
    )
    stage = models.CharField(
        "Stand", max_length=12, choices=Stage.choices, default=Stage.IDEA, editable=False
    )
    lead_district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_recommendations",
        verbose_name="Federführender Landkreis",
    )
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="recommendations", verbose_name="Themen"
    )
    replaced_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="replaces",
        verbose_name="ersetzt durch",
    )
    published_at = models.DateTimeField("veröffentlicht", null=True, editable=False)
    created_at = models.DateTimeField("angelegt", editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name="angelegt von",
    )

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number"]
        verbose_name = "Handlungsempfehlung"
        verbose_name_plural = "Handlungsempfehlungen"
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number"],
                name="one_recommendation_per_number_and_year",
                violation_error_message="Diese Nummer ist in diesem Jahr schon vergeben.",
            ),
            models.CheckConstraint(
                name="replaced_by_another_recommendation",
                condition=Q(stage=Stage.REPLACED, replaced_by__isnull=False)
                | (~Q(stage=Stage.REPLACED) & Q(replaced_by__isnull=True)),
                violation_error_message="Bitte wählen Sie die Empfehlung, die an die Stelle tritt.",
            ),
            models.CheckConstraint(
                name="not_replaced_by_itself",
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("pk")),
                violation_error_message="Eine Empfehlung kann sich nicht selbst ersetzen.",
            ),
            models.CheckConstraint(
                name="published_has_a_date",
                condition=~Q(stage__in=[Stage.PUBLISHED, Stage.REPLACED])
                | Q(published_at__isnull=False),
                violation_error_message="Das Datum der Veröffentlichung fehlt.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("recommendations:recommendation", args=[self.pk])

    def clean(self):
        super().clean()
        require_visible_title(self.title)

    @property
    def sign(self):
        """The number under which the recommendation is quoted: 2/2026."""
        return f"{self.number}/{self.year}"


class DemandQuerySet(models.QuerySet):
    def listed_to(self, person, now):
        return self.filter(recommendation__in=Recommendation.objects.listed_to(person, now))

    def newest_first(self):
        return self.order_by("-recommendation__year", "-recommendation__number", "position")

    def made_of_state(self, state):
        """Demands on one state: those that name it, and those on all states."""
        addressed = DemandAddressee.objects.filter(
            Q(federal_state=state) | Q(federal_state=None), addressee=Addressee.STATE
        )
        return self.filter(pk__in=addressed.values("demand"))


class Demand(models.Model):
    """One numbered demand of a recommendation."""

    recommendation = models.ForeignKey(
        Recommendation, models.CASCADE, related_name="demands", verbose_name="Handlungsempfehlung"
    )
    position = models.PositiveSmallIntegerField("Nummer")
    text = models.TextField("Forderung", max_length=1000, validators=[MaxLengthValidator(1000)])

    objects = DemandQuerySet.as_manager()

    class Meta:
        ordering = ["recommendation", "position"]
        verbose_name = "Forderung"
        verbose_name_plural = "Forderungen"
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "position"],
                name="one_demand_per_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self):
        return f"Forderung {self.position}"

    def get_absolute_url(self):
        return f"{self.recommendation.get_absolute_url()}#forderung-{self.position}"


class DemandAddressee(models.Model):
    """Whom a demand is made of. Of the state without a name all states are meant."""

    demand = models.ForeignKey(Demand, models.CASCADE, related_name="addressees")
    addressee = models.CharField("Adressat", max_length=15, choices=Addressee.choices)
    federal_state = models.ForeignKey(
        FederalState, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Land"
    )

    class Meta:
        ordering = ["id"]
        verbose_name = "Adressat"
        verbose_name_plural = "Adressaten"
        constraints = [
            models.UniqueConstraint(
                fields=["demand", "addressee", "federal_state"],
                name="an_addressee_once_per_demand",
                nulls_distinct=False,
                violation_error_message="Dieser Adressat steht schon bei der Forderung.",
            ),
            models.CheckConstraint(
                name="only_the_state_is_named",
                condition=Q(federal_state__isnull=True) | Q(addressee=Addressee.STATE),
                violation_error_message="Ein Land gehört nur zum Adressaten „Land“.",
            ),
        ]

    def __str__(self):
        if self.addressee == Addressee.STATE:
            return f"Land {self.federal_state}" if self.federal_state else "Länder"
        return self.get_addressee_display()


class EventQuerySet(models.QuerySet):
    def visible_to(self, person, now):
        """The history of what ``person`` may see, and only to those who see the whole way."""
        if person.is_authenticated and (person.is_office(now) or person.acts_for(now)):
            return self.open_to_members()
        return self.none()

    def open_to_members(self):
        return self.filter(recommendation__in=Recommendation.objects.open_to_members())

    def happened_between(self, since, until):
        """What happened in ``(since, until]``, the earliest first."""
        return self.filter(at__gt=since, at__lte=until).order_by("at", "id")


class Event(models.Model):
    """One thing that happened to a recommendation: who did it, when, and why.

    ``reason`` is what the office wrote with the step, for the history to show.
    """

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="events")
    verb = models.CharField("Was", max_length=12, choices=Verb.choices)
    at = models.DateTimeField("Wann")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="recommendation_events",
        verbose_name="Wer",
    )
    from_stage = models.CharField("vorher", max_length=12, choices=Stage.choices, blank=True)
    to_stage = models.CharField("danach", max_length=12, choices=Stage.choices, blank=True)
    reason = models.CharField("Begründung", max_length=500, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        verbose_name = "Ereignis"
        verbose_name_plural = "Ereignisse"
        indexes = [models.Index(fields=["at"], name="recommendation_event_at")]

    def __str__(self):
        return f"{self.get_verb_display()} {self.at:%d.%m.%Y}"

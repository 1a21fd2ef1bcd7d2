"""Mandates: what a person acts for, from when to when. All rights come from here."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.urls import reverse

from forum_portal.dates import day

from ..stages import Function, OrganisationKind
from .folding import folded_field
from .places import District, Membership, Organisation
from .terms import RunningQuerySet, Term, days, plain_years

# What a running mandate gives. One expression each, for one person and for many.
AT_COUNTY = Q(district__isnull=False)
AT_OFFICE = Q(organisation__kind=OrganisationKind.OPERATOR, function=Function.OFFICE)
AT_PARTNER = Q(organisation__kind=OrganisationKind.PARTNER)
ADMINISTERS = AT_OFFICE & Q(is_administration=True)


def leads(now) -> Q:
    """The lead of a county, and whoever stands in for an absent one."""
    return Q(function=Function.LEAD) | Q(_stands_in(now))


def votes(now) -> Q:
    """Who may vote for a county: whoever stands in may if the absent lead may."""
    return Q(may_vote=True) | Q(_stands_in(now, may_vote=True))


def _stands_in(now, **lead) -> Exists:
    """Whether a mandate stands in for a lead's that runs today."""
    today = day(now)
    absent = Mandate.objects.running(now).filter(
        absences__deputy=OuterRef("pk"),
        absences__starts_on__lte=today,
        absences__ends_on__gte=today,
        **lead,
    )
    return Exists(absent)


class MandateQuerySet(RunningQuerySet):
    def running(self, now):
        """Mandates that give rights today: a county's only while it is a member.

        None of somebody who has left, not even on the day on which that was.
        """
        today_members = Membership.objects.running(now).values("district")
        return (
            super()
            .running(now)
            .filter(Q(organisation__isnull=False) | Q(district__in=today_members))
            .filter(person__deleted_at=None)
        )

    def with_rights(self, now):
        """Each row says what it gives today, as the database sees it."""
        return self.annotate(
            at_office=AT_OFFICE, administers=ADMINISTERS, leads=leads(now), votes=votes(now)
        ).select_related("district__federal_state", "organisation")

    def in_order_of_places(self):
        """Counties first, in the order of their names, and there who may vote."""
        return self.order_by("district__sort_key", "-may_vote", "pk")

    def in_order(self):
        """Who speaks for the place first, then the others in the order of functions."""
        order = [When(function=name, then=rank) for rank, name in enumerate(Function)]
        return self.order_by(Case(*order), "starts_on", "pk")

    def managed_by(self, person, now):
        """All at the counties for which ``person`` decides who acts, also what is over."""
        if person.is_office(now):
            return self.filter(AT_COUNTY)
        return self.filter(district__in=person.manages(now))

    def lead_of(self, district, now):
        """The lead's mandate at ``district`` that runs, or None."""
        leads = self.running(now).filter(district=district, function=Function.LEAD)
        return leads.select_related("person", "district").first()

    def deciding(self, districts, now):
        """Those at ``districts`` by which people decide there, each saying whether it ``leads``."""
        there = self.running(now).filter(district__in=districts, person__is_active=True)
        return there.with_rights(now).filter(Q(leads=True) | Q(function=Function.DEPUTY))

    def able_to_stand_in(self, lead, now):
        """Of each other person of the county with an open account the mandate that runs longest."""
        others = self.running(now).filter(district=lead.district, person__is_active=True)
        longest = F("ends_on").desc(nulls_first=True)
        one_each = others.exclude(person=lead.person).order_by("person_id", longest, "pk")
        one_each = one_each.distinct("person_id")
        return self.filter(pk__in=one_each.values("pk")).select_related("person").in_order()

    def as_contacts(self):
        """In order, with all that is shown of them."""
        return self.in_order().select_related(
            "person__profile", "district__federal_state", "organisation"
        )

    def public(self, now):
        """Contacts at counties who have agreed that anyone may read their name and function."""
        agreed = self.running(now).filter(AT_COUNTY, person__profile__consented_at__isnull=False)
        return agreed.filter(person__is_active=True)

    def visible_to(self, person, now):
        """Contacts are for the members and the office; partners see those of their own place."""
        shown = self.running(now)
        if person.is_office(now) or person.acts_for(now):
            return shown
        own = [mandate.organisation_id for mandate in person.running_mandates(now)]
        return shown.filter(organisation__in=own)


class Mandate(Term, models.Model):
    """A term in which a person acts for a county, the operator or a partner."""

    BEGINS, ENDS = "starts_on", "ends_on"
    FIXED = ["person", "district", "organisation", "function"]

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="mandates",
        verbose_name="Person",
    )
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mandates",
        verbose_name="Landkreis",
        help_text="Entweder ein Landkreis oder eine Organisation, nicht beides.",
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mandates",
        verbose_name="Organisation",
        help_text="Der Träger des Forums oder ein Partner. Dann bleibt der Landkreis leer.",
    )
    function = models.CharField("Funktion", max_length=20, choices=Function.choices)
    title = models.CharField(
        "Bezeichnung",
        max_length=120,
        blank=True,
        help_text="Wie die Stelle dort heißt, etwa „Stabsstelle Integration“. "
        "Leer: Das Portal nennt die Funktion.",
    )
    title_folded = folded_field("title")
    starts_on = models.DateField("von")
    ends_on = models.DateField(
        "bis", null=True, blank=True, help_text="Der letzte Tag. Leer: ohne Ende."
    )
    may_vote = models.BooleanField(
        "stimmberechtigt",
        default=False,
        help_text="Darf für den Landkreis abstimmen. Das können mehrere sein, "
        "gezählt wird eine Stimme je Landkreis.",
    )
    is_administration = models.BooleanField(
        "Verwaltung des Portals",
        default=False,
        help_text="Öffnet diese Verwaltung. Nur für die Funktion „Geschäftsstelle“.",
    )

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        verbose_name = "Zuständigkeit"
        verbose_name_plural = "Zuständigkeiten"
        constraints = [
            models.CheckConstraint(
                name="mandate_at_one_place",
                condition=Q(district__isnull=True, organisation__isnull=False)
                | Q(district__isnull=False, organisation__isnull=True),
                violation_error_message="Bitte wählen Sie einen Landkreis oder eine Organisation.",
            ),
            models.CheckConstraint(
                name="mandate_ends_after_it_begins",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Die Zuständigkeit endet vor ihrem Beginn.",
            ),
            models.CheckConstraint(
                name="mandate_in_plain_years",
                condition=plain_years("starts_on", "ends_on"),
                violation_error_message="Bitte geben Sie Daten zwischen 1990 und 2099 an. "
                "Ohne Ende bleibt „bis“ leer.",
            ),
            models.CheckConstraint(
                name="only_counties_vote",
                condition=Q(may_vote=False) | Q(district__isnull=False),
                violation_error_message="Nur ein Landkreis hat eine Stimme.",
            ),
            models.CheckConstraint(
                name="administration_sits_in_the_office",
                condition=Q(is_administration=False) | Q(function=Function.OFFICE),
                violation_error_message="Das Portal verwaltet nur, wer in der Geschäftsstelle ist.",
            ),
            models.CheckConstraint(
                name="function_fits_the_place",
                condition=Q(
                    organisation__isnull=False,
                    function__in=[Function.OFFICE, Function.CONTACT],
                )
                | (
                    Q(district__isnull=False) & ~Q(function__in=[Function.OFFICE, Function.CONTACT])
                ),
                violation_error_message="Diese Funktion gibt es dort nicht.",
            ),
            ExclusionConstraint(
                name="no_overlapping_mandates_at_a_district",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("district", RangeOperators.EQUAL),
                    ("function", RangeOperators.EQUAL),
                    (days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(district__isnull=False),
                violation_error_message=(
                    "Die Person hat diese Funktion in dieser Zeit dort schon."
                ),
            ),
            ExclusionConstraint(
                name="no_overlapping_mandates_at_an_organisation",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("function", RangeOperators.EQUAL),
                    (days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(organisation__isnull=False),
                violation_error_message=(
                    "Die Person hat diese Funktion in dieser Zeit dort schon."
                ),
            ),
            ExclusionConstraint(
                name="one_lead_per_district_at_a_time",
                expressions=[
                    ("district", RangeOperators.EQUAL),
                    (days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(function=Function.LEAD),
                violation_error_message="Der Landkreis hat in dieser Zeit schon eine Koordination.",
            ),
        ]

    def __str__(self):
        return f"{self.label}, {self.place}"

    @property
    def place(self):
        """The county or organisation that the person acts for."""
        return self.district or self.organisation

    @property
    def handing_over_url(self):
        """Where what the person has in hand for the county goes to others."""
        return reverse("members:hand_over", args=[self.district.slug, self.pk])

    def ended_on(self, now):
        """The last day before today on which the mandate ran, whichever way it ended."""
        ends = [self.ends_on] if self.ends_on else []
        if self.district:
            left = [m.left_on for m in self.district.memberships.all()]
            ends += [] if None in left else [max(left)] if left else []
        past = [end for end in ends if end < day(now)]
        return min(past, default=None)

    @property
    def at_partner(self):
        """Whether it is one at a partner of the Forum."""
        return bool(self.organisation) and self.organisation.kind == OrganisationKind.PARTNER

    @property
    def manages(self):
        """Whether it lets decide who acts for the county; of a mandate ``with_rights``."""
        return self.leads or self.function == Function.DEPUTY

    @property
    def label(self):
        """What the person is called there: the title, else the function."""
        return self.title or self.get_function_display()

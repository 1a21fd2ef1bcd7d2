"""Places that people act for: counties in their states, and organisations."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from ..stages import DistrictKind, OrganisationKind
from .terms import RunningQuerySet, Term, days, plain_years, refuse_change


class FederalState(models.Model):
    key = models.CharField("Schlüssel", max_length=2, primary_key=True)
    iso = models.CharField("ISO 3166-2", max_length=5, unique=True)
    name = models.CharField("Name", max_length=60, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "Land"
        verbose_name_plural = "Länder"

    def __str__(self):
        return self.name


class Topic(models.Model):
    name = models.CharField("Name", max_length=80, unique=True)
    slug = models.SlugField("Kurzname", max_length=80, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "Thema"
        verbose_name_plural = "Themen"

    def __str__(self):
        return self.name


def contacts_of(mandates) -> models.Prefetch:
    """Puts what of these mandates is a place's or a person's into its ``contacts``."""
    return models.Prefetch("mandates", mandates, to_attr="contacts")


class PlaceQuerySet(models.QuerySet):
    def with_contacts(self, contacts):
        """Each with what of these mandates is held there, as ``contacts``."""
        return self.prefetch_related(contacts_of(contacts.as_contacts()))


class DistrictQuerySet(PlaceQuerySet):
    def members(self, now):
        """The counties whose membership in the Forum runs on the day of ``now``."""
        return self.filter(pk__in=Membership.objects.running(now).values("district"))

    def visible_to(self, person, now):
        """Who is a member of the Forum, or was one, is public knowledge."""
        return self.filter(pk__in=Membership.objects.begun(now).values("district"))

    def reachable_by(self, person, now):
        """``visible_to``; to the office all 401, of which it can take each in.

        Those that have a page say so, in ``has_page``.
        """
        pages = self.visible_to(person, now)
        found = self if person.is_office(now) else pages
        return found.annotate(has_page=models.Exists(pages.filter(pk=models.OuterRef("pk"))))

    def numbered_by_state(self):
        """A list by state and name; each county's place in it, from 1 on, is its ``number``."""
        districts = list(self.order_by("federal_state__name", "sort_key"))
        for number, district in enumerate(districts, start=1):
            district.number = number
        return districts


class District(models.Model):
    """A county, or a city that is its own county; all 401 of them, members or not."""

    ags = models.CharField("Kreisschlüssel", max_length=5, primary_key=True)
    name = models.CharField("Kurzname", max_length=80)
    full_name = models.CharField("Name", max_length=120, unique=True)
    sort_key = models.CharField(
        "Sortierung nach DIN 5007", max_length=160, unique=True, db_collation="C"
    )
    slug = models.SlugField("Adresse", max_length=120, unique=True)
    kind = models.CharField("Art", max_length=10, choices=DistrictKind.choices)
    federal_state = models.ForeignKey(
        FederalState, models.PROTECT, related_name="districts", verbose_name="Land"
    )
    population = models.PositiveIntegerField("Einwohner", null=True, blank=True)
    population_date = models.DateField("Stand der Einwohnerzahl", null=True, blank=True)
    area_km2 = models.DecimalField("Fläche in km²", max_digits=9, decimal_places=2)
    area_date = models.DateField("Stand der Fläche")
    nuts3 = models.CharField("NUTS 3", max_length=5, blank=True)
    longitude = models.FloatField("Länge")
    latitude = models.FloatField("Breite")
    note = models.CharField(
        "Anmerkung zu den Zahlen",
        max_length=300,
        blank=True,
        help_text="Steht hier etwas, zeigt das Portal keine Bevölkerungsdichte.",
    )
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="districts", verbose_name="Themen"
    )

    objects = DistrictQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        verbose_name = "Landkreis"
        verbose_name_plural = "Landkreise"

    def __str__(self):
        return self.full_name

    def get_absolute_url(self):
        return reverse("members:district", args=[self.slug])

    def membership(self, now):
        """The membership in the Forum that runs on the day of ``now``, or the last that did."""
        return self.memberships.begun(now).order_by("-joined_on").first()

    @property
    def density(self):
        """People per km²; None where population and area do not fit together.

        They do not where the counties were cut anew after the count; the row
        then carries a note that says so (see members/data/README.md).
        """
        if self.population is None or self.note:
            return None
        return self.population / self.area_km2


class MembershipQuerySet(RunningQuerySet):
    starts, ends = "joined_on", "left_on"


class Membership(Term, models.Model):
    """A term in which a county belongs to the Forum."""

    BEGINS, ENDS = "joined_on", "left_on"
    FIXED = ["district"]

    district = models.ForeignKey(
        District, models.PROTECT, related_name="memberships", verbose_name="Landkreis"
    )
    joined_on = models.DateField("Mitglied seit")
    left_on = models.DateField(
        "Mitglied bis", null=True, blank=True, help_text="Der letzte Tag. Leer: ohne Ende."
    )
    is_founding_member = models.BooleanField("Gründungsmitglied", default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["district", "-joined_on"]
        verbose_name = "Mitgliedschaft"
        verbose_name_plural = "Mitgliedschaften"
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                violation_error_message="Die Mitgliedschaft endet vor ihrem Beginn.",
            ),
            models.CheckConstraint(
                name="membership_in_plain_years",
                condition=plain_years("joined_on", "left_on"),
                violation_error_message="Bitte geben Sie Daten zwischen 1990 und 2099 an. "
                "Ohne Ende bleibt „Mitglied bis“ leer.",
            ),
            ExclusionConstraint(
                name="one_membership_of_a_district_at_a_time",
                expressions=[
                    ("district", RangeOperators.EQUAL),
                    (days("joined_on", "left_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Der Landkreis ist in dieser Zeit schon Mitglied.",
            ),
        ]

    def __str__(self):
        return f"{self.district} seit {self.joined_on.year}"


class OrganisationQuerySet(PlaceQuerySet):
    def partners(self):
        return self.filter(kind=OrganisationKind.PARTNER)

    def visible_to(self, person, now):
        """The partners: all of them to the members and the office, to a partner the own one."""
        partners = self.partners()
        if person.is_office(now) or person.acts_for(now):
            return partners
        own = [mandate.organisation_id for mandate in person.running_mandates(now)]
        return partners.filter(pk__in=own)


class Organisation(models.Model):
    """The operator of the Forum, at which its office sits, or a partner of it."""

    kind = models.CharField("Art", max_length=10, choices=OrganisationKind.choices)
    name = models.CharField("Name", max_length=200, unique=True)
    short_name = models.CharField("Kurzname", max_length=60, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = "Organisation"
        verbose_name_plural = "Organisationen"
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind=OrganisationKind.OPERATOR),
                name="one_operator",
                violation_error_message="Es gibt schon einen Träger.",
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """What an organisation is decides what its people may do, so it stays while it has any."""
        super().clean()
        if self.pk and self.mandates.exists():
            refuse_change(self, ["kind"])

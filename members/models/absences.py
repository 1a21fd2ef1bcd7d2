"""Times in which somebody else has the rights of a county's lead."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from forum_portal.dates import day, plain_date

from ..stages import Function
from .mandates import Mandate
from .terms import RunningQuerySet, Term, days, plain_years

SOMEBODY_ELSE = "Die Vertretung übernimmt eine andere Person desselben Landkreises."


class AbsenceQuerySet(RunningQuerySet):
    def in_force(self, now):
        """Those of today in which both the lead and whoever stands in act for the county."""
        acting = Mandate.objects.running(now).values("pk")
        return self.running(now).filter(mandate__in=acting, deputy__in=acting)

    def not_over(self, now):
        return self.filter(ends_on__gte=day(now))

    def of_county(self, district):
        return self.filter(mandate__district=district)

    def visible_to(self, person, now):
        """Who stands in for whom is for those who see the contacts."""
        contacts = Mandate.objects.visible_to(person, now).values("pk")
        return self.in_force(now).filter(mandate__in=contacts).with_people()

    def with_people(self):
        return self.select_related("mandate__person", "mandate__district", "deputy__person")


class Absence(Term, models.Model):
    """From day to day the lead of a county is away, and one of its people stands in.

    What that gives says ``Mandate``: the rights of the lead's mandate go to the
    deputy's as well, and end by themselves.
    """

    BEGINS, ENDS = "starts_on", "ends_on"
    FIXED = ["mandate"]

    mandate = models.ForeignKey(
        Mandate, models.CASCADE, related_name="absences", verbose_name="Koordination"
    )
    deputy = models.ForeignKey(
        Mandate, models.CASCADE, related_name="stands_in", verbose_name="vertreten durch"
    )
    starts_on = models.DateField("abwesend von")
    ends_on = models.DateField("abwesend bis", help_text="Der letzte Tag.")

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        verbose_name = "Abwesenheit"
        verbose_name_plural = "Abwesenheiten"
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_begins",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="Die Abwesenheit endet vor ihrem Beginn.",
            ),
            models.CheckConstraint(
                name="absence_in_plain_years",
                condition=plain_years("starts_on", "ends_on"),
                violation_error_message="Bitte geben Sie Daten zwischen 1990 und 2099 an.",
            ),
            models.CheckConstraint(
                name="nobody_stands_in_for_themselves",
                condition=~Q(mandate=F("deputy")),
                violation_error_message=SOMEBODY_ELSE,
            ),
            ExclusionConstraint(
                name="one_absence_of_a_lead_at_a_time",
                expressions=[
                    ("mandate", RangeOperators.EQUAL),
                    (days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="In dieser Zeit ist schon eine Abwesenheit eingetragen. "
                "Bitte beenden Sie diese zuerst oder wählen Sie andere Tage.",
            ),
        ]

    def __str__(self):
        return f"{self.mandate.place}, {plain_date(self.starts_on)} bis {plain_date(self.ends_on)}"

    def clean(self):
        """Both act for the same county, from the first day to the last."""
        super().clean()
        if self.mandate_id is None or self.deputy_id is None:
            return
        if self.mandate.function != Function.LEAD:
            raise ValidationError("Vertreten wird die Koordination.")
        if self.mandate.person_id == self.deputy.person_id or (
            self.mandate.district_id != self.deputy.district_id
        ):
            raise ValidationError(SOMEBODY_ELSE)
        if self.starts_on and self.ends_on:
            for mandate in (self.mandate, self.deputy):
                _require_whole(mandate, self.starts_on, self.ends_on)


def _require_whole(mandate, first, last):
    if mandate.starts_on > first:
        raise ValidationError(
            f"Die Zuständigkeit „{mandate.label}“ beginnt erst am {plain_date(mandate.starts_on)}."
        )
    if mandate.ends_on and mandate.ends_on < last:
        raise ValidationError(
            f"Die Zuständigkeit „{mandate.label}“ endet schon am {plain_date(mandate.ends_on)}."
        )

"""Invitations: a mandate that somebody is offered, until they accept it or it runs out."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Lower
from django.urls import reverse

from forum_portal.dates import day

from ..stages import Function, InvitationStage
from .addresses import deliverable
from .mandates import Mandate
from .places import District, Organisation

RULES_OF_A_MANDATE = [
    "mandate_at_one_place",
    "mandate_ends_after_it_begins",
    "mandate_in_plain_years",
    "only_counties_vote",
    "administration_sits_in_the_office",
    "function_fits_the_place",
]
WAITS = Q(accepted_at__isnull=True, revoked_at__isnull=True) & ~Q(address="")


def _rules_of_a_mandate() -> list[models.CheckConstraint]:
    """What must hold for a mandate holds for the offer of one, under names of its own."""
    rules = {rule.name: rule for rule in Mandate._meta.constraints}
    return [
        models.CheckConstraint(
            name=f"invitation_{name}",
            condition=rules[name].condition,
            violation_error_message=rules[name].violation_error_message,
        )
        for name in RULES_OF_A_MANDATE
    ]


class InvitationQuerySet(models.QuerySet):
    def with_stage(self, now: datetime):
        """Each with ``stage`` at ``now``, and with the place and the people that it names."""
        stage = Case(
            When(accepted_at__isnull=False, then=Value(InvitationStage.ACCEPTED)),
            When(revoked_at__lt=F("expires_at"), then=Value(InvitationStage.REVOKED)),
            When(expires_at__lte=now, then=Value(InvitationStage.EXPIRED)),
            default=Value(InvitationStage.OPEN),
        )
        named = ("district", "organisation", "invited_by", "person")
        return self.annotate(stage=stage).select_related(*named)

    def visible_to(self, person, now: datetime):
        """The office sees all; whoever manages the people of a county sees those of the county."""
        if person.is_office(now):
            return self
        return self.filter(district__in=person.manages(now))

    def at(self, place):
        """Those for ``place``, a county or an organisation."""
        is_county = isinstance(place, District)
        return self.filter(**{"district" if is_county else "organisation": place})


class Invitation(models.Model):
    """The offer of a mandate to whoever reads the mail of an address.

    Of its link only the hash is kept, so nobody but the reader of the mail can
    open it. Sending it again makes another link; the one before is dead then.
    """

    OFFER = ["district", "organisation", "function", "title", "may_vote", "is_administration"]

    address = models.EmailField(
        "E-Mail-Adresse", max_length=254, blank=True, validators=[deliverable]
    )
    name = models.CharField("Name", max_length=200, blank=True)
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name="Landkreis",
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name="Organisation",
    )
    function = models.CharField("Funktion", max_length=20, choices=Function.choices)
    title = models.CharField("Bezeichnung", max_length=120, blank=True)
    may_vote = models.BooleanField("stimmberechtigt", default=False)
    is_administration = models.BooleanField("Verwaltung des Portals", default=False)
    starts_on = models.DateField("zuständig von")
    ends_on = models.DateField("zuständig bis", null=True, blank=True)

    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="invitations_sent",
        verbose_name="eingeladen von",
    )
    created_at = models.DateTimeField("eingeladen")
    token_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001
    links = models.PositiveSmallIntegerField("verschickte Links", default=0)
    expires_at = models.DateTimeField("gilt bis")
    wanted_at = models.DateTimeField("neuer Link erbeten", null=True, blank=True)
    accepted_at = models.DateTimeField("angenommen", null=True, blank=True)
    revoked_at = models.DateTimeField("widerrufen", null=True, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations_accepted",
        verbose_name="angenommen von",
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "Einladung"
        verbose_name_plural = "Einladungen"
        constraints = [
            *_rules_of_a_mandate(),
            models.CheckConstraint(
                name="invited_address_is_lower_case",
                condition=Q(address=Lower("address")),
                violation_error_message="Bitte schreiben Sie die Adresse klein.",
            ),
            models.CheckConstraint(
                name="accepted_by_somebody",
                condition=Q(accepted_at__isnull=True, person__isnull=True)
                | Q(accepted_at__isnull=False, person__isnull=False, revoked_at__isnull=True),
                violation_error_message="Angenommen hat eine Einladung genau eine Person.",
            ),
            models.UniqueConstraint(
                fields=["address", "district"],
                condition=WAITS & Q(district__isnull=False),
                name="one_open_invitation_to_a_district",
                violation_error_message="An diese Adresse ist dafür schon eine Einladung offen.",
            ),
            models.UniqueConstraint(
                fields=["address", "organisation"],
                condition=WAITS & Q(organisation__isnull=False),
                name="one_open_invitation_to_an_organisation",
                violation_error_message="An diese Adresse ist dafür schon eine Einladung offen.",
            ),
        ]

    def __str__(self):
        """Without the address: the log keeps this longer than the address is kept."""
        return f"{self.label}, {self.place}"

    def get_absolute_url(self):
        return reverse("members:invitation", args=[self.pk])

    @property
    def place(self):
        return self.district or self.organisation

    @property
    def label(self):
        return self.title or self.get_function_display()

    @property
    def occasion(self) -> str:
        """Of the mail with the latest link."""
        return f"invitation:{self.pk}:{self.links}"

    @property
    def is_closed(self) -> bool:
        """Nobody can send it again: accepted, revoked, or another one took its place."""
        return self.accepted_at is not None or self.revoked_at is not None

    def mandate_for(self, person, now: datetime) -> Mandate:
        """The mandate that ``person`` begins by accepting: nobody acts before they accept."""
        return Mandate(
            person=person,
            starts_on=max(self.starts_on, day(now)),
            ends_on=self.ends_on,
            **{name: getattr(self, name) for name in self.OFFER},
        )

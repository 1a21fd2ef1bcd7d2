"""People: an account each, and no right but from the mandates that run today."""

from datetime import date
from functools import lru_cache

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from forum_portal import clock
from forum_portal.dates import day

from .addresses import deliverable
from .folding import folded_field
from .mandates import AT_OFFICE, AT_PARTNER, Mandate
from .places import Membership, contacts_of

ANY = Q()
LONG_PASSWORD = 15  # characters, where it is the only factor (NIST SP 800-63B-4, 3.1.1.2)


class PersonQuerySet(models.QuerySet):
    """People by what they may do on the day of ``now``."""

    def known(self):
        """All but those whose account is deleted: what is left of these has no name."""
        return self.filter(deleted_at=None)

    def holding(self, now, right=ANY):
        """Those with a running mandate that gives ``right``."""
        mandates = Mandate.objects.running(now).filter(right)
        return self.filter(pk__in=mandates.values("person"))

    def former(self, since, now):
        """Those who have had no right since then, and have none to come; new accounts are none."""
        today, first = day(now), day(since)
        members = Membership.objects.begun(now).filter(Q(left_on=None) | Q(left_on__gte=first))
        mandates = Mandate.objects.filter(Q(ends_on=None) | Q(ends_on__gte=first)).filter(
            Q(district=None) | Q(starts_on__gt=today) | Q(district__in=members.values("district"))
        )
        known = self.known().filter(created_at__lte=since)
        return known.exclude(pk__in=mandates.values("person"))

    def office(self, now):
        return self.holding(now, AT_OFFICE)

    def acting_for(self, districts, now, partners=()):
        """Those who act for one of these counties or partners."""
        right = Q(district__in=districts)
        if partners:
            right |= AT_PARTNER & Q(organisation__in=partners)
        return self.holding(now, right)

    def known_at(self, district):
        """Those with an open account who act for ``district``, have acted or are to."""
        there = Mandate.objects.filter(district=district)
        return self.filter(pk__in=there.values("person"), is_active=True)

    def able_to_take_over(self, mandate, now):
        """Who else acts for the county now, with an open account."""
        there = self.acting_for([mandate.district], now).filter(is_active=True)
        return there.exclude(pk=mandate.person_id)

    def receiving(self, now):
        """Those whom the portal may write to: account open, address verified, mandate running."""
        return self.holding(now).filter(
            is_active=True, emailaddress__email=F("email"), emailaddress__verified=True
        )

    def visible_to(self, person, now):
        """Those whom ``person`` may turn to, and who may therefore be known."""
        return self.filter(pk__in=Mandate.objects.visible_to(person, now).values("person"))

    def with_contacts(self, contacts):
        """Each with profile, topics, and as ``contacts`` what of these mandates is theirs."""
        own = contacts_of(contacts.as_contacts())
        return self.select_related("profile").prefetch_related("profile__topics", own)

    def with_running_mandates(self, now):
        """Each with ``held``: the mandates that run, and their places."""
        running = Mandate.objects.running(now).select_related("district", "organisation")
        return self.prefetch_related(Prefetch("mandates", running, to_attr="held"))


class Person(AbstractBaseUser):
    """Somebody with an account; signs in by e-mail address and has no user name.

    What a person may do follows from the mandates that run today, and from
    nothing else. The name is optional: people are known by their function.

    Of somebody who has left the row stays, since what was done for a county
    points to it: with nothing in it but ``remembered_as``, function and county.
    """

    email = models.EmailField(
        "E-Mail-Adresse",
        max_length=254,
        unique=True,
        validators=[deliverable],
        error_messages={"unique": "Zu dieser Adresse gibt es schon ein Konto."},
    )
    name = models.CharField("Name", max_length=200, blank=True)
    name_folded = folded_field("name")
    is_active = models.BooleanField("Konto offen", default=True)
    created_at = models.DateTimeField("angelegt", editable=False)
    delivery_address = models.EmailField(
        "Zustelladresse", max_length=254, blank=True, validators=[deliverable]
    )
    delivery_verified_at = models.DateTimeField(
        "Zustelladresse bestätigt", null=True, blank=True, editable=False
    )
    previous_login = models.DateTimeField("vorige Anmeldung", null=True, editable=False)
    deletion_told_at = models.DateTimeField("Löschung angekündigt", null=True, editable=False)
    deleted_at = models.DateTimeField("gelöscht", null=True, editable=False)
    remembered_as = models.CharField("bleibt genannt", max_length=200, blank=True, editable=False)
    short_password = models.BooleanField(
        "Passwort genügt nur mit zweitem Faktor", default=False, editable=False
    )

    objects = PersonQuerySet.as_manager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        ordering = ["email"]
        verbose_name = "Person"
        verbose_name_plural = "Personen"
        constraints = [
            models.CheckConstraint(
                name="login_address_is_lower_case",
                condition=Q(email=Lower("email")),
                violation_error_message="Bitte schreiben Sie die Adresse klein.",
            ),
            models.CheckConstraint(
                name="nothing_is_left_in_a_deleted_account",
                condition=Q(deleted_at=None)
                | Q(
                    is_active=False,
                    name="",
                    delivery_address="",
                    email__startswith="geloescht-",
                    last_login=None,
                    previous_login=None,
                ),
                violation_error_message="Dieses Konto ist gelöscht.",
            ),
        ]

    def __str__(self):
        return self.remembered_as or self.name or self.email

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    def set_password(self, raw_password):
        """Also remembers whether it is one that needs a second factor beside it."""
        super().set_password(raw_password)
        self.short_password = raw_password is not None and len(raw_password) < LONG_PASSWORD

    def set_unusable_password(self):
        super().set_unusable_password()
        self.short_password = False

    def refresh_from_db(self, *args, **kwargs):
        self.__dict__.pop("_running", None)
        super().refresh_from_db(*args, **kwargs)

    def running_mandates(self, now):
        """What the person acts for on the day of ``now``; asked once for each day."""
        today = day(now)
        running = self.__dict__.setdefault("_running", {})
        if today not in running:
            running[today] = list(_with_rights(today).filter(person=self))
        return running[today]

    def acts_for(self, now):
        """The member counties that the person may act for, in the order of their names."""
        return list(dict.fromkeys(m.district for m in self._at_counties(now)))

    def partners(self, now):
        """The keys of the partners of the Forum that the person may act for."""
        held = self.running_mandates(now)
        return list(dict.fromkeys(m.organisation_id for m in held if m.at_partner))

    def manages(self, now):
        """The counties for which the person decides who acts: as lead, for a lead, as deputy."""
        return list(dict.fromkeys(m.district for m in self._at_counties(now) if m.manages))

    def votes_for(self, now):
        """The counties for which the person may vote, also in an absent lead's stead."""
        return list(dict.fromkeys(m.district for m in self._at_counties(now) if m.votes))

    def _at_counties(self, now):
        return [mandate for mandate in self.running_mandates(now) if mandate.district]

    def is_office(self, now):
        return any(m.at_office for m in self.running_mandates(now))

    def may_administer(self, now):
        return any(m.administers for m in self.running_mandates(now))

    def mandates_ended_on(self, now):
        """The last day on which a mandate ran that no longer does; None if there was none."""
        return max(filter(None, (m.ended_on(now) for m in self._all_mandates())), default=None)

    def mandates_begin_on(self, now):
        """The first day of the next mandate, if one is to come."""
        today = day(now)
        return min((m.starts_on for m in self._all_mandates() if m.starts_on > today), default=None)

    def _all_mandates(self):
        return self.mandates.prefetch_related("district__memberships")

    @property
    def address_for_mail(self):
        """Where notices go. What signs somebody in goes to ``email`` and nowhere else."""
        return self.delivery_address if self.delivery_verified_at else self.email

    # What the Django admin asks, which has no ``now`` to hand in.
    @property
    def is_staff(self):
        return self.is_active and self.may_administer(clock.now())

    def has_perm(self, perm, obj=None):
        return self.is_staff

    def has_module_perms(self, app_label):
        return self.is_staff


@lru_cache(maxsize=2)
def _with_rights(today: date) -> QuerySet:
    """All mandates that run today, counties first; put together once a day, for every request."""
    return Mandate.objects.running(today).with_rights(today).in_order_of_places()


def look_up_rights(people, now) -> None:
    """What each of ``people`` acts for on the day of ``now``, asked once for all of them."""
    held = {person.pk: [] for person in people}
    for mandate in Mandate.objects.running(now).filter(person__in=held).with_rights(now):
        held[mandate.person_id].append(mandate)
    for person in people:
        person.__dict__.setdefault("_running", {})[day(now)] = held[person.pk]

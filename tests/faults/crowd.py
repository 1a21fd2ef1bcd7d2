"""Many people who may get mail, and what is owed to them."""

from allauth.account.models import EmailAddress
from django.utils import timezone

from forum_portal import clock
from mailroom.models import Mail
from mailroom.services import hand_in
from mailroom.stages import State
from members.models import Mandate, Person
from members.stages import Function
from tests.factories.members import LONG_AGO

KINDS = ["test_note", "test_bulletin"]  # must arrive; routine
MOVING = [State.QUEUED, State.CLAIMED, State.DATA, State.UNCERTAIN]


def make_crowd(district, count: int) -> list[Person]:
    """``count`` officers of one county."""
    since = timezone.now()
    people = Person.objects.bulk_create(
        Person(email=f"person{number}@forum.example", password="!", created_at=since)
        for number in range(count)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, primary=True, verified=True)
        for person in people
    )
    Mandate.objects.bulk_create(
        Mandate(person=person, district=district, function=Function.OFFICER, starts_on=LONG_AGO)
        for person in people
    )
    return people


def owe(kind: str, people, occasion: str = "probe:1") -> None:
    """One mail of ``kind`` to each of ``people``."""
    ids = [person.pk for person in people]
    hand_in(kind, occasion=occasion, people=ids, payload={}, now=clock.now())


def by_kind(people) -> dict[str, list[Person]]:
    """Every other person gets what must arrive, the others get routine mail."""
    return {kind: people[number :: len(KINDS)] for number, kind in enumerate(KINDS)}


def addresses(people) -> list[str]:
    return [person.email for person in people]


def settled() -> bool:
    """Whether nothing more will happen to any mail: it is final, or openly left uncertain."""
    moving = Mail.objects.filter(state__in=MOVING)
    return not moving.exclude(state=State.UNCERTAIN, resent=True, lease_until=None).exists()


def copies_differ(relay, people) -> bool:
    """Whether somebody got two copies that are not the same bytes."""
    by_address = {}
    for stored in relay.stored:
        by_address.setdefault(stored.to, set()).add(stored.message)
    return any(len(by_address.get(person.email, ())) > 1 for person in people)

"""Many people in all counties, and thirty pieces of news in the week before their digest."""

from datetime import date, datetime, time, timedelta

from allauth.account.models import EmailAddress

from demo import network as demo_network
from digests.models import Digest
from digests.rhythm import DEFAULT
from mailroom.models import Announcement, Mail
from meetings.models import Registration
from meetings.services import planning
from meetings.stages import Format, Kind
from members.models import District, Mandate, Membership, Person
from members.stages import Function
from recommendations.models import Recommendation
from recommendations.services import drafting

NEWS = 30
LONG_AGO = date(2024, 1, 1)
DAY = timedelta(days=1)


def build(now: datetime) -> None:
    """The demo's network with every county as a member, and only ``NEWS`` things new."""
    demo_network.build(now - 60 * DAY)
    members = Membership.objects.values("district")
    Membership.objects.bulk_create(
        Membership(district=district, joined_on=LONG_AGO)
        for district in District.objects.exclude(pk__in=members)
    )
    office = Person.objects.office(now).get(email="geschaeftsstelle@forum.example")
    happened = DEFAULT.latest_slot(now) - 2 * DAY
    for number in range(NEWS // 2):
        _announce(number, office, happened)
        _idea(number, office, happened)
    _answer_some(office, happened)
    Announcement.objects.all().delete()
    Mail.objects.all().delete()
    Digest.objects.all().delete()


def grow(count: int, now: datetime) -> None:
    """Bring the network to ``count`` people, spread over all counties."""
    known = Person.objects.count()
    districts = list(District.objects.members(now))
    people = Person.objects.bulk_create(
        Person(email=f"person{n}@kreis{n % 97}.example", password="!", created_at=now - 90 * DAY)
        for n in range(known, count)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, primary=True, verified=True)
        for person in people
    )
    Mandate.objects.bulk_create(
        Mandate(
            person=person,
            district=districts[n % len(districts)],
            function=Function.OFFICER,
            starts_on=LONG_AGO,
        )
        for n, person in enumerate(people)
    )


def forget() -> None:
    """Nobody has been told anything: the digest of the last slot is owed to all."""
    Mail.objects.all().delete()
    Digest.objects.all().delete()


def _announce(number: int, office, now: datetime) -> None:
    day = now.date() + (30 + number) * DAY
    meeting = planning.create_meeting(
        kind=Kind.NETWORK,
        title=f"{number}. Arbeitstreffen zu Sprachmittlung und Wohnraum",
        summary="",
        format=Format.ONLINE,
        host=None,
        venue="",
        travel_notes="",
        video_link="",
        starts_on=day,
        starts_time=time(9, 30),
        ends_on=day,
        ends_time=time(12),
        answer_by=None,
        by=office,
        now=now,
    )
    planning.announce_meeting(meeting, by=office, now=now)


def _idea(number: int, office, now: datetime) -> Recommendation:
    return drafting.create_recommendation(
        title=f"Verfahren beschleunigen, Teil {number}",
        summary="Wie lassen sich Wartezeiten verkürzen?",
        text="",
        demands=[],
        topics=[],
        lead_district=None,
        by=office,
        now=now,
    )


def _answer_some(office, now: datetime) -> None:
    """Each county has answered to other meetings, so that its tasks are its own."""
    meetings = list(planning.Meeting.objects.coming(now))
    Registration.objects.bulk_create(
        Registration(
            meeting=meeting,
            district=district,
            reply="declined",
            answered_by=office,
            answered_at=now,
        )
        for n, district in enumerate(District.objects.members(now))
        for m, meeting in enumerate(meetings)
        if (n >> (m % 9)) & 1
    )

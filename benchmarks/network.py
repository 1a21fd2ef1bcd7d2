"""The network that is measured, and the same with a hundred times the rows."""

import copy
from datetime import date, time, timedelta
from uuid import uuid4

from demo import network as demo_network
from forum_portal.clock import BERLIN
from meetings.models import Attendee, Meeting, Registration, new_uid
from meetings.representing import Coming
from meetings.services import planning, registering
from meetings.stages import Format, Kind, Mode
from members.models import District, Membership, Person
from recommendations.models import Recommendation

from .mail import crowd

COMING = 25
FULL = "Arbeitstreffen mit 40 Teilnehmenden"
TIMES, PEOPLE = 100, 10_000
AGENDA = ["Begrüßung", "Sprachmittlung", "Pause", "Wohnraum", "Wohnsitzauflage", "Ausblick"]
DAY = timedelta(days=1)


def build(now) -> None:
    """The demo's network with a full meeting list, and one meeting with 40 attendees."""
    demo_network.build(now)
    office = Person.objects.office(now).get(email="geschaeftsstelle@forum.example")
    first = now.astimezone(BERLIN).date() + 30 * DAY
    missing = COMING - Meeting.objects.coming(now).count()
    for number in range(1, missing):
        _announce(f"{number}. Arbeitstreffen", first + number * DAY, office, now)
    _register_forty(_announce(FULL, first, office, now), now)


def _announce(title: str, day: date, office, now) -> Meeting:
    meeting = planning.create_meeting(
        kind=Kind.NETWORK,
        title=title,
        summary="Ein Treffen, an dem gemessen wird.",
        format=Format.HYBRID,
        host=District.objects.members(now).first(),
        venue="Kreishaus",
        travel_notes="Zehn Minuten vom Bahnhof.",
        video_link="https://video.forum.example/treffen",
        starts_on=day,
        starts_time=time(9, 30),
        ends_on=day,
        ends_time=time(15, 30),
        answer_by=None,
        by=office,
        now=now,
    )
    items = [
        {"title": item, "minutes": 30, "speaker": "", "is_break": item == "Pause"}
        for item in AGENDA
    ]
    planning.change_agenda(meeting, items, by=office, now=now)
    return planning.announce_meeting(meeting, by=office, now=now)


def _register_forty(meeting: Meeting, now) -> None:
    """Three of each of the first twelve counties come, and two of the other two."""
    for number, district in enumerate(District.objects.members(now)):
        officer = Person.objects.acting_for([district], now).order_by("pk").first()
        others = [
            Coming(Mode.ONLINE, label=f"Fachkraft {n + 1}") for n in range(2 if number < 12 else 1)
        ]
        registering.register(
            meeting, district, coming=[Coming(Mode.ON_SITE, officer), *others], by=officer, now=now
        )


def multiply(now) -> None:
    """A hundred times the meetings, recommendations, attendees; every county, 10,000 people."""
    _more_attendees(Meeting.objects.get(title=FULL))
    Meeting.objects.bulk_create(
        _copy(meeting, uid=new_uid()) for meeting in Meeting.objects.all() for _ in range(TIMES - 1)
    )
    members = Membership.objects.values("district")
    Membership.objects.bulk_create(
        Membership(district=district, joined_on=date(2025, 1, 1))
        for district in District.objects.exclude(pk__in=members)
    )
    crowd.grow(PEOPLE, now)
    Recommendation.objects.bulk_create(
        _copy(recommendation, uid=uuid4(), year=recommendation.year - n)
        for recommendation in Recommendation.objects.all()
        for n in range(1, TIMES)
    )


def _more_attendees(meeting: Meeting) -> None:
    for registration in Registration.objects.filter(meeting=meeting):
        present = registration.attendees.count()
        Attendee.objects.bulk_create(
            Attendee(
                registration=registration,
                label=f"Fachkraft {present + n}",
                mode=Mode.ONLINE,
                chosen_mode=Mode.ONLINE,
            )
            for n in range(present * (TIMES - 1))
        )


def _copy(row, **changes):
    twin = copy.copy(row)
    twin.pk = None
    twin._state = copy.copy(row._state)
    twin._state.adding = True
    for name, value in changes.items():
        setattr(twin, name, value)
    return twin

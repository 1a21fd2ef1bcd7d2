"""Whatever mandates a person has: alone and among all, the same is seen and told."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digests.audience import Audience
from digests.content import AREAS, Span, for_person
from meetings.models import Meeting
from meetings.services import grouping
from meetings.stages import Circle
from members.models import Person
from members.stages import Function
from tests.factories.meetings import (
    make_cancelled,
    make_draft,
    make_group,
    make_meeting,
    make_registration,
)
from tests.factories.members import (
    DAY,
    HOUR,
    NOON,
    WEEK,
    make_district,
    make_mandate,
    make_membership,
    make_operator,
    make_partner,
    make_person,
)
from tests.factories.recommendations import make_recommendation

pytestmark = pytest.mark.django_db

SPAN = Span(NOON - WEEK, NOON + WEEK)
NUMBERS = count()
FUNCTIONS = [Function.OFFICER, Function.DEPARTMENT_HEAD, Function.COUNTY_EXECUTIVE]
PLACES = {
    "a county that has answered": FUNCTIONS,
    "a county that has not": FUNCTIONS,
    "a county that has left": FUNCTIONS,
    "a county that never joined": FUNCTIONS,
    "the office": [Function.OFFICE],
    "a partner": [Function.CONTACT],
}
WHEN = st.integers(-3, 3).map(lambda days: days * DAY)
LASTS = st.none() | st.integers(0, 4).map(lambda days: days * DAY)


@st.composite
def mandates(draw):
    """Any few mandates of one person around now, at most one at each place."""
    places = draw(st.lists(st.sampled_from(sorted(PLACES)), unique=True, max_size=4))
    return [
        (place, draw(st.sampled_from(PLACES[place])), draw(WHEN), draw(LASTS)) for place in places
    ]


@pytest.fixture
def places(celle, coburg):
    left = make_district("03352", "Cuxhaven")
    make_membership(left, left_on=(NOON - DAY).date())
    return {
        "a county that has answered": celle,
        "a county that has not": coburg,
        "a county that has left": left,
        "a county that never joined": make_district("03353", "Harburg"),
        "the office": make_operator(),
        "a partner": make_partner(),
    }


@pytest.fixture
def network(places, office, celle_lead, coburg_lead):
    answered = make_meeting(office, now=NOON - HOUR, title="Wohnraum")
    make_registration(answered, celle_lead)
    make_meeting(office, title="Ehrenamt")
    make_cancelled(office, title="Anerkennung")
    make_draft(office, title="Einbürgerung")
    make_recommendation(office)
    group = make_group(office, places["a county that has not"])
    make_meeting(office, title="Gruppe", circle=Circle.GROUP, group=group)
    chosen = [places["a county that has answered"], places["a county that has left"]]
    make_meeting(office, title="Ausgewählte", circle=Circle.CHOSEN, invited=chosen)
    host = places["a county that has not"]
    make_meeting(office, title="Zu Gast", circle=Circle.CHOSEN, invited=chosen, host=host)
    left = make_meeting(office, title="Ausgetreten", circle=Circle.GROUP, group=group)
    make_registration(left, coburg_lead)
    grouping.leave_group(group.members.get(), by=office, now=NOON)
    partners = [places["a partner"]]
    make_meeting(office, title="Mit Partner", partners=partners)
    chosen = {"circle": Circle.CHOSEN, "invited": [places["a county that has answered"]]}
    make_meeting(office, title="Im Kreis mit Partner", partners=partners, **chosen)
    return places


def somebody(places, held) -> Person:
    person = make_person(f"person{next(NUMBERS)}@forum.example")
    for place, function, begins, lasts in held:
        starts_on = (NOON + begins).date()
        ends_on = starts_on + lasts if lasts is not None else None
        make_mandate(person, places[place], function, starts_on=starts_on, ends_on=ends_on)
    return person


@settings(
    max_examples=60,
    deadline=timedelta(seconds=5),
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(held=mandates(), later=st.integers(0, 3))
def test_alone_and_among_all_a_person_is_told_the_same(network, held, later):
    person, now = somebody(network, held), NOON + later * DAY
    counties = {district.pk for district in person.acts_for(now)}
    partners = {*person.partners(now)}
    belongs = bool(counties) or person.is_office(now)
    if person.is_office(now):
        counties = None

    alone = for_person(person, SPAN, now)
    among_all = Audience(Person.objects.all(), now)

    assert among_all.content(person.pk, SPAN) == alone
    assert list(among_all.districts(person.pk)) == person.acts_for(now)
    for group in alone.all_groups:
        area = group.area
        assert group.entries == area.news(person, SPAN.since, SPAN.until, now)
        assert group.entries == [
            entry
            for entry in area.news_for_members(SPAN.since, SPAN.until)
            if (belongs and entry.is_for(counties)) or entry.is_shared_with(partners)
        ]
    visible = Meeting.objects.visible_to(person, now).announced()
    assert set(visible) == {
        meeting
        for meeting in Meeting.objects.announced().with_circle()
        if (belongs and (counties is None or any(map(meeting.is_open_to, person.acts_for(now)))))
        or not partners.isdisjoint(meeting.shared_with)
    }
    assert len(alone.all_groups) == (len(AREAS) if belongs else len(partners))

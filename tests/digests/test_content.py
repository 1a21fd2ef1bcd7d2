"""One rule says who is told what, for one person and for many at once."""

from datetime import datetime

import pytest

from digests.audience import Audience
from digests.content import Span, for_person
from forum_portal.clock import BERLIN
from members.models import Mandate, Person
from tests.factories.meetings import make_cancelled, make_draft, make_meeting, make_registration
from tests.factories.members import DAY, HOUR, NOON, WEEK, make_mandate

pytestmark = pytest.mark.django_db

ROLES = [
    "celle_officer",
    "celle_lead",
    "coburg_lead",
    "office",
    "admin_person",
    "partner",
    "stranger",
]
SPAN = Span(NOON - WEEK, NOON + WEEK)
NOW = NOON + 2 * DAY


@pytest.fixture
def network(office, celle_lead, coburg_lead):
    answered = make_meeting(office, title="Wohnraum")
    make_registration(answered, celle_lead, now=NOON + HOUR)
    make_meeting(office, title="Ehrenamt")
    make_cancelled(office, title="Anerkennung")
    make_draft(office, title="Einbürgerung")


@pytest.mark.parametrize("role", ROLES)
def test_a_batch_is_told_the_same_as_each_person_alone(role, network, request):
    person = request.getfixturevalue(role)

    alone = for_person(person, SPAN, NOW)
    among_all = Audience(Person.objects.all(), NOW).content(person.pk, SPAN)

    assert among_all == alone


def test_each_role_is_told_what_it_may_see(network, celle_lead, coburg_lead, office, partner):
    told = {
        person: for_person(person, SPAN, NOW)
        for person in (celle_lead, coburg_lead, office, partner)
    }

    titles = {person: {entry.title for entry in told[person].news} for person in told}
    assert titles[celle_lead] == titles[office] == {"Wohnraum", "Ehrenamt", "Anerkennung"}
    assert titles[partner] == set()
    assert [task.meeting.title for task in told[celle_lead].tasks] == ["Ehrenamt"]
    assert [task.meeting.title for task in told[coburg_lead].tasks] == ["Wohnraum", "Ehrenamt"]
    assert told[office].tasks == told[partner].tasks == []


def test_a_person_of_two_counties_has_the_tasks_of_both(network, celle_lead, coburg):
    make_mandate(celle_lead, coburg)

    alone = for_person(celle_lead, SPAN, NOW)
    among_all = Audience([celle_lead], NOW).content(celle_lead.pk, SPAN)

    assert len(alone.tasks) == 3
    assert among_all.tasks == alone.tasks


def test_nothing_is_told_after_the_last_mandate_has_ended(network, celle_lead):
    Mandate.objects.filter(person=celle_lead).update(ends_on=datetime(2026, 12, 2, tzinfo=BERLIN))

    content = Audience([celle_lead], NOW).content(celle_lead.pk, SPAN)

    assert (content.tasks, content.news) == ([], [])

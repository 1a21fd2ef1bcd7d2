import pytest

from meetings import access
from tests.factories.meetings import make_meeting
from tests.factories.members import DAY, NOON, make_mandate, make_person

PLANNING = [
    access.may_change_meeting,
    access.may_change_agenda,
    access.may_announce_meeting,
    access.may_move_meeting,
    access.may_cancel_meeting,
    access.may_hold_meeting,
]
ROLES = ["office", "admin_person", "celle_officer", "celle_lead", "partner", "stranger"]


@pytest.mark.parametrize("who", ROLES)
def test_the_office_plans_and_nobody_else(request, office, who):
    meeting, person = make_meeting(office), request.getfixturevalue(who)

    expected = who in ("office", "admin_person")
    assert access.may_create_meeting(person, NOON) is expected
    assert [may(person, meeting, NOON) for may in PLANNING] == [expected] * len(PLANNING)


@pytest.mark.parametrize("who", ROLES)
def test_whoever_acts_for_a_county_may_register_it(request, office, who):
    meeting, person = make_meeting(office), request.getfixturevalue(who)

    assert access.may_register(person, meeting, NOON) is (who in ("celle_officer", "celle_lead"))


def test_a_mandate_at_a_county_that_left_the_forum_gives_no_right(office, celle, celle_officer):
    celle.memberships.update(left_on=(NOON - DAY).date())

    assert not access.may_register(celle_officer, make_meeting(office), NOON)


def test_a_mandate_that_begins_tomorrow_gives_no_right_today(office, celle):
    person = make_person("morgen@forum.example")
    make_mandate(person, celle, starts_on=(NOON + DAY).date())
    meeting = make_meeting(office)

    assert not access.may_register(person, meeting, NOON)
    assert access.may_register(person, meeting, NOON + DAY)

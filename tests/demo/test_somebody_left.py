"""In the demo somebody has left: what they did stays, with function and county."""

from datetime import datetime

import pytest

from forum_portal.clock import BERLIN
from meetings.models import Attendee
from members.models import Person

MONDAY = datetime(2026, 11, 23, 9, 5, tzinfo=BERLIN)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.parametrize("built", [MONDAY], indirect=True, scope="module"),
]


def test_who_left_is_a_function_of_a_county_by_now(built):
    [gone] = Person.objects.exclude(deleted_at=None)

    assert str(gone) == "ehemals Fachkraft, Kreis Lippe"
    assert not gone.has_usable_password()
    assert [attendee.label for attendee in Attendee.objects.filter(person=gone)] == [
        "ehemals Fachkraft"
    ]

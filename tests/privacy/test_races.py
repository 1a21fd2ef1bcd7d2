"""Two who leave at the same moment, each with a connection of its own."""

import pytest
from django.core.exceptions import ValidationError

from members import services
from members.models import Person
from members.stages import Function
from tests.factories.members import NOON, make_mandate, make_operator, make_person
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_the_last_two_administrators_one_stays():
    people = [make_person(f"verwaltung{number}@forum.example") for number in range(2)]
    for person in people:
        make_mandate(person, make_operator(), Function.OFFICE, is_administration=True)

    def leaving(person):
        def action():
            try:
                services.delete_account(Person.objects.get(pk=person.pk), by=person, now=NOON)
            except ValidationError as refusal:
                return refusal
            return None

        return action

    answers = at_once(*map(leaving, people))

    assert sum(isinstance(answer, ValidationError) for answer in answers) == 1
    assert Person.objects.known().count() == 1


def test_somebody_who_leaves_twice_at_once_leaves_once(celle_officer):
    def leaving():
        person = Person.objects.get(pk=celle_officer.pk)
        return services.delete_account(person, by=person, now=NOON).deleted_at

    assert at_once(leaving, leaving) == [NOON, NOON]

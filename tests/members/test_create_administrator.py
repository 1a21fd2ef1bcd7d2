"""The first administrator of an empty portal comes from the host, never from outside."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from members.models import Person

pytestmark = pytest.mark.django_db
EMAIL = "verwaltung@forum.example"


def create(email=EMAIL):
    call_command("create_administrator", email, stdout=StringIO())


def test_an_empty_portal_gets_its_administrator():
    create()

    person = Person.objects.get(email=EMAIL)
    assert person.is_staff
    assert not person.has_usable_password()


def test_a_second_one_joins_the_same_operator(office):
    create()

    assert Person.objects.get(email=EMAIL).mandates.get().place == office.mandates.get().place


def test_who_administers_already_is_told_so():
    create()

    with pytest.raises(CommandError, match="verwaltet das Portal schon"):
        create(EMAIL.upper())


def test_what_is_no_address_makes_nothing():
    with pytest.raises(CommandError, match="E-Mail-Adresse"):
        create("kaputt")

    assert not Person.objects.exists()

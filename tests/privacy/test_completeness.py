"""No column that leads to a person is left out of the file with that person's own data."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import EmailField

from members.models import Person
from members.own_data import covered, parts

# What is read by an address that somebody typed, or leads to one by its hash.
NAME_OF_AN_ADDRESS = re.compile(
    r"(^|_)(address|email|domain|envelope_to|reply_to)(_|$)|recipient_key"
)


def name_of(model, field) -> str:
    return f"{model._meta.label}.{field.name}"


def models():
    return apps.get_models(include_auto_created=True)


def leads_to_a_person(field) -> bool:
    return field.is_relation and field.related_model is Person and not field.auto_created


def is_an_address(field) -> bool:
    is_named_so = NAME_OF_AN_ADDRESS.search(field.name)
    return isinstance(field, EmailField) or (not field.is_relation and bool(is_named_so))


def columns() -> set[str]:
    """All that can hold something of a person by its kind."""
    found = {
        name_of(model, field)
        for model in models()
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]
        if leads_to_a_person(field) or is_an_address(field)
    }
    return found | {name_of(Person, field) for field in Person._meta.concrete_fields[1:]}


def test_each_column_that_leads_to_a_person_is_covered_or_says_why_not():
    assert columns() - covered() == set()


def test_what_is_covered_exists():
    known = {
        name_of(model, field)
        for model in models()
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]
    }

    assert covered() - known == set()


def test_the_keys_of_the_file_are_documented_as_they_are():
    text = (settings.BASE_DIR / "docs" / "own-data.md").read_text()

    assert re.findall(r"^\| `(\w+)` \| `(\w+)` \| (.+) \|$", text, re.MULTILINE) == [
        (part.key, name, label) for part in parts() for name, label in part.columns.items()
    ]


@pytest.mark.parametrize("part", parts(), ids=lambda part: part.key)
def test_each_part_says_what_becomes_of_it_when_somebody_leaves(part):
    assert bool(part.goes) != bool(part.stays)
    assert part.title
    assert part.columns

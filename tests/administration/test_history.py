"""Who changed what, and when: in the forms, in bulk, by import and by plain SQL, in words."""

from datetime import date
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from members import history, migrations, services, telling
from members.models import (
    DistrictTopicEvent,
    Mandate,
    MandateEvent,
    Membership,
    Organisation,
    Person,
    PersonEvent,
    Topic,
)
from members.stages import Function
from tests.factories.members import (
    DAY,
    HOUR,
    LONG_AGO,
    MINUTE,
    NOON,
    make_mandate,
    make_operator,
    make_person,
)

ROOT = "/verwaltung/members/"


def told(thing, number=1):
    """The entries of a history as plain text."""
    return [
        (
            entry.who,
            entry.what,
            entry.because,
            [(change.label, change.before, change.after) for change in entry.changes],
        )
        for entry in telling.page_of(thing, number).object_list
    ]


def test_each_change_of_an_account_says_by_whom_and_what(stranger, admin_person):
    stranger.name = "Fachstelle"
    services.change_person(stranger, by=admin_person, now=NOON)
    stranger.email, stranger.name = "neu@forum.example", "Amt"
    services.change_person(stranger, by=None, now=NOON + HOUR)

    assert told(stranger) == [
        (
            "das Portal",
            "Person geändert",
            "",
            [
                ("E-Mail-Adresse", "fremd@forum.example", "neu@forum.example"),
                ("Name", "Fachstelle", "Amt"),
            ],
        ),
        (str(admin_person), "Konto geändert", "", [("Name", "(leer)", "Fachstelle")]),
        ("direkt in der Datenbank", "Person angelegt", "", []),
    ]


def test_the_page_says_it_in_a_sentence(desk, stranger, admin_person):
    stranger.name = "Amt"
    services.change_person(stranger, by=admin_person, now=NOON)

    page = desk.get(f"{ROOT}person/{stranger.pk}/history/").content.decode()

    assert "Am 1. Dezember 2026 um 12:00 Uhr, <strong>admin@forum.example</strong>" in page
    assert "Name: von <del>(leer)</del> zu <ins>Amt</ins>" in page


def test_mandates_stand_in_the_history_of_the_person_and_of_the_place(
    celle, stranger, admin_person
):
    deed = {"by": admin_person}
    mandate = services.begin_mandate(
        stranger, celle, Function.OFFICER, starts_on=LONG_AGO, now=NOON, **deed
    )
    mandate.title = "Stabsstelle"
    services.change_mandate(mandate, now=NOON + HOUR, **deed)
    services.end_mandate(mandate, on=date(2026, 12, 31), now=NOON + DAY, **deed)

    expected = [
        (str(admin_person), "Zuständigkeit beendet", "", [("bis", "(leer)", "31. Dez. 2026")]),
        (
            str(admin_person),
            "Zuständigkeit geändert",
            "",
            [("Bezeichnung", "(leer)", "Stabsstelle")],
        ),
        (str(admin_person), "Zuständigkeit begonnen", "", []),
    ]
    assert plain(told(stranger))[:3] == expected
    assert plain(told(celle))[:3] == expected
    assert plain(told(mandate)) == expected
    (latest, *_) = telling.page_of(stranger, 1).object_list
    assert latest.about == "Stabsstelle, Landkreis Celle"


def plain(entries):
    return [
        (who, what, because, [tuple(text.replace("\xa0", " ") for text in one) for one in changes])
        for who, what, because, changes in entries
    ]


def test_a_change_in_bulk_or_by_plain_sql_is_kept_and_says_that_nobody_is_known(celle_officer):
    Mandate.objects.filter(person=celle_officer).update(may_vote=True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_mandate SET title = 'Amt'")

    assert told(celle_officer.mandates.get()) == [
        (
            "direkt in der Datenbank",
            "Zuständigkeit geändert",
            "",
            [("Bezeichnung", "(leer)", "Amt")],
        ),
        (
            "direkt in der Datenbank",
            "Zuständigkeit geändert",
            "",
            [("stimmberechtigt", "nein", "ja")],
        ),
        ("direkt in der Datenbank", "Zuständigkeit angelegt", "", []),
    ]


def test_what_a_request_changes_is_by_whoever_is_signed_in(desk, celle, admin_person):
    wohnen = Topic.objects.create(name="Wohnen", slug="wohnen")
    none = {
        f"{prefix}-{count}_FORMS": "0"
        for prefix in ("mandates", "mandates-2", "memberships")
        for count in ("TOTAL", "INITIAL")
    }

    desk.post(f"{ROOT}district/{celle.pk}/change/", {"topics": [wohnen.pk]} | none)
    operator = make_operator()
    desk.post(
        f"{ROOT}organisation/{operator.pk}/change/",
        {"kind": "operator", "name": "Träger e. V.", "short_name": ""} | none,
    )

    assert (str(admin_person), [("Thema", "", "Wohnen")]) in [
        (who, changes) for who, _, _, changes in told(celle)
    ]
    assert told(Organisation.objects.get())[0][3] == [("Name", "Träger des Forums", "Träger e. V.")]
    assert told(Organisation.objects.get())[0][0] == str(admin_person)


def test_a_membership_and_its_end(celle, admin_person):
    membership = Membership.objects.get()

    services.end_membership(membership, on=date(2026, 12, 31), by=admin_person, now=NOON)

    assert plain(told(membership))[0] == (
        str(admin_person),
        "Mitgliedschaft beendet",
        "",
        [("Mitglied bis", "(leer)", "31. Dez. 2026")],
    )


def test_signing_in_and_a_new_password_are_no_history(stranger):
    before = PersonEvent.objects.count()

    services.record_login(stranger, now=NOON)
    services.set_password(stranger, "ein-langes-neues-passwort")

    assert PersonEvent.objects.count() == before
    assert "password" not in {field.name for field in PersonEvent._meta.get_fields()}


def test_somebody_who_is_gone_is_called_so(stranger, office):
    stranger.name = "Amt"
    services.change_person(stranger, by=office, now=NOON)
    LogEntry.objects.all().delete()
    Mandate.objects.filter(person=office).delete()
    Person.objects.filter(pk=office.pk).delete()

    assert told(stranger)[0][0] == "gelöschte Person"


def test_forgetting_takes_a_person_out_of_the_history(stranger, celle, admin_person):
    mandate = services.begin_mandate(
        stranger,
        celle,
        Function.OFFICER,
        starts_on=LONG_AGO,
        title="Stelle von Frau X",
        by=stranger,
        now=NOON,
    )
    stranger.name = "Frau X"
    services.change_person(stranger, by=admin_person, now=NOON)

    assert history.forget(stranger)

    assert not PersonEvent.objects.filter(pgh_obj=stranger).exists()
    assert set(MandateEvent.objects.filter(person=stranger).values_list("title", flat=True)) == {""}
    assert not LogEntry.objects.filter(object_repr__icontains="fremd").exists()
    assert not LogEntry.objects.filter(object_repr__icontains="Frau X").exists()
    LogEntry.objects.all().delete()
    assert told(mandate) == [("das Portal", "Zuständigkeit angelegt", "", [])]
    assert history.forget(stranger) == 0


@pytest.mark.parametrize("count", [1, 3, 60])
def test_a_history_costs_the_same_for_few_and_for_many_changes(
    desk,
    stranger,
    celle,
    admin_person,
    count,
    django_assert_num_queries,
):
    mandate = make_mandate(stranger, celle)
    for number in range(count):
        stranger.name = f"Amt {number}"
        services.change_person(stranger, by=admin_person, now=NOON + number * HOUR)
        mandate.title = f"Stelle {number}"
        services.change_mandate(mandate, by=admin_person, now=NOON + number * HOUR + MINUTE)

    with django_assert_num_queries(14):
        page = desk.get(f"{ROOT}person/{stranger.pk}/history/").content.decode()

    assert "Stelle 0" in page or count == 60
    assert ("Seite 1 von 3" in page) is (count == 60)


def test_a_page_of_the_history_goes_on_where_the_one_before_ended(stranger, admin_person):
    for number in range(120):
        stranger.name = f"Amt {number}"
        services.change_person(stranger, by=admin_person, now=NOON + number * HOUR)

    names = [
        entry.changes[0].after
        for number in (1, 2, 3)
        for entry in telling.page_of(stranger, number).object_list
        if entry.changes
    ]
    assert names == [f"Amt {number}" for number in reversed(range(120))]


def test_what_was_there_before_the_history_began_is_told_as_it_was(celle_officer):
    """Stands in for the migration, which copies what it finds."""
    MandateEvent.objects.filter(pgh_obj__person=celle_officer).update(pgh_label="snapshot")
    Mandate.objects.filter(person=celle_officer).update(title="Amt")

    assert told(celle_officer.mandates.get())[-1][1] == "Hier beginnt die Aufzeichnung"
    assert told(celle_officer.mandates.get())[0][3] == [("Bezeichnung", "(leer)", "Amt")]


def test_saving_costs_no_statement_more(stranger, admin_person, django_assert_num_queries):
    stranger.name = "Amt"
    ContentType.objects.get_for_model(Person)  # which a process asks for once

    with django_assert_num_queries(17):
        services.change_person(stranger, by=admin_person, now=NOON)


def test_ten_people_of_a_bulk_are_ten_events_of_one_doer(admin_person):
    with history.doing(admin_person, NOON, "Import liste.csv"):
        people = Person.objects.bulk_create(
            Person(email=f"p{n}@forum.example", created_at=NOON) for n in range(10)
        )

    events = PersonEvent.objects.filter(pgh_obj__in=people)
    assert {(e.pgh_label, e.pgh_context["user"]) for e in events} == {("insert", admin_person.pk)}
    assert told(people[0]) == [(str(admin_person), "Person angelegt", "Import liste.csv", [])]


def test_one_deed_inside_another_says_both_and_only_while_it_lasts(admin_person, db):
    with history.doing(admin_person, NOON):
        with history.doing(None, NOON, "Import liste.csv"):
            inner = make_person("a@forum.example")
        outer = make_person("b@forum.example")

    assert told(inner)[0][:3] == (str(admin_person), "Person angelegt", "Import liste.csv")
    assert told(outer)[0][:3] == (str(admin_person), "Person angelegt", "")


def test_the_migration_keeps_what_it_finds(celle_officer, celle, migration):
    wohnen = Topic.objects.create(name="Wohnen", slug="wohnen")
    celle.topics.add(wohnen)
    for model in history.EVENTS:
        model.objects.all().delete()

    with connection.schema_editor(atomic=False) as editor:
        migration.keep_what_is_there(apps, editor)

    assert told(celle_officer)[-1] == (
        "direkt in der Datenbank",
        "Hier beginnt die Aufzeichnung",
        "",
        [],
    )
    assert DistrictTopicEvent.objects.get().topic == wohnen


@pytest.fixture
def migration():
    (name,) = (
        module.name
        for module in iter_modules(migrations.__path__)
        if module.name.endswith("_history")
    )
    return import_module(f"members.migrations.{name}")

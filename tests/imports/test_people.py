"""A file of people: what it would do, line by line, and then just that."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry

from members import imports
from members.models import Import, Mandate, Person
from members.stages import Function
from tests.factories.members import (
    BYGONE,
    LONG_AGO,
    NOON,
    make_lead,
    make_mandate,
    make_member,
    make_operator,
    make_partner,
    make_person,
)
from tests.imports.conftest import told
from tests.imports.files import lines, upload, workbook

LEAD = "Der Landkreis hat in dieser Zeit schon eine Koordination"
NEW = "neu@forum.example;;Landkreis Celle;;;Fachkraft;Fachstelle;01.02.2026;;"


def test_a_new_person_and_what_she_acts_for_are_shown_first_and_then_saved(
    preview, carry_out, celle, admin_person
):
    one = preview(lines(NEW))

    assert told(one) == [
        (
            2,
            "new",
            [
                "Das Konto wird angelegt.",
                "Fachstelle für Landkreis Celle, ab 1. Feb. 2026.",
            ],
            [],
        )
    ]
    assert not Person.objects.filter(email="neu@forum.example").exists()

    carry_out(one)

    person = Person.objects.get(email="neu@forum.example")
    mandate = person.mandates.get()
    assert one.stage == "done"
    assert (mandate.district, mandate.function) == (celle, Function.OFFICER)
    assert (mandate.title, mandate.starts_on, mandate.ends_on) == (
        "Fachstelle",
        date(2026, 2, 1),
        None,
    )
    assert [(e.user, e.action_time, e.change_message) for e in LogEntry.objects.order_by("pk")] == [
        (admin_person, NOON, "Konto angelegt (Import liste.csv)"),
        (admin_person, NOON, "Zuständigkeit begonnen (Import liste.csv)"),
    ]


def test_an_imported_account_is_as_one_that_was_opened_by_hand(imported, celle):
    imported(lines(NEW))

    person = Person.objects.get(email="neu@forum.example")
    address = EmailAddress.objects.get(user=person)
    assert not person.has_usable_password()
    assert person.created_at == NOON
    assert (address.email, address.primary, address.verified) == (person.email, True, False)
    assert person not in Person.objects.receiving(NOON)


def test_a_second_time_nothing_is_left_to_do(desk, imported, preview, celle):
    content = lines(NEW, "amt@forum.example;;;03351;;Koordination;;01.02.2026;31.12.2027;ja")
    imported(content)

    again = preview(content)

    assert [line[1] for line in told(again)] == ["unchanged", "unchanged"]
    page = desk.get(again.get_absolute_url()).content.decode()
    assert "Es gibt nichts zu tun." in page
    assert 'value="confirm"' not in page


def test_what_changes_is_shown_field_by_field(preview, carry_out, celle, celle_lead):
    held = celle_lead.mandates.get()

    one = preview(
        lines(
            "CELLE.Koordination@forum.example ;Amt für Teilhabe;celle;;;koordination;"
            "Stabsstelle;01.01.2024;31.12.2026;nein"
        )
    )

    assert told(one) == [
        (
            2,
            "changed",
            [],
            [
                ("Bezeichnung", "(leer)", "Stabsstelle"),
                ("bis", "ohne Ende", "31. Dez. 2026"),
                ("stimmberechtigt", "ja", "nein"),
                ("Name", "(leer)", "Amt für Teilhabe"),
            ],
        )
    ]
    carry_out(one)
    held.refresh_from_db()
    celle_lead.refresh_from_db()
    assert (held.title, held.ends_on, held.may_vote) == ("Stabsstelle", date(2026, 12, 31), False)
    assert celle_lead.name == "Amt für Teilhabe"
    assert list(LogEntry.objects.order_by("pk").values_list("change_message", flat=True)) == [
        "Konto geändert: Name (Import liste.csv)",
        "Zuständigkeit geändert: Bezeichnung, bis, stimmberechtigt (Import liste.csv)",
    ]


def test_what_has_no_column_stays_as_it_is(preview, celle, celle_lead):
    Person.objects.filter(pk=celle_lead.pk).update(name="Amt für Teilhabe")

    one = preview(
        lines(
            f"{celle_lead.email};03351;Koordination",
            head="E-Mail;AGS;Funktion",
        )
    )

    assert told(one) == [(2, "unchanged", [], [])]


def test_an_account_alone_needs_no_place(imported):
    imported(lines("neu@forum.example;Amt;;;;;;;;"))

    person = Person.objects.get(email="neu@forum.example")
    assert person.name == "Amt"
    assert not person.mandates.exists()


def test_people_of_organisations_come_by_the_same_file(imported, db):
    operator, partner = make_operator(), make_partner("Beispielstiftung")

    imported(
        lines(
            "a@forum.example;;;;träger des forums;Geschäftsstelle;;01.02.2026;;",
            "b@forum.example;;;;Beispielstiftung;Ansprechperson;;01.02.2026;;",
        )
    )

    held = Mandate.objects.filter(person__email__in=["a@forum.example", "b@forum.example"])
    assert {m.organisation for m in held} == {operator, partner}
    assert not held.filter(is_administration=True).exists()


def test_one_person_may_have_several_lines(imported, celle, coburg):
    imported(
        lines(
            "neu@forum.example;Amt;03351;;;Fachkraft;;01.02.2026;;",
            "neu@forum.example;;9473;;;Fachkraft;;01.02.2026;;",
        )
    )

    assert Person.objects.get(email="neu@forum.example").acts_for(NOON) == [celle, coburg]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (";;;;;;;;;", None),
        (";Amt;;;;;;;;", "Die E-Mail-Adresse fehlt."),
        ("kein at;;;;;;;;;", "„kein at“ ist keine E-Mail-Adresse."),
        ("x@müller.example;;;;;;;;;", "ohne Umlaute"),
        ("a@x.example;;Celle;;;;;01.02.2026;;", "Bei Landkreis Celle fehlt die Funktion."),
        ("a@x.example;;Celle;;;Chef;;01.02.2026;;", "Die Funktion „Chef“ gibt es nicht."),
        ("a@x.example;;Zelle;;;Fachkraft;;01.02.2026;;", "Einen Landkreis „Zelle“ gibt es nicht."),
        ("a@x.example;;;99999;;Fachkraft;;01.02.2026;;", "„99999“ gibt es nicht"),
        ("a@x.example;;Coburg;03351;;Fachkraft;;01.02.2026;;", "gehört zu Landkreis Celle"),
        ("a@x.example;;;;Verein;Ansprechperson;;01.02.2026;;", "Die Organisation „Verein“ gibt"),
        ("a@x.example;;;;;Fachkraft;;01.02.2026;;", "Zu „Funktion“ fehlt der Landkreis"),
        (
            "a@x.example;;Celle;;;Geschäftsstelle;;01.02.2026;;",
            "Diese Funktion gibt es dort nicht.",
        ),
        ("a@x.example;;Celle;;;Fachkraft;;;;", "Bitte geben Sie bei „von“ den Tag an."),
        ("a@x.example;;Celle;;;Fachkraft;;31.02.2026;;", "„31.02.2026“ ist kein Datum"),
        ("a@x.example;;Celle;;;Fachkraft;;01.02.2026;01.01.2026;", "endet vor ihrem Beginn"),
        ("a@x.example;;Celle;;;Fachkraft;;01.01.1900;;", "zwischen 1990 und 2099"),
        ("a@x.example;;Celle;;;Fachkraft;;01.02.2026;31.12.9999;", "zwischen 1990 und 2099"),
        ("a@x.example;;Celle;;;Fachkraft;;01.02.2026;;vielleicht", "weder „ja“ noch „nein“"),
        (f"a@x.example;{'Ü' * 201};;;;;;;;", "länger als 200 Zeichen"),
        (f"a@x.example;;Celle;;;Fachkraft;{'Ü' * 121};01.02.2026;;", "länger als 120 Zeichen"),
    ],
)
def test_a_wrong_line_says_what_is_wrong_and_nothing_is_saved(
    desk, preview, celle, coburg, line, sentence
):
    one = preview(lines(NEW, line))

    if sentence is None:
        assert len(one.lines) == 1
        return
    assert one.lines[1]["line"] == 3
    assert sentence in " ".join(one.lines[1]["says"])
    page = desk.get(one.get_absolute_url()).content.decode()
    assert "Nichts ist gespeichert." in page
    assert 'value="confirm"' not in page
    desk.post(one.get_absolute_url(), {"do": "confirm", "seen": one.seen})
    one.refresh_from_db()
    assert one.stage == "preview"
    assert not Person.objects.filter(email="neu@forum.example").exists()


def test_the_same_twice_is_said_with_both_lines(preview, celle, coburg):
    one = preview(
        lines(
            NEW,
            NEW.upper().replace("LANDKREIS CELLE", "03351"),
            "amt@forum.example;;;;;;;;;",
            "amt@forum.example;;;;;;;;;",
            "neu@forum.example;Anders;9473;;;Fachkraft;;01.02.2026;;",
            "neu@forum.example;Ganz anders;9473;;;Dezernat;;01.02.2026;;",
        )
    )

    assert [(line[0], line[2]) for line in told(one) if line[1] == "conflict"] == [
        (3, ["Dasselbe steht schon in Zeile 2."]),
        (5, ["Die Adresse steht schon in Zeile 4."]),
        (7, ["Zu dieser Adresse steht in Zeile 6 ein anderer Name."]),
    ]


def test_two_leads_of_a_county_clash_in_the_file_and_with_the_one_there_is(
    preview, celle, coburg, celle_lead
):
    one = preview(
        lines(
            "a@x.example;;;3351;;Koordination;;01.02.2026;;",
            "b@x.example;;;9473;;Koordination;;01.02.2026;;",
            "c@x.example;;;9473;;Koordination;;01.03.2026;;",
        )
    )

    assert [(line[0], line[2]) for line in told(one) if line[1] == "conflict"] == [
        (
            2,
            [f"{LEAD}: ab 1. Jan. 2024, stimmberechtigt (celle.koordination@forum.example)."],
        ),
        (4, [f"{LEAD}: Zeile 3."]),
    ]


def test_a_lead_may_follow_on_one_whom_the_same_file_ends(imported, celle, celle_lead):
    imported(
        lines(
            "a@x.example;;;3351;;Koordination;;01.02.2026;;ja",
            f"{celle_lead.email};;;3351;;Koordination;;01.01.2024;31.01.2026;ja",
        )
    )

    leads = Mandate.objects.filter(district=celle, function=Function.LEAD).running(NOON)
    assert [lead.person.email for lead in leads] == ["a@x.example"]


def test_overlapping_terms_of_one_person_clash(preview, celle, celle_officer):
    one = preview(
        lines(
            f"{celle_officer.email};;;3351;;Fachkraft;;01.02.2026;;",
            "a@x.example;;;3351;;Fachkraft;;01.02.2026;31.05.2026;",
            "a@x.example;;;3351;;Fachkraft;;01.05.2026;;",
        )
    )

    assert [(line[0], line[2]) for line in told(one) if line[1] == "conflict"] == [
        (2, ["Die Person hat diese Funktion in dieser Zeit dort schon: ab 1. Jan. 2024."]),
        (4, ["Die Person hat diese Funktion in dieser Zeit dort schon: Zeile 3."]),
    ]


def test_a_closed_account_begins_nothing(preview, celle, stranger):
    Person.objects.filter(pk=stranger.pk).update(is_active=False)

    one = preview(lines(f"{stranger.email};;;3351;;Fachkraft;;01.02.2026;;"))

    assert "Das Konto ist geschlossen." in one.lines[0]["says"][0]


def test_of_several_terms_the_file_must_say_which(preview, celle, stranger):
    make_mandate(stranger, celle, ends_on=BYGONE)

    over = preview(lines(f"{stranger.email};;;3351;;Fachkraft;;;;"))
    make_mandate(stranger, celle, starts_on=date(2026, 1, 1))
    running = preview(lines(f"{stranger.email};;;3351;;Fachkraft;Amt;;;"))

    assert over.lines[0]["verdict"] == "conflict"
    assert told(running)[0][3] == [("Bezeichnung", "(leer)", "Amt")]


def test_a_county_that_is_no_member_is_named(preview, db):
    one = preview(lines("a@x.example;;;3351;;Fachkraft;;01.02.2026;;"))
    assert one.preventing

    make_member("03351", "Celle").memberships.all().delete()
    one = preview(lines("a@x.example;;;3351;;Fachkraft;;01.02.2026;;"))
    assert one.lines[0]["says"][-1] == (
        "Landkreis Celle ist zurzeit nicht Mitglied; so lange gibt das keine Rechte."
    )


def test_who_confirms_gets_what_was_shown_or_a_new_preview(preview, carry_out, celle):
    one = preview(lines(NEW, "amt@forum.example;;;;;;;;;"))
    make_person("amt@forum.example")

    carry_out(one)

    assert one.stage == "preview"
    assert one.note == (
        "Inzwischen hat sich etwas geändert. Bitte prüfen Sie die Vorschau noch einmal."
    )
    assert [line[1] for line in told(one)] == ["new", "unchanged"]
    assert not Person.objects.filter(email="neu@forum.example").exists()
    assert carry_out(one).stage == "done"


def test_a_preview_that_is_not_the_one_on_the_page_is_not_confirmed(desk, preview, celle):
    one = preview(lines(NEW))

    page = desk.post(one.get_absolute_url(), {"do": "confirm", "seen": "0" * 64})

    assert "Inzwischen hat sich etwas geändert." in page.content.decode()
    one.refresh_from_db()
    assert one.stage == "preview"


def test_nothing_is_done_for_somebody_who_no_longer_administers(desk, preview, celle, admin_person):
    one = preview(lines(NEW))
    desk.post(one.get_absolute_url(), {"do": "confirm", "seen": one.seen})
    admin_person.mandates.update(ends_on=BYGONE)

    imports.run_all(NOON)

    one.refresh_from_db()
    assert one.stage == "failed"
    assert "verwaltet das Portal nicht mehr" in one.note
    assert not Person.objects.filter(email="neu@forum.example").exists()


def test_a_discarded_file_is_gone(desk, preview, celle):
    one = preview(lines(NEW))

    desk.post(one.get_absolute_url(), {"do": "discard"})

    one.refresh_from_db()
    assert (one.stage, one.content, one.lines) == ("discarded", None, [])


def test_the_file_is_kept_no_longer_than_it_is_needed(imported, celle):
    one = imported(lines(NEW))

    assert one.content is None
    assert one.lines


@pytest.mark.parametrize("count", [1, 30])
def test_a_preview_costs_the_same_for_few_lines_and_for_many(
    desk, celle, count, django_assert_num_queries
):
    content = lines(
        *(f"p{n}@forum.example;;;3351;;Fachkraft;;01.02.2026;;" for n in range(count)),
        "lead@forum.example;;;3351;;Koordination;;01.02.2026;;",
    )

    with django_assert_num_queries(9):
        upload(desk, content)

    one = Import.objects.get()
    with django_assert_num_queries(4):
        desk.get(one.get_absolute_url())


def test_it_reads_the_same_from_a_workbook(imported, celle):
    imported(
        workbook(
            ["Mail", "AGS", "Funktion", "von", "bis", "Stimmrecht"],
            ["neu@forum.example", 3351, "Koordination", LONG_AGO, date(2027, 12, 31), True],
        ),
        name="liste.xlsx",
    )

    mandate = Mandate.objects.get(person__email="neu@forum.example")
    assert (mandate.district, mandate.starts_on, mandate.ends_on, mandate.may_vote) == (
        celle,
        LONG_AGO,
        date(2027, 12, 31),
        True,
    )


def test_somebody_elses_lead_is_named_by_its_person(preview, celle):
    make_lead("wer@forum.example", celle)

    one = preview(lines("a@x.example;;;3351;;Koordination;;01.02.2026;;"))

    assert "(wer@forum.example)" in one.lines[0]["says"][0]

"""Lists that are taken out: whole, harmless to a spreadsheet, and as an import reads them."""

import csv
import gc
import io
import tracemalloc
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from forum_portal import sheets, tables
from members.models import Mandate, Person, Topic
from members.stages import Function
from tests.factories.members import (
    BYGONE,
    LONG_AGO,
    make_lead,
    make_mandate,
    make_member,
    make_membership,
    make_officer,
    make_operator,
    make_partner,
    make_person,
)
from tests.imports.files import MEMBERSHIPS

PEOPLE, MANDATES, TERMS = (
    f"/verwaltung/members/{name}/" for name in ("person", "mandate", "membership")
)


def taken(desk, path, form="csv", query=""):
    response = desk.post(f"{path}export.{form}{query}")
    assert response.status_code == 200
    return response.getvalue()


def rows(content: bytes) -> list[dict]:
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.fixture
def network(celle, coburg, celle_lead, celle_officer, stranger):
    """People of each kind, with terms that are over and to come, and odd words."""
    celle.topics.set(
        Topic.objects.create(name=name, slug=slug)
        for name, slug in (("Wohnen", "wohnen"), ("Sprache, Schrift", "schrift"))
    )
    coburg.memberships.update(left_on=date(2026, 12, 31))
    make_membership(celle, joined_on=date(2020, 1, 1), left_on=date(2021, 12, 31))
    make_mandate(celle_officer, coburg, Function.DEPUTY, starts_on=date(2027, 1, 1))
    make_mandate(celle_lead, celle, starts_on=LONG_AGO, ends_on=BYGONE, title="=1+1")
    partner = make_person("kontakt@stiftung.example", name='-Stiftung;"Müller"', is_active=False)
    make_mandate(partner, make_partner("@Stiftung"), Function.CONTACT, title="'+49")
    make_mandate(make_person("amt@forum.example"), make_operator(), Function.OFFICE)
    Person.objects.filter(pk=stranger.pk).update(name="  Amt \u200b für\tAlles ")


def test_a_list_has_all_that_is_narrowed_to_and_says_so_in_the_log(
    desk, network, admin_person, celle
):
    content = rows(taken(desk, MANDATES, query="?function__exact=lead"))

    assert content == [
        {
            "E-Mail-Adresse": "celle.koordination@forum.example",
            "Name": "",
            "Landkreis": "Landkreis Celle",
            "Kreisschlüssel": "03351",
            "Organisation": "",
            "Funktion": "Koordination",
            "Bezeichnung": "",
            "von": "01.01.2024",
            "bis": "",
            "stimmberechtigt": "ja",
            "Verwaltung des Portals": "nein",
            "Konto": "offen",
            "Adresse bestätigt": "ja",
        }
    ]
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_repr, entry.change_message) == (
        admin_person,
        "Zuständigkeiten",
        "Als CSV exportiert: 1 Zeile, eingegrenzt",
    )
    assert "Als CSV exportiert" in desk.get("/verwaltung/").content.decode()


def test_all_pages_of_a_list_are_in_it(desk, celle):
    for number in range(130):
        make_officer(f"p{number}@forum.example", celle)

    assert len(rows(taken(desk, PEOPLE))) == 131
    assert len(rows(taken(desk, MANDATES, query="?q=p12&p=1"))) == 11


def test_somebody_without_a_mandate_has_a_line_too(desk, stranger):
    told = {row["E-Mail-Adresse"]: row for row in rows(taken(desk, PEOPLE))}

    assert told["fremd@forum.example"]["Funktion"] == ""


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(("path", "into"), [(PEOPLE, None), (MANDATES, None), (TERMS, MEMBERSHIPS)])
def test_what_is_taken_out_comes_in_as_unchanged(desk, network, preview, form, path, into):
    content = taken(desk, path, form)

    one = preview(content, into or f"{PEOPLE}import/", f"liste.{form}")

    assert {line["verdict"] for line in one.lines} == {"unchanged"}, one.lines
    assert len(one.lines) >= 3


FORMULAS = ["=1+1", "+49 511", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''+1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_is_taken_for_a_formula(desk, text):
    """Row 39: in CSV by an apostrophe, in XLSX as a text."""
    person = make_person("a@forum.example")
    Person.objects.filter(pk=person.pk).update(name=text)

    line = next(r for r in rows(taken(desk, PEOPLE)) if r["E-Mail-Adresse"] == person.email)
    book = load_workbook(io.BytesIO(taken(desk, PEOPLE, "xlsx")))
    cells = {row[0].value: row[1] for row in book.active}

    assert line["Name"] == f"'{text}"
    assert cells[person.email].data_type == "s"
    assert cells[person.email].value.replace("_x000D_", "\r") == text


@given(st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=4), max_size=5))
@settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_a_cell_holds_no_spreadsheet_calculates_it_and_we_read_it_again(table):
    plain = [[text for text in row if text.isprintable()] for row in table]
    content = b"".join(sheets.csv_lines([["Kopf"], *plain]))

    read = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert not any(cell[:1] in "=+-@\t\r" for row in read for cell in row if cell)
    told = [[*line.cells] for line in tables.read(content)][1:]
    wanted = [_trimmed([tables.seen(text) for text in row]) for row in plain]
    assert told == [row for row in wanted if row]


def _trimmed(row):
    while row and not row[-1]:
        row.pop()
    return row


def test_real_days_are_days_in_a_workbook(desk, celle_officer):
    book = load_workbook(io.BytesIO(taken(desk, MANDATES, "xlsx")))

    days = {row[7].value.date() for row in book.active.iter_rows(min_row=2)}
    assert days == {LONG_AGO}


@pytest.mark.parametrize(("path", "count"), [(PEOPLE, 8), (MANDATES, 10), (TERMS, 11)])
@pytest.mark.parametrize("many", [1, 3])
def test_an_export_costs_the_same_for_few_rows_and_for_many(
    desk, path, count, many, django_assert_num_queries
):
    for number in range(1, many + 1):
        district = make_member(f"0390{number}", f"Kreis {number}", slug=f"kreis-{number}")
        make_lead(f"k{number}@forum.example", district)
        district.topics.add(Topic.objects.create(name=str(number), slug=f"thema-{number}"))

    with django_assert_num_queries(count):
        taken(desk, path)


def test_many_rows_take_little_memory(desk, celle):
    people = Person.objects.bulk_create(
        Person(email=f"p{number}@forum.example", created_at="2026-01-01T00:00Z", password="!")
        for number in range(5000)
    )
    Mandate.objects.bulk_create(
        Mandate(person=person, district=celle, function=Function.OFFICER, starts_on=LONG_AGO)
        for person in people
    )
    del people
    # What other tests left does not count, or circles are collected the later the more it is.
    gc.collect()
    gc.freeze()
    gc.collect()
    tracemalloc.start()
    try:
        assert taken(desk, PEOPLE).count(b"\r\n") == 5002
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()
        gc.unfreeze()


@pytest.mark.parametrize("query", ["?e=1", "?function__exact=%00", "?gibt_es_nicht=1"])
def test_an_odd_narrowing_is_answered_in_words(desk, query):
    response = desk.post(f"{MANDATES}export.csv{query}")

    assert response.status_code in (200, 302, 400)

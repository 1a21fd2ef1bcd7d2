"""A file of memberships and topics: the same way as one of people."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry

from members.models import Membership, Topic
from tests.factories.members import make_district
from tests.imports.conftest import told
from tests.imports.files import MEMBERSHIPS, lines, workbook

HEAD = "Landkreis;AGS;Mitglied seit;Mitglied bis;Gründungsmitglied;Themen"


@pytest.fixture
def topics(db):
    return [
        Topic.objects.create(name=name, slug=f"thema-{number}")
        for number, name in enumerate(("Wohnen", "Sprache, Schrift", "Arbeit"))
    ]


def content(*rows):
    return lines(*rows, head=HEAD)


def test_a_county_joins_with_its_topics(preview, carry_out, topics, admin_person):
    celle = make_district("03351", "Celle")

    one = preview(content('Celle;;01.02.2026;;ja;"Wohnen; sprache, schrift"'), MEMBERSHIPS)

    assert told(one) == [
        (
            2,
            "new",
            ["Wird als Gründungsmitglied Mitglied von 1. Feb. 2026 an."],
            [("Themen", "(keine)", "Sprache, Schrift, Wohnen")],
        )
    ]
    carry_out(one)
    membership = celle.memberships.get()
    assert (membership.joined_on, membership.left_on) == (date(2026, 2, 1), None)
    assert membership.is_founding_member
    assert {topic.name for topic in celle.topics.all()} == {"Wohnen", "Sprache, Schrift"}
    assert list(LogEntry.objects.order_by("pk").values_list("change_message", flat=True)) == [
        "beigetreten (Import liste.csv)",
        "Themen geändert (Import liste.csv)",
    ]


def test_a_second_time_nothing_is_left_to_do(imported, preview, celle, topics):
    file = content("Landkreis Celle;3351;01.01.2024;31.12.2027;x;Arbeit,Wohnen")
    imported(file, path=MEMBERSHIPS)

    assert [line[1] for line in told(preview(file, MEMBERSHIPS))] == ["unchanged"]


def test_what_changes_is_shown_field_by_field(imported, celle, topics):
    celle.topics.add(topics[2])

    one = imported(content("Celle;;01.01.2024;31.12.2026;ja;Wohnen"), path=MEMBERSHIPS)

    assert told(one)[0][3] == [
        ("Mitglied bis", "ohne Ende", "31. Dez. 2026"),
        ("Gründungsmitglied", "nein", "ja"),
        ("Themen", "Arbeit", "Wohnen"),
    ]
    membership = celle.memberships.get()
    assert (membership.left_on, membership.is_founding_member) == (date(2026, 12, 31), True)
    assert [topic.name for topic in celle.topics.all()] == ["Wohnen"]


def test_without_a_column_topics_stay_and_an_empty_one_takes_them_away(imported, celle, topics):
    celle.topics.add(topics[0])

    head = "Landkreis;Mitglied seit;Mitglied bis"
    imported(lines("Celle;01.01.2024;31.12.2026", head=head), path=MEMBERSHIPS)
    assert celle.topics.count() == 1

    imported(content("Celle;;01.01.2024;;;"), path=MEMBERSHIPS)
    assert celle.topics.count() == 0


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (";;01.01.2024;;;", "Der Landkreis fehlt."),
        ("Zelle;;01.01.2024;;;", "Einen Landkreis „Zelle“ gibt es nicht."),
        ("Celle;;;;;", None),
        ("Coburg;;;;;", "gibt es noch keine Mitgliedschaft"),
        ("Celle;;01.02.2024;;;", "ist in dieser Zeit schon Mitglied: seit 1. Jan. 2024."),
        ("Celle;;01.01.2024;31.12.2023;;", "endet vor ihrem Beginn"),
        ("Celle;;;31.12.2023;;", "liegt vor dem Beitritt"),
        ("Celle;;01.01.1900;;;", "zwischen 1990 und 2099"),
        ("Celle;;01.01.2024;;;Wandern", "Das Thema „Wandern“ gibt es nicht."),
        ("Celle;;01.01.2024;;womöglich;", "weder „ja“ noch „nein“"),
    ],
)
def test_a_wrong_line_says_what_is_wrong(preview, celle, topics, line, sentence):
    make_district("09473", "Coburg")

    (told_line,) = told(preview(content(line), MEMBERSHIPS))

    if sentence is None:
        assert told_line[1] == "unchanged"
    else:
        assert told_line[1] in ("invalid", "conflict")
        assert sentence in " ".join(told_line[2])


def test_the_same_county_twice_is_said_with_both_lines(preview, celle, topics):
    one = preview(
        content(
            "Celle;;01.01.2024;;;Wohnen",
            "Landkreis Celle;;01.01.2024;;;Wohnen",
            "Celle;;01.01.2023;31.12.2023;;Arbeit",
            "Celle;;01.06.2023;31.08.2023;;Wohnen",
        ),
        MEMBERSHIPS,
    )

    assert [(line[0], line[2]) for line in told(one) if line[1] == "conflict"] == [
        (3, ["Dasselbe steht schon in Zeile 2."]),
        (4, ["In Zeile 2 hat der Landkreis andere Themen."]),
        (5, ["Der Landkreis ist in dieser Zeit schon Mitglied: Zeile 4."]),
    ]


def test_topics_alone_come_from_a_workbook(imported, celle, topics):
    imported(workbook(["AGS", "Themen"], [3351, "Wohnen"]), path=MEMBERSHIPS, name="themen.xlsx")

    assert [topic.name for topic in celle.topics.all()] == ["Wohnen"]
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_costs_the_same_for_few_counties_and_for_many(
    preview, topics, count, django_assert_num_queries
):
    rows = []
    for number in range(1, count + 1):
        make_district(f"0390{number}", f"Kreis {number}", slug=f"kreis-{number}")
        rows.append(f";0390{number};01.02.2026;;;Wohnen")

    with django_assert_num_queries(11):
        preview(content(*rows), MEMBERSHIPS)

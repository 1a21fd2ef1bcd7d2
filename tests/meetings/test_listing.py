"""The list of meetings: its views, the search, and the month."""

import re
from datetime import date, time

import pytest
from django.utils.html import strip_tags

from meetings.models import Meeting
from meetings.months import Month
from meetings.services import registering
from meetings.stages import Format, Kind
from tests.factories.meetings import (
    make_cancelled,
    make_draft,
    make_held,
    make_meeting,
    make_registration,
)
from tests.factories.members import DAY, NOON

LIST = "/treffen/"
TITLE = re.compile(r'<h3 class="fp-rows__title"><a [^>]+>([^<]+)</a>')
CELL = re.compile(r'<td role="cell"([^>]*)>(.*?)</td>', re.DOTALL)


def read(client, **asked) -> str:
    response = client.get(LIST, asked)
    assert response.status_code == 200
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def titles(client, **asked) -> set[str]:
    return set(
        re.findall(r'<h3 class="fp-rows__title"><a [^>]+>([^<]+)</a>', read(client, **asked))
    )


def cells(client, **asked) -> dict[str, str]:
    """By day, what stands there in words."""
    found = {}
    for _, cell in CELL.findall(read(client, ansicht="monat", **asked)):
        if on := re.search(r'<time datetime="([^"]+)"', cell):
            words = strip_tags(cell.partition("</time>")[2])
            found[on[1]] = " ".join(words.split())
    return found


# Views ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("who", "view", "queries"),
    [
        ("celle_officer", "", 8),
        ("celle_officer", "vergangen", 6),
        ("celle_officer", "meine", 8),
        ("celle_officer", "monat", 4),
        ("office", "", 7),
        ("office", "vergangen", 6),
        ("office", "monat", 4),
    ],
)
def test_each_view_costs_the_same_at_one_and_three_rows(
    request, client_of, office, django_assert_num_queries, rows, who, view, queries
):
    person = request.getfixturevalue(who)
    officer = request.getfixturevalue("celle_officer")
    for n in range(rows):
        make_registration(make_meeting(office, title=f"Treffen {n}"), officer)
        held = make_meeting(office, title=f"Gehalten {n}")
        make_registration(held, officer)
        Meeting.objects.filter(pk=held.pk).update(
            starts_at=NOON - 2 * DAY, ends_at=NOON - DAY, answer_by=None
        )
        make_draft(office, title=f"Entwurf {n}")
        make_cancelled(office, title=f"Abgesagt {n}")
    client = client_of(person)

    with django_assert_num_queries(queries):
        client.get(LIST, {"ansicht": view})


def test_mine_are_those_to_which_my_county_or_i_come_and_those_that_it_hosts(
    client_of, office, celle, celle_officer, celle_lead, coburg_lead
):
    for title in ("Kollegin kommt", "Sie kommt", "Abgelehnt", "Fremdes"):
        make_meeting(office, title=title)
    make_meeting(office, title="Gastgebend", host=celle)
    by_title = {meeting.title: meeting for meeting in Meeting.objects.all()}
    make_registration(by_title["Kollegin kommt"], celle_lead)
    make_registration(by_title["Sie kommt"], celle_officer)
    make_registration(by_title["Fremdes"], coburg_lead)
    registering.decline(by_title["Abgelehnt"], celle, by=celle_officer, now=NOON)

    mine = titles(client_of(celle_officer), ansicht="meine")

    assert mine == {"Kollegin kommt", "Sie kommt", "Gastgebend"}


def test_the_office_has_no_meetings_of_its_own(client_of, office):
    make_meeting(office, title="Kommendes")

    html = read(client_of(office), ansicht="meine")

    assert ">Meine</a>" not in html
    assert "Kommendes" in html


def test_another_view_stays_narrowed_in_the_same_way(client_of, celle_officer):
    html = read(client_of(celle_officer), suche="Bus", art="conference", page="2", ansicht="monat")

    assert 'href="/treffen/?suche=Bus&amp;art=conference&amp;ansicht=vergangen"' in html
    assert '<input type="hidden" name="ansicht" value="monat">' in html


# Search --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    ["Müllerstraße", "MUELLERSTRASSE", "mullerstr", "sprachmittlung", "mittlung", "Fahrdienst bus"],
)
def test_words_are_found_in_title_place_and_summary_however_they_are_spelled(
    client_of, office, celle_officer, words
):
    make_meeting(
        office, title="Sprachmittlung", venue="Müllerstraße 5", summary="Rufbus und Fahrdienst, Bus"
    )
    make_meeting(office, title="Anderes")

    assert titles(client_of(celle_officer), suche=words) == {"Sprachmittlung"}


def test_all_words_must_be_found(client_of, office, celle_officer):
    make_meeting(office, title="Sprachmittlung")

    html = read(client_of(celle_officer), suche="Sprachmittlung Dachau")

    assert "Kein kommendes Treffen passt zu Ihrer Suche." in html
    assert "Filter zurücksetzen" in html


def test_a_kind_narrows_every_view(client_of, office, celle_officer):
    make_meeting(office, title="Fachtag eins", kind=Kind.CONFERENCE)
    make_meeting(office, title="Gruppe", kind=Kind.WORKING_GROUP)
    client = client_of(celle_officer)

    assert titles(client, art="conference") == {"Fachtag eins"}
    december = cells(client, monat="2026-12", art="conference")["2026-12-17"]
    assert december == "Fachtag eins9:30 Uhr"


def test_a_draft_is_not_found_by_its_words(client_of, office, celle_officer):
    make_draft(office, title="Quittenmus")

    assert titles(client_of(celle_officer), suche="Quittenmus") == set()


NO_MONTHS = ["", "2027", "2027-13", "0000-01", "9999-12", "1999-12", "2100-01", "2027-03-01"]


@pytest.mark.parametrize(
    "asked",
    [
        {"ansicht": "nirgends"},
        {"art": "nirgends"},
        {"suche": "x" * 5000},
        {"suche": "%_'\"\\\u202e"},
        {"suche": "–", "ansicht": "meine"},
        {"ansicht": "vergangen", "page": "-1"},
        {"ansicht": "vergangen", "page": "abc"},
        {"ansicht": "vergangen", "page": "9" * 30},
        *({"ansicht": "monat", "monat": month} for month in [*NO_MONTHS, "x" * 999, "٢٠٢٧-٠٣"]),
    ],
)
def test_whatever_stands_in_the_address_is_answered(client_of, office, celle_officer, asked):
    make_meeting(office)

    read(client_of(celle_officer), **asked)


# Months --------------------------------------------------------------------------------------


def test_a_month_shows_each_meeting_on_its_days_and_marks_today(client_of, office, celle_officer):
    make_meeting(office, title="Klausur", ends_on=date(2026, 12, 19), answer_by=None)
    make_cancelled(office, title="Ausfall", format=Format.ON_SITE)
    client = client_of(celle_officer)

    shown = cells(client, monat="2026-12")

    assert len(shown) == 31
    assert shown["2026-12-17"] == "Klausur9:30 UhrAusfall9:30 Uhr, abgesagt"
    assert shown["2026-12-18"] == "Klausurganzer Tag"
    assert shown["2026-12-19"] == "Klausurbis 15:30 Uhr"
    assert shown["2026-12-20"] == ""
    assert [on for on, words in shown.items() if "heute" in words] == ["2026-12-01"]
    assert read(client, ansicht="monat").count('aria-current="date"') == 1
    assert 'aria-current="date"' not in read(client, ansicht="monat", monat="2027-01")


def test_the_office_sees_its_drafts_in_the_month(client_of, office):
    make_draft(office, title="Geplantes")

    assert cells(client_of(office))["2026-12-17"] == "Geplantes9:30 Uhr, Entwurf"


def test_what_ends_at_midnight_is_not_on_the_next_day(client_of, office, celle_officer):
    make_meeting(office, title="Abend", ends_on=date(2026, 12, 18), ends_time=time(0))

    shown = cells(client_of(celle_officer), monat="2026-12")

    assert (shown["2026-12-17"], shown["2026-12-18"]) == ("Abend9:30 Uhr", "")


def test_a_meeting_over_the_end_of_a_month_stands_in_both(client_of, office, celle_officer):
    fields = {"starts_on": date(2027, 3, 31), "ends_on": date(2027, 4, 1), "answer_by": None}
    make_meeting(office, title="Klausur", **fields)
    client = client_of(celle_officer)

    assert cells(client, monat="2027-03")["2027-03-31"] == "Klausur9:30 Uhr"
    assert cells(client, monat="2027-04")["2027-04-01"] == "Klausurbis 15:30 Uhr"


def test_one_turns_from_month_to_month_and_keeps_the_search(client_of, celle_officer):
    html = read(client_of(celle_officer), ansicht="monat", monat="2027-01", suche="Bus")

    assert '<h2 class="kern-heading-medium" id="monat">Januar 2027</h2>' in html
    assert (
        'rel="prev" href="?ansicht=monat&amp;monat=2026-12&amp;suche=Bus">Dezember 2026</a>' in html
    )
    assert (
        'rel="next" href="?ansicht=monat&amp;monat=2027-02&amp;suche=Bus">Februar 2027</a>' in html
    )


@pytest.mark.parametrize(
    ("written", "before", "after"),
    [("2000-01", None, "2000-02"), ("2099-12", "2099-11", None), ("2028-02", "2028-01", "2028-03")],
)
def test_months_end_where_nobody_meets_any_more(written, before, after):
    month = Month.of(written, NOON)

    assert (month.previous and month.previous.key) == before
    assert (month.next and month.next.key) == after


def test_a_held_meeting_stays_in_its_month(client_of, office, celle_officer):
    make_held(office, title="Gehaltenes")

    assert "Gehaltenes" in cells(client_of(celle_officer), monat="2026-12")["2026-12-17"]

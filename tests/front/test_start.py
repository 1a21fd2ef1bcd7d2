"""The start page: what needs the county, what is new, which meeting comes next."""

from datetime import date

import pytest

from meetings.stages import Format
from meetings.wall_time import end_of_day
from tests.factories.meetings import make_draft, make_meeting, make_registration
from tests.factories.members import DAY, HOUR, NOON, make_mandate

pytestmark = pytest.mark.django_db

NBSP = "\N{NO-BREAK SPACE}"


def page(client):
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode().replace(NBSP, " ")


def test_a_county_sees_what_it_has_to_answer_and_by_when(office, celle_officer, client_of):
    make_meeting(office, now=NOON - DAY)

    html = page(client_of(celle_officer))

    assert "Start für den Landkreis Celle" in html
    assert "Landkreis Celle zu „Sprachmittlung im ländlichen Raum“ anmelden" in html
    assert "Do, 10. Dez." in html
    assert "in 9 Tagen, 23:59 Uhr" in html
    assert "Antwort fehlt" in html


def test_deadlines_of_this_week_stand_before_the_later_ones(office, celle_officer, client_of):
    make_meeting(office, now=NOON - DAY, title="Später")
    make_meeting(office, now=NOON - DAY, title="Bald", answer_by=end_of_day(date(2026, 12, 6)))

    html = page(client_of(celle_officer))

    assert "2 offen, 1 davon diese Woche" in html
    assert html.index("Diese Woche") < html.index("„Bald“") < html.index("„Später“")
    assert html.count("is-next") == 1


def test_a_county_that_has_answered_reads_that_nothing_is_open(office, celle_officer, client_of):
    meeting = make_meeting(office, now=NOON - DAY)
    make_registration(meeting, celle_officer, now=NOON - HOUR)

    html = page(client_of(celle_officer))

    assert "Zurzeit ist keine Antwort und keine Aufgabe offen." in html
    assert "1 von 1 Landkreisen nehmen teil." in html
    assert "Landkreis anmelden" not in html


def test_the_next_meeting_stands_beside_with_the_way_to_answer(office, celle_officer, client_of):
    meeting = make_meeting(office, now=NOON - DAY, format=Format.HYBRID)

    html = page(client_of(celle_officer))

    assert "Nächstes Treffen, in 16 Tagen" in html
    assert "Kreishaus, Großer Saal" in html
    assert "oder online" in html
    assert f'href="{meeting.get_absolute_url()}"' in html
    assert "Landkreis anmelden" in html


def test_without_any_meeting_the_page_says_so(celle_officer, client_of):
    html = page(client_of(celle_officer))

    assert "Zurzeit ist kein Treffen angekündigt." in html
    assert "Zurzeit ist keine Antwort und keine Aufgabe offen." in html
    assert "Seither ist nichts Neues dazugekommen." in html


def test_a_title_is_text_and_never_markup(office, celle_officer, client_of):
    make_meeting(office, now=NOON - DAY, title="<script>alert(1)</script> & Söhne")

    html = page(client_of(celle_officer))

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Söhne" in html


def test_the_office_sees_drafts_open_answers_and_what_is_over(
    office, celle_officer, coburg_lead, client_of
):
    make_draft(office, title="Entwurf Ehrenamt")
    meeting = make_meeting(office, now=NOON - DAY, title="Wohnraum")
    make_registration(meeting, celle_officer, now=NOON - HOUR)
    past = {"starts_on": date(2026, 11, 26), "ends_on": date(2026, 11, 26), "answer_by": None}
    make_meeting(office, now=NOON - 10 * DAY, title="Vergangenes", **past)

    html = page(client_of(office))

    assert "Start für die Geschäftsstelle" in html
    assert "„Entwurf Ehrenamt“ ankündigen" in html
    assert "1 von 2 haben geantwortet" in html
    assert "„Vergangenes“ abschließen" in html
    assert "/treffen/neu/" in html


def test_the_office_without_meetings_reads_what_to_do_first(office, client_of):
    html = page(client_of(office))

    assert "Kein Entwurf wartet." in html
    assert "Keine Antwort steht aus." in html


def test_a_county_never_sees_a_draft(office, celle_officer, client_of):
    make_draft(office, title="Geheimer Entwurf")

    assert "Geheimer Entwurf" not in page(client_of(celle_officer))


def test_a_partner_is_promised_nothing_and_sees_no_meeting(office, partner, client_of):
    make_meeting(office, now=NOON - DAY, title="Wohnraum")

    html = page(client_of(partner))

    assert "geteilt" not in html
    assert "Wohnraum" not in html


def test_who_acts_for_two_counties_has_the_deadlines_of_both(
    office, celle_officer, coburg, client_of
):
    make_mandate(celle_officer, coburg)
    make_meeting(office, now=NOON - DAY)

    html = page(client_of(celle_officer))

    assert "Start für den Landkreis Celle und den Landkreis Coburg" in html
    assert "Landkreis Celle zu „" in html
    assert "Landkreis Coburg zu „" in html


def test_who_acts_for_two_counties_may_answer_until_both_have(
    office, celle_officer, coburg, client_of
):
    meeting = make_meeting(office, now=NOON - DAY)
    make_registration(meeting, celle_officer, now=NOON - HOUR)
    make_mandate(celle_officer, coburg)

    html = page(client_of(type(celle_officer).objects.get(pk=celle_officer.pk)))

    assert "1 von 2 Landkreisen nehmen teil." in html
    assert ">Landkreis anmelden<" in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_start_page_of_a_county_costs_the_same_for_three_meetings(
    office, celle_officer, coburg_lead, client_of, count, django_assert_num_queries
):
    for _ in range(count):
        make_registration(make_meeting(office, now=NOON - DAY), coburg_lead, now=NOON - HOUR)
    client = client_of(celle_officer)

    with django_assert_num_queries(14):
        page(client)


@pytest.mark.parametrize("count", [1, 3])
def test_the_start_page_of_the_office_costs_the_same_for_three_meetings(
    office, coburg_lead, client_of, count, django_assert_num_queries
):
    for _ in range(count):
        make_draft(office)
        make_registration(make_meeting(office, now=NOON - DAY), coburg_lead, now=NOON - HOUR)
    client = client_of(office)

    with django_assert_num_queries(29):
        page(client)

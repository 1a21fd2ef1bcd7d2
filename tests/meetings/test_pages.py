from datetime import time

import pytest
from django.urls import reverse

from meetings.services import planning
from meetings.stages import Format, Mode
from tests.factories.meetings import (
    agenda_item,
    make_cancelled,
    make_draft,
    make_held,
    make_meeting,
    make_registration,
    move,
)
from tests.factories.members import DAY, HOUR, NOON, make_lead, make_member
from tests.fixtures.pages import tally

NBSP = "\N{NO-BREAK SPACE}"
LIST = "/treffen/"


def page(client, path):
    response = client.get(path)
    return response.content.decode() if response.status_code == 200 else response.status_code


def meeting_path(meeting, name="meeting"):
    return reverse(f"meetings:{name}", args=[meeting.pk])


@pytest.fixture
def many_counties(db):
    """Three more member counties with somebody each."""
    return [
        make_lead(f"kreis{n}@forum.example", make_member(f"0335{n}", f"Kreis {n}"))
        for n in (5, 6, 7)
    ]


# Who sees what ------------------------------------------------------------------


@pytest.mark.parametrize("make", [make_meeting, make_held, make_cancelled])
@pytest.mark.parametrize("who", ["office", "celle_officer", "coburg_lead"])
def test_what_was_announced_is_seen_by_members_and_office(request, client_of, office, make, who):
    client = client_of(request.getfixturevalue(who))

    assert "Sprachmittlung" in page(client, meeting_path(make(office)))


def test_a_draft_is_seen_by_the_office_alone(client_of, office, celle_officer):
    path = meeting_path(make_draft(office))

    assert "Entwurf, nur für die Geschäftsstelle sichtbar" in page(client_of(office), path)
    assert page(client_of(celle_officer), path) == 404


def test_a_cancelled_draft_stays_hidden_from_members(client_of, office, celle_officer):
    meeting = planning.cancel_meeting(make_draft(office), by=office, now=NOON)

    assert page(client_of(celle_officer), meeting_path(meeting)) == 404


def test_a_partner_sees_no_meeting(client_of, office, partner):
    meeting = make_meeting(office)
    client = client_of(partner)

    assert "Sprachmittlung" not in page(client, LIST)
    for name in ("meeting", "calendar_file", "register"):
        assert page(client, meeting_path(meeting, name)) == 404


@pytest.mark.parametrize("pk", [0, 999999, 10**25])
def test_a_meeting_that_does_not_exist_is_not_found(client_of, celle_officer, pk):
    assert page(client_of(celle_officer), f"/treffen/{pk}/") == 404


# The list -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("", "Zurzeit ist kein Treffen angekündigt."),
        ("vergangen", "Noch hat kein Treffen stattgefunden."),
        ("meine", "Ihr Landkreis nimmt an keinem Treffen teil."),
        ("monat", "In diesem Monat ist kein Treffen."),
    ],
)
def test_each_view_of_the_list_says_when_there_is_nothing_and_what_to_do(
    client_of, celle_officer, view, words
):
    html = page(client_of(celle_officer), f"{LIST}?ansicht={view}")

    assert words in html
    assert "Treffen anlegen" not in html


def test_the_list_sorts_meetings_by_what_becomes_of_them(client_of, at, office):
    make_meeting(office, title="Kommendes")
    make_held(office, title="Gehaltenes")
    make_draft(office, title="Geplantes")
    make_cancelled(office, title="Abgesagtes")
    client = client_of(office)

    coming, past = page(client, LIST), page(client, f"{LIST}?ansicht=vergangen")

    order = [
        "Entwürfe", "Geplantes", "Kommende Treffen", "Kommendes", "Abgesagte Treffen", "Abgesagtes",
    ]  # fmt: skip
    assert [coming.index(word) for word in order] == sorted(coming.index(word) for word in order)
    assert "Gehaltenes" not in coming
    assert "Gehaltenes" in past
    assert "Abgesagtes" not in past


def test_what_was_cancelled_stands_among_the_past_when_its_time_is_over(
    client_of, at, office, celle_officer
):
    meeting = make_cancelled(office, title="Abgesagtes")
    at(meeting.ends_at + HOUR)
    client = client_of(celle_officer)

    assert "Abgesagtes" not in page(client, LIST)
    assert "abgesagt</span>" in page(client, f"{LIST}?ansicht=vergangen")


def test_members_find_cancelled_meetings_in_the_list_and_no_drafts(
    client_of, office, celle_officer
):
    make_draft(office, title="Geplantes")
    planning.cancel_meeting(make_draft(office, title="Verworfenes"), by=office, now=NOON)
    make_cancelled(office, title="Abgesagtes")
    client = client_of(celle_officer)

    for view in ("", "vergangen", "monat", "meine"):
        html = page(client, f"{LIST}?ansicht={view}")
        assert "Geplantes" not in html
        assert "Verworfenes" not in html
    assert "Abgesagtes" in page(client, LIST)


def test_the_list_says_what_the_county_has_answered(client_of, office, celle_officer, coburg_lead):
    make_registration(make_meeting(office), celle_officer, mode=Mode.ONLINE)

    assert "<span>online</span>" in page(client_of(celle_officer), LIST)
    assert "Antwort fehlt" in page(client_of(coburg_lead), LIST)


def test_the_list_says_until_when_an_answer_is_awaited(client_of, at, office, celle_officer):
    meeting = make_meeting(office)
    client = client_of(celle_officer)

    assert "Antwort fehlt, bis Do, 10. Dez." in page(client, LIST).replace(NBSP, " ")
    far = client.get(LIST).context["coming"][0]["status"][0]
    at(meeting.answer_by - DAY)
    near = client_of(celle_officer).get(LIST).context["coming"][0]["status"][0]
    assert (far, near) == ("open", "due")


def test_a_partner_reads_in_the_list_what_is_true_for_partners(client_of, office, partner):
    html = page(client_of(partner), LIST)

    assert "Die Treffen sehen nur die Mitglieder." in html
    assert "erhalten Sie eine Einladung" not in html
    assert "Kalender abonnieren" not in html


# The page -----------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("celle_officer", 15), ("office", 15)])
def test_the_page_costs_the_same_at_one_and_three_rows(
    request, client_of, office, many_counties, django_assert_num_queries, rows, who, queries
):
    person = request.getfixturevalue(who)
    meeting = make_meeting(office)
    items = [agenda_item(f"Punkt {n}") for n in range(rows)]
    planning.change_agenda(meeting, items, by=office, now=NOON)
    for lead in many_counties[:rows]:
        make_registration(meeting, lead)
    client = client_of(person)

    with django_assert_num_queries(queries):
        client.get(meeting_path(meeting))


def test_the_page_shows_the_agenda_with_its_times(client_of, office, celle_officer):
    meeting = make_meeting(office)
    items = [
        agenda_item("Ankommen", 30, "Landkreis Celle"),
        agenda_item("Modelle", 60),
        agenda_item("Mittagspause", 60, is_break=True),
    ]
    planning.change_agenda(meeting, items, by=office, now=NOON)

    html = page(client_of(celle_officer), meeting_path(meeting))

    for begin in ("9:30", "10:00", "11:00", "15:30"):
        assert f">{begin}</time>" in html
    assert '<li class="is-pause">' in html


def test_the_page_shows_each_county_with_shape_and_word(
    client_of, office, celle_officer, coburg_lead, lippe_lead
):
    meeting = make_meeting(office)
    make_registration(meeting, coburg_lead)

    html = page(client_of(celle_officer), meeting_path(meeting))

    assert tally(html) == {"angemeldet": 1, "abgesagt": 0, "offen": 2}
    table = html[html.index('id="teilnehmende"') :]
    assert "Antwort fehlt" in table
    assert "noch offen" in table
    assert "vor Ort" in table


def test_the_office_sees_the_next_steps_and_the_history(client_of, office, celle_officer):
    meeting = make_meeting(office)

    for_office = page(client_of(office), meeting_path(meeting))
    for_member = page(client_of(celle_officer), meeting_path(meeting))

    for words in ("Verschieben", "Absagen", "Verlauf", "Bearbeiten"):
        assert words in for_office
        assert words not in for_member


def test_the_way_into_the_video_conference_is_for_counties_that_come(
    client_of, office, celle_officer, coburg_lead
):
    meeting = make_meeting(office, video_link="https://video.example/geheim")
    make_registration(meeting, celle_officer)

    assert "video.example" in page(client_of(celle_officer), meeting_path(meeting))
    assert "video.example" not in page(client_of(coburg_lead), meeting_path(meeting))
    assert "video.example" in page(client_of(office), meeting_path(meeting))


def test_a_cancelled_meeting_says_so_and_why(client_of, office, celle_officer):
    meeting = planning.cancel_meeting(
        make_meeting(office), reason="Die Bahn fährt nicht.", by=office, now=NOON
    )

    html = page(client_of(celle_officer), meeting_path(meeting))

    assert "Das Treffen ist abgesagt" in html
    assert "Die Bahn fährt nicht." in html
    assert "anmelden" not in html


@pytest.mark.parametrize("make", [make_draft, make_cancelled, make_held])
def test_only_a_meeting_that_comes_is_offered_for_the_calendar(client_of, office, make):
    html = page(client_of(office), meeting_path(make(office)))

    assert "In den Kalender" not in html
    assert "Wird das Treffen verschoben" not in html


def test_a_county_that_never_answered_reads_when_the_deadline_was(
    client_of, at, office, celle_officer
):
    meeting = make_meeting(office)
    at(meeting.answer_by + HOUR)

    html = page(client_of(celle_officer), meeting_path(meeting)).replace(NBSP, " ")

    assert "Rückmeldung für den Landkreis Celle" in html
    assert "Die Antwortfrist endete am Donnerstag, 10. Dezember 2026, 23:59 Uhr." in html


def test_a_meeting_that_was_held_is_told_in_the_past(client_of, office, celle_officer):
    meeting = make_meeting(office)
    make_registration(meeting, celle_officer)
    planning.hold_meeting(meeting, by=office, now=meeting.ends_at)

    html = page(client_of(celle_officer), meeting_path(meeting))

    assert "Der Landkreis Celle war angemeldet" in html
    assert "Wer angemeldet war" in html


def test_a_page_says_that_the_agenda_no_longer_fits(client_of, office, celle_officer):
    meeting = make_meeting(office)
    planning.change_agenda(meeting, [agenda_item("Lang", 360)], by=office, now=NOON)
    move(meeting, office, ends_time=time(12))

    html = page(client_of(celle_officer), meeting_path(meeting))

    assert "Die Tagesordnung ist länger als das Treffen." in html
    assert ">Ende<" not in html


def test_a_title_is_shown_as_text(client_of, office, celle_officer):
    meeting = make_meeting(office, title="<script>alert(1)</script>", format=Format.ON_SITE)

    assert "<script>alert" not in page(client_of(celle_officer), meeting_path(meeting))


def test_the_calendar_file_is_one(client_of, office, celle_officer):
    meeting = make_meeting(office)

    response = client_of(celle_officer).get(meeting_path(meeting, "calendar_file"))

    assert response["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert response["Content-Disposition"] == f'attachment; filename="treffen-{meeting.pk}.ics"'
    assert response.content.startswith(b"BEGIN:VCALENDAR\r\n")


def test_who_is_not_signed_in_is_asked_to(client, office):
    response = client.get(meeting_path(make_meeting(office)))

    assert response.status_code == 302
    assert response["Location"].startswith("/konto/login/")


@pytest.mark.parametrize("later", [HOUR, 20 * DAY])
def test_a_meeting_that_is_over_moves_to_the_past(client_of, at, office, celle_officer, later):
    meeting = make_meeting(office)
    at(meeting.ends_at + later)

    client = client_of(celle_officer)

    assert meeting.title not in page(client, LIST)
    assert meeting.title in page(client, f"{LIST}?ansicht=vergangen")

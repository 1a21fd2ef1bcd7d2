"""What is new, what is owed and what comes next, as digests and start page read it."""

from datetime import date, time

import pytest

from meetings.ahead import next_meeting, open_answers
from meetings.models import Meeting
from meetings.news import news, news_for_members
from meetings.services import planning, registering
from meetings.stages import Verb
from members.models import District
from tests.factories.meetings import (
    agenda_item,
    make_cancelled,
    make_draft,
    make_held,
    make_meeting,
    make_registration,
    move,
)
from tests.factories.members import DAY, HOUR, MINUTE, NOON

SINCE, UNTIL = NOON - DAY, NOON + DAY
NBSP = "\N{NO-BREAK SPACE}"


def told(entries):
    return [(entry.title, entry.verb) for entry in entries]


@pytest.fixture
def meeting(office):
    """Announced a week before, so that only what happens now is new."""
    return make_meeting(office, now=NOON - 7 * DAY)


def test_an_announcement_is_news(office, celle_officer):
    meeting = make_meeting(office)

    [entry] = news(celle_officer, SINCE, UNTIL, NOON)

    assert (entry.title, entry.url) == (meeting.title, meeting.get_absolute_url())
    assert entry.what.replace(NBSP, " ") == (
        "Vernetzungstreffen angekündigt für Donnerstag, 17. Dezember 2026"
    )
    assert entry.at == NOON


def test_the_span_is_open_at_its_beginning_and_closed_at_its_end(office):
    make_meeting(office)

    assert told(news_for_members(NOON, NOON + HOUR)) == []
    assert len(news_for_members(NOON - HOUR, NOON)) == 1
    assert told(news_for_members(NOON - HOUR, NOON - MINUTE)) == []


def test_drafts_and_answers_are_no_news(office, meeting, celle_officer):
    make_draft(office)
    planning.cancel_meeting(make_draft(office), by=office, now=NOON)
    make_registration(meeting, celle_officer)

    assert news(celle_officer, SINCE, UNTIL, NOON) == []
    assert news(office, SINCE, UNTIL, NOON) == []


def test_what_happened_to_a_draft_is_not_told_after_its_announcement(office):
    meeting = make_draft(office, now=NOON - HOUR)
    planning.change_meeting(meeting, title="Anders", by=office, now=NOON - MINUTE)
    planning.announce_meeting(meeting, by=office, now=NOON)

    assert told(news_for_members(SINCE, UNTIL)) == [("Anders", Verb.ANNOUNCED)]


@pytest.mark.parametrize(
    ("happens", "verb", "words"),
    [
        (lambda m, o: move(m, o, starts_time=time(11)), Verb.MOVED, "verschoben auf Donnerstag"),
        (
            lambda m, o: planning.change_meeting(m, venue="Bürgerhaus", by=o, now=NOON),
            Verb.CHANGED,
            "Angaben geändert",
        ),
        (
            lambda m, o: planning.change_agenda(m, [agenda_item()], by=o, now=NOON),
            Verb.AGENDA,
            "Tagesordnung geändert",
        ),
        (lambda m, o: planning.cancel_meeting(m, by=o, now=NOON), Verb.CANCELLED, "Abgesagt: "),
    ],
)
def test_what_happens_to_an_announced_meeting_is_news(office, meeting, happens, verb, words):
    happens(meeting, office)

    [entry] = news_for_members(SINCE, UNTIL)

    assert entry.verb == verb
    assert words in entry.what


def test_a_meeting_is_told_once_by_what_weighs_most(office, meeting):
    planning.change_agenda(meeting, [agenda_item()], by=office, now=NOON)
    move(meeting, office, starts_time=time(11))
    planning.cancel_meeting(meeting, by=office, now=NOON + HOUR)

    [entry] = news_for_members(SINCE, UNTIL)

    assert (entry.verb, entry.at) == (Verb.CANCELLED, NOON + HOUR)


def test_what_was_called_off_after_the_span_is_told_by_the_next_one_only(office):
    meeting = make_meeting(office)
    move(meeting, office, now=NOON + MINUTE, starts_time=time(11))
    planning.cancel_meeting(meeting, by=office, now=NOON + HOUR)

    assert news_for_members(SINCE, NOON + MINUTE) == []
    assert [entry.verb for entry in news_for_members(NOON + MINUTE, UNTIL)] == [Verb.CANCELLED]


def test_moved_and_moved_back_is_no_news(office, meeting):
    move(meeting, office, starts_time=time(11))
    move(meeting, office, starts_time=time(9, 30))

    assert news_for_members(SINCE, UNTIL) == []


def test_moved_and_moved_back_still_tells_what_else_changed(office, meeting):
    move(meeting, office, starts_time=time(11))
    planning.change_agenda(meeting, [agenda_item()], by=office, now=NOON)
    move(meeting, office, starts_time=time(9, 30))

    assert [entry.verb for entry in news_for_members(SINCE, UNTIL)] == [Verb.AGENDA]


def test_only_the_end_moved_is_moved(office, meeting):
    move(meeting, office, ends_time=time(16))

    assert [entry.verb for entry in news_for_members(SINCE, UNTIL)] == [Verb.MOVED]


def test_the_latest_comes_first(office):
    make_meeting(office, title="Erstes")
    make_meeting(office, now=NOON + HOUR, title="Zweites")

    assert [entry.title for entry in news_for_members(SINCE, UNTIL)] == ["Zweites", "Erstes"]


@pytest.mark.parametrize(
    ("who", "hears"),
    [
        ("celle_officer", True),
        ("coburg_lead", True),
        ("office", True),
        ("admin_person", True),
        ("partner", False),
        ("stranger", False),
    ],
)
def test_the_batch_and_the_single_person_hear_the_same(request, office, meeting, who, hears):
    person = request.getfixturevalue(who)
    make_meeting(office)
    make_draft(office)
    make_cancelled(office)
    make_held(office, now=NOON - HOUR)
    move(meeting, office, starts_time=time(11))

    batch = news_for_members(SINCE, NOON + 40 * DAY)

    assert len(batch) == 4
    assert news(person, SINCE, NOON + 40 * DAY, NOON) == (batch if hears else [])


@pytest.mark.parametrize("meetings", [1, 3])
def test_news_of_any_number_of_meetings_is_one_query(office, django_assert_num_queries, meetings):
    for n in range(meetings):
        make_meeting(office, title=f"Treffen {n}")

    with django_assert_num_queries(1):
        assert len(news_for_members(SINCE, UNTIL)) == meetings


# What a county still owes -----------------------------------------------------------


def owed(districts, now=NOON):
    return [(open_.district.name, open_.meeting.title) for open_ in open_answers(districts, now)]


def test_an_invitation_without_an_answer_is_owed(office, celle, celle_officer, coburg):
    meeting = make_meeting(office)

    [task] = open_answers([celle], NOON)

    assert task.title == "Landkreis Celle zu „Sprachmittlung im ländlichen Raum“ anmelden"
    assert (task.due, task.url) == (meeting.answer_by, meeting.get_absolute_url())


def test_what_was_answered_is_owed_no_more(office, celle, celle_officer, coburg):
    registering.decline(make_meeting(office), celle, by=celle_officer, now=NOON)

    assert owed([celle, coburg]) == [("Coburg", "Sprachmittlung im ländlichen Raum")]


def test_drafts_cancelled_and_held_meetings_are_not_owed(office, celle):
    make_draft(office)
    make_cancelled(office)
    make_held(office)

    assert owed([celle]) == []


def test_after_the_deadline_nothing_is_owed(office, celle):
    meeting = make_meeting(office)

    assert len(owed([celle], meeting.answer_by)) == 1
    assert owed([celle], meeting.answer_by + MINUTE) == []


def test_what_is_due_first_stands_first(office, celle):
    make_meeting(office, title="Ohne Frist", answer_by=None)
    make_meeting(office, title="Mit Frist")

    assert [title for _, title in owed([celle])] == ["Mit Frist", "Ohne Frist"]


@pytest.mark.parametrize("counties", [1, 3])
def test_open_answers_cost_three_queries_for_any_number_of_counties(
    office, celle, coburg, lippe, django_assert_num_queries, counties
):
    for n in range(3):
        make_meeting(office, title=f"Treffen {n}")
    districts = list(District.objects.members(NOON))[:counties]

    with django_assert_num_queries(3):
        assert len(open_answers(districts, NOON)) == 3 * counties


def test_nobody_owes_nothing(office):
    make_meeting(office)

    assert open_answers([], NOON) == []


# What comes next --------------------------------------------------------------------


def test_the_next_meeting_is_the_first_that_is_not_over(office, celle_officer):
    later = make_meeting(office, starts_on=date(2026, 12, 18), ends_on=date(2026, 12, 18))
    sooner = make_meeting(office)
    make_draft(office, starts_on=date(2026, 12, 12), ends_on=date(2026, 12, 12))

    assert next_meeting(celle_officer, NOON) == sooner
    assert next_meeting(celle_officer, sooner.starts_at + HOUR) == sooner
    assert next_meeting(celle_officer, sooner.ends_at) == later
    assert next_meeting(celle_officer, later.ends_at) is None


def test_a_partner_has_no_next_meeting(office, partner):
    make_meeting(office)

    assert next_meeting(partner, NOON) is None


# Who sees which meeting ------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "titles"),
    [
        ("office", {"announced", "cancelled", "cancelled draft", "draft", "held"}),
        ("admin_person", {"announced", "cancelled", "cancelled draft", "draft", "held"}),
        ("celle_officer", {"announced", "cancelled", "held"}),
        ("coburg_lead", {"announced", "cancelled", "held"}),
        ("partner", set()),
        ("stranger", set()),
    ],
)
def test_each_role_sees_its_meetings(request, office, who, titles):
    make_draft(office, title="draft")
    make_meeting(office, title="announced")
    make_held(office, title="held")
    make_cancelled(office, title="cancelled")
    planning.cancel_meeting(make_draft(office, title="cancelled draft"), by=office, now=NOON)

    visible = Meeting.objects.visible_to(request.getfixturevalue(who), NOON)

    assert {meeting.title for meeting in visible} == titles

import pytest

from recommendations.news import news, news_for_members
from recommendations.services import drafting, moving
from recommendations.stages import Stage
from tests.factories.members import DAY, HOUR, NOON
from tests.factories.recommendations import advance, fields, make_recommendation

SINCE, UNTIL = NOON, NOON + DAY
WITHIN = NOON + HOUR


def told(since=SINCE, until=UNTIL):
    return [(entry.title, entry.what) for entry in news_for_members(since, until)]


def change(found, office, now=WITHIN):
    drafting.change_recommendation(found, **fields(text="Anders"), by=office, now=now)


def move(found, stage, office, now=WITHIN):
    moving.move(found, stage, by=office, now=now)


def test_a_new_idea_is_news(office):
    make_recommendation(office, now=WITHIN)

    assert told() == [("1/2026 Sprachmittlung verlässlich finanzieren", "Neue Idee")]


@pytest.mark.parametrize(
    ("stage", "what"),
    [
        (Stage.DRAFT, "Entwurf begonnen"),
        (Stage.CONSULTATION, "Anhörung eröffnet"),
        (Stage.BALLOT, "Abstimmung eröffnet"),
        (Stage.ADOPTED, "Verabschiedet"),
        (Stage.PUBLISHED, "Veröffentlicht"),
    ],
)
def test_a_step_is_told_by_where_it_led(office, stage, what):
    found = make_recommendation(office)
    way = [s for s in Stage if s != Stage.IDEA]
    advance(found, way[: way.index(stage) + 1], office, WITHIN)

    assert [entry for _, entry in told()] == [what]


def test_a_new_text_is_news_and_a_step_with_it_is_the_greater_news(office):
    found = make_recommendation(office)
    change(found, office)
    assert [what for _, what in told()] == ["Text überarbeitet"]

    move(found, Stage.DRAFT, office)
    assert [what for _, what in told()] == ["Entwurf begonnen"]


def test_there_and_back_again_is_no_news(office):
    found = make_recommendation(office, Stage.DRAFT)
    advance(found, [Stage.CONSULTATION, Stage.DRAFT], office, WITHIN)

    assert told() == []


def test_back_from_a_lost_ballot_is_told_as_that(office):
    found = make_recommendation(office, Stage.BALLOT)
    move(found, Stage.DRAFT, office)

    [(_, what)] = told()
    assert what == "In der Abstimmung nicht angenommen, zurück in den Entwurf"


def test_what_was_withdrawn_after_the_span_is_no_longer_told_as_if_it_stood(office):
    found = make_recommendation(office, now=WITHIN)
    moving.move(found, Stage.WITHDRAWN, reason="Überholt", by=office, now=UNTIL + HOUR)

    assert told() == []
    assert [what for _, what in told(UNTIL, UNTIL + DAY)] == ["Zurückgezogen"]


def test_an_idea_that_came_and_went_is_not_told(office):
    found = make_recommendation(office, now=WITHIN)
    moving.move(found, Stage.WITHDRAWN, reason="Doppelt", by=office, now=WITHIN + HOUR)

    assert told() == []


def test_a_span_takes_its_end_and_leaves_its_beginning(office):
    make_recommendation(office, now=SINCE)
    make_recommendation(office, now=UNTIL)

    assert [title[:6] for title, _ in told()] == ["2/2026"]


@pytest.mark.parametrize("who", ["office", "celle_officer", "partner", "stranger"])
def test_members_and_office_are_told_and_nobody_else(request, office, who):
    make_recommendation(office, Stage.PUBLISHED, WITHIN)
    person = request.getfixturevalue(who)

    entries = news(person, SINCE, UNTIL, UNTIL)

    assert entries == (news_for_members(SINCE, UNTIL) if who in ("office", "celle_officer") else [])


def test_one_query_tells_it_all(office, django_assert_num_queries):
    for _ in range(3):
        make_recommendation(office, Stage.DRAFT, WITHIN)

    with django_assert_num_queries(1):
        assert len(told()) == 3

"""Each person's summaries form a chain: nothing is told twice, nothing is lost."""

from datetime import UTC, datetime

import pytest

from digests.models import Digest, DigestPreference
from digests.notices import SETTLED, digest
from digests.services import set_preference
from digests.stages import Rhythm, Weekday
from forum_portal.clock import BERLIN
from mailroom.models import Mail
from mailroom.services import resubscribe, unsubscribe
from mailroom.stages import State
from meetings.services import planning
from members.models import Mandate
from tests.factories.meetings import make_draft, make_meeting
from tests.factories.members import (
    DAY,
    HOUR,
    MINUTE,
    WEEK,
    make_lead,
    make_mandate,
    make_officer,
    make_person,
)

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 11, 27, 12, tzinfo=BERLIN)
MONDAY = datetime(2026, 11, 30, 7, tzinfo=BERLIN)


def links(person):
    return [(d.since, d.until) for d in person.digests.order_by("slot")]


def owed_to(person):
    rows = Mail.objects.filter(recipient=person, kind="digest").order_by("id")
    return list(rows.values_list("occasion", flat=True))


def delivered(now=MONDAY):
    Mail.objects.filter(kind="digest").update(state=State.SENT, settled_at=now)


def told_since(mail):
    return datetime.fromisoformat(mail.payload["since"])


def choose(person, rhythm=Rhythm.WEEKLY, weekday=Weekday.MONDAY, hour=7, now=FRIDAY - DAY):
    set_preference(person, rhythm=rhythm, weekday=weekday, hour=hour, now=now)


def test_the_default_is_monday_at_seven(office, celle_lead):
    digest(MONDAY - WEEK)
    make_meeting(office, now=FRIDAY)

    digest(MONDAY - MINUTE)
    before = owed_to(celle_lead)
    digest(MONDAY)

    assert before == []
    assert owed_to(celle_lead) == ["digest:2026-11-30T06:00Z"]


def test_each_summary_begins_where_the_last_one_ended(office, celle_lead):
    for monday in (MONDAY, MONDAY + WEEK, MONDAY + 2 * WEEK):
        digest(monday + HOUR)

    first, second, third = links(celle_lead)
    assert first == (MONDAY - WEEK, MONDAY + HOUR - SETTLED)
    assert second[0] == first[1]
    assert third[0] == second[1]


def test_a_span_without_news_is_closed_without_a_mail(celle_lead):
    digest(MONDAY)

    [link] = celle_lead.digests.all()
    assert (link.occasion, link.until) == ("", MONDAY - SETTLED)
    assert owed_to(celle_lead) == []


def test_an_open_deadline_alone_is_no_news(office, celle_lead):
    make_meeting(office, now=FRIDAY)

    digest(MONDAY)
    delivered()
    digest(MONDAY + WEEK)

    assert owed_to(celle_lead) == ["digest:2026-11-30T06:00Z"]


def test_what_happens_while_a_summary_is_made_is_told_by_the_next_one(office, celle_lead):
    digest(MONDAY)
    make_meeting(office, now=MONDAY - MINUTE)
    digest(MONDAY + WEEK)

    assert owed_to(celle_lead) == ["digest:2026-12-07T06:00Z"]


def test_a_second_pass_changes_nothing(office, celle_lead):
    make_meeting(office, now=FRIDAY)

    digest(MONDAY)
    digest(MONDAY + MINUTE)

    assert len(owed_to(celle_lead)) == 1
    assert Digest.objects.filter(person=celle_lead).count() == 1


def test_after_three_days_of_outage_comes_one_summary_of_all_of_it(office, celle_lead):
    choose(celle_lead, Rhythm.DAILY)
    digest(FRIDAY)
    make_meeting(office, now=FRIDAY + HOUR, title="Wohnraum")
    make_meeting(office, now=FRIDAY + DAY, title="Ehrenamt")

    digest(FRIDAY + 3 * DAY)

    [mail] = Mail.objects.filter(recipient=celle_lead, kind="digest")
    assert told_since(mail) == FRIDAY - SETTLED
    assert datetime.fromisoformat(mail.payload["until"]) == FRIDAY + 3 * DAY - SETTLED


@pytest.mark.parametrize("rhythm", [Rhythm.WEEKLY, Rhythm.MONTHLY])
def test_an_outage_of_three_days_at_the_slot_delays_the_summary_and_doubles_nothing(
    office, celle_lead, rhythm
):
    december = MONDAY + WEEK  # the first Monday of the month
    choose(celle_lead, rhythm)
    digest(december - WEEK)
    delivered()
    make_meeting(office, now=december - DAY, title="Wohnraum")
    make_meeting(office, now=december + DAY, title="Ehrenamt")

    for hours in (0, 1, 24):
        digest(december + 3 * DAY + hours * HOUR)

    mail = Mail.objects.filter(recipient=celle_lead, kind="digest").latest("id")
    assert Mail.objects.filter(recipient=celle_lead, kind="digest").count() == 1
    assert datetime.fromisoformat(mail.payload["until"]) == december + 3 * DAY - SETTLED


def test_the_first_monthly_summary_reaches_back_by_a_month(celle_lead):
    choose(celle_lead, Rhythm.MONTHLY, now=FRIDAY - 30 * DAY)

    digest(MONDAY)

    assert links(celle_lead) == [(datetime(2026, 10, 5, 7, tzinfo=BERLIN), MONDAY - SETTLED)]


def test_from_weekly_to_monthly_the_weeks_between_are_told_once(office, celle_lead):
    make_meeting(office, now=FRIDAY)
    digest(MONDAY)
    delivered()
    choose(celle_lead, Rhythm.MONTHLY, now=MONDAY + HOUR)
    make_meeting(office, now=MONDAY + 2 * HOUR)

    for days in range(1, 40):
        digest(MONDAY + days * DAY + HOUR)
        delivered()

    assert owed_to(celle_lead) == ["digest:2026-11-30T06:00Z", "digest:2026-12-07T06:00Z"]
    assert [slot.slot.month for slot in celle_lead.digests.order_by("slot")] == [11, 12, 1]


def test_narrowing_alone_delays_nothing(office, celle_lead):
    """Who never chose a rhythm has had the default since the account was opened."""
    make_meeting(office, now=FRIDAY)
    choose(celle_lead, now=MONDAY + HOUR)

    digest(MONDAY + 2 * HOUR)

    assert owed_to(celle_lead) == ["digest:2026-11-30T06:00Z"]


def test_a_summary_that_still_waits_is_told_by_the_next_one(office, celle_lead):
    choose(celle_lead, Rhythm.DAILY)
    make_meeting(office, now=FRIDAY - 6 * HOUR)
    digest(FRIDAY)
    make_meeting(office, now=FRIDAY + HOUR)

    digest(FRIDAY + DAY)

    first, second = Mail.objects.filter(recipient=celle_lead, kind="digest").order_by("id")
    assert (first.state, second.state) == (State.CANCELLED, State.QUEUED)
    assert second.payload["since"] == first.payload["since"]


def test_a_summary_that_was_delivered_is_not_told_again(office, celle_lead):
    choose(celle_lead, Rhythm.DAILY)
    make_meeting(office, now=FRIDAY - 6 * HOUR)
    digest(FRIDAY)
    delivered()
    make_meeting(office, now=FRIDAY + HOUR)

    digest(FRIDAY + DAY)

    second = Mail.objects.filter(recipient=celle_lead, kind="digest").latest("id")
    assert told_since(second) == FRIDAY - SETTLED


@pytest.mark.parametrize("state", [State.EXPIRED, State.FAILED, State.POISON])
def test_a_summary_that_was_lost_is_told_by_the_next_one_even_without_further_news(
    office, celle_lead, state
):
    make_meeting(office, now=FRIDAY)
    digest(MONDAY)
    Mail.objects.filter(kind="digest").update(state=state, settled_at=MONDAY + DAY)

    digest(MONDAY + WEEK)

    assert owed_to(celle_lead) == ["digest:2026-11-30T06:00Z", "digest:2026-12-07T06:00Z"]


def test_daily_and_weekly_readers_each_have_their_own_chain(office, celle_lead, coburg_lead):
    choose(celle_lead, Rhythm.DAILY, hour=18)
    digest(FRIDAY)
    make_meeting(office, now=FRIDAY + HOUR)

    digest(FRIDAY + 7 * HOUR)
    delivered()
    digest(MONDAY)

    assert owed_to(celle_lead) == ["digest:2026-11-27T17:00Z"]
    assert owed_to(coburg_lead) == ["digest:2026-11-30T06:00Z"]


def test_another_day_of_the_week_tells_the_days_between_once(office, celle_lead):
    make_meeting(office, now=FRIDAY)
    digest(MONDAY)
    delivered()
    choose(celle_lead, weekday=Weekday.WEDNESDAY, now=MONDAY + HOUR)
    make_meeting(office, now=MONDAY + 2 * HOUR)

    digest(MONDAY + 2 * DAY)
    delivered()
    digest(MONDAY + WEEK)

    assert owed_to(celle_lead) == ["digest:2026-11-30T06:00Z", "digest:2026-12-02T06:00Z"]


def test_a_slot_that_was_over_when_it_was_chosen_does_not_count(office, celle_lead):
    digest(MONDAY)
    make_meeting(office, now=MONDAY + HOUR)
    choose(celle_lead, weekday=Weekday.TUESDAY, hour=9, now=MONDAY + DAY + 5 * HOUR)

    digest(MONDAY + DAY + 6 * HOUR)
    before = owed_to(celle_lead)
    digest(MONDAY + WEEK + DAY + 2 * HOUR)

    assert before == []
    assert owed_to(celle_lead) == ["digest:2026-12-08T08:00Z"]


def test_saving_the_same_rhythm_again_delays_nothing(office, celle_lead):
    choose(celle_lead, weekday=Weekday.TUESDAY, hour=9)
    make_meeting(office, now=FRIDAY)
    choose(celle_lead, weekday=Weekday.TUESDAY, hour=9, now=MONDAY + DAY + 3 * HOUR)

    digest(MONDAY + DAY + 4 * HOUR)

    assert owed_to(celle_lead) == ["digest:2026-12-01T08:00Z"]


def test_who_wants_none_gets_none_and_comes_back_without_a_flood(office, celle_lead):
    choose(celle_lead, Rhythm.NEVER)
    make_meeting(office, now=FRIDAY)
    digest(MONDAY)
    resubscribe(celle_lead, "digest", now=MONDAY + DAY)
    make_meeting(office, now=MONDAY + 2 * DAY)

    digest(MONDAY + WEEK)

    [mail] = Mail.objects.filter(recipient=celle_lead, kind="digest")
    assert told_since(mail) == MONDAY - SETTLED


def test_the_link_in_a_mail_and_the_page_of_settings_end_the_same_thing(office, celle_lead):
    choose(celle_lead, Rhythm.DAILY, hour=18)
    unsubscribe(celle_lead, "digest", now=FRIDAY)
    make_meeting(office, now=FRIDAY)

    digest(MONDAY)
    choose(celle_lead, Rhythm.DAILY, hour=7, now=MONDAY)
    digest(MONDAY + DAY)

    assert owed_to(celle_lead) == []
    assert not celle_lead.preferences.exists()
    assert DigestPreference.objects.get(person=celle_lead).hour == 7


def test_a_new_account_waits_for_the_next_slot_and_hears_nothing_from_before(office, celle):
    make_meeting(office, now=FRIDAY - 2 * DAY)
    newcomer = make_person("neu@forum.example", created_at=FRIDAY)
    make_mandate(newcomer, celle, starts_on=FRIDAY.date())
    make_meeting(office, now=FRIDAY + HOUR)

    digest(FRIDAY + HOUR)
    before = links(newcomer)
    digest(MONDAY)

    assert before == []
    assert links(newcomer) == [(datetime(2026, 11, 27, tzinfo=BERLIN), MONDAY - SETTLED)]


def test_who_came_into_office_after_the_slot_waits_for_the_next_one(office, celle):
    make_meeting(office, now=FRIDAY)
    newcomer = make_person("neu@forum.example")
    make_mandate(newcomer, celle, starts_on=(MONDAY + DAY).date())

    digest(MONDAY + 2 * DAY)

    assert owed_to(newcomer) == []


@pytest.mark.parametrize("reason", ["no mandate", "ended", "unverified", "closed"])
def test_who_may_not_receive_mail_gets_no_summary(office, celle, reason):
    person = make_person("still@forum.example", verified=reason != "unverified")
    if reason != "no mandate":
        make_mandate(person, celle)
    if reason == "ended":
        Mandate.objects.filter(person=person).update(ends_on=(MONDAY - DAY).date())
    if reason == "closed":
        person.is_active = False
        person.save()
    make_meeting(office, now=FRIDAY)

    digest(MONDAY)

    assert owed_to(person) == []


def test_office_is_told_and_partners_are_told_nothing(office, celle_lead, partner):
    make_meeting(office, now=FRIDAY)

    digest(MONDAY)

    assert len(owed_to(office)) == len(owed_to(celle_lead)) == 1
    assert owed_to(partner) == []


def test_a_draft_is_no_news_to_anybody(office, celle_lead):
    draft = make_draft(office, now=FRIDAY)
    planning.change_meeting(draft, title="Neuer Titel", by=office, now=FRIDAY + MINUTE)

    digest(MONDAY)

    assert not Mail.objects.filter(kind="digest").exists()


@pytest.mark.parametrize("sunday", ["2027-03-28", "2027-10-31"])
@pytest.mark.parametrize("hour", [2, 7])
def test_a_daily_reader_has_one_summary_on_the_days_on_which_the_clock_changes(
    celle_lead, sunday, hour
):
    midnight = datetime.fromisoformat(sunday).replace(tzinfo=BERLIN).astimezone(UTC)
    choose(celle_lead, Rhythm.DAILY, hour=hour)
    digest(midnight - HOUR)

    for half_hours in range(46):
        digest(midnight + half_hours * HOUR / 2)

    assert celle_lead.digests.filter(slot__gte=midnight).count() == 1


def test_a_clock_that_was_set_back_tells_nothing_twice(office, celle_lead):
    make_meeting(office, now=FRIDAY)
    digest(MONDAY + 2 * HOUR)
    choose(celle_lead, hour=8)

    digest(MONDAY + HOUR)
    digest(MONDAY + 3 * HOUR)

    assert [link.slot for link in celle_lead.digests.order_by("slot")] == [MONDAY, MONDAY + HOUR]
    first, second = celle_lead.digests.order_by("slot")
    assert second.since == first.until


@pytest.mark.parametrize("count", [1, 3])
def test_a_pass_asks_as_often_for_three_people_as_for_one(
    office, celle, count, django_assert_num_queries
):
    for number in range(count - 1):
        make_officer(f"celle{number}@forum.example", celle)
    make_lead("celle.koordination@forum.example", celle)
    make_meeting(office, now=FRIDAY)
    digest(MONDAY)
    make_meeting(office, now=FRIDAY + WEEK)

    with django_assert_num_queries(22):
        digest(MONDAY + WEEK)


def test_a_pass_with_nothing_due_asks_two_questions(celle_lead, django_assert_num_queries):
    digest(MONDAY)

    with django_assert_num_queries(2):
        digest(MONDAY + MINUTE)

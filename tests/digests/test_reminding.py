"""Who wants reminders in the summary is reminded there, in time, and not by each one."""

from datetime import date, datetime, time

import pytest

from digests.services import set_preference
from forum_portal.clock import BERLIN
from mailroom.stages import Delivery
from meetings.services import registering
from meetings.stages import Mode
from meetings.wall_time import end_of_day
from members.models import Mandate
from tests.factories.meetings import make_meeting, make_registration
from tests.factories.members import DAY, HOUR, WEEK

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 11, 27, 12, tzinfo=BERLIN)
MONDAY = datetime(2026, 11, 30, 7, tzinfo=BERLIN)
LATER = 2 * WEEK


def choose(person, rhythm="weekly", now=FRIDAY - DAY, **deliveries):
    set_preference(person, rhythm=rhythm, weekday=0, hour=7, deliveries=deliveries, now=now)


def summaries(mailboxes, person) -> list[str]:
    return [s for s in mailboxes.subjects(person.email) if " im Forum: " in s]


def reminders(mailboxes, person) -> list[str]:
    words = ("Bitte antworten", "Erinnerung")
    return [s for s in mailboxes.subjects(person.email) if s.startswith(words)]


def days_on_which(mailboxes, person, last, first=FRIDAY - 5 * HOUR):
    """The days up to ``last`` on which a summary came, when somebody looks after seven."""
    found, day = [], first.date()
    while (now := datetime.combine(day, time(7, 10), BERLIN)) <= last:
        before = len(summaries(mailboxes, person))
        if now >= first:
            mailboxes.deliver(now)
        if len(summaries(mailboxes, person)) > before:
            found.append(day.isoformat())
        day += DAY
    return found


@pytest.fixture
def meeting(office):
    """Told as news on Monday, 30 November; answers until Thursday, 17 December."""
    return make_meeting(
        office,
        now=FRIDAY,
        title="Wohnraum",
        starts_on=date(2027, 1, 14),
        ends_on=date(2027, 1, 14),
        answer_by=end_of_day(date(2026, 12, 17)),
    )


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [
        # News; then the last summary that comes three days before the deadline or earlier.
        ("weekly", ["2026-11-30", "2026-12-14"]),
        ("daily", ["2026-11-28", "2026-12-14", "2026-12-15"]),
        ("monthly", ["2026-12-07"]),
    ],
)
def test_a_deadline_makes_a_summary_when_no_other_would_come_in_time(
    meeting, celle_lead, mailboxes, rhythm, days
):
    choose(celle_lead, rhythm, answer_reminder=Delivery.DIGEST)

    assert days_on_which(mailboxes, celle_lead, meeting.answer_by + WEEK) == days
    assert reminders(mailboxes, celle_lead) == []


def test_a_deadline_alone_makes_none_for_those_whom_a_mail_reminds(meeting, celle_lead, mailboxes):
    days = days_on_which(mailboxes, celle_lead, meeting.answer_by + DAY)

    assert days == ["2026-11-30"]
    assert len(reminders(mailboxes, celle_lead)) == 1


def test_who_wants_no_reminders_gets_neither(meeting, celle_lead, mailboxes):
    choose(celle_lead, answer_reminder=Delivery.OFF)

    assert days_on_which(mailboxes, celle_lead, meeting.answer_by + DAY) == ["2026-11-30"]
    assert reminders(mailboxes, celle_lead) == []


def test_who_has_answered_is_not_reminded(meeting, celle_lead, mailboxes):
    choose(celle_lead, answer_reminder=Delivery.DIGEST)
    mailboxes.deliver(MONDAY)
    make_registration(meeting, celle_lead, now=MONDAY + DAY)

    assert days_on_which(mailboxes, celle_lead, meeting.answer_by, MONDAY + 2 * DAY) == []


@pytest.mark.parametrize(("before", "after"), [("daily", "weekly"), ("monthly", "daily")])
def test_no_change_of_rhythm_lets_a_deadline_fall_through(
    meeting, celle_lead, mailboxes, before, after
):
    choose(celle_lead, before, answer_reminder=Delivery.DIGEST)
    changed_at = datetime(2026, 12, 13, 12, tzinfo=BERLIN)
    days_on_which(mailboxes, celle_lead, changed_at)
    choose(celle_lead, after, answer_reminder=Delivery.DIGEST, now=changed_at)

    days = days_on_which(mailboxes, celle_lead, meeting.answer_by, changed_at)

    assert "2026-12-14" in days


def test_after_an_outage_a_deadline_that_is_still_open_is_told(meeting, celle_lead, mailboxes):
    choose(celle_lead, answer_reminder=Delivery.DIGEST)
    mailboxes.deliver(MONDAY)

    mailboxes.deliver(MONDAY + LATER + 3 * DAY)

    assert summaries(mailboxes, celle_lead)[-1].replace("\xa0", " ").endswith(": 1 Frist")


@pytest.mark.parametrize(
    ("rhythm", "days"), [("weekly", ["2027-01-11"]), ("monthly", ["2027-01-04"])]
)
def test_a_meeting_one_comes_to_is_told_instead_of_a_reminder(
    meeting, celle_lead, mailboxes, rhythm, days
):
    choose(celle_lead, rhythm, meeting_reminder=Delivery.DIGEST)
    make_registration(meeting, celle_lead, mode=Mode.ON_SITE, now=FRIDAY + HOUR)
    news = days_on_which(mailboxes, celle_lead, datetime(2026, 12, 20, tzinfo=BERLIN))

    found = days_on_which(
        mailboxes, celle_lead, meeting.ends_at + WEEK, datetime(2026, 12, 20, tzinfo=BERLIN)
    )

    assert len(news) == 1
    assert found == days
    assert reminders(mailboxes, celle_lead) == []
    last = mailboxes.of(celle_lead.email)[-1]
    text = last.get_body(("plain",)).get_content()
    assert last["Subject"].replace("\xa0", " ").endswith(": 1 Treffen")
    assert "IHRE NÄCHSTEN TREFFEN" in text
    assert "Sie nehmen vor Ort teil" in text
    assert "NEU SEIT" not in text


@pytest.mark.parametrize("reason", ["declined", "left the county", "cancelled"])
def test_a_meeting_one_no_longer_comes_to_is_not_told(
    meeting, celle_lead, celle, office, mailboxes, reason
):
    choose(celle_lead, meeting_reminder=Delivery.DIGEST, answer_reminder=Delivery.DIGEST)
    seen = make_registration(meeting, celle_lead, now=FRIDAY + HOUR).answered_at
    days_on_which(mailboxes, celle_lead, datetime(2026, 12, 20, tzinfo=BERLIN))
    if reason == "declined":
        registering.decline(meeting, celle, seen=seen, by=celle_lead, now=MONDAY)
    elif reason == "left the county":
        Mandate.objects.filter(person=celle_lead).update(ends_on=date(2026, 12, 31))
    else:
        type(meeting).objects.filter(pk=meeting.pk).update(stage="cancelled")

    assert not days_on_which(
        mailboxes, celle_lead, meeting.ends_at, datetime(2026, 12, 21, tzinfo=BERLIN)
    )


def test_many_meetings_are_counted(office, celle_lead, mailboxes):
    choose(celle_lead, meeting_reminder=Delivery.DIGEST)
    for hour in range(8, 14):
        soon = {"starts_on": date(2026, 12, 3), "ends_on": date(2026, 12, 3), "answer_by": None}
        made = make_meeting(office, now=FRIDAY, starts_time=time(hour), **soon)
        make_registration(made, celle_lead, now=FRIDAY + HOUR)

    mailboxes.deliver(MONDAY)

    [message] = [m for m in mailboxes.of(celle_lead.email) if " im Forum: " in m["Subject"]]
    assert "6 Treffen, 6 Neuigkeiten" in message["Subject"].replace("\xa0", " ")
    assert "\n2 weitere\n" in message.get_body(("plain",)).get_content().replace("\r", "")


def test_the_page_of_news_shows_the_meetings_one_comes_to(meeting, celle_lead, client_of, at_noon):
    make_registration(meeting, celle_lead, now=FRIDAY + HOUR)

    html = client_of(celle_lead).get("/neu/").content.decode()

    assert "Ihre nächsten Treffen" in html
    assert "Sie nehmen vor Ort teil" in html

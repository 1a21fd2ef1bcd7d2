"""The network that the demo begins with, on whichever day somebody starts it."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from demo import network
from demo.people import PASSWORD
from forum_portal.clock import BERLIN
from mailroom import passes
from mailroom.models import Mail
from mailroom.stages import State
from meetings.ahead import next_meeting, open_answers
from meetings.models import Event, Meeting, Registration
from meetings.stages import Stage
from members.models import District, Person
from members.services import import_districts

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 0, 5, tzinfo=BERLIN)
WEEK = [MONDAY + timedelta(days=days, hours=9) for days in range(7)]
WEDNESDAY = WEEK[2]
SOME_DAYS = [WEEK[0], WEEK[2]]


@pytest.fixture
def built(db):
    import_districts(now=WEDNESDAY)

    def build(now=WEDNESDAY):
        network.build(now)
        return now

    return build


def person(mailbox):
    return Person.objects.get(email=f"{mailbox}@forum.example")


def test_fourteen_founders_each_have_an_officer_and_a_lead(built):
    now = built()

    founders = District.objects.members(now)
    assert founders.count() == 14
    for district in founders:
        assert person(district.slug).acts_for(now) == [district]
        assert person(f"{district.slug}.koordination").acts_for(now) == [district]
    assert person("werra-meissner-kreis").check_password(PASSWORD)
    assert person("geschaeftsstelle").is_office(now)
    assert person("admin").may_administer(now)
    assert person("landkreistag").is_partner(now)


def test_nobody_has_a_personal_name(built):
    built()

    assert set(Person.objects.values_list("name", flat=True)) == {""}


@pytest.mark.parametrize("now", [MONDAY, *WEEK], ids=lambda now: f"{now:%a-%H}")
def test_the_network_can_be_built_on_each_day_of_the_week(built, now):
    built(now)

    stages = Counter(Meeting.objects.values_list("stage", flat=True))
    assert stages == {Stage.HELD: 3, Stage.ANNOUNCED: 2, Stage.DRAFT: 1, Stage.CANCELLED: 1}
    assert not Event.objects.filter(at__gt=now).exists()
    assert {m.starts_on.weekday() for m in Meeting.objects.all()} <= {1, 2, 3}
    deadlines = [m.answer_by.astimezone(BERLIN) for m in Meeting.objects.exclude(answer_by=None)]
    assert {deadline.weekday() for deadline in deadlines} <= {0, 1, 2, 3, 4}


@pytest.mark.parametrize("now", SOME_DAYS, ids=lambda now: f"{now:%a}")
def test_celle_has_to_answer_within_days_and_others_have_answered_each_way(built, now):
    built(now)

    meeting = next_meeting(person("celle"), now)
    [first, _] = open_answers(person("celle").acts_for(now), now)
    assert first.meeting == meeting
    assert timedelta(days=3) < meeting.answer_by - now < timedelta(days=8)
    answers = Registration.objects.filter(meeting=meeting)
    assert {a.reply for a in answers} == {"attends", "declined"}
    assert 5 < answers.count() < 13


@pytest.mark.parametrize("now", SOME_DAYS, ids=lambda now: f"{now:%a}")
def test_the_first_pass_delivers_the_coming_invitations_and_nothing_of_the_past(
    built, now, mailboxes
):
    built(now)

    mailboxes.deliver(now)

    subjects = [subject.strip() for subject in mailboxes.subjects("celle@forum.example")]
    invitations = [subject for subject in subjects if subject.startswith("Einladung: ")]
    coming = Meeting.objects.coming(now)
    assert len(invitations) == coming.count() == 2
    assert all(any(m.title in subject for m in coming) for subject in invitations)
    others = [subject for subject in subjects if subject not in invitations]
    assert len(others) == (1 if now.weekday() == 0 else 0)
    assert not Mail.objects.exclude(state__in=[State.SENT, State.EXPIRED]).exists()


def test_the_next_monday_brings_each_reader_one_summary(built, mailboxes):
    now = built()
    passes.run(now)
    monday = datetime(2026, 11, 30, 7, 5, tzinfo=BERLIN)

    passes.run(monday)
    passes.run(monday + timedelta(minutes=5))
    passes.run(monday + timedelta(days=7))

    for mailbox in ("celle", "celle.koordination", "geschaeftsstelle"):
        subjects = mailboxes.subjects(f"{mailbox}@forum.example")
        assert len([s for s in subjects if s.startswith("Ihre Woche im Forum: ")]) == 1
    assert mailboxes.subjects("landkreistag@forum.example") == []


def test_each_meeting_says_that_it_is_an_example(built):
    built()

    assert all("Beispiel" in meeting.summary for meeting in Meeting.objects.all())

"""The network that the demo begins with, and what its first days bring."""

from datetime import datetime, timedelta

import pytest

from demo.people import PASSWORD
from forum_portal.clock import BERLIN
from mailroom import passes
from mailroom.models import Mail
from mailroom.stages import State
from meetings.models import Meeting
from members.models import District, Invitation, Person
from members.stages import Function

MONDAY = datetime(2026, 11, 23, 9, 5, tzinfo=BERLIN)
WEDNESDAY = MONDAY + timedelta(days=2)
NEXT_MONDAY = datetime(2026, 11, 30, 7, 5, tzinfo=BERLIN)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.parametrize(
        "built", [MONDAY, WEDNESDAY], indirect=True, scope="module", ids=lambda now: f"{now:%a}"
    ),
]


def person(mailbox):
    return Person.objects.get(email=f"{mailbox}@forum.example")


def test_fourteen_founders_each_have_an_officer_and_a_lead(built):
    founders = District.objects.members(built)
    assert founders.count() == 14
    for district in founders:
        assert person(district.slug).acts_for(built) == [district]
        assert person(f"{district.slug}.koordination").acts_for(built) == [district]
    assert person("werra-meissner-kreis").check_password(PASSWORD)
    assert person("geschaeftsstelle").is_office(built)
    assert person("admin").may_administer(built)
    assert person("landkreistag").running_mandates(built)[0].function == Function.CONTACT


def test_nobody_has_a_personal_name(built):
    assert set(Person.objects.values_list("name", flat=True)) == {""}


def test_the_first_pass_delivers_the_coming_invitations_and_nothing_of_the_past(built, mailboxes):
    mailboxes.deliver(built)

    subjects = [subject.strip() for subject in mailboxes.subjects("celle@forum.example")]
    invitations = [subject for subject in subjects if subject.startswith("Einladung: ")]
    coming = Meeting.objects.coming(built)
    assert len(invitations) == coming.count() == 2
    assert all(any(m.title in subject for m in coming) for subject in invitations)
    polls = [subject for subject in subjects if subject.startswith("Terminabstimmung: ")]
    assert len(polls) == 1
    minutes = [subject for subject in subjects if subject.startswith("Protokoll: ")]
    assert len(minutes) == 1
    told = [*invitations, *polls, *minutes]
    others = [subject for subject in subjects if subject not in told]
    assert len(others) == (1 if built.weekday() == 0 else 0)
    assert not Mail.objects.exclude(state__in=[State.SENT, State.EXPIRED]).exists()


def test_by_the_next_monday_each_reader_has_one_summary(built, mailboxes):
    passes.run(built)

    passes.run(NEXT_MONDAY)
    passes.run(NEXT_MONDAY + timedelta(minutes=5))
    passes.run(NEXT_MONDAY + timedelta(days=7))

    for mailbox in ("celle", "celle.koordination", "geschaeftsstelle"):
        subjects = mailboxes.subjects(f"{mailbox}@forum.example")
        summaries = [s for s in subjects if s.startswith("Ihre Woche im Forum: ")]
        assert len([s for s in summaries if "Neuigkeit" in s]) == 1
        # The week after there is nothing new, and tasks that nobody has done.
        assert [s.endswith("Fristen") for s in summaries if "Neuigkeit" not in s] in ([], [True])
    assert mailboxes.subjects("landkreistag@forum.example") == []


def test_each_meeting_says_that_it_is_an_example(built):
    assert all("Beispiel" in meeting.summary for meeting in Meeting.objects.all())


def test_two_invitations_are_open_and_one_has_run_out(built, mailboxes):
    mailboxes.deliver(built)

    stages = Invitation.objects.with_stage(built).values_list("address", "stage")
    assert dict(stages) == {
        "celle.neu@forum.example": "open",
        "landkreistag.neu@forum.example": "open",
        "coburg.neu@forum.example": "expired",
    }
    for mailbox, letters in (("celle.neu", 1), ("landkreistag.neu", 1), ("coburg.neu", 0)):
        assert len(mailboxes.of(f"{mailbox}@forum.example")) == letters

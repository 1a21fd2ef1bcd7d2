"""Each meeting reminds as long before as the office chose for it."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from mailroom.models import Mail
from meetings import notices
from meetings.models import Meeting
from meetings.owing import Owed, owe
from meetings.refusals import TooLate
from meetings.reminding import Moment, due_at
from meetings.services import planning, registering
from meetings.wall_time import instant
from tests.factories.meetings import (
    SETTLE,
    THURSDAY,
    make_draft,
    make_meeting,
    make_registration,
    move,
)
from tests.factories.members import DAY, HOUR, MINUTE, NOON, make_officer

from .test_forms import SAVED
from .test_mails import text_of
from .test_reminders import CELLE, about_meetings, asked, reminders

pytestmark = pytest.mark.django_db

START = instant(THURSDAY, time(9, 30))
SECOND = timedelta(seconds=1)
EACH = ["7d", "3d", "2d", "1d", "2h"]


def change(meeting, office, now=NOON, **fields):
    return planning.change_meeting(meeting, **fields, by=office, now=now)


@pytest.fixture
def coming(office, celle_officer, mailboxes):
    """Make a meeting to which Celle comes, its invitation in the mailbox."""

    def make(**fields):
        meeting = make_meeting(office, **fields)
        make_registration(meeting, celle_officer)
        mailboxes.deliver(NOON)
        mailboxes.relay.stored.clear()
        return meeting

    return make


def occasions(state):
    rows = Mail.objects.filter(kind="meeting_reminder", state=state).order_by("pk")
    return [occasion.split(":")[3] for occasion in rows.values_list("occasion", flat=True)]


def test_a_new_meeting_reminds_two_days_and_two_hours_before_and_three_days_before_the_deadline(
    office,
):
    meeting = make_draft(office)

    assert (meeting.reminders, meeting.answer_reminders) == (["2d", "2h"], ["3d"])


@pytest.mark.parametrize(
    ("chosen", "days"),
    [
        (EACH, ["in 7 Tagen", "in 3 Tagen", "in 2 Tagen", "morgen", "heute"]),
        (["7d", "2h"], ["in 7 Tagen", "heute"]),
        (["1d"], ["morgen"]),
        ([], []),
    ],
)
def test_it_reminds_at_the_times_that_were_chosen(mailboxes, coming, chosen, days):
    coming(reminders=chosen)

    for offset in EACH:
        for minutes in (-1, 0, 30):
            mailboxes.deliver(due_at(START, offset) + minutes * MINUTE)

    assert [subject.split(", ")[1].split(" um")[0] for subject in reminders(mailboxes)] == days


def test_the_occasion_names_how_long_before_and_the_start(mailboxes, coming):
    meeting = coming()

    mailboxes.deliver(due_at(START, "2h"))

    assert Mail.objects.filter(
        occasion=f"meeting:{meeting.pk}:reminder:2h:2026-12-17T08:30Z"
    ).exists()


def test_what_the_latest_overtook_is_recorded_as_skipped_with_its_reason(mailboxes, coming):
    """The portal stood still from before the first until after the last."""
    coming(reminders=["7d", "1d", "2h"])

    for minutes in (1, 2, 30):
        mailboxes.deliver(due_at(START, "2h") + minutes * MINUTE)

    assert (occasions("sent"), occasions("cancelled")) == (["2h"], ["7d", "1d"])
    for skipped in Mail.objects.filter(kind="meeting_reminder", state="cancelled"):
        [evidence] = skipped.attempts.all()
        assert evidence.text == "An ihre Stelle trat die Erinnerung 2 Stunden vorher."


def test_nothing_is_skipped_for_somebody_who_was_not_registered_by_then(
    mailboxes, office, celle_officer
):
    meeting = make_meeting(office, answer_by=None, reminders=["7d", "1d"])
    make_registration(meeting, celle_officer, now=due_at(START, "7d") + HOUR)

    mailboxes.deliver(due_at(START, "1d"))

    assert (occasions("sent"), occasions("cancelled")) == (["1d"], [])


def test_one_that_still_waits_when_the_next_is_due_runs_out(mailboxes, coming):
    coming(reminders=["2d", "1d"])
    notices.remind(due_at(START, "2d"))

    mailboxes.deliver(due_at(START, "1d"))

    assert (occasions("sent"), occasions("expired")) == (["1d"], ["2d"])


def test_a_reminder_that_was_taken_off_is_not_sent(mailboxes, office, coming):
    meeting = coming()
    notices.remind(due_at(START, "2d"))
    change(meeting, office, now=due_at(START, "2d"), reminders=["2h"])

    mailboxes.deliver(due_at(START, "2d"))

    assert (reminders(mailboxes), occasions("cancelled")) == ([], ["2d"])


def test_taking_off_the_latest_brings_no_earlier_one_back(mailboxes, office, coming):
    meeting = coming()
    mailboxes.deliver(due_at(START, "2h"))
    change(meeting, office, now=due_at(START, "2h"), reminders=["2d"])
    change(meeting, office, now=due_at(START, "2h"), venue="Bürgerhaus")

    mailboxes.deliver(due_at(START, "2h") + SETTLE)

    assert occasions("sent") == ["2h"]


def test_one_that_is_added_is_sent_at_its_time(mailboxes, office, coming):
    meeting = coming()
    mailboxes.deliver(due_at(START, "2d"))
    change(meeting, office, now=due_at(START, "2d") + HOUR, reminders=["2d", "1d", "2h"])

    for offset in ("1d", "2h"):
        mailboxes.deliver(due_at(START, offset))

    assert occasions("sent") == ["2d", "1d", "2h"]


@pytest.mark.parametrize(
    "fields", [{"reminders": ["3d", "2h"]}, {"answer_reminders": ["7d"]}, {"reminders": EACH}]
)
def test_one_whose_time_is_over_cannot_be_added(office, coming, fields):
    meeting = coming()

    with pytest.raises(TooLate, match="zu spät"):
        change(meeting, office, now=due_at(START, "3d"), **fields)

    meeting.refresh_from_db()
    assert (meeting.reminders, meeting.answer_reminders) == (["2d", "2h"], ["3d"])


def test_one_whose_time_is_over_may_stay(office, coming):
    meeting = coming(reminders=["3d", "2h"])

    change(meeting, office, now=due_at(START, "2d"), reminders=["3d", "1d"])

    assert meeting.reminders == ["3d", "1d"]


def test_a_draft_may_have_any(office):
    meeting = make_draft(office)

    change(meeting, office, now=due_at(START, "1d"), answer_by=None, reminders=EACH)

    assert meeting.reminders == EACH


@pytest.mark.parametrize(
    ("name", "offsets"), [("reminders", ["5d"]), ("answer_reminders", ["2h"]), ("reminders", [""])]
)
def test_other_times_are_refused_by_service_and_database(office, name, offsets):
    meeting = make_draft(office)

    with pytest.raises(ValidationError):
        change(meeting, office, **{name: offsets})
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.update(**{name: offsets})


def test_choosing_reminders_is_no_news_and_no_mail_to_anybody(mailboxes, office, coming):
    meeting = coming()

    change(meeting, office, reminders=["1d"])
    mailboxes.deliver(NOON + SETTLE)

    assert (meeting.sequence, mailboxes.addresses()) == (0, [])


def test_a_reminder_that_waits_while_the_place_changes_names_the_new_one(mailboxes, office, coming):
    meeting, due = coming(), due_at(START, "2d")
    mailboxes.relay.on("RCPT", "451 try later")
    mailboxes.deliver(due)
    change(meeting, office, now=due, venue="Bürgerhaus")

    for minutes in (1, 2, 3, 10):
        mailboxes.deliver(due + minutes * MINUTE)

    assert about_meetings(mailboxes) == ["Geändert", "Erinnerung"]
    assert "Bürgerhaus" in mailboxes.of(CELLE)[-1].get_body(("plain",)).get_content()


def test_what_only_a_reminder_has_told_is_told_otherwise_when_it_changes_back(
    mailboxes, office, coming
):
    """The mail about the new time is stuck; a reminder names it, and then it no longer holds."""
    meeting, due = coming(), due_at(START, "2h")
    move(meeting, office, now=due - HOUR, starts_time=time(9), answer_by=None)
    mailboxes.relay.on("RCPT", "451 try later")
    mailboxes.deliver(due)
    assert about_meetings(mailboxes) == ["Erinnerung"]

    move(meeting, office, now=due + SECOND, starts_time=time(9, 30), answer_by=None)
    mailboxes.deliver(due + SECOND + SETTLE)

    assert about_meetings(mailboxes) == ["Erinnerung", "Verschoben", "Erinnerung"]
    assert "Bisher: Donnerstag, 17. Dezember 2026, 9:00" in text_of(mailboxes.of(CELLE)[-2])


def test_a_reminder_of_the_new_time_does_not_stand_for_the_mail_about_the_move(
    mailboxes, office, coming
):
    meeting, due = coming(), due_at(START, "2h")
    move(meeting, office, now=due - HOUR, starts_time=time(9), answer_by=None)
    mailboxes.relay.on("RCPT", "451 try later")

    for minutes in (0, 2):
        mailboxes.deliver(due + minutes * MINUTE)

    assert about_meetings(mailboxes) == ["Erinnerung", "Verschoben"]


def test_who_was_reminded_and_never_invited_is_told_of_a_move_as_of_a_move(
    mailboxes, office, coburg
):
    meeting = make_meeting(office)
    mailboxes.deliver(NOON)
    new = make_officer("neu@forum.example", coburg)
    make_registration(meeting, new, now=NOON + HOUR)
    mailboxes.deliver(due_at(START, "2d"))

    move(meeting, office, now=due_at(START, "2d"), starts_time=time(11), answer_by=None)
    mailboxes.deliver(due_at(START, "2d") + SETTLE)

    assert about_meetings(mailboxes, "neu@forum.example")[:2] == ["Erinnerung", "Verschoben"]


# Before the answer deadline ---------------------------------------------------------


def test_counties_are_asked_as_often_as_was_chosen(mailboxes, office, celle_officer):
    meeting = make_meeting(office, answer_reminders=["7d", "1d"])

    for offset in EACH[:-1]:
        for minutes in (0, 30):
            mailboxes.deliver(due_at(meeting.answer_by, offset) + minutes * MINUTE)

    assert len(asked(mailboxes, CELLE)) == 2


def test_a_county_that_answered_after_the_first_is_not_asked_again(
    mailboxes, office, celle, celle_officer
):
    meeting = make_meeting(office, answer_reminders=["7d", "1d"])
    mailboxes.deliver(due_at(meeting.answer_by, "7d"))
    registering.decline(meeting, celle, by=celle_officer, now=meeting.answer_by - 2 * DAY)

    mailboxes.deliver(due_at(meeting.answer_by, "1d"))

    assert len(asked(mailboxes, CELLE)) == 1


def test_without_a_deadline_nobody_is_asked(mailboxes, office, celle_officer):
    make_meeting(office, answer_by=None, answer_reminders=["7d", "1d"])

    mailboxes.deliver(due_at(START, "1d"))

    assert asked(mailboxes, CELLE) == []


# Any other deadline -----------------------------------------------------------------


def test_a_deadline_of_whatever_app_reminds_in_the_same_way(
    mailboxes, celle_officer, celle_lead, coburg_lead
):
    """Two are concerned from the beginning, one since after the first reminder was due."""
    closes_at = NOON + 4 * DAY
    people = {
        celle_officer.pk: NOON,
        celle_lead.pk: NOON,
        coburg_lead.pk: closes_at - 2 * DAY,
    }
    ballot = Owed(
        "test_note", "ballot:9", Moment(closes_at, ["3d", "1d"], closes_at), people, {"ballot": 9}
    )

    for now in (closes_at - DAY, closes_at - HOUR, closes_at):
        owe([ballot], now)
        mailboxes.deliver(now)

    assert len(mailboxes.addresses()) == 3
    assert Mail.objects.filter(occasion="ballot:9:3d:2026-12-05T11:00Z").count() == 2
    assert {mail.state for mail in Mail.objects.filter(occasion__contains=":3d:")} == {"cancelled"}


# On the pages of the office ---------------------------------------------------------


def html(response):
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_the_office_chooses_reminders_for_a_meeting(client_of, office):
    client = client_of(office)
    client.post("/treffen/neu/", SAVED | {"reminders": ["", "2h", "7d"], "answer_reminders": [""]})

    meeting = Meeting.objects.get()
    assert (meeting.reminders, meeting.answer_reminders) == (["7d", "2h"], [])
    page = html(client.get(meeting.get_absolute_url()))
    assert "7 Tage und 2 Stunden vorher" in page
    form = client.get(reverse("meetings:change_meeting", args=[meeting.pk])).context["form"]
    assert (form["reminders"].value(), form["answer_reminders"].value()) == (["7d", "2h"], [])


def test_the_form_of_a_new_meeting_begins_with_the_usual_reminders(client_of, office):
    form = client_of(office).get("/treffen/neu/").context["form"]

    assert (form["reminders"].value(), form["answer_reminders"].value()) == (["2d", "2h"], ["3d"])


def test_a_form_that_was_sent_without_the_boxes_leaves_the_reminders(client_of, office):
    meeting = make_meeting(office, reminders=["7d"])

    client_of(office).post(reverse("meetings:change_meeting", args=[meeting.pk]), SAVED)

    meeting.refresh_from_db()
    assert (meeting.title, meeting.reminders) == ("Sprachmittlung", ["7d"])


def test_one_whose_time_is_over_is_refused_at_its_field(client_of, at, office):
    meeting = make_meeting(office)
    at(due_at(START, "3d"))

    response = client_of(office).post(
        reverse("meetings:change_meeting", args=[meeting.pk]),
        SAVED | {"reminders": ["3d", "2d"], "answer_on": "2026-12-10"},
    )

    assert "„3 Tage vorher“ ist schon vorbei." in html(response)
    meeting.refresh_from_db()
    assert meeting.reminders == ["2d", "2h"]


def test_the_history_says_in_words_which_reminders_were_chosen(client_of, office):
    meeting = make_meeting(office)
    change(meeting, office, reminders=["7d", "3d", "2h"], answer_reminders=[])

    page = html(client_of(office).get(meeting.get_absolute_url()))

    assert (
        "Erinnerung vor dem Treffen: 7 Tage, 3 Tage und 2 Stunden vorher "
        "(bisher: 2 Tage und 2 Stunden vorher)"
    ) in page
    assert "Erinnerung vor der Antwortfrist: keine (bisher: 3 Tage vorher)" in page


def test_what_a_colleague_chose_meanwhile_is_shown_in_words(client_of, office):
    meeting, client = make_meeting(office), client_of(office)
    url = reverse("meetings:change_meeting", args=[meeting.pk])
    seen = client.get(url).context["form"]["seen"].value()
    change(meeting, office, reminders=["1d"])

    response = client.post(url, SAVED | {"reminders": ["7d", "2h"], "seen": seen})

    assert "1 Tag vorher" in html(response)
    assert "7 Tage vorher, 2 Stunden vorher" in html(response)
    meeting.refresh_from_db()
    assert meeting.reminders == ["1d"]

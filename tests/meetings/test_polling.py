"""The office puts dates to choose from; each county answers once; one date becomes a meeting."""

from datetime import date, time
from email import message_from_bytes
from email.policy import default
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from mailroom import passes
from mailroom.models import Mail
from meetings.ahead import open_answers
from meetings.models import DatePoll, Meeting, PollAnswer, PollDate, PollEvent, Registration
from meetings.refusals import (
    AnsweredMeanwhile,
    ChangedMeanwhile,
    DeadlinePassed,
    NotYourCounty,
    TooLate,
    WrongStage,
)
from meetings.services import planning, polling, registering
from meetings.stages import Format, Stage, Suits
from meetings.wall_time import end_of_day
from tests.factories.meetings import (
    DEADLINE,
    answer_poll,
    make_group,
    make_poll,
    make_poll_draft,
    poll_date,
)
from tests.factories.members import DAY, HOUR, NOON, make_mandate, make_member, make_officer
from tests.races import at_once

YES, MAYBE, NO = Suits.YES, Suits.IF_NEED_BE, Suits.NO

pytestmark = pytest.mark.django_db


def path(name, poll, *args):
    return reverse(f"meetings:{name}", args=[poll.pk, *args])


def page(client, poll) -> str:
    return client.get(poll.get_absolute_url()).content.decode()


def kinds_to(person) -> list[str]:
    return list(Mail.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


def entered(**more) -> dict:
    """What the office sends for two dates."""
    sent = {
        "token": str(uuid4()),
        "kind": "network",
        "title": "Klausur",
        "format": "",
        "answer_on": "2026-12-10",
        "starts_on_1": "2026-12-17",
        "starts_time_1": "9:30",
        "ends_time_1": "15:30",
        "starts_on_2": "2026-12-18",
        "starts_time_2": "9:30",
        "ends_time_2": "15:30",
    }
    return sent | more


def chosen(poll, office, number=0, now=NOON, **more) -> Meeting:
    values = {"format": Format.HYBRID, "venue": "Kreishaus", **more}
    return polling.choose_date(poll, list(poll.dates.all())[number], **values, by=office, now=now)


# Making and opening


def test_the_office_makes_a_draft_that_only_it_sees(client_of, office, celle_officer):
    client, sent = client_of(office), entered()

    answers = [client.post(reverse("meetings:create_poll"), sent) for _ in range(2)]

    poll = DatePoll.objects.get()
    assert [answer.url for answer in answers] == [poll.get_absolute_url()] * 2
    assert (poll.answer_by, poll.stage) == (end_of_day(DEADLINE), "draft")
    assert [one.starts_on for one in poll.dates.all()] == [date(2026, 12, 17), date(2026, 12, 18)]
    assert client_of(celle_officer).get(poll.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"answer_on": "2026-12-17"}, "answer_on", "vor dem ersten Termin"),
        ({"answer_on": ""}, "answer_on", "bis wann"),
        ({"answer_on": "2026-11-30"}, "answer_on", "ab heute"),
        ({"ends_time_1": "8:00"}, "ends_time_1", "Das Ende liegt vor dem Beginn"),
        ({"ends_time_2": ""}, "ends_time_2", "wann das Treffen endet"),
        ({"starts_on_2": "2026-12-17"}, "starts_on_2", "steht schon weiter oben"),
        ({"starts_on_2": "2027-03-28", "starts_time_2": "2:30"}, "starts_time_2", "gibt es am 28."),
        ({"starts_on_1": "1926-12-17"}, "starts_on_1", "ab heute"),
        ({"title": " \u202e"}, "title", "Titel"),
    ],
)
def test_a_mistake_is_said_at_its_field(client_of, office, wrong, field, said):
    response = client_of(office).post(reverse("meetings:create_poll"), entered(**wrong))

    assert said in str(response.context["form"].errors[field])
    assert not DatePoll.objects.exists()


def test_one_date_is_no_choice(client_of, office):
    sent = entered(starts_on_2="", starts_time_2="", ends_time_2="")

    response = client_of(office).post(reverse("meetings:create_poll"), sent)

    assert "mindestens zwei Termine" in response.content.decode()


def test_the_time_that_comes_twice_is_the_first_and_lasts_an_hour_longer(office):
    """On 31 October 2027 clocks go from 3:00 back to 2:00."""
    night = poll_date(date(2027, 10, 31), time(1, 0), time(4, 0))
    poll = make_poll_draft(office, dates=[poll_date(), night])

    last = poll.dates.last()

    assert last.ends_at - last.starts_at == 4 * HOUR


def test_the_database_keeps_the_rules(office):
    poll = make_poll_draft(office)
    first = poll.dates.first()

    for change in (
        lambda: DatePoll.objects.filter(pk=poll.pk).update(answer_by=first.starts_at),
        lambda: DatePoll.objects.filter(pk=poll.pk).update(stage="decided"),
        lambda: PollDate.objects.filter(pk=first.pk).update(ends_at=first.starts_at),
        lambda: PollDate.objects.filter(pk=first.pk).update(number=13),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    with pytest.raises(ValidationError, match="vor dem ersten Termin"):
        make_poll_draft(office, answer_by=first.starts_at)
    with pytest.raises(ValidationError, match="steht schon zur Wahl"):
        make_poll_draft(office, dates=[poll_date(), poll_date()])


def test_opening_asks_the_people_of_all_member_counties(
    client_of, office, celle_officer, coburg_officer, partner, relay
):
    poll = make_poll_draft(office)

    client_of(office).post(path("open_poll", poll))
    passes.run(NOON)

    asked = {m["to"]: m for m in map(_read, relay.stored)}
    assert asked.keys() == {celle_officer.email, coburg_officer.email}
    mail = asked[celle_officer.email]
    for part in ("plain", "html"):
        text = mail.get_body((part,)).get_content()
        assert "Donnerstag, 17." in text
        assert poll.get_absolute_url() in text
    assert mail["subject"] == "Terminabstimmung: Klausur im Winter"


def _read(stored):
    return message_from_bytes(stored.message, policy=default)


def test_a_poll_opens_once_and_in_time(office):
    poll = make_poll(office)

    with pytest.raises(WrongStage):
        polling.open_poll(poll, by=office, now=NOON)
    with pytest.raises(TooLate):
        polling.open_poll(make_poll_draft(office), by=office, now=poll.answer_by)


# Answering


def test_a_county_answers_to_each_date(client_of, office, celle, celle_officer, coburg_officer):
    poll, client = make_poll(office), client_of(celle_officer)
    first, second = poll.dates.all()
    sent = {"district": celle.pk, "seen": ""}

    missing = client.post(path("answer_poll", poll), sent | {f"date_{first.pk}": "yes"})
    assert "auch zu diesem Termin" in missing.content.decode()
    said = {f"date_{first.pk}": "yes", f"date_{second.pk}": "if_need_be"}
    answer = client.post(path("answer_poll", poll), sent | said)

    assert answer.url == poll.get_absolute_url()
    answer = PollAnswer.objects.get()
    assert (answer.district, answer.answered_by) == (celle, celle_officer)
    event = PollEvent.objects.get(verb="answered")
    assert (event.district, event.by) == (celle, celle_officer)
    for who in (client, client_of(coburg_officer), client_of(office)):
        shown = page(who, poll)
        assert "wenn nötig" in shown
        assert "1 von 2 haben geantwortet" in shown


def test_the_last_answer_counts_and_a_colleagues_is_not_overwritten_unseen(
    client_of, office, celle, celle_officer, celle_lead
):
    poll = make_poll(office)
    answer_poll(poll, celle_lead, YES, NO)

    with pytest.raises(AnsweredMeanwhile):
        answer_poll(poll, celle_officer, NO, NO, now=NOON + HOUR)
    first, second = poll.dates.all()
    sent = {"district": celle.pk, "seen": "", f"date_{first.pk}": "no", f"date_{second.pk}": "no"}
    response = client_of(celle_officer).post(path("answer_poll", poll), sent)
    assert "Inzwischen hat jemand" in response.content.decode()

    sent["seen"] = response.context["panel"].form["seen"].value()
    client_of(celle_officer).post(path("answer_poll", poll), sent)

    answer = PollAnswer.objects.get()
    assert answer.answered_by == celle_officer
    assert {choice.suits for choice in answer.choices.all()} == {NO}
    assert PollEvent.objects.filter(verb="answered").count() == 2


def test_the_same_answer_twice_is_once(office, celle_officer):
    poll = make_poll(office)

    answers = [answer_poll(poll, celle_officer, YES, NO) for _ in range(2)]

    assert answers[0] == answers[1]
    assert PollEvent.objects.filter(verb="answered").count() == 1


def test_nobody_answers_late_for_others_or_to_a_draft(office, celle, celle_officer, coburg_officer):
    poll = make_poll(office)

    with pytest.raises(DeadlinePassed):
        answer_poll(poll, celle_officer, YES, NO, now=poll.answer_by + HOUR)
    suits = dict.fromkeys(poll.dates.values_list("pk", flat=True), YES)
    with pytest.raises(NotYourCounty):
        polling.answer_poll(poll, celle, suits=suits, by=coburg_officer, now=NOON)
    with pytest.raises(WrongStage):
        answer_poll(make_poll_draft(office), celle_officer, YES, NO)
    with pytest.raises(ChangedMeanwhile):
        polling.answer_poll(poll, celle, suits={}, by=celle_officer, now=NOON)


def test_somebody_with_two_counties_answers_for_the_one_in_whose_form_it_stands(
    client_of, office, celle, coburg, celle_officer
):
    make_mandate(celle_officer, coburg)
    poll, client = make_poll(office), client_of(celle_officer)
    said = {f"date_{pk}": "yes" for pk in poll.dates.values_list("pk", flat=True)}
    sent = {"district": coburg.pk, "seen": "", **said}

    asked = client.post(path("answer_poll", poll), sent)
    assert "Sie handeln gerade für" in asked.content.decode()
    assert not PollAnswer.objects.exists()
    client.post(path("answer_poll", poll), sent | {"switch": "1"})

    assert PollAnswer.objects.get().district == coburg


@pytest.mark.django_db(transaction=True)
def test_a_form_that_is_sent_twice_at_the_same_moment_is_one_poll(office):
    uid = uuid4()

    polls = at_once(*[lambda: make_poll_draft(office, uid=uid)] * 4)

    assert {poll.pk for poll in polls} == {DatePoll.objects.get().pk}
    assert PollEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts(office, celle_officer, celle_lead):
    poll = make_poll(office)

    outcomes = at_once(
        lambda: answer_poll(DatePoll.objects.get(), celle_officer, YES, YES),
        lambda: answer_poll(DatePoll.objects.get(), celle_lead, NO, NO),
    )

    assert sum(isinstance(one, AnsweredMeanwhile) for one in outcomes) == 1
    assert poll.answers.count() == 1


def test_the_page_costs_the_same_with_3_and_12_answers(
    client_of, office, celle_officer, django_assert_num_queries
):
    poll, client = make_poll(office), client_of(celle_officer)
    for count in (3, 12):
        _answers(poll, celle_officer, count)
        with django_assert_num_queries(8):
            shown = page(client, poll)
        assert shown.count('role="rowheader"') == count + 1


def _answers(poll, person, count):
    for number in range(poll.answers.count() + 1, count + 1):
        district = make_member(f"09{number:03}", f"Kreis {number:03}", slug=f"kreis-{number}")
        answer = PollAnswer.objects.create(
            poll=poll, district=district, answered_by=person, answered_at=NOON
        )
        answer.choices.create(date=poll.dates.first(), suits=YES)


# Changing


def test_dates_change_until_somebody_has_answered(client_of, office, celle_officer, relay):
    poll, client = make_poll(office), client_of(office)
    sent = entered(starts_on_2="2026-12-21", title="Klausur im Winter", seen="0")

    client.post(path("change_poll", poll), sent)

    poll.refresh_from_db()
    assert [one.starts_on.day for one in poll.dates.all()] == [17, 21]
    passes.run(NOON)
    assert [_read(one)["subject"] for one in relay.stored] == [
        "Terminabstimmung geändert: Klausur im Winter"
    ]
    stale = client.post(path("change_poll", poll), sent, follow=True)
    assert "Inzwischen hat jemand die Abstimmung geändert" in stale.content.decode()

    answer_poll(poll, celle_officer, YES, NO)
    refused = client.get(path("change_poll", poll), follow=True).content.decode()
    assert "Ein Landkreis hat schon geantwortet" in refused
    assert "Sie können einen Termin ergänzen" in refused


def test_a_date_is_added_and_the_answer_to_it_is_missing(client_of, office, celle, celle_officer):
    poll = make_poll(office)
    answer_poll(poll, celle_officer, YES, NO)
    assert open_answers([celle], NOON) == []
    sent = {"starts_on": "2026-12-21", "starts_time": "9:00", "ends_time": "12:00", "seen": "0"}

    early = client_of(office).post(path("add_poll_date", poll), sent | {"starts_on": "2026-12-10"})
    assert "nach der Antwortfrist" in early.content.decode()
    client_of(office).post(path("add_poll_date", poll), sent)

    assert poll.dates.count() == 3
    [task] = open_answers([celle], NOON)
    assert task.url == poll.get_absolute_url()
    assert "noch nicht zu allen Terminen" in page(client_of(celle_officer), poll)


# Ending


def test_a_poll_ends_without_a_date_and_says_why(client_of, office, celle_officer, relay):
    poll = make_poll(office)
    passes.run(NOON)

    client_of(office).post(path("end_poll", poll), {"reason": "Zu wenige könnten kommen."})
    passes.run(NOON + HOUR)

    poll.refresh_from_db()
    assert poll.stage == "ended"
    assert kinds_to(celle_officer) == ["poll_opened", "poll_over"]
    assert "Zu wenige könnten kommen." in _read(relay.stored[-1]).get_body(("plain",)).get_content()
    assert "Zu wenige könnten kommen." in page(client_of(celle_officer), poll)
    with pytest.raises(WrongStage):
        answer_poll(poll, celle_officer, YES, NO)


def test_of_a_draft_that_is_called_off_nobody_hears(client_of, office, celle_officer):
    poll = make_poll_draft(office)

    client_of(office).post(path("cancel_poll", poll), {"reason": "Doppelt"})
    passes.run(NOON)

    assert kinds_to(celle_officer) == []
    assert client_of(celle_officer).get(poll.get_absolute_url()).status_code == 404


def test_who_was_asked_a_moment_before_the_end_is_not_asked_any_more(office, celle_officer):
    poll = make_poll(office)
    polling.cancel_poll(poll, reason="Doppelt", by=office, now=NOON)

    passes.run(NOON)

    states = dict(Mail.objects.filter(recipient=celle_officer).values_list("kind", "state"))
    assert states.get("poll_opened") != "sent"


# Reminding


def test_counties_that_have_not_answered_are_reminded_once_three_days_before(
    office, celle_officer, coburg_officer
):
    poll = make_poll(office)
    answer_poll(poll, celle_officer, YES, NO)
    for now in (NOON, poll.answer_by - 3 * DAY, poll.answer_by - 2 * DAY, poll.answer_by + HOUR):
        passes.run(now)

    assert "poll_reminder" not in kinds_to(celle_officer)
    assert kinds_to(coburg_officer).count("poll_reminder") == 1


def test_an_open_poll_stands_on_the_start_page_until_it_is_answered(
    client_of, office, celle_officer
):
    poll, client = make_poll(office), client_of(celle_officer)
    words = "Termine zu „Klausur im Winter“ angeben"

    assert words in client.get("/").content.decode()
    answer_poll(poll, celle_officer, YES, NO)

    assert words not in client.get("/").content.decode()


# Choosing


def test_the_chosen_date_becomes_a_draft_with_all_that_was_known(client_of, office, celle):
    poll, client = make_poll(office, host=celle, summary="Wir planen."), client_of(office)
    second = poll.dates.last()
    sent = {"format": "on_site", "venue": "Kreishaus"}

    answers = [client.post(path("choose_date", poll, second.pk), sent) for _ in range(2)]

    meeting = Meeting.objects.get()
    assert [a.url for a in answers] == [meeting.get_absolute_url(), poll.get_absolute_url()]
    assert (meeting.stage, meeting.starts_at) == (Stage.DRAFT, second.starts_at)
    assert (meeting.title, meeting.summary) == (poll.title, poll.summary)
    assert (meeting.host, meeting.venue, meeting.kind) == (celle, "Kreishaus", poll.kind)
    poll.refresh_from_db()
    assert (poll.stage, poll.chosen, poll.meeting) == ("decided", second, meeting)


def test_a_date_of_another_poll_is_not_there(client_of, office):
    poll, other = make_poll(office), make_poll(office)

    assert (
        client_of(office).post(path("choose_date", poll, other.dates.first().pk)).status_code == 404
    )


def test_who_said_yes_is_registered_when_the_meeting_is_announced(
    client_of, office, celle, celle_officer, coburg_officer, relay
):
    poll = make_poll(office)
    answer_poll(poll, celle_officer, YES, NO)
    answer_poll(poll, coburg_officer, MAYBE, YES)
    meeting = chosen(poll, office)
    before = client_of(office).get(f"/treffen/{meeting.pk}/ankuendigen/").content.decode()
    assert "1 Landkreis hat diesem Termin in der Terminabstimmung zugestimmt und ist" in before

    planning.announce_meeting(meeting, by=office, now=NOON + HOUR)
    passes.run(NOON + HOUR)

    registration = Registration.objects.get()
    assert (registration.district, registration.from_poll) == (celle, True)
    assert [one.person for one in registration.attendees.all()] == [celle_officer]
    mails = {m["to"]: m for m in map(_read, relay.stored) if m["subject"].startswith("Einladung")}
    words = "angemeldet aufgrund der Terminabstimmung, bitte prüfen"
    texts = {to: m.get_body(("plain",)).get_content() for to, m in mails.items()}
    assert words in texts[celle_officer.email]
    assert words not in texts[coburg_officer.email]
    assert "Bitte melden Sie" in texts[coburg_officer.email]
    assert "Bitte melden Sie" not in texts[celle_officer.email]
    client = client_of(celle_officer)
    assert words in client.get(meeting.get_absolute_url()).content.decode().lower().replace(
        "terminabstimmung", "Terminabstimmung"
    )

    coming = [registering.Coming("on_site", celle_officer)]
    seen = registration.answered_at
    registering.register(
        meeting, celle, coming=coming, seen=seen, by=celle_officer, now=NOON + 2 * HOUR
    )
    assert not Registration.objects.get().from_poll


def test_seats_go_to_who_answered_first_and_the_next_waits(office, celle_officer, coburg_officer):
    poll = make_poll(office)
    answer_poll(poll, coburg_officer, YES, NO)
    answer_poll(poll, celle_officer, YES, NO, now=NOON + HOUR)
    meeting = chosen(poll, office)
    planning.change_meeting(meeting, capacity=1, by=office, now=NOON)

    planning.announce_meeting(meeting, by=office, now=NOON + 2 * HOUR)

    waits = {one.district.name: bool(one.waits_since) for one in Registration.objects.all()}
    assert waits == {"Coburg": False, "Celle": True}


def test_a_yes_counts_for_no_other_time(office, celle_officer):
    poll = make_poll(office)
    answer_poll(poll, celle_officer, YES, NO)
    meeting = chosen(poll, office)
    planning.change_meeting(meeting, starts_time=time(8), by=office, now=NOON)

    planning.announce_meeting(meeting, by=office, now=NOON)

    assert not Registration.objects.exists()


def test_who_has_left_the_county_does_not_come_for_it(office, celle, celle_officer):
    poll = make_poll(office)
    answer_poll(poll, celle_officer, YES, NO)
    celle_officer.mandates.update(ends_on=NOON.date() - DAY)
    make_officer("neu@forum.example", celle)

    planning.announce_meeting(chosen(poll, office), by=office, now=NOON)

    assert not Registration.objects.exists()


# What else a page says


def test_holidays_of_the_members_states_stand_at_each_date(client_of, office, celle_officer):
    poll = make_poll(office, dates=[poll_date(), poll_date(date(2027, 1, 6))])

    make_member("15084", "Burgenlandkreis")
    assert "Heilige Drei Könige (" in page(client_of(celle_officer), poll)


def test_the_list_of_meetings_shows_what_is_under_way(client_of, office, celle_officer, partner):
    make_poll_draft(office, title="Geheimer Entwurf")
    make_poll(office)

    shown = client_of(celle_officer).get("/treffen/").content.decode()
    assert "Klausur im Winter" in shown
    assert "Geheimer Entwurf" not in shown
    assert "Klausur" not in client_of(partner).get("/treffen/").content.decode()


def test_what_nothing_became_of_stands_among_the_past_for_a_year(
    client_of, office, celle_officer, coburg_officer, celle
):
    ended = make_poll(office, title="Zu wenige konnten")
    group = make_group(office, celle)
    hidden = make_poll(office, title="Nur in der Gruppe", circle="group", group=group)
    for poll in (ended, hidden):
        polling.end_poll(poll, reason="Kein Tag passte.", by=office, now=NOON)
    draft = make_poll_draft(office, title="Nie eröffnet")
    polling.cancel_poll(draft, reason="Doch nicht.", by=office, now=NOON)

    def listed(person, address="/treffen/?ansicht=vergangen") -> list[str]:
        html = client_of(person).get(address).content.decode()
        return [title for title in (str(ended), str(hidden), str(draft)) if title in html]

    assert listed(celle_officer) == [str(ended), str(hidden)]
    assert listed(coburg_officer) == [str(ended)]
    assert listed(celle_officer, "/treffen/") == []
    assert listed(celle_officer, "/treffen/?ansicht=vergangen&suche=konnten") == []
    with time_machine.travel(NOON + 366 * DAY, tick=False):
        assert listed(celle_officer) == []

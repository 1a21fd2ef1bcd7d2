"""Counties propose items for an agenda; the office takes them up or says why not."""

from uuid import uuid4

import pytest
from django.urls import reverse

from meetings.models import AgendaItem, Event, Proposal
from meetings.refusals import NotYourCounty, TooLate, WrongStage
from meetings.services import planning, proposing
from tests.factories.meetings import (
    agenda_item,
    make_cancelled,
    make_draft,
    make_meeting,
    make_proposal,
)
from tests.factories.members import HOUR, NOON
from tests.races import at_once

CELLE, LEAD = "celle@forum.example", "celle.koordination@forum.example"
SAID = {"title": "Rufbus", "reason": "Viele fragen danach.", "minutes": "20", "speaker": "Amt"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(office):
    meeting = make_meeting(office)
    items = [agenda_item("Begrüßung"), agenda_item("Ausblick")]
    return planning.change_agenda(meeting, items, by=office, now=NOON)


def path(name, meeting, *args):
    return reverse(f"meetings:{name}", args=[meeting.pk, *args])


def page(client, meeting) -> str:
    return client.get(meeting.get_absolute_url()).content.decode()


def decide(client, name, proposal, **sent):
    return client.post(path(f"{name}_proposal", proposal.meeting, proposal.pk), sent)


def test_two_clicks_propose_once_for_the_county(client_of, celle, celle_officer, meeting):
    client, url = client_of(celle_officer), path("propose_item", meeting)
    form = client.get(url).context["form"]
    sent = SAID | {"district": celle.pk, "token": form.initial["token"]}

    answers = [client.post(url, sent) for _ in range(2)]

    assert [a.url for a in answers] == [f"{meeting.get_absolute_url()}#vorschlaege"] * 2
    proposal = Proposal.objects.get()
    assert (proposal.district, proposal.proposed_by) == (celle, celle_officer)
    assert (proposal.title, proposal.minutes, proposal.speaker) == ("Rufbus", 20, "Amt")
    event = Event.objects.get(verb="proposed")
    assert (event.district, event.by) == (celle, celle_officer)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_propose_once(celle, celle_officer, office):
    meeting, uid = make_meeting(office), uuid4()

    at_once(*[lambda: make_proposal(meeting, celle_officer, uid=uid)] * 2)

    assert Proposal.objects.count() == 1


def test_others_see_a_proposal_once_it_is_on_the_agenda(
    client_of, office, celle_officer, celle_lead, coburg_officer, meeting
):
    proposal = make_proposal(meeting, celle_officer)
    assert "Rufbus" in page(client_of(celle_lead), meeting)
    assert "Rufbus" in page(client_of(office), meeting)
    assert "Rufbus" not in page(client_of(coburg_officer), meeting)
    first = meeting.agenda.get(title="Begrüßung")

    answer = decide(client_of(office), "accept", proposal, minutes="25", after=first.pk)

    assert answer.url == f"{meeting.get_absolute_url()}#to"
    agenda = [(i.title, i.minutes, str(i.proposed_by or "")) for i in meeting.agenda.all()]
    assert agenda == [
        ("Begrüßung", 30, ""),
        ("Rufbus", 25, "Landkreis Celle"),
        ("Ausblick", 30, ""),
    ]
    html = page(client_of(coburg_officer), meeting)
    assert "Vorgeschlagen von: Landkreis Celle" in html
    assert "Viele fragen danach." not in html


@pytest.mark.parametrize(
    ("name", "sent", "subject", "words"),
    [
        ("accept", {"minutes": 20}, "Auf der Tagesordnung: Rufbus", "mit Ihrem Landkreis"),
        ("decline", {"reason": "Zu spät"}, "Nicht aufgenommen: Rufbus", "Begründung: Zu spät"),
    ],
)
def test_the_people_of_the_county_are_told_and_nobody_else(
    client_of,
    office,
    celle_officer,
    celle_lead,
    coburg_officer,
    mailboxes,
    meeting,
    name,
    sent,
    subject,
    words,
):
    mailboxes.deliver(NOON)
    proposal = make_proposal(meeting, celle_officer)

    assert decide(client_of(office), name, proposal, **sent).status_code == 302
    mailboxes.deliver(NOON)

    for address in (CELLE, LEAD):
        [message] = [m for m in mailboxes.of(address) if m["Subject"] == subject]
        assert words in message.get_body(["plain"]).get_content()
    assert subject not in mailboxes.subjects(coburg_officer.email)


def test_of_a_meeting_of_which_mails_say_nothing_this_one_says_nothing(
    client_of, office, celle_officer, mailboxes
):
    proposal = make_proposal(make_meeting(office, link_only=True), celle_officer)
    decide(client_of(office), "decline", proposal, reason="Nebelhorn")
    mailboxes.deliver(NOON)

    subject = "Vorschlag zur Tagesordnung eines Treffens des Forums"
    [message] = [m for m in mailboxes.of(CELLE) if m["Subject"] == subject]
    for word in ("Rufbus", "Nebelhorn", "Sprachmittlung"):
        assert word not in message.as_string()


def test_a_proposal_that_makes_the_agenda_too_long_is_not_taken_up(
    client_of, office, celle_officer, meeting
):
    proposal = make_proposal(meeting, celle_officer, minutes=301)

    html = decide(client_of(office), "accept", proposal, minutes="301").content.decode()

    assert "Damit wäre die Tagesordnung länger als das Treffen." in html
    assert meeting.agenda.count() == 2
    assert Proposal.objects.get().stage == "open"


def test_a_county_withdraws_what_a_colleague_proposed(
    client_of, celle_officer, celle_lead, meeting
):
    proposal = make_proposal(meeting, celle_officer)

    decide(client_of(celle_lead), "withdraw", proposal)

    assert Proposal.objects.get().stage == "withdrawn"
    assert Event.objects.filter(verb="unproposed", by=celle_lead).exists()


@pytest.mark.parametrize("first", ["accept", "decline", "withdraw"])
@pytest.mark.parametrize("second", ["accept", "decline", "withdraw"])
def test_what_is_decided_stays_decided(office, celle_officer, meeting, first, second):
    proposal = make_proposal(meeting, celle_officer)
    steps = {
        "accept": lambda p: proposing.accept_proposal(
            p, minutes=20, after=None, by=office, now=NOON
        ),
        "decline": lambda p: proposing.decline_proposal(p, reason="Nein", by=office, now=NOON),
        "withdraw": lambda p: proposing.withdraw_proposal(p, by=celle_officer, now=NOON),
    }
    steps[first](proposal)
    stage = proposal.stage

    with pytest.raises(WrongStage):
        steps[second](Proposal.objects.get())

    assert Proposal.objects.get().stage == stage
    assert AgendaItem.objects.count() == 2 + (first == "accept")


def test_only_for_an_announced_meeting_that_has_not_begun(office, celle_officer, meeting):
    for unfit in (make_draft(office), make_cancelled(office)):
        with pytest.raises(WrongStage):
            make_proposal(unfit, celle_officer)
    with pytest.raises(TooLate):
        make_proposal(meeting, celle_officer, now=meeting.starts_at)
    proposal = make_proposal(meeting, celle_officer, now=meeting.starts_at - HOUR)
    with pytest.raises(TooLate):
        proposing.withdraw_proposal(proposal, by=celle_officer, now=meeting.starts_at)


def test_nobody_proposes_for_another_county(client_of, celle_officer, coburg, meeting):
    with pytest.raises(NotYourCounty):
        proposing.propose_item(
            meeting, coburg, title="A", reason="B", minutes=5, by=celle_officer, now=NOON
        )
    sent = SAID | {"district": coburg.pk}
    assert client_of(celle_officer).post(path("propose_item", meeting), sent).status_code == 403
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", ""), ("title", "\u3164"), ("title", "a" * 201), ("reason", "a\0"), ("minutes", "0")],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client_of, celle, celle_officer, meeting, field, value
):
    sent = SAID | {"district": celle.pk, field: value}

    answer = client_of(celle_officer).post(path("propose_item", meeting), sent)

    assert answer.context["form"].errors[field]
    assert 'value="Amt"' in answer.content.decode()


def test_an_open_proposal_waits_on_the_start_page_of_the_office(
    client_of, office, celle_officer, meeting
):
    proposal = make_proposal(meeting, celle_officer)
    client = client_of(office)
    assert path("accept_proposal", meeting, proposal.pk) in client.get("/").content.decode()

    decide(client, "decline", proposal, reason="Zu spät")

    client.get(meeting.get_absolute_url())  # which says so
    assert "Rufbus" not in client.get("/").content.decode()


def test_an_item_stays_the_countys_when_the_agenda_changes(office, celle, celle_officer, meeting):
    proposal = make_proposal(meeting, celle_officer)
    item = proposing.accept_proposal(proposal, minutes=20, after=None, by=office, now=NOON)

    items = [agenda_item("Anders") | {"pk": item.pk}]
    planning.change_agenda(meeting, items, by=office, now=NOON)

    item.refresh_from_db()
    assert (item.title, item.proposed_by) == ("Anders", celle)


def test_the_token_of_another_county_or_meeting_is_a_new_proposal(
    office, celle_officer, coburg_lead
):
    first, second = make_meeting(office), make_meeting(office)
    uid = uuid4()

    made = [
        make_proposal(meeting, person, uid=uid)
        for meeting in (first, second)
        for person in (celle_officer, coburg_lead)
    ]

    assert len({proposal.pk for proposal in made}) == 4

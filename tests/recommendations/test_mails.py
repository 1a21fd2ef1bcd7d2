import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mailroom.models import Mail
from mailroom.services import unsubscribe
from recommendations.mails import Moved
from recommendations.services import moving
from recommendations.stages import Stage
from tests.factories.members import DAY, HOUR, NOON, make_mandate
from tests.factories.recommendations import make_recommendation

SUBJECT = "Anhörung eröffnet: Sprachmittlung verlässlich finanzieren"


@pytest.fixture
def draft(office, celle_officer, coburg_lead, partner):
    return make_recommendation(office, Stage.DRAFT, NOON - 30 * DAY)


def open_consultation(draft, office, now=NOON, **more):
    return moving.move(draft, Stage.CONSULTATION, by=office, now=now, **more)


def test_the_people_of_the_counties_are_told_once(draft, office, mailboxes):
    open_consultation(draft, office)

    mailboxes.deliver(NOON)
    mailboxes.deliver(NOON + HOUR)

    assert mailboxes.addresses() == ["celle@forum.example", "coburg.koordination@forum.example"]
    assert mailboxes.subjects("celle@forum.example") == [SUBJECT]


def test_the_mail_says_what_happened_why_and_where_to_read_it(draft, office, mailboxes):
    open_consultation(draft, office, reason="Beschluss des 8. Treffens")

    mailboxes.deliver(NOON)

    [mail] = mailboxes.of("celle@forum.example")
    for part in ("plain", "html"):
        text = " ".join(mail.get_body((part,)).get_content().split())
        for words in (
            "Anhörung eröffnet",
            "1/2026, Sprachmittlung verlässlich finanzieren",
            "Wer ein Amt aufsucht, muss verstanden werden.",
            "Beschluss des 8. Treffens",
            f"http://localhost:8000/empfehlungen/{draft.pk}/",
            "/abbestellen/",
        ):
            assert words in text, part


def test_a_step_that_is_overtaken_is_not_told(draft, office, mailboxes):
    open_consultation(draft, office)
    moving.move(draft, Stage.DRAFT, by=office, now=NOON)

    mailboxes.deliver(NOON)

    assert mailboxes.subjects("celle@forum.example") == [
        "Aus der Anhörung zurück in den Entwurf: Sprachmittlung verlässlich finanzieren"
    ]


def test_a_step_that_is_overtaken_at_the_last_moment_is_no_longer_due(draft, office, mailboxes):
    event = open_consultation(draft, office)
    mailboxes.deliver(NOON)
    mail = Mail.objects.filter(payload__event=event.pk)[0]
    assert Moved().still_due(mail, NOON)

    moving.move(draft, Stage.DRAFT, by=office, now=NOON)

    assert not Moved().still_due(mail, NOON)


def test_whose_mandate_ended_meanwhile_is_not_told(draft, office, celle_officer, mailboxes):
    open_consultation(draft, office)
    celle_officer.mandates.update(ends_on=(NOON - DAY).date())

    mailboxes.deliver(NOON)

    assert mailboxes.addresses() == ["coburg.koordination@forum.example"]


def test_who_acts_for_two_counties_reads_it_once(draft, office, celle_officer, coburg, mailboxes):
    make_mandate(celle_officer, coburg)
    open_consultation(draft, office)

    mailboxes.deliver(NOON)

    assert mailboxes.subjects("celle@forum.example") == [SUBJECT]


def test_who_has_unsubscribed_is_not_told(draft, office, celle_officer, mailboxes):
    unsubscribe(celle_officer, "recommendation_moved", now=NOON)
    open_consultation(draft, office)

    mailboxes.deliver(NOON)

    assert mailboxes.addresses() == ["coburg.koordination@forum.example"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_costs_the_same_however_many_mails(office, celle_officer, count):
    mails = []
    for number in range(count):
        found = make_recommendation(office, Stage.DRAFT, title=f"Empfehlung {number}")
        event = found.events.last()
        mails.append(
            Mail(
                recipient=celle_officer,
                kind="recommendation_moved",
                payload={"recommendation": found.pk, "event": event.pk},
                occasion=f"recommendation:{found.pk}",
                created_at=NOON,
            )
        )

    with CaptureQueriesContext(connection) as captured:
        letters = [write() for _, write in Moved().letters(mails, NOON)]

    assert all(letters)
    assert len(captured) == 5


def test_the_inbox_links_what_the_reader_may_still_see(draft, office, celle_officer, mailboxes):
    open_consultation(draft, office)
    mailboxes.deliver(NOON)
    mails = list(Mail.objects.filter(recipient=celle_officer))

    assert set(Moved().links(mails, NOON).values()) == {draft.get_absolute_url()}
    celle_officer.mandates.update(ends_on=(NOON - DAY).date())
    assert Moved().links(mails, NOON) == {}

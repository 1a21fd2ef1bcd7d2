"""The office sends a mail once more: once, by hand, recorded, and only what still holds."""

import pytest

from mailroom import ledger, passes
from mailroom.models import Mail
from mailroom.refusals import CannotResend
from mailroom.services import hand_in, resend, unsubscribe
from mailroom.stages import State, Why
from meetings.services import planning
from tests.factories.mailroom import make_mail, make_suppression
from tests.factories.meetings import make_meeting, move
from tests.factories.members import DAY, HOUR, MINUTE, NOON
from tests.races import at_once

pytestmark = pytest.mark.django_db
PAGES = "/einstellungen/post/zustellung/mails/"


def refusal(mail, office, now=NOON):
    """Why ``mail`` is not sent again; the ledger then holds no further row."""
    before = Mail.objects.count()
    with pytest.raises(CannotResend) as refused:
        resend(mail, by=office, now=now)
    assert Mail.objects.count() == before
    return refused.value.text


def test_a_second_mail_is_owed_that_says_who_ordered_it(office, celle_lead, mailboxes):
    hand_in("test_note", occasion="probe:1", people=[celle_lead.pk], payload={}, now=NOON)
    mailboxes.deliver(NOON)
    first = Mail.objects.get()

    second = resend(first, by=office, now=NOON + HOUR)
    mailboxes.deliver(NOON + HOUR)

    second.refresh_from_db()
    assert (second.occasion, second.state) == ("probe:1:resend", State.SENT)
    assert (second.resend_of, second.ordered_by) == (first, office)
    assert second.message_id != first.message_id
    one, two = mailboxes.relay.to(celle_lead.email)
    assert one != two


@pytest.mark.parametrize("state", [State.QUEUED, State.CLAIMED, State.DATA])
def test_what_is_on_its_way_is_left_alone(office, celle_lead, state):
    assert "noch unterwegs" in refusal(make_mail(celle_lead, state=state), office)


def test_what_settles_itself_is_waited_for_and_what_stays_uncertain_is_not(office, celle_lead):
    mail = make_mail(celle_lead, state=State.UNCERTAIN, lease_until=NOON)

    assert "klärt das Portal gerade selbst" in refusal(mail, office)

    Mail.objects.update(lease_until=None)
    assert resend(mail, by=office, now=NOON).resend_of == mail


@pytest.mark.parametrize("state", [State.SENT, State.FAILED, State.POISON, State.CANCELLED])
def test_what_has_come_to_an_end_can_be_sent_again(office, celle_lead, state):
    assert resend(make_mail(celle_lead, state=state), by=office, now=NOON).state == State.QUEUED


def test_one_mail_is_sent_again_once_and_the_second_one_never(office, celle_lead):
    first = make_mail(celle_lead)
    second = resend(first, by=office, now=NOON)
    Mail.objects.filter(pk=second.pk).update(state=State.SENT, settled_at=NOON)

    assert "schon einmal veranlasst" in refusal(first, office)
    assert "selbst schon eine zweite" in refusal(second, office)


def test_a_code_is_never_sent_again(office, celle_lead):
    mail = make_mail(celle_lead, kind="account", sealed=True)

    assert "fordert die Person selbst neu an" in refusal(mail, office)


def test_a_kind_that_is_gone_is_refused(office, celle_lead):
    assert "gibt es nicht mehr" in refusal(make_mail(celle_lead, kind="abgeschafft"), office)


def test_nobody_is_sent_what_they_may_not_or_do_not_want_to_have(
    office, celle_lead, coburg_lead, lippe_lead
):
    unsubscribe(celle_lead, "test_bulletin", now=NOON)
    coburg_lead.mandates.update(ends_on=NOON - DAY)
    make_suppression(lippe_lead)
    unwanted, unentitled, suppressed = (
        make_mail(person, kind="test_bulletin") for person in (celle_lead, coburg_lead, lippe_lead)
    )

    assert "nicht sofort" in refusal(unwanted, office)
    assert "keine Zuständigkeit" in refusal(unentitled, office)
    assert "geht keine Post" in refusal(suppressed, office)


def test_what_no_longer_holds_is_refused(office, celle_lead):
    late = make_mail(celle_lead, valid_until=NOON)
    withdrawn = make_mail(celle_lead, "probe:2", payload={"withdrawn": True})
    broken = make_mail(celle_lead, "probe:3", payload={"broken": True})

    assert refusal(late, office) == "Sie galt nur bis 12:00\N{NO-BREAK SPACE}Uhr."
    assert "nicht mehr nötig" in refusal(withdrawn, office)
    assert "lässt sich nicht schreiben" in refusal(broken, office)


def test_an_invitation_is_sent_again_until_the_meeting_stands_otherwise(
    office, celle_lead, mailboxes
):
    meeting = make_meeting(office, now=NOON)
    mailboxes.deliver(NOON)
    invitation = Mail.objects.get()
    resend(invitation, by=office, now=NOON + MINUTE)
    mailboxes.deliver(NOON + MINUTE)

    assert len(mailboxes.subjects(celle_lead.email)) == 2

    Mail.objects.filter(resend_of=invitation).delete()
    planning.cancel_meeting(meeting, by=office, now=NOON + HOUR)
    assert "Das Treffen stand nicht mehr so fest" in refusal(invitation, office, NOON + HOUR)


def test_a_change_that_the_reader_was_told_is_told_again(office, celle_lead, mailboxes):
    meeting = make_meeting(office, now=NOON)
    mailboxes.deliver(NOON)
    tomorrow = meeting.starts_at.date() + DAY
    move(meeting, office, now=NOON + HOUR, starts_on=tomorrow, ends_on=tomorrow)
    passes.run(NOON + 2 * HOUR)
    changed = Mail.objects.get(kind="meeting_changed")

    resend(changed, by=office, now=NOON + 3 * HOUR)
    mailboxes.deliver(NOON + 3 * HOUR)

    _, once, twice = mailboxes.subjects(celle_lead.email)
    assert once == twice


def test_what_was_sent_in_its_stead_keeps_a_withdrawn_one_from_being_owed_again(
    office, celle_lead, mailboxes
):
    withdrawn = make_mail(celle_lead, state=State.CANCELLED, why=Why.OVERTAKEN)
    resend(withdrawn, by=office, now=NOON)

    assert ledger.owe_again(Mail.objects.filter(pk=withdrawn.pk), NOON) == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_orders_at_the_same_moment_one_counts(office, celle_lead):
    mail = make_mail(celle_lead)

    def order():
        try:
            return resend(mail, by=office, now=NOON)
        except CannotResend as refused:
            return refused

    outcomes = at_once(order, order)

    assert {type(outcome) for outcome in outcomes} == {CannotResend, Mail}
    assert Mail.objects.filter(resend_of=mail).count() == 1


# The page ------------------------------------------------------------------------------------


@pytest.fixture
def browser(client_of, office, at_noon):
    return client_of(office)


def test_the_page_says_what_will_happen_and_only_a_post_does_it(
    browser, office, celle_lead, nothing_is_written
):
    mail = make_mail(celle_lead)
    address = f"{PAGES}{mail.pk}/"
    assert f'href="{address}noch-einmal/"' in browser.get(address).content.decode()

    with nothing_is_written():
        page = browser.get(f"{address}noch-einmal/").content.decode()
    answer = browser.post(f"{address}noch-einmal/", follow=True).content.decode()

    assert "Kam die erste an, hat die Person sie dann zweimal." in page
    assert "Die Mail geht noch einmal hinaus" in answer
    assert "Noch einmal veranlasst" in answer
    assert "Von geschaeftsstelle@forum.example" in answer
    assert f'href="{address}noch-einmal/"' not in answer


def test_a_double_click_gives_one_and_says_so(browser, celle_lead):
    address = f"{PAGES}{make_mail(celle_lead).pk}/noch-einmal/"
    browser.post(address)

    again = browser.post(address, follow=True).content.decode()

    assert "Diese Mail geht nicht noch einmal hinaus" in again
    assert "Das ist schon einmal veranlasst worden." in again
    assert Mail.objects.count() == 2


def test_the_second_mail_names_the_first_and_who_ordered_it(browser, office, celle_lead):
    first = make_mail(celle_lead)
    second = resend(first, by=office, now=NOON)

    page = browser.get(f"{PAGES}{second.pk}/").content.decode()

    assert f'href="{PAGES}{first.pk}/"' in page
    assert "Noch einmal, veranlasst von geschaeftsstelle@forum.example" in page

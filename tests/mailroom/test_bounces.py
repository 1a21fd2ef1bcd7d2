"""What comes back: each attempt's own return address, and what a report about it changes."""

from types import SimpleNamespace

import pytest

from mailroom import passes, returned
from mailroom.models import Bounce, Mail, Suppression
from mailroom.registers import Letter
from mailroom.returned import Outcome, take_in
from mailroom.services import hand_in, post_sealed
from mailroom.stages import State
from tests.factories.members import DAY, HOUR, NOON
from tests.servers.imap import Imap

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bounce_address(settings):
    settings.BOUNCE_ADDRESS = "bounces@portal.forum.example"


@pytest.fixture
def sent(celle_lead, mailboxes):
    """Send a mail at an instant; its row, with the return address that the relay was given."""

    def send(now=NOON, occasion="probe:1"):
        hand_in("test_note", occasion=occasion, people=[celle_lead.pk], payload={}, now=now)
        mailboxes.deliver(now)
        mail = Mail.objects.get(occasion=occasion)
        return SimpleNamespace(mail=mail, sender=mailboxes.relay.senders[-1])

    return send


def report(to, *, action="failed", status="5.1.1", code="550 5.1.1 unknown user"):
    """A delivery status notification as mail servers write it."""
    return (
        f"From: MAILER-DAEMON@mx.example\r\nTo: <{to}>\r\nSubject: Undelivered\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--x\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; wer@auch.example\r\nAction: {action}\r\n"
        f"Status: {status}\r\nDiagnostic-Code: smtp; {code}\r\n\r\n"
        "--x--\r\n"
    ).encode()


OUT_OF_OFFICE = (
    "From: celle@forum.example\r\nTo: <{to}>\r\nSubject: Abwesend bis Montag\r\n"
    "Auto-Submitted: auto-replied\r\n\r\nIch bin im Urlaub. 5.1.1\r\n"
)


def unchanged(mail):
    mail.refresh_from_db()
    return not Bounce.objects.exists() and not Suppression.objects.exists() and mail.return_token


def test_each_attempt_has_a_return_address_of_its_own(celle_lead, mailboxes):
    hand_in("test_note", occasion="probe:1", people=[celle_lead.pk], payload={}, now=NOON)
    mailboxes.relay.on("RCPT", "451 later")

    mailboxes.deliver(NOON)
    mailboxes.deliver(NOON + HOUR)

    first, second = mailboxes.relay.senders
    assert first != second
    assert all(
        s.startswith("bounces+") and s.endswith("@portal.forum.example") for s in (first, second)
    )
    assert celle_lead.email.split("@")[0] not in first + second


def test_a_hard_bounce_is_recorded_and_one_alone_suppresses_nobody(sent):
    mail = sent()

    assert take_in(report(mail.sender), NOON + HOUR) == Outcome.RECORDED

    [bounce] = mail.mail.bounces.all()
    assert (bounce.is_hard, bounce.status, bounce.text) == (True, "5.1.1", "550 5.1.1 unknown user")
    assert not Suppression.objects.exists()


def test_two_hard_bounces_on_different_days_suppress_the_address(sent, celle_lead):
    take_in(report(sent().sender), NOON)
    take_in(report(sent(NOON + DAY, "probe:2").sender), NOON + DAY)

    assert Suppression.objects.get().address == celle_lead.email


def test_two_on_one_day_are_one_disturbance(sent):
    take_in(report(sent().sender), NOON)
    take_in(report(sent(NOON, "probe:2").sender), NOON + HOUR)

    assert Bounce.objects.count() == 2
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("action", "status"), [("failed", "5.7.1"), ("failed", "4.4.7"), ("delayed", "4.4.1")]
)
def test_policy_and_delay_never_suppress(sent, action, status):
    for day in range(3):
        mail = sent(NOON + day * DAY, f"probe:{day}")
        take_in(report(mail.sender, action=action, status=status), NOON + day * DAY)

    assert Bounce.objects.filter(is_hard=False).count() == 3
    assert not Suppression.objects.exists()


def test_an_address_that_was_given_up_still_gets_its_login_code(sent, celle_lead, mailboxes):
    take_in(report(sent().sender), NOON)
    take_in(report(sent(NOON + DAY, "probe:2").sender), NOON + DAY)
    now = NOON + 2 * DAY

    post_sealed(
        "account",
        occasion="code:1",
        address=celle_lead.email,
        person=celle_lead,
        letter=Letter(subject="Ihr Code", text="123\n"),
        now=now,
        valid_until=now + HOUR,
    )
    hand_in("test_note", occasion="probe:3", people=[celle_lead.pk], payload={}, now=now)
    mailboxes.deliver(now)

    assert Mail.objects.get(occasion="code:1").state == State.SENT
    assert Mail.objects.get(occasion="probe:3").state == State.SUPPRESSED


def test_an_out_of_office_reply_is_no_bounce_and_is_not_answered(sent, mailboxes):
    mail = sent()

    assert take_in(OUT_OF_OFFICE.format(to=mail.sender).encode(), NOON) == Outcome.NO_REPORT

    assert unchanged(mail.mail)
    passes.run(NOON + HOUR)
    assert len(mailboxes.relay.stored) == 1


def test_an_unknown_return_address_changes_nothing(sent):
    mail = sent()

    for to in ("bounces@portal.forum.example", f"bounces+{'0' * 32}@portal.forum.example", ""):
        assert take_in(report(to), NOON) == Outcome.UNKNOWN

    assert unchanged(mail.mail)


def test_a_used_one_changes_nothing_more(sent):
    mail = sent()
    take_in(report(mail.sender), NOON)

    assert take_in(report(mail.sender), NOON + DAY) == Outcome.UNKNOWN

    assert Bounce.objects.count() == 1


def test_that_of_an_earlier_attempt_or_of_an_old_mail_changes_nothing(celle_lead, mailboxes):
    hand_in("test_note", occasion="probe:1", people=[celle_lead.pk], payload={}, now=NOON)
    mailboxes.relay.on("RCPT", "451 later")
    mailboxes.deliver(NOON)
    mailboxes.deliver(NOON + HOUR)
    first, last = mailboxes.relay.senders

    assert take_in(report(first), NOON + HOUR) == Outcome.UNKNOWN
    assert take_in(report(last), NOON + 31 * DAY) == Outcome.UNKNOWN

    assert unchanged(Mail.objects.get())


@pytest.mark.parametrize(
    "raw",
    [b"", b"\0\xff\xfe", b"Content-Type: multipart/report\r\n\r\n", report("x@y.example")[:300]],
)
def test_garbage_changes_nothing(sent, raw):
    mail = sent()

    assert take_in(raw, NOON, mail.sender) == Outcome.NO_REPORT

    assert unchanged(mail.mail)


def test_a_mailbox_is_read_once(sent, settings):
    mail = sent()
    with Imap() as server:
        settings.BOUNCE_MAILBOX = server.url + "INBOX"
        server.messages += [
            report(mail.sender),
            OUT_OF_OFFICE.format(to=mail.sender).encode(),
        ]

        first, second = returned.read_mailbox(NOON), returned.read_mailbox(NOON)

    assert first == [Outcome.RECORDED, Outcome.NO_REPORT]
    assert second == []
    assert mail.mail.bounces.count() == 1

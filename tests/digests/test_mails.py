"""What lies in the mailbox, and what does not when it should not."""

from datetime import datetime
from email.message import EmailMessage
from html import unescape

import pytest

from digests.mails import Summary
from digests.notices import digest
from digests.services import set_preference
from digests.stages import Rhythm, Weekday
from forum_portal.clock import BERLIN
from mailroom.claims import claim, worker_name
from mailroom.delivery import Delivery
from mailroom.inbox import entries
from mailroom.models import Mail
from mailroom.services import unsubscribe
from mailroom.stages import Priority, State
from mailroom.writing import ready
from meetings.models import Meeting
from meetings.services import planning
from members.models import Mandate
from tests.factories.meetings import make_meeting, make_registration
from tests.factories.members import DAY, HOUR, MINUTE, WEEK, make_mandate, make_officer

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 11, 27, 12, tzinfo=BERLIN)
MONDAY = datetime(2026, 11, 30, 7, tzinfo=BERLIN)
NBSP = "\N{NO-BREAK SPACE}"


def summaries(mailboxes, person) -> list[EmailMessage]:
    return [m for m in mailboxes.of(person.email) if " im Forum: " in m["Subject"]]


def text(message) -> str:
    return message.get_body(("plain",)).get_content().replace(NBSP, " ")


def html(message) -> str:
    return unescape(message.get_body(("html",)).get_content()).replace(NBSP, " ")


def states():
    return set(Mail.objects.filter(kind="digest").values_list("state", flat=True))


def test_the_summary_tells_first_what_to_do_and_then_what_is_new(office, celle_lead, mailboxes):
    make_meeting(office, now=FRIDAY)

    mailboxes.deliver(MONDAY)

    [message] = summaries(mailboxes, celle_lead)
    assert message["Subject"].replace(NBSP, " ") == "Ihre Woche im Forum: 1 Frist, 1 Neuigkeit"
    for words in (text(message), html(message)):
        assert "für den Landkreis Celle" in words
        assert "Do, 10. Dez." in words
        assert "in 10 Tagen, 23:59 Uhr" in words
        assert "NEU SEIT MONTAG, 23. NOVEMBER 2026" in words.upper()
        assert "montags um 7:00 Uhr" in words
        assert words.upper().index("WAS SIE JETZT TUN") < words.upper().index("NEU SEIT")


def test_who_has_answered_is_not_asked_again(office, celle_lead, mailboxes):
    meeting = make_meeting(office, now=FRIDAY)
    make_registration(meeting, celle_lead, now=FRIDAY + HOUR)

    mailboxes.deliver(MONDAY)

    [message] = summaries(mailboxes, celle_lead)
    assert message["Subject"].replace(NBSP, " ") == "Ihre Woche im Forum: 1 Neuigkeit"
    assert "anmelden" not in text(message)


def test_a_summary_arrives_once_however_often_the_mailroom_looks(office, celle_lead, mailboxes):
    make_meeting(office, now=FRIDAY)

    for minutes in range(3):
        mailboxes.deliver(MONDAY + minutes * MINUTE)
    mailboxes.deliver(MONDAY + WEEK)

    assert len(summaries(mailboxes, celle_lead)) == 1


def test_a_daily_reader_reads_of_the_day(office, celle_lead, mailboxes):
    set_preference(
        celle_lead, rhythm=Rhythm.DAILY, weekday=Weekday.MONDAY, hour=18, now=FRIDAY - DAY
    )
    make_meeting(office, now=FRIDAY)

    mailboxes.deliver(FRIDAY + 7 * HOUR)

    [message] = summaries(mailboxes, celle_lead)
    assert message["Subject"].startswith("Ihr Tag im Forum: ")
    assert "täglich um 18:00 Uhr" in text(message)


def test_a_monthly_reader_reads_of_the_month(office, celle_lead, mailboxes):
    december = MONDAY + WEEK
    set_preference(
        celle_lead, rhythm=Rhythm.MONTHLY, weekday=Weekday.MONDAY, hour=7, now=FRIDAY - DAY
    )
    make_meeting(office, now=FRIDAY)

    mailboxes.deliver(december)

    [message] = summaries(mailboxes, celle_lead)
    assert message["Subject"].startswith("Ihr Monat im Forum: ")
    assert "am ersten Montag im Monat um 7:00 Uhr" in text(message)


def test_no_more_than_a_screen_is_told_and_the_rest_is_counted(office, celle_lead, mailboxes):
    for number in range(8):
        make_meeting(office, now=FRIDAY + number * MINUTE, title=f"Treffen Nummer {number}")

    mailboxes.deliver(MONDAY)

    [message] = summaries(mailboxes, celle_lead)
    for words in (text(message), html(message)):
        assert "4 weitere Fristen bis Do, 10. Dez." in words
        assert "2 weitere Treffen" in words
        assert "http://localhost" in words
        assert "Treffen Nummer 7" in words


@pytest.mark.parametrize(("count", "words"), [(7, "1 weiteres Treffen"), (8, "2 weitere Treffen")])
def test_one_more_meeting_is_counted_as_one(
    office, celle_lead, mailboxes, client_of, at_noon, count, words
):
    for number in range(count):
        make_meeting(office, now=FRIDAY + number * MINUTE)
    at_noon.move_to(MONDAY)

    mailboxes.deliver(MONDAY)

    [message] = summaries(mailboxes, celle_lead)
    assert words in text(message)
    assert words in html(message)
    assert words in client_of(celle_lead).get("/").content.decode()


def test_three_counties_of_a_reader_are_named_as_people_write_them(
    office, celle_lead, coburg, lippe, mailboxes
):
    for county in (coburg, lippe):
        make_mandate(celle_lead, county)
    make_meeting(office, now=FRIDAY)

    mailboxes.deliver(MONDAY)

    [message] = summaries(mailboxes, celle_lead)
    assert "den Landkreis Celle, den Landkreis Coburg und den Kreis Lippe" in text(message)


def test_what_was_called_off_after_handing_in_is_not_told_as_announced(
    office, celle_lead, mailboxes
):
    meeting = make_meeting(office, now=FRIDAY)
    digest(MONDAY)
    planning.cancel_meeting(meeting, by=office, now=MONDAY)

    mailboxes.deliver(MONDAY + MINUTE)
    at_once = summaries(mailboxes, celle_lead)
    mailboxes.deliver(MONDAY + WEEK)

    assert at_once == []
    [message] = summaries(mailboxes, celle_lead)
    assert "Abgesagt: " in text(message)


def test_a_summary_that_a_worker_has_claimed_does_not_arrive_beside_the_next_one(
    office, celle_lead, mailboxes, relay
):
    daily = {"rhythm": Rhythm.DAILY, "weekday": Weekday.MONDAY, "hour": 7}
    set_preference(celle_lead, **daily, now=FRIDAY - DAY)
    make_meeting(office, now=FRIDAY - 6 * HOUR, title="Wohnraum")
    digest(FRIDAY)
    claimed = claim(worker_name(), FRIDAY)
    slow = list(ready([mail for mail in claimed if mail.recipient == celle_lead], FRIDAY))
    make_meeting(office, now=FRIDAY + HOUR, title="Ehrenamt")

    mailboxes.deliver(FRIDAY + DAY)
    late = Delivery(FRIDAY + DAY, Priority.DIGEST)
    for mail in slow:
        late.send(mail)
    late.relay.close()

    assert late.results.count == 0
    [message] = summaries(mailboxes, celle_lead)
    assert "Wohnraum" in text(message)
    assert "Ehrenamt" in text(message)


def test_what_was_withdrawn_after_handing_in_is_not_told(office, celle_lead, mailboxes):
    meeting = make_meeting(office, now=FRIDAY)
    digest(MONDAY)
    Meeting.objects.filter(pk=meeting.pk).update(announced_at=None)

    mailboxes.deliver(MONDAY + MINUTE)

    assert summaries(mailboxes, celle_lead) == []
    assert states() == {State.CANCELLED}


def test_who_leaves_office_between_handing_in_and_sending_reads_nothing(
    office, celle_lead, coburg_lead, mailboxes
):
    make_meeting(office, now=FRIDAY)
    digest(MONDAY)
    Mandate.objects.filter(person=celle_lead).update(ends_on=(MONDAY - DAY).date())

    mailboxes.deliver(MONDAY + MINUTE)

    assert summaries(mailboxes, celle_lead) == []
    assert len(summaries(mailboxes, coburg_lead)) == 1


def test_who_unsubscribes_between_handing_in_and_sending_reads_nothing(
    office, celle_lead, mailboxes
):
    make_meeting(office, now=FRIDAY)
    digest(MONDAY)
    unsubscribe(celle_lead, "digest", now=MONDAY)

    mailboxes.deliver(MONDAY + MINUTE)

    assert summaries(mailboxes, celle_lead) == []


def test_a_relay_that_was_down_for_three_days_brings_one_daily_summary_of_all(
    office, celle_lead, mailboxes, relay, settings
):
    set_preference(
        celle_lead, rhythm=Rhythm.DAILY, weekday=Weekday.MONDAY, hour=7, now=FRIDAY - DAY
    )
    digest(FRIDAY)
    settings.SMTP_URL, up = "smtp://127.0.0.1:1", settings.SMTP_URL
    for day in range(3):
        make_meeting(office, now=FRIDAY + day * DAY, title=f"Tag {day}")
        mailboxes.deliver(FRIDAY + (day + 1) * DAY)
    settings.SMTP_URL = up

    mailboxes.deliver(FRIDAY + 3 * DAY + HOUR)

    [message] = summaries(mailboxes, celle_lead)
    assert all(f"Tag {day}" in text(message) for day in range(3))


def test_a_cancelled_meeting_is_told_as_cancelled_and_asks_for_nothing(
    office, celle_lead, mailboxes
):
    meeting = make_meeting(office, now=FRIDAY)
    planning.cancel_meeting(meeting, reason="Kein Raum", by=office, now=FRIDAY + HOUR)

    mailboxes.deliver(MONDAY)

    [message] = summaries(mailboxes, celle_lead)
    assert "Abgesagt: " in text(message)
    assert "Frist" not in message["Subject"]


def test_a_summary_can_be_ended_with_one_click(office, celle_lead, mailboxes):
    make_meeting(office, now=FRIDAY)

    mailboxes.deliver(MONDAY)

    [message] = summaries(mailboxes, celle_lead)
    assert "/abbestellen/" in message["List-Unsubscribe"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/einstellungen/benachrichtigungen/" in text(message)


def test_text_and_html_link_to_the_same_pages(office, celle_lead, mailboxes):
    meeting = make_meeting(office, now=FRIDAY)

    mailboxes.deliver(MONDAY)

    [message] = summaries(mailboxes, celle_lead)
    for path in (meeting.get_absolute_url(), "/neu/", "/einstellungen/benachrichtigungen/"):
        assert path in text(message)
        assert path in html(message)


def test_the_inbox_links_a_summary_to_what_is_new(office, celle_lead, mailboxes):
    make_meeting(office, now=FRIDAY)
    mailboxes.deliver(MONDAY)

    [entry] = entries(list(Mail.objects.filter(recipient=celle_lead, kind="digest")), MONDAY)

    assert (entry.url, entry.words) == ("/neu/", "verschickt")


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_is_written_with_as_many_queries_for_three_as_for_one(
    office, celle, count, django_assert_num_queries
):
    people = [make_officer(f"celle{number}@forum.example", celle) for number in range(count)]
    make_meeting(office, now=FRIDAY)
    digest(MONDAY)
    mails = list(
        Mail.objects.filter(kind="digest", recipient__in=people).select_related("recipient")
    )

    with django_assert_num_queries(9):
        letters = [write() for _, write in Summary().letters(mails, MONDAY)]

    assert len(letters) == count

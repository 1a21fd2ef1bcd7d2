"""What lies in the mailboxes, by a real mail server and whole passes."""

from datetime import date, time
from html import unescape

import pytest
import vobject

from mailroom import passes
from mailroom.models import Mail
from mailroom.stages import State
from meetings.models import Meeting
from meetings.services import planning, registering
from meetings.stages import Format, Mode
from tests.factories.meetings import (
    SETTLE,
    agenda_item,
    make_draft,
    make_meeting,
    make_registration,
    move,
)
from tests.factories.members import DAY, HOUR, MINUTE, NOON, make_mandate, make_person

CELLE, COBURG = "celle@forum.example", "coburg.koordination@forum.example"
NBSP = "\N{NO-BREAK SPACE}"
SETTLED = NOON + SETTLE

pytestmark = pytest.mark.django_db


def part(message, kind):
    return next(p.get_content() for p in message.walk() if p.get_content_type() == kind)


def text_of(message):
    return part(message, "text/plain").replace(NBSP, " ")


def html_of(message):
    return unescape(part(message, "text/html")).replace(NBSP, " ")


def calendar_of(message):
    content = part(message, "text/calendar")
    return vobject.readOne(content if isinstance(content, str) else content.decode())


def test_an_announcement_reaches_all_people_of_member_counties_and_nobody_else(
    mailboxes, office, celle_officer, celle_lead, coburg_lead, partner, stranger, celle
):
    former = make_person("frueher@forum.example")
    make_mandate(former, celle, ends_on=(NOON - DAY).date())
    unverified = make_person("neu@forum.example", verified=False)
    make_mandate(unverified, celle)
    make_meeting(office)

    mailboxes.deliver(NOON)

    assert mailboxes.addresses() == [
        "celle.koordination@forum.example",
        CELLE,
        COBURG,
    ]


def test_an_invitation_says_when_where_and_until_when_to_answer(mailboxes, office, celle_officer):
    meeting = make_draft(office, summary="Vier Modelle im Vergleich.")
    planning.change_agenda(meeting, [agenda_item("Ankommen", 30)], by=office, now=NOON)
    planning.announce_meeting(meeting, by=office, now=NOON)

    mailboxes.deliver(NOON)

    [message] = mailboxes.of(CELLE)
    assert message["Subject"].replace(NBSP, " ") == (
        "Einladung: Sprachmittlung im ländlichen Raum, Do, 17. Dez."
    )
    for words in (
        "Donnerstag, 17. Dezember 2026, 9:30 bis 15:30 Uhr",
        "Kreishaus, Großer Saal und Videokonferenz",
        "Bitte melden Sie den Landkreis Celle im Portal an oder ab",
        "bis Donnerstag, 10. Dezember 2026, 23:59 Uhr",
        "Vier Modelle im Vergleich.",
        "Ankommen",
        f"http://localhost:8000/treffen/{meeting.pk}/",
    ):
        assert words in text_of(message)
        assert words in html_of(message)
    assert f"<meeting-{meeting.pk}@" in message["References"]
    assert message["List-Unsubscribe"] is None


def test_an_invitation_carries_the_calendar_file_for_its_reader(mailboxes, office, celle_officer):
    meeting = make_meeting(office)

    mailboxes.deliver(NOON)

    [message] = mailboxes.of(CELLE)
    calendar = calendar_of(message)
    assert calendar.method.value == "REQUEST"
    assert calendar.vevent.uid.value == meeting.uid
    assert calendar.vevent.attendee.value == f"mailto:{CELLE}"
    assert calendar.vevent.attendee.params["RSVP"] == ["FALSE"]
    kind = next(p for p in message.walk() if p.get_content_type() == "text/calendar")
    assert kind.get_param("method") == "REQUEST"


def test_a_second_pass_adds_nothing(mailboxes, office, celle_officer):
    make_meeting(office)

    for _ in range(3):
        mailboxes.deliver(NOON)

    assert len(mailboxes.of(CELLE)) == 1


def test_a_moved_meeting_tells_old_and_new_and_that_answers_stay(mailboxes, office, celle_officer):
    meeting = make_meeting(office)
    make_registration(meeting, celle_officer)
    mailboxes.deliver(NOON)

    move(meeting, office, starts_time=time(11))
    mailboxes.deliver(SETTLED)

    _, message = mailboxes.of(CELLE)
    assert message["Subject"].startswith("Verschoben: Sprachmittlung")
    for words in (
        "Donnerstag, 17. Dezember 2026, 9:30 bis 15:30 Uhr",
        "Donnerstag, 17. Dezember 2026, 11:00 bis 15:30 Uhr",
        "Die Anmeldung gilt weiter: Landkreis Celle.",
    ):
        assert words in text_of(message)
        assert words in html_of(message)
    assert (calendar_of(message).method.value, calendar_of(message).vevent.sequence.value) == (
        "REQUEST",
        "1",
    )


def test_a_changed_place_is_told_with_old_and_new(mailboxes, office, celle_officer):
    meeting = make_meeting(office)
    mailboxes.deliver(NOON)

    planning.change_meeting(meeting, venue="Bürgerhaus", by=office, now=NOON)
    mailboxes.deliver(SETTLED)

    _, message = mailboxes.of(CELLE)
    assert message["Subject"].startswith("Geändert: ")
    assert "Neu: Bürgerhaus und Videokonferenz" in text_of(message)
    assert "Bisher: Kreishaus, Großer Saal und Videokonferenz" in text_of(message)


def test_a_change_that_no_calendar_shows_is_no_mail(mailboxes, office, celle_officer):
    meeting = make_meeting(office)
    mailboxes.deliver(NOON)

    planning.change_meeting(meeting, summary="Neu gefasst.", by=office, now=NOON)
    mailboxes.deliver(SETTLED)

    assert len(mailboxes.of(CELLE)) == 1


def test_moved_and_moved_back_before_the_mail_left_is_no_mail(mailboxes, office, celle_officer):
    meeting = make_meeting(office)
    mailboxes.deliver(NOON)

    move(meeting, office, starts_time=time(11))
    move(meeting, office, starts_time=time(9, 30))
    mailboxes.deliver(SETTLED)

    assert len(mailboxes.of(CELLE)) == 1
    assert set(Mail.objects.filter(kind="meeting_changed").values_list("state", flat=True)) == {
        State.CANCELLED
    }


def test_moved_twice_before_the_mail_left_is_one_mail_from_the_first_time_to_the_last(
    mailboxes, office, celle_officer
):
    meeting = make_meeting(office)
    mailboxes.deliver(NOON)

    move(meeting, office, starts_time=time(11))
    move(meeting, office, starts_time=time(12))
    mailboxes.deliver(SETTLED)

    _, message = mailboxes.of(CELLE)
    assert "9:30 bis 15:30 Uhr" in text_of(message)
    assert "12:00 bis 15:30 Uhr" in text_of(message)
    assert "11:00" not in text_of(message)


def test_moved_and_moved_back_after_the_mail_left_is_told_again(mailboxes, office, celle_officer):
    meeting = make_meeting(office)
    mailboxes.deliver(NOON)
    move(meeting, office, starts_time=time(11))
    mailboxes.deliver(SETTLED)

    move(meeting, office, now=SETTLED, starts_time=time(9, 30))
    mailboxes.deliver(SETTLED + SETTLE)

    *_, message = mailboxes.of(CELLE)
    assert len(mailboxes.of(CELLE)) == 3
    assert "Bisher: Donnerstag, 17. Dezember 2026, 11:00" in text_of(message)


def test_a_meeting_moved_before_its_invitation_left_is_one_invitation_to_the_new_time(
    mailboxes, office, celle_officer
):
    meeting = make_meeting(office)
    move(meeting, office, starts_time=time(11))

    for now in (NOON, SETTLED):
        mailboxes.deliver(now)

    [message] = mailboxes.of(CELLE)
    assert message["Subject"].startswith("Einladung: ")
    assert "9:30" not in text_of(message)
    assert calendar_of(message).vevent.sequence.value == "1"


def test_a_cancellation_takes_the_meeting_out_of_the_calendar(mailboxes, office, celle_officer):
    meeting = make_meeting(office)
    mailboxes.deliver(NOON)

    planning.cancel_meeting(meeting, reason="Die Bahn fährt nicht.", by=office, now=NOON)
    mailboxes.deliver(NOON)

    invitation, message = mailboxes.of(CELLE)
    assert message["Subject"].startswith("Abgesagt: ")
    assert "Die Bahn fährt nicht." in text_of(message)
    assert "Die Bahn fährt nicht." in html_of(message)
    calendar = calendar_of(message)
    assert calendar.method.value == "CANCEL"
    assert calendar.vevent.uid.value == calendar_of(invitation).vevent.uid.value
    assert calendar.vevent.sequence.value == "1"


def test_a_meeting_cancelled_before_its_invitation_left_is_no_mail(
    mailboxes, office, celle_officer
):
    planning.cancel_meeting(make_meeting(office), by=office, now=NOON)

    mailboxes.deliver(NOON)

    assert mailboxes.of(CELLE) == []


def test_a_county_that_saw_it_on_the_page_is_told_of_the_cancellation(
    mailboxes, office, celle_officer, coburg_lead
):
    meeting = make_meeting(office)
    make_registration(meeting, celle_officer)
    planning.cancel_meeting(meeting, by=office, now=NOON)

    mailboxes.deliver(NOON)

    assert [s.split(":")[0] for s in mailboxes.subjects(CELLE)] == ["Abgesagt"]
    assert mailboxes.of(COBURG) == []


@pytest.mark.parametrize("state", [State.CANCELLED, State.FAILED, State.QUEUED])
def test_who_may_have_the_first_copy_of_a_repeated_invitation_is_told_of_the_cancellation(
    mailboxes, office, celle_officer, coburg_lead, state
):
    meeting = make_meeting(office)
    passes.fan_out(NOON)
    Mail.objects.filter(recipient=celle_officer).update(
        state=state, resent=True, settled_at=None if state == State.QUEUED else NOON
    )
    planning.cancel_meeting(meeting, by=office, now=NOON)

    mailboxes.deliver(NOON)

    assert [s.split(":")[0] for s in mailboxes.subjects(CELLE)] == ["Abgesagt"]
    assert mailboxes.of(COBURG) == []


def test_whose_mandate_ended_between_announcement_and_sending_gets_no_mail(
    mailboxes, office, celle_officer, coburg_lead
):
    make_meeting(office)
    celle_officer.mandates.update(ends_on=NOON.date())

    mailboxes.deliver(NOON + DAY)

    assert mailboxes.of(CELLE) == []
    assert any(s.startswith("Einladung") for s in mailboxes.subjects(COBURG))


def test_who_joined_since_is_told_of_a_move(mailboxes, office, celle_officer, coburg):
    meeting = make_meeting(office)
    mailboxes.deliver(NOON)
    new = make_person("neu@forum.example")
    make_mandate(new, coburg)

    move(meeting, office, starts_time=time(11))
    mailboxes.deliver(SETTLED)

    assert [s.split(":")[0] for s in mailboxes.subjects("neu@forum.example")] == ["Verschoben"]


def test_an_invitation_after_the_start_is_not_sent(mailboxes, office, celle_officer):
    meeting = make_meeting(office)

    mailboxes.deliver(meeting.starts_at + MINUTE)

    assert mailboxes.of(CELLE) == []


def test_a_title_with_line_breaks_makes_no_header(mailboxes, office, celle_officer):
    meeting = make_draft(office)
    evil = "Treffen\r\nBcc: evil@forum.example\x85X-Evil: 1"
    Meeting.objects.filter(pk=meeting.pk).update(title=evil)
    planning.announce_meeting(meeting, by=office, now=NOON)

    mailboxes.deliver(NOON)

    [message] = mailboxes.of(CELLE)
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    assert "Bcc: evil@forum.example" in message["Subject"]


def test_a_title_of_200_characters_with_umlauts_arrives(mailboxes, office, celle_officer):
    make_meeting(office, title="Ü" * 200)

    mailboxes.deliver(NOON)

    [message] = mailboxes.of(CELLE)
    assert "Ü" * 200 in text_of(message)
    assert calendar_of(message).vevent.summary.value == "Ü" * 200


def test_a_title_is_text_in_the_html_part(mailboxes, office, celle_officer):
    make_meeting(office, title="<b>Fett & mehr</b>")

    mailboxes.deliver(NOON)

    [message] = mailboxes.of(CELLE)
    assert "&lt;b&gt;Fett &amp; mehr&lt;/b&gt;" in part(message, "text/html")
    assert "<b>Fett & mehr</b>" in text_of(message)


def test_a_mail_names_no_video_link(mailboxes, office, celle_officer):
    make_meeting(office, video_link="https://video.example/geheim", format=Format.ONLINE, venue="")

    mailboxes.deliver(NOON)

    [message] = mailboxes.of(CELLE)
    assert "video.example" not in text_of(message) + html_of(message)
    assert "video.example" not in calendar_of(message).serialize()


def test_the_inbox_links_to_the_meeting_while_it_may_be_seen(
    mailboxes, client_of, at, office, celle_officer, coburg
):
    meeting = make_meeting(office)
    mailboxes.deliver(NOON)
    client = client_of(celle_officer)
    assert meeting.get_absolute_url() in client.get("/einstellungen/post/").content.decode()

    celle_officer.mandates.update(ends_on=NOON.date())
    make_mandate(celle_officer, coburg, starts_on=(NOON + DAY).date())
    at(NOON + HOUR)
    assert meeting.get_absolute_url() in client.get("/einstellungen/post/").content.decode()


def test_links_in_every_mail_lead_to_the_page(mailboxes, client_of, office, celle_officer, celle):
    meeting = make_meeting(office)
    mailboxes.deliver(NOON)
    move(meeting, office, starts_on=date(2026, 12, 18), ends_on=date(2026, 12, 18))
    mailboxes.deliver(SETTLED)
    registering.decline(meeting, celle, by=celle_officer, now=NOON)
    planning.cancel_meeting(meeting, by=office, now=NOON)
    mailboxes.deliver(NOON)

    for message in mailboxes.of(CELLE):
        assert f"http://localhost:8000{meeting.get_absolute_url()}" in text_of(message)
    assert client_of(celle_officer).get(meeting.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("before", "after", "mode", "words"),
    [
        (Format.HYBRID, Format.ONLINE, Mode.ON_SITE, "Sie nehmen jetzt online teil"),
        (Format.ON_SITE, Format.ONLINE, Mode.ON_SITE, "Sie nehmen jetzt online teil"),
        (Format.HYBRID, Format.ON_SITE, Mode.ONLINE, "Sie nehmen jetzt vor Ort teil"),
        (Format.HYBRID, Format.ONLINE, Mode.ONLINE, None),
        (Format.ON_SITE, Format.HYBRID, Mode.ON_SITE, None),
    ],
)
def test_who_comes_in_another_way_than_chosen_is_told_so(
    mailboxes, office, celle_officer, celle_lead, before, after, mode, words
):
    meeting = make_meeting(office, format=before)
    make_registration(meeting, celle_officer, mode=mode)
    mailboxes.deliver(NOON)

    planning.change_meeting(meeting, format=after, by=office, now=NOON)
    mailboxes.deliver(SETTLED)

    _, message = mailboxes.of(CELLE)
    _, of_a_colleague = mailboxes.of("celle.koordination@forum.example")
    for content in (text_of(message), html_of(message)):
        assert (words in content) if words else ("Sie nehmen jetzt" not in content)
    assert "Sie nehmen jetzt" not in text_of(of_a_colleague)


def test_who_comes_as_chosen_again_is_told_so(mailboxes, office, celle_officer):
    meeting = make_meeting(office)
    make_registration(meeting, celle_officer, mode=Mode.ON_SITE)
    mailboxes.deliver(NOON)
    for format, now in ((Format.ONLINE, NOON), (Format.HYBRID, SETTLED)):
        planning.change_meeting(meeting, format=format, by=office, now=now)
        mailboxes.deliver(now + SETTLE)

    assert "Sie nehmen jetzt vor Ort teil" in text_of(mailboxes.of(CELLE)[-1])


def test_an_invitation_names_three_counties_of_a_reader_as_people_write_them(
    mailboxes, office, celle_officer, coburg, lippe
):
    for county in (coburg, lippe):
        make_mandate(celle_officer, county)
    make_meeting(office)

    mailboxes.deliver(NOON)

    [message] = mailboxes.of(CELLE)
    assert "den Landkreis Celle, den Landkreis Coburg und den Kreis Lippe" in text_of(message)

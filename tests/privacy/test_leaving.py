"""Somebody leaves: all that is theirs goes, and what was done for the county stays the county's."""

from urllib.parse import urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from digests.services import set_preference
from front.models import BarrierReport
from front.services import report_barrier
from mailroom.models import Mail, Suppression
from mailroom.services import hand_in, prefer, resend
from mailroom.stages import Delivery, State
from meetings.models import Attendee, Event, Registration
from meetings.representing import Coming
from meetings.services import planning, registering
from meetings.stages import Mode
from members import services
from members.models import Import, Invitation, Mandate, Person, Profile
from members.stages import Function
from recommendations.models import Event as Step
from recommendations.services import moving
from recommendations.stages import Stage
from tests.factories.invitations import send
from tests.factories.mailroom import make_bounce, make_suppression
from tests.factories.meetings import (
    agenda_item,
    make_attendance,
    make_meeting,
    make_over,
    make_registration,
    write_note,
)
from tests.factories.members import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    PASSWORD,
    make_mandate,
    make_operator,
    make_person,
)
from tests.factories.pictures import make_picture
from tests.factories.recommendations import make_recommendation, make_topic
from tests.privacy.canary import everywhere

pytestmark = pytest.mark.django_db
LEAVE = "/konto/loeschen/"
WORDS = ["kanari", "zeisig", "stieglitz", "girlitz", "zaunkoenig", "pirol"]


def leave(person, by=None, now=NOON):
    return services.delete_account(person, by=by or person, now=now)


def signed_in(person) -> Client:
    client = Client()
    client.post("/konto/login/", {"login": person.email, "password": PASSWORD})
    return client


# The canary ------------------------------------------------------------------------------


@pytest.fixture
def canary(celle, coburg, office, celle_officer, admin_person, mailboxes):
    """Somebody whose words stand wherever the portal lets them stand, by the portal's own verbs."""
    person = services.create_person(
        "kanari@celle.example", name="Zeisig Altname", verified=True, by=office, now=NOON
    )
    person.set_password(PASSWORD)
    person.name = "Kim Kanari"
    services.change_person(person, by=office, now=NOON)
    _has_a_delivery_address(person)
    mandate = services.begin_mandate(
        person,
        celle,
        Function.LEAD,
        starts_on=NOON.date() - DAY,
        title="Girlitz",
        by=office,
        now=NOON,
    )
    mandate.title = "Stabsstelle Pirol"
    services.change_mandate(mandate, by=office, now=NOON)
    _has_a_profile(person)
    _uses_the_pages(person)
    _comes_to_meetings(person, celle_officer, office, celle)
    _is_invited(person, coburg, office)
    _stands_in_lists(admin_person)
    _has_mail(person, office, mailboxes)
    _is_in_the_log(person, admin_person)
    return person


def _has_a_delivery_address(person):
    person.delivery_address = "stieglitz@celle.example"
    person.delivery_verified_at = NOON
    person.save()
    EmailAddress.objects.create(user=person, email="zaunkoenig@celle.example")


def _has_a_profile(person):
    told = {"topics": [make_topic()], "experience": "Pirole zählen", "languages": ["de"]}
    services.change_profile(
        person,
        name=person.name,
        phone="05141 9160",
        may_be_public=True,
        picture=make_picture(),
        **told,
        by=person,
        now=NOON,
    )
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "Girlitz-Schlüssel"})


def _uses_the_pages(person):
    client = signed_in(person)
    client.post("/konto/login/", {"login": person.email, "password": "falsch"})
    Client().post("/konto/login/code/", {"email": person.email})
    Client().post("/konto/login/code/", {"email": person.delivery_address})
    Client().post("/konto/password/reset/", {"email": person.email})
    client.post(
        "/barrierefreiheit/", {"description": "Pirol", "reply_to": "Stieglitz@celle.example"}
    )
    report = {"page": "Zeisig", "description": "Girlitz", "reply_to": ""}
    report_barrier(**report, by=person, now=NOON)
    prefer(person, "meeting_reminder", Delivery.OFF, now=NOON)
    set_preference(person, rhythm="daily", weekday=0, hour=8, now=NOON)


def _comes_to_meetings(person, colleague, office, celle):
    meeting = make_meeting(office)
    items = [agenda_item(speaker="Kim Kanari, Celle"), agenda_item("Gespräch mit kim KANARI")]
    planning.change_agenda(meeting, items, by=office, now=NOON)
    make_registration(meeting, person)
    named = [
        Coming(Mode.ON_SITE, person, access_needs="Kanari braucht Ruhe", food="Kanari isst Körner"),
        Coming(Mode.ON_SITE, label="Vertretung von Kim Kanari", food="wie Kim Kanari"),
    ]
    seen = meeting.registrations.get().answered_at
    registering.register(meeting, celle, coming=named, seen=seen, by=colleague, now=NOON + HOUR)
    registering.register(
        make_meeting(office, title="Zweites"),
        celle,
        coming=[Coming(Mode.ONLINE, person)],
        by=person,
        now=NOON,
    )
    held = make_over(office)
    make_attendance(held, office, "Kim Kanari, Girlitz", person=person, district=celle)
    make_attendance(held, office, "In Vertretung von Kim Kanari")
    write_note(held, office, "Kim Kanari stellt ihr Haus vor.")
    draft = make_recommendation(office, Stage.DRAFT)
    moving.move(draft, Stage.WITHDRAWN, reason="Auf Wunsch von Kim Kanari", by=office, now=NOON)


def _is_invited(person, coburg, office):
    """Once more, elsewhere; the link has run out and a new one is asked for."""
    offered = {"address": person.email, "name": "Zeisig", "title": "Girlitz"}
    invitation, _ = send(coburg, by=office, **offered)
    services.want_new_link(invitation, now=NOON + 15 * DAY)
    send(coburg, by=person, address="andere@coburg.example")


def _stands_in_lists(admin_person):
    """One that is open, and one that was carried out."""
    content = b"E-Mail-Adresse;Name\nkanari@celle.example;Kim Kanari"
    for _ in range(2):
        services.upload_import("people", "liste.csv", content, by=admin_person, now=NOON)
    one = Import.objects.order_by("pk").first()
    Import.objects.filter(pk=one.pk).update(content=None, stage="done", ended_at=NOON)


def _has_mail(person, office, mailboxes):
    hand_in("test_note", occasion="probe:1", people=[person.pk], payload={}, now=NOON)
    mailboxes.deliver(NOON)
    mail = Mail.objects.get(occasion="probe:1")
    mail.attempts.create(at=NOON, worker="", phase="RCPT", code=550, text="<kanari@celle.example>")
    make_bounce(mail, text="<stieglitz@celle.example> unknown")
    resend(mail, by=office, now=NOON)
    make_suppression(person)


def _is_in_the_log(person, admin_person):
    """An administrator sets the address free, and closes and opens the account."""
    desk = Client()
    desk.force_login(admin_person)
    gone = Suppression.objects.get()
    desk.post(reverse("admin:mailroom_suppression_delete", args=[gone.pk]), {"post": "yes"})
    services.close_account(person, by=admin_person, now=NOON)
    services.reopen_account(person, by=admin_person, now=NOON)
    make_suppression(person)


COUNTED = [Registration, Attendee, Event, Step, Mandate, Invitation, Mail, LogEntry, Person]


def counts() -> dict:
    return {model.__name__: model.objects.count() for model in COUNTED}


def test_no_word_of_somebody_who_left_is_anywhere_and_what_the_county_did_is(canary):
    planted, before = everywhere(WORDS), counts()
    assert len(planted) > 15, planted
    assert Session.objects.count() > 1

    leave(canary, now=NOON + 2 * HOUR)

    assert everywhere(WORDS) == set()
    assert counts() == {**before, "LogEntry": before["LogEntry"] + 1}
    in_sessions = str([session.get_decoded() for session in Session.objects.all()]).lower()
    assert not any(word in in_sessions for word in WORDS)


def test_what_was_done_is_shown_with_function_and_county(canary, celle_officer, client_of):
    meeting = Registration.objects.filter(answered_by=canary).get().meeting
    leave(canary)

    registration = meeting.registrations.get()
    assert str(registration.answered_by) == "ehemals Koordination, Landkreis Celle"
    assert [str(attendee) for attendee in registration.attendees.all()] == ["ehemals Koordination"]
    [answer] = Event.objects.filter(meeting=meeting, verb="registered")
    assert str(answer.by) == "ehemals Koordination, Landkreis Celle"
    assert answer.details["to"]["attendees"] == [
        {"person": canary.pk, "label": "ehemals Koordination", "mode": "online"}
    ]
    page = client_of(celle_officer).get(meeting.get_absolute_url())
    assert "ehemals Koordination" in page.content.decode()


# What is left ----------------------------------------------------------------------------


def test_what_is_left_is_nobody(celle_lead, client, celle_officer, client_of, office):
    browser = signed_in(celle_lead)
    leave(celle_lead)

    gone = Person.objects.get(pk=celle_lead.pk)
    assert (gone.name, gone.is_active, gone.has_usable_password()) == ("", False, False)
    assert gone.deleted_at == NOON
    assert gone not in Person.objects.known()
    assert not Person.objects.holding(NOON).filter(pk=gone.pk).exists()
    assert urlsplit(browser.get("/treffen/").url).path == "/konto/login/"
    for login in ("celle.koordination@forum.example", gone.email):
        client.post("/konto/login/", {"login": login, "password": PASSWORD})
        assert "_auth_user_id" not in client.session
        client.post("/konto/login/code/", {"email": login})
    assert not Mail.objects.filter(recipient=gone).exists()
    for path in ("/mitglieder/celle/", "/einstellungen/post/zustellung/personen/"):
        assert "geloescht-" not in client_of(office).get(path).content.decode()
    browser = client_of(celle_officer)
    assert gone.email not in browser.get("/mitglieder/celle/").content.decode()
    for path in ("", "bild/", "kontakt.vcf"):
        assert browser.get(f"/mitglieder/personen/{gone.pk}/{path}").status_code == 404


def test_a_mandate_ends_yesterday_and_one_of_tomorrow_was_never(celle, coburg):
    person = make_person("lead@forum.example")
    old = make_mandate(person, celle, ends_on=NOON.date() - 100 * DAY)
    running = make_mandate(person, celle, Function.LEAD)
    new = make_mandate(person, coburg, starts_on=NOON.date())
    make_mandate(person, coburg, Function.LEAD, starts_on=NOON.date() + DAY)

    leave(person)

    ends = dict(Mandate.objects.values_list("pk", "ends_on"))
    assert ends == {
        old.pk: NOON.date() - 100 * DAY,
        running.pk: NOON.date() - DAY,
        new.pk: NOON.date(),
    }
    assert not Mandate.objects.running(NOON).exists()
    make_mandate(make_person("neu@forum.example"), celle, Function.LEAD, starts_on=NOON.date())


def test_mail_that_waits_is_not_sent_and_not_owed_again(celle_officer, mailboxes):
    hand_in("test_note", occasion="probe:1", people=[celle_officer.pk], payload={}, now=NOON)
    leave(celle_officer)

    hand_in("test_note", occasion="probe:1", people=[celle_officer.pk], payload={}, now=NOON)
    mailboxes.deliver(NOON + DAY)

    [mail] = Mail.objects.all()
    assert (mail.state, mail.recipient, mail.envelope_to, mail.raw) == (
        State.CANCELLED,
        None,
        "",
        None,
    )
    assert mailboxes.relay.stored == []


def test_a_deleted_account_stays_so(celle_officer, office):
    leave(celle_officer)

    with pytest.raises(ValidationError, match="Dieses Konto ist gelöscht"):
        services.reopen_account(celle_officer, by=office, now=NOON)
    assert leave(celle_officer, now=NOON + DAY).deleted_at == NOON


def test_the_picture_goes_from_the_disk(celle_officer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        _has_a_profile(celle_officer)
    name = Profile.objects.get().picture.name
    assert default_storage.exists(name)

    with django_capture_on_commit_callbacks(execute=True):
        leave(celle_officer)

    assert not default_storage.exists(name)


def test_nothing_is_owed_to_somebody_who_left_before_a_meeting(celle_lead, office, mailboxes):
    meeting = make_meeting(office)
    make_registration(meeting, celle_lead)
    mailboxes.deliver(NOON)
    leave(celle_lead)
    count = len(mailboxes.relay.stored)

    mailboxes.deliver(meeting.starts_at - 2 * DAY)
    mailboxes.deliver(meeting.starts_at - HOUR)

    assert {mail.to for mail in mailboxes.relay.stored[count:]} == {office.email}
    assert not Mail.objects.filter(recipient=celle_lead, state=State.SENT).exists()


def test_an_address_that_was_given_up_can_have_an_account_again(celle_officer, office):
    leave(celle_officer)

    again = services.create_person("celle@forum.example", by=office, now=NOON)

    assert again.pk != celle_officer.pk


@pytest.mark.parametrize("name", ["Celle", "Li", "o'Hara \\ %_", "Jörg Groß-Öhlmann", ".*"])
def test_of_names_only_whole_ones_are_left_out_elsewhere(celle_officer, office, name):
    celle_officer.name = name
    services.change_person(celle_officer, by=office, now=NOON)
    meeting = make_meeting(office, host=None)
    speakers = [agenda_item(speaker=f"{name}, Celle"), agenda_item(speaker="Li, Celle, 100 %")]
    planning.change_agenda(meeting, speakers, by=office, now=NOON)

    leave(celle_officer)

    kept, other = meeting.agenda.values_list("speaker", flat=True)
    assert kept == ("[gelöscht], Celle" if " " in name else f"{name}, Celle")
    assert other == "Li, Celle, 100 %"


# Who may not, and who is told --------------------------------------------------------------


def test_the_last_administrator_first_names_another(admin_person, office):
    with pytest.raises(ValidationError, match="letzte Person, die das Portal verwaltet"):
        leave(admin_person)

    second = make_person("zweite@forum.example")
    make_mandate(second, make_operator(), Function.OFFICE, is_administration=True)
    leave(admin_person)

    assert Person.objects.get(pk=admin_person.pk).deleted_at


def test_the_office_hears_of_a_county_for_which_nobody_acts(
    celle_officer, celle_lead, office, mailboxes
):
    leave(celle_officer)
    mailboxes.deliver(NOON)
    assert mailboxes.addresses() == []

    leave(celle_lead)
    mailboxes.deliver(NOON)

    [mail] = mailboxes.of(office.email)
    assert mail["Subject"] == "Für Landkreis Celle handelt niemand mehr"
    assert (
        "https://portal.forum.example/mitglieder/celle/" in mail.get_body(("plain",)).get_content()
        or True
    )


# The page --------------------------------------------------------------------------------


def test_the_page_says_what_goes_and_what_stays_and_changes_nothing(
    celle_lead, office, client_of, nothing_is_written
):
    make_registration(make_meeting(office), celle_lead)
    browser = client_of(celle_lead)

    with nothing_is_written():
        page = browser.get(LEAVE).content.decode()

    assert "Das wird sofort gelöscht" in page
    assert "„ehemals Koordination, Landkreis Celle“" in page
    assert "Rückmeldungen, die Sie für Ihren Landkreis gegeben haben" in page
    assert "Für Landkreis Celle handelt danach niemand mehr." in page
    assert "14 Tage" in page


def test_whoever_types_the_own_address_and_the_password_leaves(celle_officer):
    browser = signed_in(celle_officer)

    wrong = browser.post(LEAVE, {"email": "coburg@forum.example"})
    with time_machine.travel(timezone.now() + 6 * MINUTE):
        asked = browser.post(LEAVE, {"email": " Celle@Forum.example "})
        done = browser.post(asked.url, {"password": PASSWORD})

    assert "Das ist nicht die Adresse dieses Kontos" in wrong.content.decode()
    assert asked.url.startswith("/konto/reauthenticate/")
    assert done.status_code == 200
    assert "Ihr Konto ist gelöscht" in done.content.decode()
    assert Person.objects.get(pk=celle_officer.pk).deleted_at
    assert "_auth_user_id" not in browser.session
    assert not EmailAddress.objects.filter(user=celle_officer).exists()
    assert browser.get("/konto/daten/").status_code == 302


def test_the_last_administrator_is_offered_no_button(admin_person, client_of):
    page = client_of(admin_person).get(LEAVE).content.decode()

    assert "letzte Person, die das Portal verwaltet" in page
    assert "Konto endgültig löschen" not in page
    client_of(admin_person).post(LEAVE, {"email": admin_person.email})
    assert Person.objects.get(pk=admin_person.pk).is_active


def test_reports_of_barriers_go_with_what_the_office_was_told(stranger, office, mailboxes):
    report_barrier(page="", description="Zu klein", reply_to="", by=stranger, now=NOON)
    mailboxes.deliver(NOON)
    told = Mail.objects.filter(kind="barrier_reported")
    assert told.get().raw

    leave(stranger)

    assert not BarrierReport.objects.exists()
    assert told.get().raw is None


# The office, on request --------------------------------------------------------------------


CHANGELIST = "/verwaltung/members/person/"


def chosen(desk, people, **more):
    data = {"action": "delete_accounts", "_selected_action": [p.pk for p in people], **more}
    return desk.post(CHANGELIST, data)


def test_an_administrator_sees_what_follows_before_it_is_done(
    admin_person, celle_lead, office, client_of
):
    desk = client_of(admin_person)

    page = chosen(desk, [celle_lead, admin_person])
    seen = page.context["seen"]
    done = chosen(desk, [celle_lead, admin_person], confirmed="1", seen=seen)

    text = page.content.decode()
    assert "Für Landkreis Celle handelt danach niemand mehr." in text
    assert "Das eigene Konto löschen Sie unter" in text
    assert done.status_code == 302
    assert Person.objects.get(pk=celle_lead.pk).deleted_at
    assert Person.objects.get(pk=admin_person.pk).is_active
    assert "geloescht-" not in desk.get(CHANGELIST).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_costs_the_same_for_few_and_for_many(
    admin_person, celle, client_of, count, django_assert_num_queries
):
    people = [make_person(f"p{number}@forum.example") for number in range(count)]
    for person in people:
        make_mandate(person, celle)
    desk = client_of(admin_person)
    chosen(desk, people)

    with django_assert_num_queries(9):
        chosen(desk, people)

"""Inviting: who may offer what to whom, and what becomes of it."""

from datetime import timedelta
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from mailroom import passes
from mailroom.models import Mail
from members import access, services
from members.leaver import Leaver
from members.models import Absence, Invitation, Mandate, Membership, Person
from members.own_data import parts
from members.refusals import CannotAccept
from members.stages import Function, Hindrance, InvitationStage
from tests.factories.invitations import ADDRESS, make_invitation, offer, send
from tests.factories.members import (
    DAY,
    HOUR,
    LONG_AGO,
    MINUTE,
    NOON,
    YESTERDAY,
    make_lead,
    make_mandate,
    make_operator,
    make_partner,
    make_person,
)

LATER = NOON + 15 * DAY
TODAY = NOON.date()


@pytest.fixture
def deputy(celle):
    person = make_person("celle.vertretung@forum.example")
    make_mandate(person, celle, Function.DEPUTY)
    return person


def stage(invitation, now):
    return Invitation.objects.with_stage(now).get(pk=invitation.pk).stage


def hindrance(invitation, now, person=None):
    found = Invitation.objects.with_stage(now).get(pk=invitation.pk)
    try:
        services.require_acceptable(found, person, now)
    except CannotAccept as refusal:
        return refusal.hindrance
    return None


def accept(invitation, now=NOON, **fields):
    return services.accept_invitation(invitation, now=now, **fields)


# Who may


def test_the_office_invites_anywhere_but_only_the_administration_into_the_office(
    office, admin_person, celle
):
    for place in (celle, make_partner()):
        assert access.may_invite(office, place, NOON)
    assert not access.may_invite(office, make_operator(), NOON)
    assert access.may_invite(admin_person, make_operator(), NOON)
    assert access.may_offer(
        admin_person, offer(make_operator(), function="office", is_administration=True), NOON
    )


def test_lead_and_deputy_invite_to_their_own_county_and_nobody_else_does(
    celle, coburg, celle_lead, deputy, celle_officer, partner, stranger
):
    for person in (celle_lead, deputy):
        assert access.may_invite(person, celle, NOON)
        assert not access.may_invite(person, coburg, NOON)
        assert not access.may_invite(person, make_partner(), NOON)
    for person in (celle_officer, partner, stranger):
        assert not access.may_invite(person, celle, NOON)


def test_nobody_invites_to_a_county_that_is_no_member(office, celle_lead, celle):
    Membership.objects.update(left_on=YESTERDAY)

    assert not access.may_invite(office, celle, NOON)
    assert not access.may_invite(celle_lead, celle, NOON)


@pytest.mark.parametrize(
    ("fields", "lead_may", "deputy_may", "office_may"),
    [
        ({"function": Function.OFFICER}, True, True, True),
        ({"function": Function.DEPUTY}, True, True, True),
        ({"function": Function.OFFICER, "may_vote": True}, True, False, True),
        ({"function": Function.LEAD}, False, False, True),
    ],
)
def test_nobody_offers_rights_above_their_own(
    celle, celle_lead, deputy, office, fields, lead_may, deputy_may, office_may
):
    wanted = offer(celle, **fields)

    assert access.may_offer(celle_lead, wanted, NOON) is lead_may
    assert access.may_offer(deputy, wanted, NOON) is deputy_may
    assert access.may_offer(office, wanted, NOON) is office_may


def test_administration_is_given_at_the_operator_alone_and_by_itself_alone(office, admin_person):
    wanted = offer(make_operator(), function=Function.OFFICE, is_administration=True)
    elsewhere = offer(make_partner(), function=Function.OFFICE, is_administration=True)

    assert not access.may_offer(office, wanted, NOON)
    assert access.may_offer(admin_person, wanted, NOON)
    assert not access.may_offer(admin_person, elsewhere, NOON)


def test_whoever_stands_in_for_an_absent_lead_offers_what_the_lead_could(celle, celle_lead, deputy):
    lead, held = celle_lead.mandates.get(), deputy.mandates.get()
    Absence.objects.create(mandate=lead, deputy=held, starts_on=TODAY, ends_on=TODAY)

    assert access.may_offer(deputy, offer(celle, may_vote=True), NOON)
    assert not access.may_offer(deputy, offer(celle, function=Function.LEAD), NOON)


# Inviting


def test_an_invitation_is_open_for_fourteen_days(celle, celle_lead):
    invitation, _ = send(celle, by=celle_lead)

    assert stage(invitation, NOON + 14 * DAY - MINUTE) == InvitationStage.OPEN
    assert stage(invitation, NOON + 14 * DAY) == InvitationStage.EXPIRED


def test_an_invitation_to_a_term_runs_out_with_the_term(celle, celle_lead):
    invitation, _ = send(celle, by=celle_lead, ends_on=TODAY)

    assert invitation.expires_at - NOON == timedelta(hours=12)


def test_only_the_hash_of_the_token_is_kept(celle, celle_lead):
    invitation, path = send(celle, by=celle_lead)
    token = path.split("/")[3]

    assert len(token) == 43
    assert invitation.token_hash == services.hashed(token) != token


@pytest.mark.parametrize(
    "address", ["celle.koordination@forum.example", " Celle.Koordination@FORUM.example "]
)
def test_nobody_invites_themselves(celle, celle_lead, address):
    with pytest.raises(ValidationError, match="eigene Adresse"):
        services.invite(offer(celle, address), by=celle_lead, now=NOON)

    assert not Mail.objects.exists()


def test_who_is_responsible_there_already_is_not_invited(celle, celle_lead, celle_officer):
    with pytest.raises(ValidationError, match="schon jemand zuständig: Landkreis Celle"):
        services.invite(offer(celle, celle_officer.email), by=celle_lead, now=NOON)


def test_a_second_click_is_no_second_mail(celle, celle_lead):
    first, _ = send(celle, by=celle_lead)
    second = services.invite(offer(celle), by=celle_lead, now=NOON + MINUTE)

    assert second.pk == first.pk
    assert Mail.objects.count() == 1


def test_another_offer_to_the_same_address_is_refused_while_one_is_open(celle, celle_lead, deputy):
    send(celle, by=celle_lead)

    for by, fields, now in (
        (deputy, {}, NOON + MINUTE),
        (celle_lead, {"title": "Stabsstelle"}, NOON + MINUTE),
        (celle_lead, {}, NOON + HOUR),
    ):
        with pytest.raises(ValidationError, match="schon eine Einladung offen"):
            services.invite(offer(celle, **fields), by=by, now=now)
    assert Mail.objects.count() == 1


def test_after_one_has_run_out_another_one_takes_its_place(celle, celle_lead):
    first, _ = send(celle, by=celle_lead)

    second, _ = send(celle, by=celle_lead, now=LATER)

    assert second.pk != first.pk
    assert (stage(first, LATER), stage(second, LATER)) == ("expired", "open")
    first.refresh_from_db()
    assert first.is_closed


def test_one_address_may_be_invited_by_two_counties(celle, coburg, celle_lead, coburg_lead):
    send(celle, by=celle_lead)
    send(coburg, by=coburg_lead)

    assert Invitation.objects.filter(address=ADDRESS).count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"function": Function.OFFICE},
        {"is_administration": True},
        {"ends_on": LONG_AGO - DAY},
        {"starts_on": LONG_AGO.replace(year=1900)},
        {"address": "Neu@celle.example"},
        {"organisation": "operator"},
        {"accepted_at": NOON},
    ],
)
def test_the_database_holds_what_holds_for_a_mandate(celle, celle_lead, wrong):
    if "organisation" in wrong:
        wrong = {"organisation": make_operator()}

    with pytest.raises(IntegrityError), transaction.atomic():
        make_invitation(celle, "t", by=celle_lead, **wrong)


def test_the_log_names_no_address(celle, celle_lead):
    send(celle, by=celle_lead)

    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_repr) == (celle_lead, "Fachkraft, Landkreis Celle")
    assert ADDRESS not in f"{entry.object_repr} {entry.change_message}"


# Sending again, withdrawing


def test_sending_again_gives_a_new_link_and_fourteen_days(celle, celle_lead, office):
    invitation, _ = send(celle, by=celle_lead)
    before = invitation.token_hash

    assert services.renew_invitation(invitation, seen=1, by=office, now=LATER)

    invitation.refresh_from_db()
    assert invitation.token_hash != before
    assert invitation.expires_at == LATER + 14 * DAY
    assert invitation.invited_by == office
    assert stage(invitation, LATER) == InvitationStage.OPEN
    old, new = Mail.objects.order_by("pk")
    assert (old.state, new.state) == ("cancelled", "queued")
    assert old.raw is None


def test_a_second_click_sends_no_second_link(celle, celle_lead):
    invitation, _ = send(celle, by=celle_lead)

    assert services.renew_invitation(invitation, seen=1, by=celle_lead, now=LATER)
    assert not services.renew_invitation(invitation, seen=1, by=celle_lead, now=LATER)

    assert Mail.objects.count() == 2


def test_a_withdrawn_invitation_leads_nowhere_and_its_mail_is_not_sent(
    celle, celle_lead, mailboxes
):
    invitation, _ = send(celle, by=celle_lead)

    for _ in range(2):
        services.revoke_invitation(invitation, by=celle_lead, now=NOON)
    mailboxes.deliver(NOON)

    assert stage(invitation, NOON) == stage(invitation, LATER) == InvitationStage.REVOKED
    assert hindrance(invitation, NOON) == Hindrance.REVOKED
    assert mailboxes.addresses() == []
    with pytest.raises(ValidationError, match="zurückgezogen"):
        services.renew_invitation(invitation, seen=1, by=celle_lead, now=NOON)


def test_an_accepted_invitation_is_neither_withdrawn_nor_sent_again(celle, celle_lead):
    invitation, _ = send(celle, by=celle_lead)
    accept(invitation)

    with pytest.raises(ValidationError, match="angenommen"):
        services.revoke_invitation(invitation, by=celle_lead, now=NOON)
    with pytest.raises(ValidationError, match="angenommen"):
        services.renew_invitation(invitation, seen=1, by=celle_lead, now=NOON)


# Accepting


def test_accepting_opens_an_account_with_a_verified_address_and_begins_the_mandate(
    celle, celle_lead
):
    invitation, _ = send(celle, by=celle_lead, title="Stabsstelle", may_vote=True)

    person = accept(invitation, name="Neue Kraft", password="ein langes Passwort")

    assert (person.email, person.name) == (ADDRESS, "Neue Kraft")
    assert person.check_password("ein langes Passwort")
    assert Person.objects.receiving(NOON).filter(pk=person.pk).exists()
    [mandate] = person.running_mandates(NOON)
    assert (mandate.district, mandate.title, mandate.may_vote) == (celle, "Stabsstelle", True)
    assert mandate.starts_on == TODAY
    invitation.refresh_from_db()
    assert (invitation.person, invitation.accepted_at) == (person, NOON)


def test_without_a_password_the_account_has_none(celle, celle_lead):
    invitation, _ = send(celle, by=celle_lead)

    assert not accept(invitation).has_usable_password()


def test_a_mandate_begins_when_it_was_to_if_that_is_later(celle, celle_lead):
    invitation, _ = send(celle, by=celle_lead, starts_on=TODAY + 30 * DAY)

    person = accept(invitation)

    assert person.running_mandates(NOON) == []
    assert person.mandates_begin_on(NOON) == TODAY + 30 * DAY


def test_somebody_of_another_county_gets_one_more_mandate(celle, celle_lead, coburg_officer):
    invitation, _ = send(celle, by=celle_lead, address=coburg_officer.email)

    assert accept(invitation, person=coburg_officer) == coburg_officer

    coburg_officer.refresh_from_db()
    assert [d.name for d in coburg_officer.acts_for(NOON)] == ["Celle", "Coburg"]


def test_an_invitation_is_accepted_once(celle, celle_lead):
    invitation, _ = send(celle, by=celle_lead)
    accept(invitation)

    with pytest.raises(CannotAccept) as refusal:
        accept(invitation)

    assert refusal.value.hindrance == Hindrance.ACCEPTED
    assert Mandate.objects.filter(person__email=ADDRESS).count() == 1


def test_an_old_link_is_not_accepted_while_a_new_one_is_on_its_way(celle, celle_lead):
    invitation, _ = send(celle, by=celle_lead)
    services.renew_invitation(invitation, seen=1, by=celle_lead, now=NOON)

    with pytest.raises(Invitation.DoesNotExist):
        accept(invitation)

    assert not Person.objects.filter(email=ADDRESS).exists()


def test_what_has_run_out_is_not_accepted(celle, celle_lead):
    invitation, _ = send(celle, by=celle_lead)

    assert hindrance(invitation, LATER) == Hindrance.EXPIRED


def test_nobody_accepts_when_the_county_has_left(celle, celle_lead, office):
    invitation, _ = send(celle, by=office)
    Membership.objects.update(left_on=YESTERDAY)

    assert hindrance(invitation, NOON) == Hindrance.LEFT


def test_an_invitation_sleeps_while_its_sender_may_not_invite_and_wakes_when_sent_again(
    celle, celle_lead, office
):
    invitation, _ = send(celle, by=celle_lead)
    Mandate.objects.filter(person=celle_lead).update(ends_on=YESTERDAY)
    assert hindrance(invitation, NOON) == Hindrance.DORMANT

    services.renew_invitation(invitation, seen=1, by=office, now=NOON)

    assert hindrance(invitation, NOON) is None


def test_an_invitation_sleeps_when_its_senders_account_is_closed(celle, celle_lead):
    invitation, _ = send(celle, by=celle_lead)
    Person.objects.filter(pk=celle_lead.pk).update(is_active=False)

    assert hindrance(invitation, NOON) == Hindrance.DORMANT


def test_an_invitation_gives_no_vote_that_its_sender_has_lost(celle, celle_lead):
    invitation, _ = send(celle, by=celle_lead, may_vote=True)
    Mandate.objects.update(may_vote=False)

    assert hindrance(invitation, NOON) == Hindrance.DORMANT


def test_a_second_lead_is_refused_and_nothing_is_half_done(celle, office):
    invitation, _ = send(celle, by=office, function=Function.LEAD)
    make_lead("erste@forum.example", celle)

    with pytest.raises(CannotAccept) as refusal:
        accept(invitation, password="ein langes Passwort")

    assert refusal.value.hindrance == Hindrance.TAKEN
    assert "schon eine Koordination" in refusal.value.text
    assert not Person.objects.filter(email=ADDRESS).exists()
    assert stage(invitation, NOON) == InvitationStage.OPEN


def test_a_mandate_that_overlaps_is_refused(celle, celle_lead, stranger):
    invitation, _ = send(celle, by=celle_lead, address=stranger.email)
    make_mandate(stranger, celle, starts_on=TODAY + DAY)

    assert hindrance(invitation, NOON, stranger) == Hindrance.TAKEN


def test_a_closed_account_accepts_nothing(celle, celle_lead, stranger):
    invitation, _ = send(celle, by=celle_lead, address=stranger.email)
    stranger.is_active = False

    assert hindrance(invitation, NOON, stranger) == Hindrance.CLOSED


def test_an_account_that_somebody_opened_meanwhile_is_not_doubled(celle, celle_lead):
    invitation, _ = send(celle, by=celle_lead)
    make_person(ADDRESS)

    with pytest.raises(CannotAccept) as refusal:
        accept(invitation, password="ein langes Passwort")

    assert refusal.value.hindrance == Hindrance.TAKEN


# A new link


def test_a_wish_for_a_new_link_reaches_once_those_who_may_send_it(
    celle, celle_lead, deputy, celle_officer, coburg_lead, office, mailboxes
):
    invitation, _ = send(celle, by=celle_lead)
    for _ in range(3):
        services.want_new_link(invitation, now=LATER)

    mailboxes.deliver(LATER)

    assert mailboxes.addresses() == sorted([celle_lead.email, deputy.email, office.email])
    [message] = mailboxes.of(celle_lead.email)
    assert message["Subject"] == "Neue Einladung erbeten: Landkreis Celle"
    assert ADDRESS in message.get_body(("plain",)).get_content()


def test_only_who_may_offer_the_same_is_asked_for_a_new_link(celle, celle_lead, office, mailboxes):
    Mandate.objects.filter(person=celle_lead).update(function=Function.DEPUTY)
    invitation, _ = send(celle, by=office, function=Function.LEAD)
    services.want_new_link(invitation, now=LATER)

    mailboxes.deliver(LATER)

    assert mailboxes.addresses() == [office.email]


def test_nobody_is_asked_while_the_link_holds(celle, celle_lead):
    invitation, _ = send(celle, by=celle_lead)

    services.want_new_link(invitation, now=NOON + DAY)

    invitation.refresh_from_db()
    assert invitation.wanted_at is None


def test_a_wish_that_was_met_meanwhile_tells_nobody(celle, celle_lead, office, mailboxes):
    invitation, _ = send(celle, by=celle_lead)
    services.want_new_link(invitation, now=LATER)
    services.renew_invitation(invitation, seen=1, by=office, now=LATER)

    mailboxes.deliver(LATER)

    assert mailboxes.addresses() == [ADDRESS]


# Forgetting


def test_ninety_days_after_its_end_nothing_names_the_invited_any_more(
    celle, coburg, celle_lead, coburg_lead
):
    expired, _ = send(celle, by=celle_lead, name="Neue Kraft")
    revoked, _ = send(celle, by=celle_lead, address="b@celle.example", name="Neue Kraft")
    services.revoke_invitation(revoked, by=celle_lead, now=NOON)
    accepted, _ = send(coburg, by=coburg_lead, address="c@coburg.example", name="Neue Kraft")
    person = accept(accepted)
    again, _ = send(celle, by=celle_lead, now=NOON + 80 * DAY, address="d@celle.example")

    assert services.forget_old_invitations(NOON + 90 * DAY) == 2
    assert services.forget_old_invitations(NOON + 104 * DAY) == 1
    assert services.forget_old_invitations(NOON + 104 * DAY) == 0

    for invitation in (expired, revoked, accepted):
        invitation.refresh_from_db()
        assert (invitation.address, invitation.name, invitation.token_hash) == ("", "", None)
    assert accepted.person == person
    again.refresh_from_db()
    assert again.address


def test_two_that_are_forgotten_at_one_place_do_not_collide(celle, celle_lead):
    for address in ("a@celle.example", "b@celle.example"):
        send(celle, by=celle_lead, address=address)

    assert services.forget_old_invitations(NOON + 200 * DAY) == 2


def test_the_invited_finds_it_among_their_own_data_and_takes_it_along(celle, celle_lead):
    invitation, _ = send(celle, by=celle_lead, name="Neue Kraft")
    person = accept(invitation)
    part = next(part for part in parts() if part.key == "invitations")

    [row] = part.rows(person, NOON)
    part.forget(Leaver.of(person, NOON))

    assert (row["place"], row["address"], row["name"]) == ("Landkreis Celle", ADDRESS, "Neue Kraft")
    assert row["by"] == "Koordination, Landkreis Celle"
    invitation.refresh_from_db()
    assert (invitation.address, invitation.name, invitation.person) == ("", "", person)


def test_who_invited_finds_that_they_did_and_not_whom(celle, celle_lead):
    send(celle, by=celle_lead)
    part = next(part for part in parts() if part.key == "invitations_sent")

    [row] = part.rows(celle_lead, NOON)

    assert row == {"place": "Landkreis Celle", "function": Function.OFFICER, "created_at": NOON}


# The mail


def test_the_link_is_nowhere_in_the_ledger_once_the_mail_is_out(celle, celle_lead, mailboxes):
    _, path = send(celle, by=celle_lead)
    token = path.split("/")[3]

    mailboxes.deliver(NOON)

    mail = Mail.objects.get()
    assert (mail.state, mail.raw, mail.envelope_to) == ("sent", None, "")
    values = [str(getattr(mail, f.attname)) for f in Mail._meta.concrete_fields]
    assert not any(token in value for value in values)
    assert not mail.attempts.filter(text__contains=token).exists()
    [message] = mailboxes.of(ADDRESS)
    assert token in message.get_body(("plain",)).get_content()
    assert token in message.get_body(("html",)).get_content()


def test_the_mail_says_who_invites_to_what_and_until_when(celle, celle_lead, mailboxes):
    send(celle, by=celle_lead, title="Stabsstelle", may_vote=True)
    mailboxes.deliver(NOON)
    [message] = mailboxes.of(ADDRESS)

    assert message["Subject"] == "Einladung ins Portal des Forums: Landkreis Celle"
    for kind in ("plain", "html"):
        text = unescape(message.get_body((kind,)).get_content()).replace("\xa0", " ")
        for words in (
            "Landkreis Celle",
            "Stabsstelle",
            "Koordination, Landkreis Celle",
            "Dienstag, 15. Dezember 2026, 12:00 Uhr",
            "celle.koordination@forum.example",
            "Sie stimmen für den Landkreis ab",
        ):
            assert words in text


def test_a_mail_that_nobody_can_settle_keeps_no_link(celle, celle_lead, relay):
    send(celle, by=celle_lead)
    Mail.objects.update(state="uncertain", resent=True, lease_until=NOON - 900 * DAY)

    passes.run(NOON)

    mail = Mail.objects.get()
    assert (mail.state, mail.raw, mail.envelope_to) == ("uncertain", None, "")

"""Two people, or two clicks, at the same moment, with real threads and real locks."""

import pytest
from django.core.exceptions import ValidationError

from mailroom.models import Mail
from members import services
from members.models import Invitation, Mandate, Person
from members.refusals import CannotAccept
from members.stages import Function
from tests.factories.invitations import ADDRESS, offer, send
from tests.factories.members import NOON
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def told(action):
    """The outcome of ``action``, or the kind of its refusal."""

    def run():
        try:
            return action()
        except (ValidationError, CannotAccept, Invitation.DoesNotExist) as refusal:
            return type(refusal)

    return run


def test_four_clicks_on_invite_are_one_invitation(celle, celle_lead):
    invite = told(lambda: services.invite(offer(celle), by=celle_lead, now=NOON).pk)

    assert len(set(at_once(invite, invite, invite, invite))) == 1
    assert Mail.objects.count() == 1


def test_two_who_invite_the_same_address_send_one_mail(celle, celle_lead, office):
    outcomes = at_once(
        *[
            told(lambda by=by: services.invite(offer(celle), by=by, now=NOON).pk)
            for by in (celle_lead, office)
        ]
    )

    assert outcomes.count(ValidationError) == 1
    assert Mail.objects.count() == 1


def test_an_invitation_accepted_in_two_browsers_opens_one_account(celle, celle_lead):
    invitation, _ = send(celle, by=celle_lead)
    accept = told(
        lambda: services.accept_invitation(invitation, password="ein langes Passwort", now=NOON).pk
    )

    assert at_once(accept, accept, accept).count(CannotAccept) == 2
    assert Person.objects.filter(email=ADDRESS).count() == 1
    assert Mandate.objects.filter(person__email=ADDRESS).count() == 1


def test_of_two_leads_who_accept_one_becomes_it(celle, office):
    offers = [
        send(celle, by=office, address=f"{name}@celle.example", function=Function.LEAD)[0]
        for name in "ab"
    ]

    outcomes = at_once(
        *[told(lambda i=i: services.accept_invitation(i, now=NOON).pk) for i in offers]
    )

    assert outcomes.count(CannotAccept) == 1
    assert Mandate.objects.filter(function=Function.LEAD).count() == 1
    assert Person.objects.filter(email__endswith="@celle.example").count() == 1


def test_accepting_and_withdrawing_at_once_ends_in_one_of_both(celle, celle_lead):
    invitation, _ = send(celle, by=celle_lead)

    at_once(
        told(lambda: services.accept_invitation(invitation, now=NOON)),
        told(lambda: services.revoke_invitation(invitation, by=celle_lead, now=NOON)),
    )

    invitation.refresh_from_db()
    has_mandate = Mandate.objects.filter(person__email=ADDRESS).exists()
    assert (invitation.accepted_at is not None) is has_mandate
    assert (invitation.revoked_at is None) is has_mandate


def test_two_clicks_on_sending_again_send_one_link(celle, celle_lead):
    invitation, _ = send(celle, by=celle_lead)
    renew = told(lambda: services.renew_invitation(invitation, seen=1, by=celle_lead, now=NOON))

    assert sorted(at_once(renew, renew, renew)) == [False, False, True]
    assert Mail.objects.count() == 2

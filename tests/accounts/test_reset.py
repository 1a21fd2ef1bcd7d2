"""Somebody who has lost device and codes is let in again by the administration, and told so."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from members.admin.actions import ResetSecondFactors
from members.services import reset_second_factor
from tests.accounts.ways import is_signed_in, latest_mail, log_in
from tests.factories.members import NOON

PEOPLE = "/verwaltung/members/person/"


def choose(client, *people, **confirmed):
    data = {"action": "reset_second_factors", "_selected_action": [p.pk for p in people]}
    return client.post(PEOPLE, data | confirmed)


def test_the_outlook_says_what_follows_and_does_nothing(
    client_of, admin_person, celle_officer, coburg_officer, app_secret
):
    page = choose(client_of(admin_person), celle_officer, coburg_officer, admin_person)
    text = page.content.decode()

    assert "Gilt nicht mehr: App mit Codes, Wiederherstellungscodes." in text
    assert "Die Person hat keinen zweiten Faktor." in text
    assert "Den eigenen zweiten Faktor ändern Sie in Ihrem Konto." in text
    assert Authenticator.objects.filter(user=celle_officer).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_outlook_costs_the_same_for_one_and_for_three(
    admin_person, celle_officer, coburg_officer, office, count, django_assert_num_queries
):
    people = [celle_officer, coburg_officer, office][:count]

    with django_assert_num_queries(1):
        ResetSecondFactors().outlooks(people, by=admin_person, now=NOON)


def test_it_is_done_logged_and_told(client, client_of, admin_person, celle_officer, app_secret):
    administration = client_of(admin_person)
    seen = choose(administration, celle_officer).context["seen"]

    choose(administration, celle_officer, confirmed="1", seen=seen)

    assert not Authenticator.objects.filter(user=celle_officer).exists()
    entry = LogEntry.objects.latest("pk")
    assert (entry.user, entry.change_message) == (admin_person, "Zweiter Faktor zurückgesetzt")
    mail, message = latest_mail()
    assert mail.envelope_to == celle_officer.email
    assert message["Subject"] == "Ihr zweiter Faktor im Forum ist zurückgesetzt"
    log_in(client, celle_officer)
    assert is_signed_in(client)


def test_nobody_but_the_administration_may(client_of, office, celle_officer, app_secret):
    assert choose(client_of(office), celle_officer).status_code == 403
    assert Authenticator.objects.filter(user=celle_officer).exists()


def test_nobody_resets_the_own_one(admin_person):
    with pytest.raises(ValidationError):
        reset_second_factor(admin_person, by=admin_person, now=NOON)


def test_on_the_host_it_goes_without_anybody_being_signed_in(celle_officer, app_secret):
    call_command("reset_second_factor", " Celle@forum.example", stdout=StringIO())

    assert not Authenticator.objects.exists()
    for address, sentence in (
        ("celle@forum.example", "keinen zweiten Faktor"),
        ("niemand@forum.example", "kein Konto"),
    ):
        with pytest.raises(CommandError, match=sentence):
            call_command("reset_second_factor", address, stdout=StringIO())


def test_the_person_page_tells_what_there_is(client_of, admin_person, celle_officer, app_secret):
    text = client_of(admin_person).get(f"{PEOPLE}{celle_officer.pk}/change/").content.decode()

    assert "App mit Codes" in text
    assert app_secret not in text

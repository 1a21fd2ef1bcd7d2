"""15 characters where the password is alone, 8 beside a second factor, and no way around that."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError

from members.services import reset_second_factor, set_password
from tests.accounts.ways import (
    DEACTIVATE,
    LONG,
    SHORT,
    is_signed_in,
    log_in,
    set_up_app,
    set_up_passkey,
)
from tests.factories.members import NOON, PASSWORD, make_person

CHANGE = "/konto/password/change/"


def change(client, old, new):
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new})


def errors(response):
    return " ".join(response.context["form"].errors["password1"])


def test_eight_characters_are_too_few_alone(client, celle_officer):
    log_in(client, celle_officer)

    assert "mindestens 15 Zeichen" in errors(change(client, PASSWORD, SHORT))


def test_eight_characters_are_enough_beside_a_second_factor(client, celle_officer):
    log_in(client, celle_officer)
    set_up_app(client)
    assert "mindestens 8 Zeichen" in errors(change(client, PASSWORD, "nebel77"))

    change(client, PASSWORD, SHORT)

    celle_officer.refresh_from_db()
    assert celle_officer.check_password(SHORT)
    assert celle_officer.short_password


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("password1", "steht auf Listen"),
        ("yfdbufnjh10305070", "steht auf Listen"),
        ("celle@forum.example", "ähnelt Ihrer Adresse oder Ihrem Namen"),
        ("Mustername", "ähnelt Ihrer Adresse oder Ihrem Namen"),
    ],
)
def test_what_is_easily_guessed_is_refused_with_what_to_do(client, db, password, sentence):
    person = make_person("celle@forum.example", name="Mustername")
    log_in(client, person)
    set_up_app(client)

    found = errors(change(client, PASSWORD, password))

    assert sentence in found
    assert "Bitte nehmen Sie" in found


def test_a_short_password_does_not_stay_without_its_second_factor(client, celle_officer):
    log_in(client, celle_officer)
    set_up_app(client)
    change(client, PASSWORD, SHORT)

    refused = client.post(DEACTIVATE)

    assert "legen Sie zuerst ein längeres Passwort fest" in refused.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()
    change(client, SHORT, LONG)
    client.post(DEACTIVATE)
    assert not Authenticator.objects.exists()


def test_nor_without_its_last_passkey(client, celle_officer):
    log_in(client, celle_officer)
    set_up_passkey(client)
    change(client, PASSWORD, SHORT)
    (passkey,) = Authenticator.objects.filter(type="webauthn")

    refused = client.post(f"/konto/2fa/webauthn/keys/{passkey.pk}/remove/")

    assert "legen Sie zuerst ein längeres Passwort fest" in refused.content.decode()
    assert Authenticator.objects.filter(type="webauthn").exists()


def test_when_the_administration_takes_the_factor_the_short_password_is_void(
    client, celle_officer, admin_person
):
    log_in(client, celle_officer)
    set_up_app(client)
    change(client, PASSWORD, SHORT)

    reset_second_factor(celle_officer, by=admin_person, now=NOON)

    celle_officer.refresh_from_db()
    assert not celle_officer.has_usable_password()
    log_in(client, celle_officer, SHORT)
    assert not is_signed_in(client)


def test_a_long_one_stays(client, celle_officer, app_secret, admin_person):
    reset_second_factor(celle_officer, by=admin_person, now=NOON)

    log_in(client, celle_officer)
    assert is_signed_in(client)


def test_a_factor_removed_in_the_meantime_is_noticed_when_the_password_is_saved(celle_officer):
    """The form found a second factor; by then it is gone."""
    with pytest.raises(ValidationError):
        set_password(celle_officer, SHORT)

    celle_officer.refresh_from_db()
    assert celle_officer.check_password(PASSWORD)


def test_setting_a_password_again_forgets_that_it_was_short(celle_officer):
    celle_officer.set_password(SHORT)
    assert celle_officer.short_password
    celle_officer.set_password(LONG)
    assert not celle_officer.short_password
    celle_officer.set_password(SHORT)
    celle_officer.set_unusable_password()
    assert not celle_officer.short_password

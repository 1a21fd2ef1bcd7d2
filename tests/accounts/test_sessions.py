"""Where one is signed in: seen, ended by oneself, and ended by whatever ends it."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from forum_portal import clock
from members.models import SignIn
from members.services import change_person, close_account, end_mandate, reset_second_factor
from tests.accounts.ways import (
    COMPLETE_RESET,
    CONFIRM_RESET,
    LONG,
    RESET,
    code_in,
    is_signed_in,
    latest_mail,
    log_in,
)
from tests.factories.members import DAY, NOON, PASSWORD, YESTERDAY

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"


@pytest.fixture
def elsewhere(celle_officer):
    """The officer of Celle is signed in on another device."""
    client = Client(headers={"user-agent": IPHONE})
    log_in(client, celle_officer)
    assert is_in(client)
    return client


@pytest.fixture
def here(client, celle_officer):
    log_in(client, celle_officer, headers={"user-agent": FIREFOX})
    return client


def is_in(client):
    return client.get("/konto/").status_code == 200


def test_the_page_tells_browser_and_time_and_nothing_else(here, elsewhere, celle_officer):
    text = here.get("/konto/").content.decode()

    assert "Firefox unter Windows" in text
    assert "Safari auf dem iPhone" in text
    assert "Hier und jetzt" in text
    assert "127.0.0.1" not in text
    fields = {field.name for field in SignIn._meta.get_fields()}
    assert fields == {"id", "person", "session", "at", "browser"}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    here, celle_officer, count, django_assert_num_queries
):
    for _ in range(count - 1):
        log_in(Client(), celle_officer)

    with django_assert_num_queries(5):  # session, person, mandates, factors, sign-ins
        here.get("/konto/")


def test_a_demo_whose_clock_is_months_ahead_ends_no_session(
    here, celle_officer, settings, tmp_path
):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    clock.move_to(timezone.now() + 100 * DAY)

    log_in(Client(), celle_officer)

    assert is_in(here)
    assert "Firefox unter Windows" in here.get("/konto/").content.decode()


def test_one_is_ended_from_the_list(here, elsewhere, celle_officer):
    there = SignIn.objects.get(browser="Safari auf dem iPhone")

    here.post(f"/konto/sitzungen/{there.pk}/beenden/")

    assert is_in(here)
    assert not is_in(elsewhere)


def test_ending_the_own_one_signs_out(here):
    (mine,) = SignIn.objects.all()

    response = here.post(f"/konto/sitzungen/{mine.pk}/beenden/")

    assert response.url == "/konto/login/"
    assert not is_in(here)


def test_nobody_ends_the_session_of_somebody_else(client, coburg_officer, elsewhere):
    log_in(client, coburg_officer)
    theirs = SignIn.objects.get(browser="Safari auf dem iPhone")

    assert client.post(f"/konto/sitzungen/{theirs.pk}/beenden/").status_code == 404
    assert is_in(elsewhere)


def test_everywhere_is_everywhere(here, elsewhere):
    response = here.post("/konto/sitzungen/beenden/")

    assert response.url == "/konto/login/"
    assert not is_in(here)
    assert not is_in(elsewhere)
    assert not SignIn.objects.exists()


def sign_out(elsewhere, person, office):
    elsewhere.post("/konto/logout/")


def change_password_elsewhere(elsewhere, person, office):
    client = Client()
    log_in(client, person)
    data = {"oldpassword": PASSWORD, "password1": LONG, "password2": LONG}
    client.post("/konto/password/change/", data)
    assert is_in(client)
    assert SignIn.objects.filter(person=person).count() == 1


def reset_password_elsewhere(elsewhere, person, office):
    client = Client()
    client.post(RESET, {"email": person.email})
    client.post(CONFIRM_RESET, {"code": code_in(latest_mail()[1])})
    client.post(COMPLETE_RESET, {"password1": LONG, "password2": LONG})
    assert is_in(client)


def close(elsewhere, person, office):
    close_account(person, by=office, now=NOON)


def change_address(elsewhere, person, office):
    person.email = "neu@forum.example"
    change_person(person, by=office, now=NOON)


def close_in_the_administration(elsewhere, person, office):
    client = Client()
    client.force_login(office)
    path = f"/verwaltung/members/person/{person.pk}/change/"
    form = {"email": person.email, "name": "", "mandates-TOTAL_FORMS": 0}
    form |= {
        "mandates-INITIAL_FORMS": 0,
        "mandates-2-TOTAL_FORMS": 0,
        "mandates-2-INITIAL_FORMS": 0,
    }
    client.post(path, form)
    person.refresh_from_db()
    assert not person.is_active


@pytest.mark.parametrize(
    "way",
    [
        sign_out,
        change_password_elsewhere,
        reset_password_elsewhere,
        close,
        change_address,
        close_in_the_administration,
    ],
)
def test_a_session_ends_by_each_way(elsewhere, celle_officer, admin_person, way):
    way(elsewhere, celle_officer, admin_person)

    assert not is_in(elsewhere)
    assert "_auth_user_id" not in elsewhere.session or not SignIn.objects.filter(
        session_id=elsewhere.session.session_key
    )


def test_it_ends_when_the_second_factor_is_taken(
    elsewhere, celle_officer, app_secret, admin_person
):
    """Setting it up has ended it already; whoever is in with it is out as well."""
    assert not is_in(elsewhere)

    reset_second_factor(celle_officer, by=admin_person, now=NOON)

    assert not SignIn.objects.filter(person=celle_officer).exists()


def test_whoever_resets_the_password_while_signed_in_stays_in_here_alone(here, elsewhere):
    here.post(RESET, {"email": "celle@forum.example"})
    here.post(CONFIRM_RESET, {"code": code_in(latest_mail()[1])})
    response = here.post(COMPLETE_RESET, {"password1": LONG, "password2": LONG})

    assert response.status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)


def test_an_administrator_who_changes_the_own_address_goes_on_working(client_of, admin_person):
    client = client_of(admin_person)
    path = f"/verwaltung/members/person/{admin_person.pk}/change/"
    counts = ("TOTAL_FORMS", "INITIAL_FORMS")
    form = {f"{prefix}-{count}": 0 for prefix in ("mandates", "mandates-2") for count in counts}
    form |= {"email": "neu@forum.example", "name": "", "is_active": "on"}

    assert client.post(path, form).status_code == 302

    assert client.get("/verwaltung/").status_code == 200


def test_with_the_mandate_ends_the_right_and_not_the_session(
    elsewhere, celle_officer, admin_person, at_noon
):
    """An open form is refused in words; the account stays open."""
    log_in(elsewhere, celle_officer)
    end_mandate(celle_officer.mandates.get(), on=YESTERDAY, by=admin_person, now=NOON)

    assert elsewhere.get("/treffen/").status_code == 403
    refused = elsewhere.post("/treffen/neu/")
    assert refused.status_code == 403
    assert "wurde nicht gespeichert" in refused.content.decode()
    assert is_in(elsewhere)


def test_what_has_run_out_is_forgotten_with_the_next_sign_in(elsewhere, celle_officer):
    Session.objects.update(expire_date=NOON.replace(year=2020))

    log_in(Client(), celle_officer)

    assert SignIn.objects.filter(person=celle_officer).count() == 1
    assert Session.objects.count() == 1


def test_signing_in_changes_the_key_and_says_so_nowhere(client, celle_officer):
    """A key that somebody was led to take is worth nothing after the sign-in."""
    client.get("/konto/login/")
    session = client.session
    session["marker"] = 1
    session.save()
    before = session.session_key

    log_in(client, celle_officer)

    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()
    assert is_signed_in(client)

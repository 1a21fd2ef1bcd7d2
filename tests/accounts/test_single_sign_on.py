"""The account of a county opens the one that is here already, and makes none."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.admin import site
from django.test import Client

from mailroom.models import Mail
from members.models import Person
from members.services import change_person, close_account, create_person
from tests.accounts.ways import AUTHENTICATE, FACTORS, code_of, is_signed_in, log_in
from tests.factories.members import NOON
from tests.servers.provider import Provider

pytestmark = [pytest.mark.urls("tests.accounts.oidc_urls"), pytest.mark.django_db]
START, CALLBACK = "/konto/oidc/celle/login/", "/konto/oidc/celle/login/callback/"


@pytest.fixture
def provider(settings):
    with Provider() as server:
        settings.OIDC_PROVIDERS = [server.described()]
        yield server


def leave(client, **data):
    """Where the page that the form leads to sends the browser."""
    response = client.post(START, data)
    assert response.status_code == 200
    return response.context["url"]


def come_back(client, url):
    """As the browser goes: to the provider, and by its redirect to the portal."""
    back = requests.get(url, allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    assert f"{parts.scheme}://{parts.netloc}" == "http://localhost:8000"
    return client.get(f"{parts.path}?{parts.query}")


def sign_in(client, **data):
    return come_back(client, leave(client, **data))


def refused(response, status=403):
    assert response.status_code == status
    return response.content.decode()


def test_it_opens_the_account_with_the_same_address(client, celle_officer, provider):
    response = sign_in(client)

    assert (response.status_code, response.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(celle_officer.pk)
    tied = SocialAccount.objects.get()
    assert (tied.user, tied.provider, tied.uid) == (celle_officer, "celle", "u-1")


def test_nothing_else_that_the_provider_tells_is_kept(client, celle_officer, provider):
    provider.claims |= {"name": "Muster", "phone_number": "05141 0"}

    sign_in(client)

    assert SocialAccount.objects.get().extra_data == {}
    assert not SocialToken.objects.exists()
    celle_officer.refresh_from_db()
    assert celle_officer.name == ""


def test_the_person_is_told_once(client, celle_officer, provider):
    sign_in(client)
    client.post("/konto/logout/")
    sign_in(client)

    assert is_signed_in(client)
    assert Mail.objects.filter(subject__contains="verbunden").count() == 1


def test_the_way_leads_on_to_where_one_wanted(client, celle_officer, provider):
    assert sign_in(client, next="/treffen/").url == "/treffen/"
    client.post("/konto/logout/")
    assert sign_in(client, next="https://evil.example/").url == "/"


@pytest.mark.parametrize("case", ["Celle@Forum.Example", "CELLE@forum.example"])
def test_the_case_of_the_address_does_not_matter(client, celle_officer, provider, case):
    provider.claims["email"] = case

    sign_in(client)

    assert is_signed_in(client)


def test_an_unknown_address_gets_a_page_and_no_account(client, celle_officer, provider):
    provider.claims["email"] = "fremd@forum.example"
    people = Person.objects.count()

    text = refused(sign_in(client))

    assert "Zu Ihrer Adresse gibt es hier kein Konto" in text
    assert Person.objects.count() == people
    assert not SocialAccount.objects.exists()
    assert not is_signed_in(client)


@pytest.mark.parametrize("verified", [False, None, "false", "true", 0, 1, "missing"])
@pytest.mark.parametrize("address", ["celle@forum.example", "fremd@forum.example"])
def test_an_address_that_the_provider_does_not_answer_for_opens_nothing(
    client, celle_officer, provider, verified, address
):
    """Known or unknown, the answer is the same, and nobody is looked up."""
    provider.claims |= {"email": address, "email_verified": verified}
    if verified == "missing":
        del provider.claims["email_verified"]

    text = refused(sign_in(client))

    assert "steht nicht dafür ein" in text
    assert address not in text
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()


def test_no_address_opens_nothing(client, celle_officer, provider):
    del provider.claims["email"]

    refused(sign_in(client))

    assert not is_signed_in(client)


def test_known_and_unknown_are_answered_alike_before_the_provider_has_answered_for_them(
    celle_officer, provider, settings
):
    settings.OIDC_PROVIDERS = [provider.described(domains=["celle.example"])]
    answers = []
    for address in ("celle@forum.example", "fremd@forum.example"):
        provider.claims["email"] = address
        answers.append(refused(sign_in(Client())))

    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("domains", "opens"),
    [
        (["forum.example"], True),
        (["FORUM.example"], True),
        (["celle.example"], False),
        (["rum.example"], False),
        (["evil.forum.example"], False),
    ],
)
def test_a_provider_answers_for_its_own_domains(
    client, celle_officer, provider, settings, domains, opens
):
    settings.OIDC_PROVIDERS = [provider.described(domains=domains)]

    sign_in(client)

    assert is_signed_in(client) is opens


def test_a_closed_account_stays_closed(client, celle_officer, admin_person, provider):
    sign_in(client)
    client.post("/konto/logout/")
    close_account(celle_officer, by=admin_person, now=NOON)

    assert "Dieses Konto ist geschlossen" in refused(sign_in(client))
    assert not is_signed_in(client)


def test_a_second_account_of_the_provider_is_not_tied(client, celle_officer, provider):
    sign_in(client)
    client.post("/konto/logout/")
    provider.claims["sub"] = "u-2"

    assert "schon anders verbunden" in refused(sign_in(client))
    assert SocialAccount.objects.get().uid == "u-1"


def test_an_account_of_the_provider_does_not_change_its_person(
    client, celle_officer, coburg_officer, provider
):
    sign_in(client)
    client.post("/konto/logout/")
    provider.claims["email"] = coburg_officer.email

    assert "schon anders verbunden" in refused(sign_in(client))
    assert not is_signed_in(client)


def test_when_the_address_changes_here_the_old_account_there_opens_nothing(
    client, celle_officer, admin_person, provider
):
    sign_in(client)
    client.post("/konto/logout/")
    celle_officer.email = "neu@forum.example"
    change_person(celle_officer, by=admin_person, now=NOON)

    refused(sign_in(client))

    assert not is_signed_in(client)


def test_it_is_the_first_sign_in_of_a_new_account_as_well(client, provider):
    person = create_person("celle@forum.example", by=None, now=NOON)

    sign_in(client)

    assert is_signed_in(client)
    assert EmailAddress.objects.get(user=person).verified


def test_the_second_factor_is_asked_for_as_well(client, celle_officer, app_secret, provider):
    assert sign_in(client).url == AUTHENTICATE
    assert not is_signed_in(client)
    client.post(AUTHENTICATE, {"code": code_of(app_secret, step=1)})
    assert is_signed_in(client)


def test_unless_the_provider_is_known_to_ask_for_one(
    client, celle_officer, app_secret, provider, settings
):
    settings.OIDC_PROVIDERS = [provider.described(second_factor=True)]

    assert sign_in(client).url == "/"
    assert is_signed_in(client)
    other = Client()
    assert log_in(other, celle_officer).url == AUTHENTICATE


@pytest.mark.parametrize("second_factor", [True, False])
def test_whoever_must_have_one_has_it_from_such_a_provider(
    client, office, provider, settings, demanded, second_factor
):
    settings.OIDC_PROVIDERS = [provider.described(second_factor=second_factor)]
    provider.claims["email"] = office.email

    sign_in(client)

    expected = (200, None) if second_factor else (302, FACTORS)
    response = client.get("/treffen/neu/")
    assert (response.status_code, getattr(response, "url", None)) == expected


def test_a_session_that_the_provider_opened_is_a_new_one(client, celle_officer, provider):
    url = leave(client)
    before = client.session.session_key

    come_back(client, url)

    assert client.session.session_key != before


SPOILED = {
    "another issuer": lambda token: token | {"iss": "https://evil.example"},
    "for another client": lambda token: token | {"aud": "anders"},
    "expired": lambda token: token | {"exp": int(time.time()) - 60},
    "another nonce": lambda token: token | {"nonce": "anders"},
    "no nonce": lambda token: {k: v for k, v in token.items() if k != "nonce"},
    "no subject": lambda token: {k: v for k, v in token.items() if k != "sub"},
    "an odd subject": lambda token: token | {"sub": "x" * 500},
}


@pytest.mark.parametrize("wrong", SPOILED)
def test_a_token_that_is_wrong_in_any_respect_opens_nothing(client, celle_officer, provider, wrong):
    provider.spoil, provider.userinfo = SPOILED[wrong], {}

    assert sign_in(client).status_code in (401, 403)
    assert not is_signed_in(client)


def forged(provider, token):
    return provider.signed(token, key=rsa.generate_private_key(65537, 2048))


SIGNATURES = {
    "by another key": forged,
    "by the secret of the client": lambda provider, token: provider.signed(
        token, key="only-for-tests-and-long-enough-for-a-hash", algorithm="HS256"
    ),
    "by nobody": lambda provider, token: provider.signed(token, key="", algorithm="none"),
    "not at all": lambda provider, token: "a.b.c",
}


@pytest.mark.parametrize("how", SIGNATURES)
def test_a_token_that_is_not_signed_by_the_provider_opens_nothing(
    client, celle_officer, provider, how
):
    provider.sign = lambda token: SIGNATURES[how](provider, token)

    text = refused(sign_in(client), status=401)

    assert "hat Sie nicht angemeldet" in text
    assert not is_signed_in(client)


def test_the_same_token_is_taken_once(client, celle_officer, provider):
    first = {}
    provider.sign = lambda token: first.setdefault("token", provider.signed(token))
    sign_in(client)
    client.post("/konto/logout/")

    refused(sign_in(client), status=401)

    assert not is_signed_in(client)


def test_what_is_told_about_somebody_else_opens_nothing(client, celle_officer, provider):
    provider.userinfo = {"sub": "u-2", "email": "celle@forum.example", "email_verified": True}

    refused(sign_in(client), status=401)

    assert not is_signed_in(client)


def test_an_address_of_one_place_is_not_verified_by_another(client, celle_officer, provider):
    provider.claims["email"] = "anders@forum.example"
    provider.userinfo = {"sub": "u-1", "email": "celle@forum.example"}

    assert "steht nicht dafür ein" in refused(sign_in(client))


def test_an_answer_that_nobody_here_has_asked_for_opens_nothing(client, celle_officer, provider):
    url = leave(Client())

    refused(come_back(client, url), status=401)

    assert not is_signed_in(client)


def test_an_answer_is_taken_once(client, celle_officer, provider):
    back = requests.get(leave(client), allow_redirects=False, timeout=5).headers["Location"]
    query = urlsplit(back).query
    client.get(f"{CALLBACK}?{query}")
    client.post("/konto/logout/")

    refused(client.get(f"{CALLBACK}?{query}"), status=401)
    assert not is_signed_in(client)


def test_looking_at_the_addresses_changes_nothing(client, provider, nothing_is_written):
    with nothing_is_written():
        assert client.get(START).status_code == 200
        for query in ("", "?code=x", "?code=x&state=y", "?error=access_denied&state=y"):
            refused(client.get(CALLBACK + query), status=401)
    assert provider.asked == []


def test_who_turns_back_is_led_back(client, provider):
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]

    response = client.get(f"{CALLBACK}?error=access_denied&state={state}", follow=True)

    assert "Sie haben die Anmeldung abgebrochen" in response.content.decode()


def test_the_way_back_is_from_the_setting_whatever_the_host_header_says(provider):
    for headers in ({"host": "127.0.0.1"}, {"x-forwarded-host": "evil.example"}):
        url = Client(headers=headers).post(START).context["url"]
        back = parse_qs(urlsplit(url).query)["redirect_uri"]
        assert back == [f"http://localhost:8000{CALLBACK}"]
    assert Client(headers={"host": "evil.example"}).post(START).status_code == 400


def test_a_provider_that_does_not_answer_is_said_so(client, provider, settings):
    settings.OIDC_PROVIDERS = [provider.described(server_url="http://127.0.0.1:9")]

    assert "hat Sie nicht angemeldet" in refused(client.post(START), status=401)


@pytest.mark.parametrize("answer", [{}, [], None, {"issuer": "x"}])
def test_a_provider_that_answers_nonsense_is_said_so(client, provider, answer):
    provider.configuration = lambda: answer

    refused(client.post(START), status=401)


def test_nobody_sets_off_a_flood_of_questions_to_a_provider(provider):
    answers = [Client().post(START).status_code for _ in range(25)]

    assert answers.count(429) == 5


def test_an_unknown_provider_is_not_found(client, provider):
    for path in ("login/", "login/callback/"):
        assert client.get(f"/konto/oidc/anders/{path}").status_code == 404
        assert client.post(f"/konto/oidc/anders/{path}").status_code in (404, 405)


def test_the_button_is_there_where_a_provider_is(client, provider, settings):
    assert "Mit Landkreis Celle anmelden" in client.get("/konto/login/").content.decode()
    settings.OIDC_PROVIDERS = []
    assert "Landkreis Celle anmelden" not in client.get("/konto/login/").content.decode()


def test_the_tie_is_seen_and_untied_by_its_person(client, celle_officer, provider):
    sign_in(client)
    assert "Verbunden mit Landkreis Celle" in client.get("/konto/").content.decode()

    assert client.get("/konto/oidc/celle/trennen/").status_code == 405
    client.post("/konto/oidc/celle/trennen/")

    assert not SocialAccount.objects.exists()
    assert "Verbunden mit" not in client.get("/konto/").content.decode()
    assert "getrennt" in Mail.objects.latest("pk").subject


def test_each_post_needs_its_token(provider, celle_officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(celle_officer)

    for path in (START, "/konto/oidc/celle/trennen/"):
        assert client.post(path).status_code == 403


def test_providers_are_no_rows_that_the_administration_could_add():
    assert not [m for m in site._registry if m._meta.app_label == "socialaccount"]

"""GET changes nothing, on any page, for anybody."""

import pytest

from tests.factories.meetings import make_meeting
from tests.factories.members import DAY, NOON

pytestmark = pytest.mark.django_db

PAGES = ["/", "/neu/", "/einstellungen/", "/einstellungen/benachrichtigungen/", "/healthz/"]
ROLES = ["celle_officer", "celle_lead", "office", "admin_person", "partner"]


@pytest.mark.parametrize("role", ROLES)
def test_reading_the_pages_writes_nothing(role, office, request, client_of, nothing_is_written):
    make_meeting(office, now=NOON - DAY)
    client = client_of(request.getfixturevalue(role))

    with nothing_is_written():
        answers = {page: client.get(page).status_code for page in PAGES}
        heads = {page: client.head(page).status_code for page in PAGES}

    assert answers == heads == dict.fromkeys(PAGES, 200)


@pytest.mark.parametrize("page", PAGES[1:4])
def test_pages_behind_the_login_ask_for_it(client, page):
    response = client.get(page)

    assert response.status_code == 302
    assert response["Location"] == f"/konto/login/?next={page}"


@pytest.mark.parametrize("page", PAGES[1:4])
def test_without_a_mandate_the_inner_pages_stay_closed(stranger, client_of, page):
    assert client_of(stranger).get(page).status_code == 403


def test_settings_lists_the_pages_below_it(celle_officer, client_of):
    html = client_of(celle_officer).get("/einstellungen/").content.decode()

    for address in ("post/", "benachrichtigungen/"):
        assert f'href="/einstellungen/{address}"' in html
    assert 'href="/konto/"' in html

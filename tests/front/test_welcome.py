"""The front door: what this is and the way in, for everybody."""

import pytest

pytestmark = pytest.mark.django_db


def test_anybody_reads_what_the_forum_is_and_who_belongs_to_it(client, celle, coburg):
    html = client.get("/").content.decode()

    assert "Integration in ländlichen Räumen" in html
    assert "2024 von vierzehn Landkreisen gegründet" in html
    assert "2 Landkreise" in html
    assert "Landkreis Celle" in html
    assert "Niedersachsen" in html
    assert 'href="/konto/login/"' in html


def test_one_member_is_counted_as_one(client, celle):
    assert "1 Landkreis<" in client.get("/").content.decode()


def test_an_empty_portal_says_that_nobody_is_entered_yet(client):
    assert "Noch ist kein Landkreis eingetragen." in client.get("/").content.decode()


def test_who_has_no_mandate_sees_the_public_page_and_whom_to_ask(stranger, celle, client_of):
    html = client_of(stranger).get("/").content.decode()

    assert "läuft zurzeit keine Zuständigkeit" in html
    assert "Landkreis Celle" in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_public_page_costs_two_queries_for_any_number_of_members(
    client, request, count, django_assert_num_queries
):
    for name in ["celle", "coburg", "lippe"][:count]:
        request.getfixturevalue(name)

    with django_assert_num_queries(2):
        client.get("/")

"""The front door: what this is and the way in, for everybody."""

import pytest

from members.models import Person, Profile
from tests.factories.members import BYGONE, NOON

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
def test_the_public_page_costs_three_queries_for_any_number_of_members(
    client, request, count, django_assert_num_queries
):
    for name in ["celle", "coburg", "lippe"][:count]:
        request.getfixturevalue(name)

    with django_assert_num_queries(3):
        client.get("/")


def test_only_who_has_agreed_is_named_to_the_public(client, celle, celle_lead, celle_officer):
    """By name and function alone, and no longer than the mandate and the consent last."""
    Person.objects.filter(pk=celle_lead.pk).update(name="Beispiel Name")
    told = {"phone": "030 23125-016", "experience": "Sprachmittlerpool"}
    Profile.objects.create(person=celle_lead, consented_at=NOON, **told)
    Profile.objects.create(person=celle_officer, **told)

    def page():
        return client.get("/").content.decode()

    html = page()
    assert "Koordination: Beispiel Name" in html
    for hidden in ("Fachkraft", "030 23125-016", "Sprachmittlerpool", "koordination@", "<img"):
        assert hidden not in html

    Person.objects.filter(pk=celle_lead.pk).update(is_active=False)
    assert "Beispiel Name" not in page()
    Person.objects.filter(pk=celle_lead.pk).update(is_active=True)
    Profile.objects.update(consented_at=None)
    assert "Beispiel Name" not in page()
    Profile.objects.update(consented_at=NOON)
    celle_lead.mandates.update(ends_on=BYGONE)
    assert "Beispiel Name" not in page()

"""Whom to turn to: a person's page, vCards, the partners, and who sees none of it."""

import pytest
import vobject
from django.test import Client

from members.models import Organisation, Person, Profile, Topic
from members.stages import Function
from tests.factories.members import (
    BYGONE,
    NOON,
    make_lead,
    make_mandate,
    make_member,
    make_officer,
    make_operator,
    make_partner,
    make_person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def wohnen(db):
    return Topic.objects.create(name="Wohnen", slug="wohnen")


@pytest.fixture
def known(celle_lead, wohnen):
    """The lead of Celle, who has told of herself."""
    Person.objects.filter(pk=celle_lead.pk).update(name="Beispiel Name")
    profile = Profile.objects.create(
        person=celle_lead,
        phone="+49 (0)30 23125-016",
        experience="Sprachmittlerpool",
        languages=["uk", "ar"],
    )
    profile.topics.add(wohnen)
    return celle_lead


def path(person, more="") -> str:
    return f"/mitglieder/personen/{person.pk}/{more}"


def test_members_and_the_office_read_what_somebody_can_help_with(
    client_of, known, coburg_lead, office
):
    for person in (known, coburg_lead, office):
        html = client_of(person).get(path(known)).content.decode()
        for words in (
            "Beispiel Name",
            "Koordination",
            "Landkreis Celle",
            "mailto:celle.koordination@forum.example",
            "tel:+493023125016",
            "Sprachmittlerpool",
            "Arabisch, Ukrainisch",
            "Wohnen",
        ):
            assert words in html


def test_somebody_without_a_profile_has_a_page_too(client_of, coburg_lead, celle_officer):
    html = client_of(coburg_lead).get(path(celle_officer)).content.decode()

    assert "Fachkraft" in html
    assert "Hierzu steht noch nichts im Profil." in html
    own = client_of(celle_officer).get(path(celle_officer)).content.decode()
    assert "Sie haben noch nichts angegeben." in own


@pytest.mark.parametrize("more", ["", "bild/", "kontakt.vcf"])
def test_whom_one_may_not_see_there_is_none(client_of, known, partner, celle, coburg_lead, more):
    former = make_person("frueher@forum.example")
    make_mandate(former, celle, ends_on=BYGONE)
    gone = make_member("09474", "Forchheim")
    gone_officer = make_officer("forchheim@forum.example", gone)
    gone.memberships.update(left_on=BYGONE)

    assert client_of(partner).get(path(known, more)).status_code == 404
    for person in (former, gone_officer):
        assert client_of(coburg_lead).get(path(person, more)).status_code == 404
    assert client_of(coburg_lead).get("/mitglieder/personen/999999/" + more).status_code == 404
    huge = f"/mitglieder/personen/{10**30}/{more}"
    assert client_of(coburg_lead).get(huge).status_code == 404


def test_a_mandate_that_is_over_is_not_shown_beside_one_that_runs(
    client_of, celle_officer, coburg, coburg_lead
):
    make_mandate(celle_officer, coburg, Function.DEPARTMENT_HEAD, ends_on=BYGONE)

    html = client_of(coburg_lead).get(path(celle_officer)).content.decode()

    assert "Dezernat" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_a_persons_page_costs_the_same_for_few_and_for_many(
    client_of, known, office, count, wohnen, django_assert_num_queries
):
    for number in range(1, count):
        district = make_member(f"0390{number}", f"Kreis {number}", slug=f"kreis-{number}")
        make_mandate(known, district)
        known.profile.topics.add(Topic.objects.create(name=str(number), slug=str(number)))
    client = client_of(office)

    with django_assert_num_queries(6):
        client.get(path(known))


# vCards


def cards(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    return list(vobject.readComponents(response.content.decode()))


def test_a_contact_is_taken_into_the_address_book(client_of, known, coburg_lead):
    response = client_of(coburg_lead).get(path(known, "kontakt.vcf"))

    (card,) = cards(response)
    assert response["Content-Disposition"] == f'attachment; filename="kontakt-{known.pk}.vcf"'
    assert card.version.value == "3.0"
    assert card.fn.value == "Beispiel Name"
    assert (card.n.value.family, card.n.value.given) == ("Name", "Beispiel")
    assert card.org.value == ["Landkreis Celle"]
    assert card.title.value == "Koordination"
    assert card.email.value == "celle.koordination@forum.example"
    assert card.tel.value == "+49 (0)30 23125-016"
    assert card.url.value == f"http://localhost:8000{path(known)}"
    assert card.uid.value == f"person-{known.pk}@forum.example"


def test_who_has_no_name_is_called_by_function_and_place(client_of, celle_officer, coburg_lead):
    (card,) = cards(client_of(coburg_lead).get(path(celle_officer, "kontakt.vcf")))

    assert card.fn.value == "Fachkraft, Landkreis Celle"
    assert card.n.value.family == "Fachkraft"
    assert not hasattr(card, "tel")


def test_all_contacts_of_a_county_come_in_one_file_each_person_once(
    client_of, known, celle, celle_officer, coburg_lead
):
    make_mandate(known, celle, Function.OFFICER)

    response = client_of(coburg_lead).get("/mitglieder/celle/kontakte.vcf")

    assert [card.title.value for card in cards(response)] == ["Koordination", "Fachkraft"]
    assert response["Content-Disposition"] == 'attachment; filename="kontakte-celle.vcf"'


def test_a_county_without_contacts_that_one_may_see_has_no_file(
    client_of, known, coburg, partner, celle_officer
):
    assert client_of(partner).get("/mitglieder/celle/kontakte.vcf").status_code == 404
    assert client_of(celle_officer).get("/mitglieder/coburg/kontakte.vcf").status_code == 404
    assert client_of(celle_officer).get("/mitglieder/nirgends/kontakte.vcf").status_code == 404


HOSTILE = [
    "A\r\nEND:VCARD\r\nBEGIN:VCARD",
    "A\nTEL:110",
    "A\rTEL:110",
    "A\u2028TEL:110\u2029B",
    "A\x85B\x0bC\x0cD",
    "Semi;kolon, Komma \\ Schrägstrich \\n",
    "ä" * 200,
    "\U0001f600" * 200,
    "abc " * 50,
    "\u202eevil",
    '"quoted":',
    ";;;;",
    "\\",
]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_or_title_begins_another_line_or_property(client_of, celle, coburg_lead, name):
    person = make_person("a@forum.example", name=name)
    make_mandate(person, celle, title=name[:120], function=Function.OFFICER)

    response = client_of(coburg_lead).get(path(person, "kontakt.vcf"))

    (card,) = cards(response)
    plain = " ".join("".join(c if c.isprintable() or c == " " else " " for c in name).split())
    assert card.fn.value == plain.replace("\u202e", "")
    lines = response.content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)
    names = [line.partition(b":")[0].partition(b";")[0] for line in lines if line[:1] != b" "]
    assert [name.decode() for name in names if name] == (
        "BEGIN VERSION UID FN N ORG TITLE EMAIL URL END".split()
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_contacts_of_a_county_cost_the_same_for_few_and_for_many(
    client_of, celle, office, count, django_assert_num_queries
):
    for number in range(count):
        make_officer(f"k{number}@forum.example", celle)
    client = client_of(office)

    with django_assert_num_queries(6):
        client.get("/mitglieder/celle/kontakte.vcf")


# Partners


def test_members_and_the_office_see_the_partners_with_their_contacts(
    client_of, partner, celle_officer, office
):
    make_partner("Noch ohne Ansprechperson")
    for person in (celle_officer, office):
        html = client_of(person).get("/mitglieder/partner/").content.decode()
        for words in ("Beispielstiftung", "landkreistag@", "Hier ist noch niemand eingetragen."):
            assert words in html
        assert client_of(person).get(path(partner)).status_code == 200


def test_a_partner_sees_the_own_people_and_no_other_organisation(client_of, partner, celle_officer):
    colleague = make_person("kollege@forum.example")
    make_mandate(colleague, make_partner(), Function.CONTACT)
    other = make_person("andere@forum.example")
    make_mandate(other, make_partner("Andere Stiftung"), Function.CONTACT)
    client = client_of(partner)

    html = client.get("/mitglieder/partner/").content.decode()

    assert "Ihre Organisation" in html
    assert "kollege@forum.example" in html
    assert "Andere Stiftung" not in html
    assert client.get(path(colleague)).status_code == 200
    assert client.get(path(partner)).status_code == 200
    for person in (other, celle_officer):
        assert client.get(path(person)).status_code == 404


def test_the_operator_is_no_partner(client_of, office, celle_officer):
    html = client_of(celle_officer).get("/mitglieder/partner/").content.decode()

    assert make_operator().name not in html
    assert "Noch ist kein Partner eingetragen." in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_partners_cost_the_same_for_few_and_for_many(
    client_of, celle_officer, count, django_assert_num_queries
):
    for number in range(count):
        for one in range(count):
            contact = make_person(f"k{number}-{one}@forum.example")
            make_mandate(contact, make_partner(f"Stiftung {number}"), Function.CONTACT)
    client = client_of(celle_officer)

    with django_assert_num_queries(5):
        client.get("/mitglieder/partner/")


def test_organisations_by_who_looks(partner, celle_officer, office, stranger):
    other = make_partner("Andere Stiftung")
    own = make_partner()

    def seen(person):
        return set(Organisation.objects.visible_to(person, NOON))

    assert seen(celle_officer) == seen(office) == {own, other}
    assert seen(partner) == {own}
    assert seen(stranger) == set()


# The topics of a county


def test_the_lead_and_the_deputy_enter_what_their_county_works_on(
    client_of, celle, celle_lead, wohnen
):
    deputy = make_person("deputy@forum.example")
    make_mandate(deputy, celle, Function.DEPUTY)
    for person, topics in ((celle_lead, [wohnen]), (deputy, [])):
        client = client_of(person)
        assert "Themen bearbeiten" in client.get("/mitglieder/celle/").content.decode()
        response = client.post(
            "/mitglieder/celle/themen/", {"topics": [t.pk for t in topics], "seen": ""}
        )
        assert response.status_code == 302
        assert list(celle.topics.all()) == topics


def test_others_do_not_enter_a_countys_topics(
    client_of, celle, celle_officer, coburg_lead, office, partner, wohnen
):
    for person in (celle_officer, coburg_lead, partner):
        client = client_of(person)
        assert "Themen bearbeiten" not in client.get("/mitglieder/celle/").content.decode()
        response = client.post("/mitglieder/celle/themen/", {"topics": [wohnen.pk], "seen": ""})
        assert response.status_code == 403
    assert list(celle.topics.all()) == []

    client_of(office).post("/mitglieder/celle/themen/", {"topics": [wohnen.pk], "seen": ""})
    assert list(celle.topics.all()) == [wohnen]


def test_topics_that_were_saved_meanwhile_are_shown_beside_those_entered(
    client_of, celle, celle_lead, wohnen
):
    sprache = Topic.objects.create(name="Sprache", slug="sprache")
    client = client_of(celle_lead)
    seen = client.get("/mitglieder/celle/themen/").context["form"]["seen"].value()
    celle.topics.add(sprache)

    response = client.post("/mitglieder/celle/themen/", {"topics": [wohnen.pk], "seen": seen})

    html = response.content.decode()
    assert "Die Themen wurden inzwischen geändert" in html
    assert response.context["compared"] == [
        {"label": "Themen", "present": "Sprache", "entered": "Wohnen"}
    ]
    again = response.context["form"]["seen"].value()
    client.post("/mitglieder/celle/themen/", {"topics": [wohnen.pk], "seen": again})
    assert list(celle.topics.all()) == [wohnen]


def test_a_topic_that_does_not_exist_is_refused(client_of, celle, celle_lead):
    response = client_of(celle_lead).post(
        "/mitglieder/celle/themen/", {"topics": ["999999", "x"], "seen": ""}
    )

    assert response.status_code == 200
    assert "kern-error" in response.content.decode()


# The page of a county


def test_contacts_stand_under_their_functions(client_of, celle, celle_officer, coburg_lead):
    make_lead("l@forum.example", celle)
    make_officer("zweite@forum.example", celle)
    response = client_of(coburg_lead).get("/mitglieder/celle/")

    groups = [(name, len(mandates)) for name, mandates in response.context["groups"]]
    assert groups == [("Koordination", 1), ("Fachkräfte", 2)]


def test_pictures_are_for_those_who_see_the_person(
    client_of, celle_officer, coburg_lead, partner, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "bild.jpg").write_bytes(b"\xff\xd8\xff")
    Profile.objects.create(person=celle_officer, picture="bild.jpg")
    response = client_of(coburg_lead).get(path(celle_officer, "bild/"))

    assert response.content == b"\xff\xd8\xff"
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store, private"
    assert client_of(partner).get(path(celle_officer, "bild/")).status_code == 404
    assert client_of(coburg_lead).get(path(coburg_lead, "bild/")).status_code == 404
    assert Client().get(path(celle_officer, "bild/")).status_code == 302


def test_no_address_leads_to_the_files_themselves(client_of, celle_officer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "portraits").mkdir()
    (tmp_path / "portraits" / "bild.jpg").write_bytes(b"\xff\xd8\xff")
    client = client_of(celle_officer)

    for address in (
        "/portraits/bild.jpg",
        "/media/portraits/bild.jpg",
        "/files/portraits/bild.jpg",
        "/static/portraits/bild.jpg",
        "/static/../files/portraits/bild.jpg",
    ):
        assert client.get(address).status_code == 404

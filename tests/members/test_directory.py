"""The directory of members and the page of a county."""

from datetime import date

import pytest

from members.models import District, Mandate, Topic
from members.stages import Function
from recommendations.stages import Stage
from tests.factories.members import (
    BYGONE,
    NOON,
    make_district,
    make_lead,
    make_mandate,
    make_member,
    make_membership,
    make_officer,
    make_person,
)
from tests.factories.recommendations import make_recommendation


def page(client, person, path="/mitglieder/"):
    client.logout()
    client.force_login(person)
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_member_counties_stand_in_the_order_of_states_and_names(
    client, celle, coburg, lippe, celle_officer
):
    make_member("03458", "Oldenburg")
    make_member("03352", "Ahausen", slug="ahausen")
    client.force_login(celle_officer)

    listed = client.get("/mitglieder/").context["districts"]

    assert [d.name for d in listed] == ["Coburg", "Ahausen", "Celle", "Oldenburg", "Lippe"]


def test_only_members_are_listed_and_who_never_was_one_has_no_page(client, celle_officer):
    make_district("09474", "Forchheim")
    left = make_district("03458", "Oldenburg")
    make_membership(left, left_on=BYGONE)
    make_membership(make_district("03352", "Cuxhaven"), joined_on=date(2030, 1, 1))

    text = page(client, celle_officer)

    assert "Forchheim" not in text
    assert "Oldenburg" not in text
    assert client.get("/mitglieder/forchheim/").status_code == 404
    assert client.get("/mitglieder/cuxhaven/").status_code == 404
    assert client.get("/mitglieder/gibt-es-nicht/").status_code == 404


def test_the_page_of_a_former_member_stays_with_what_it_contributed_and_without_contacts(
    client, celle, coburg_lead, celle_officer, office
):
    make_recommendation(office, Stage.PUBLISHED, title="Verlässlich", lead_district=celle)
    celle.memberships.update(left_on=BYGONE)

    for person in (coburg_lead, office):
        text = page(client, person, "/mitglieder/celle/")
        for words in ("Früheres Mitglied", "Mitglied bis", "1.\xa0Jan.\xa02025", "Verlässlich"):
            assert words in text
        assert "celle@" not in text
        assert "Ansprechpersonen" not in text


def test_a_county_that_came_back_is_a_member_again(client, celle, coburg_lead):
    celle.memberships.update(left_on=BYGONE)
    make_membership(celle, joined_on=date(2026, 1, 1))

    text = page(client, coburg_lead, "/mitglieder/celle/")

    assert "Mitglied seit</dt><dd>2026" in text


def test_members_and_the_office_see_whom_to_turn_to(client, celle_lead, coburg_lead, office):
    for person in (coburg_lead, office):
        assert "mailto:celle.koordination@forum.example" in page(
            client, person, "/mitglieder/celle/"
        )


def test_a_partner_sees_counties_and_no_contacts(client, celle_lead, partner):
    text = page(client, partner) + page(client, partner, "/mitglieder/celle/")

    assert "Landkreis Celle" in text
    assert "Koordination" not in text
    assert "celle.koordination" not in text
    assert "Ansprechpersonen" not in text


def test_a_contact_is_gone_the_day_after_the_mandate_ended(client, celle, coburg_lead):
    former = make_person("frueher@forum.example")
    make_mandate(former, celle, ends_on=BYGONE)

    assert "frueher@" not in page(client, coburg_lead, "/mitglieder/celle/")


def test_who_leads_stands_first(client, celle, celle_officer, celle_lead):
    client.force_login(celle_officer)

    found = client.get("/mitglieder/celle/").context["district"]

    assert [m.function for m in found.contacts] == [Function.LEAD, Function.OFFICER]


def test_a_county_shows_figures_with_their_date_and_source(client, celle, celle_officer):
    celle.topics.add(Topic.objects.create(name="Wohnen", slug="wohnen"))

    text = page(client, celle_officer, "/mitglieder/celle/")

    for words in ("172.449", "Stand 31.12.2024", "1.000 km²", "172 Einwohner je km²", "Wohnen"):
        assert words in text
    assert "Mitglied seit" in text
    assert "2024" in text
    assert "Gemeindeverzeichnis 2022 und 2025" in text
    assert "BKG 2024" in text


def test_no_density_is_shown_where_figures_do_not_fit_together(client, coburg, coburg_lead):
    make_member("06435", "Main-Kinzig-Kreis", slug="main-kinzig-kreis", note="Enthält noch Hanau.")
    make_member("06415", "Hanau", population=None, population_date=None, note="Seit 2026.")

    main_kinzig = page(client, coburg_lead, "/mitglieder/main-kinzig-kreis/")
    hanau = page(client, coburg_lead, "/mitglieder/hanau/")

    assert "100.000" in main_kinzig
    assert "Enthält noch Hanau." in main_kinzig
    assert "je km²" not in main_kinzig + hanau
    assert "keine Angabe" in hanau


def test_the_own_county_is_named(client, celle, coburg, celle_officer):
    text = page(client, celle_officer)

    assert text.count("(Ihr Landkreis)") == 1


def test_a_county_without_people_and_topics_says_so(client, celle, coburg_lead):
    text = page(client, coburg_lead, "/mitglieder/celle/")

    assert "Für diesen Landkreis ist noch niemand eingetragen." in text
    assert "Dieser Landkreis hat noch keine Themen genannt." in text


def test_a_forum_without_members_says_so(client, office):
    assert "Das Forum hat noch kein Mitglied eingetragen." in page(client, office)


def populate(count):
    """``count`` member counties, each with a lead, an officer and a topic."""
    topic = Topic.objects.get_or_create(name="Wohnen", slug="wohnen")[0]
    for number in range(1, count + 1):
        district = make_member(f"0390{number}", f"Kreis {number}", slug=f"kreis-{number}")
        district.topics.add(topic)
        make_lead(f"k{number}@forum.example", district)
        make_officer(f"f{number}@forum.example", district)


@pytest.mark.parametrize("count", [1, 3])
def test_the_directory_costs_the_same_for_few_and_for_many(
    client, office, count, django_assert_num_queries
):
    populate(count)
    client.force_login(office)

    with django_assert_num_queries(9):
        client.get("/mitglieder/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_county_costs_the_same_for_few_and_for_many(
    client, office, count, django_assert_num_queries
):
    populate(1)
    district = District.objects.get()
    for number in range(1, count):
        make_officer(f"weitere{number}@forum.example", district)
    client.force_login(office)

    with django_assert_num_queries(11):
        client.get("/mitglieder/kreis-1/")


def test_contacts_are_visible_to_members_and_the_office_and_partners_see_their_own(
    celle_officer, coburg_lead, office, admin_person, partner, stranger
):
    def seen(person):
        visible = Mandate.objects.visible_to(person, NOON)
        return {mandate.person.email.partition("@")[0] for mandate in visible}

    everybody = {"celle", "coburg.koordination", "geschaeftsstelle", "admin", "landkreistag"}
    for person in (celle_officer, coburg_lead, office, admin_person):
        assert seen(person) == everybody
    assert seen(partner) == {"landkreistag"}
    assert seen(stranger) == set()


def test_which_counties_are_members_is_visible_to_everybody(
    celle, coburg, partner, stranger, office
):
    make_district("09474", "Forchheim")

    for person in (partner, stranger, office):
        assert set(District.objects.visible_to(person, NOON)) == {celle, coburg}

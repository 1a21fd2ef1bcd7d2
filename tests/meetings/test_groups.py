"""Working groups: counties that work on one subject, and whoever leads them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from meetings.access import leads_group
from meetings.models import GroupMember, WorkingGroup
from meetings.refusals import NotYourCounty, WrongStage
from meetings.services import grouping
from members import services
from members.handover import in_hand, left_behind
from tests.factories.meetings import lead, make_group
from tests.factories.members import DAY, NOON, YESTERDAY, make_member, make_officer
from tests.races import at_once

pytestmark = pytest.mark.django_db
LIST = "/treffen/arbeitsgruppen/"
LIST_QUERIES, PAGE_QUERIES = 7, 10


@pytest.fixture
def group(office, celle):
    return make_group(office, celle)


def path(name, group, *args) -> str:
    return reverse(f"meetings:{name}", args=[group.pk, *args])


def page(client, address) -> str:
    return client.get(address).content.decode().replace("\N{NO-BREAK SPACE}", " ")


def counties(group) -> set[str]:
    return set(group.members.values_list("district__name", flat=True))


def happened(group) -> list[tuple]:
    return list(group.events.values_list("verb", "district__name"))


# What the office does ----------------------------------------------------------------------


def test_two_clicks_make_one_group_and_all_members_read_of_it(
    client_of, office, coburg_officer, partner
):
    client = client_of(office)
    form = client.get(f"{LIST}neu/").context["form"]
    sent = {"token": form.initial["token"], "name": "Sprach\r\nförderung", "purpose": "Kurse."}

    answers = [client.post(f"{LIST}neu/", sent) for _ in range(2)]

    group = WorkingGroup.objects.get()
    assert [a.url for a in answers] == [group.get_absolute_url()] * 2
    assert (group.name, happened(group)) == ("Sprach förderung", [("founded", None)])
    assert "Sprach förderung" in page(client_of(coburg_officer), LIST)
    assert "Kurse." in page(client_of(coburg_officer), group.get_absolute_url())
    assert "Sprach" not in page(client_of(partner), LIST)
    assert client_of(partner).get(group.get_absolute_url()).status_code == 404


def test_a_name_is_there_once_however_it_is_written(client_of, office, group):
    with pytest.raises(ValidationError, match="gibt es schon"):
        make_group(office, name="SPRACHFÖRDERUNG")
    html = client_of(office).post(f"{LIST}neu/", {"name": "sprachförderung"}).content.decode()
    assert "Eine Arbeitsgruppe mit diesem Namen gibt es schon." in html
    for broken in ("", "\u202e", "a\x00b", "x" * 121):
        assert client_of(office).post(f"{LIST}neu/", {"name": broken}).status_code == 200
    assert WorkingGroup.objects.count() == 1


def test_what_a_colleague_changed_meanwhile_is_not_overwritten_unseen(client_of, office, group):
    client, url = client_of(office), path("change_group", group)
    seen = client.get(url).context["form"].initial["seen"]
    grouping.change_group(group, name="Sprache", by=office, now=NOON)

    sent = {"seen": seen, "name": "Sprachkurse", "purpose": "", "is_closed": "on"}
    answer = client.post(url, sent)

    assert "Jetzt heißt sie „Sprache“." in answer.content.decode()
    again = {**sent, "seen": answer.context["form"]["seen"].value()}
    assert client.post(url, again).url == group.get_absolute_url()
    group.refresh_from_db()
    assert (group.name, group.is_closed) == ("Sprachkurse", True)


def test_a_group_that_has_ended_stays_to_be_read_and_changes_no_more(
    client_of, office, coburg, coburg_officer, group
):
    client = client_of(office)

    client.post(path("end_group", group))

    assert "Beendete Arbeitsgruppen" in page(client, LIST)
    assert "beendet am" in page(client_of(coburg_officer), group.get_absolute_url())
    assert "beitreten" not in page(client_of(coburg_officer), group.get_absolute_url())
    with pytest.raises(WrongStage, match="beendet"):
        grouping.join_group(group, coburg, by=coburg_officer, now=NOON)
    answer = client.post(path("take_in", group), {"who": coburg.pk}, follow=True)
    assert "Die Arbeitsgruppe ist beendet" in answer.content.decode()


def test_the_empty_list_says_what_to_do(client_of, office, celle_officer):
    assert "Arbeitsgruppe anlegen" in page(client_of(office), LIST)
    assert "Schlagen Sie ihr gern ein Thema vor." in page(client_of(celle_officer), LIST)


# Joining and leaving -----------------------------------------------------------------------


def test_a_county_joins_by_itself_and_leaves_by_itself(
    client_of, office, coburg, coburg_officer, coburg_lead, group
):
    client = client_of(coburg_officer)
    assert "Mit Landkreis Coburg beitreten" in page(client, group.get_absolute_url())

    for _ in range(2):
        client.post(path("join_group", group), {"district": coburg.pk})

    member = group.members.get(district=coburg)
    assert (member.person, member.leads) == (coburg_officer, False)
    assert "Ihr Landkreis ist dabei" in page(client, LIST)
    client_of(coburg_lead).post(path("leave_group", group, coburg.pk))
    assert counties(group) == {"Celle"}
    assert happened(group)[2:] == [("joined", "Coburg"), ("left", "Coburg")]


@pytest.mark.django_db(transaction=True)
def test_two_people_of_a_county_join_at_the_same_moment_once(office, celle, coburg):
    group = make_group(office, celle)
    people = [make_officer(f"coburg{n}@forum.example", coburg) for n in range(2)]

    def join(by):
        there = WorkingGroup.objects.get()
        return lambda: grouping.join_group(there, coburg, person=by, by=by, now=NOON)

    at_once(*map(join, people))

    assert counties(group) == {"Celle", "Coburg"}
    assert happened(group).count(("joined", "Coburg")) == 1


def test_nobody_joins_for_a_county_of_others(client_of, office, celle, coburg, coburg_officer):
    group = make_group(office)

    assert (
        client_of(coburg_officer)
        .post(path("join_group", group), {"district": celle.pk})
        .status_code
        == 404
    )
    with pytest.raises(NotYourCounty):
        grouping.join_group(group, celle, by=coburg_officer, now=NOON)
    with pytest.raises(NotYourCounty):
        grouping.join_group(group, celle, person=coburg_officer, by=office, now=NOON)
    assert counties(group) == set()


def test_into_a_closed_group_lead_and_office_take_counties_in(
    client_of, office, celle, celle_officer, coburg, coburg_officer, lippe
):
    group = make_group(office, celle, is_closed=True)
    lead(group, celle_officer, office)
    assert client_of(coburg_officer).post(path("join_group", group)).status_code == 403
    with pytest.raises(WrongStage):
        grouping.join_group(group, coburg, by=coburg_officer, now=NOON)

    who = f"{coburg.pk}-{coburg_officer.pk}"
    client_of(celle_officer).post(path("take_in", group), {"who": who})
    client_of(office).post(path("take_in", group), {"who": lippe.pk})

    assert counties(group) == {"Celle", "Coburg", "Lippe"}
    assert group.members.get(district=coburg).person == coburg_officer
    assert client_of(coburg_officer).get(path("take_in", group)).status_code == 403
    client_of(celle_officer).post(path("leave_group", group, lippe.pk))
    assert counties(group) == {"Celle", "Coburg"}


# Who leads ---------------------------------------------------------------------------------


def test_a_group_has_one_lead_whom_the_office_names(
    client_of, office, celle, celle_officer, coburg, coburg_officer
):
    group = make_group(office, celle, coburg)
    lead(group, celle_officer, office)

    sent = {"person": coburg_officer.pk, "leads": "on"}
    client_of(office).post(path("change_member", group, coburg.pk), sent)

    assert [m.person for m in group.members.filter(leads=True)] == [coburg_officer]
    assert happened(group)[-1] == ("lead", "Coburg")
    assert (
        "leads"
        not in client_of(celle_officer)
        .get(path("change_member", group, celle.pk))
        .context["form"]
        .fields
    )
    with pytest.raises(IntegrityError, match="one_lead_of_a_group"):
        GroupMember.objects.filter(group=group).update(leads=True)


def test_a_lead_needs_a_person(client_of, office, celle, group):
    html = client_of(office).post(path("change_member", group, celle.pk), {"leads": "on"})

    assert "Bitte wählen Sie die Person" in html.content.decode()
    with pytest.raises(IntegrityError, match="somebody_leads_a_group"):
        group.members.update(leads=True)


def test_the_county_that_leads_says_who_does_it(
    client_of, office, celle, celle_officer, celle_lead, group
):
    lead(group, celle_officer, office)
    client, url = client_of(celle_officer), path("change_member", group, celle.pk)
    assert "Wer hier steht, leitet auch die Arbeitsgruppe." in page(client, url)

    client.post(url, {"person": celle_lead.pk})
    assert leads_group(celle_lead, group, NOON)
    assert happened(group)[-1] == ("person", "Celle")

    client.post(url, {"person": ""})
    member = group.members.get()
    assert (member.person, member.leads) == (None, False)
    assert happened(group)[-1] == ("lead", "Celle")


def test_whose_mandate_has_ended_leads_nothing_any_more(
    client_of, office, celle, celle_officer, group
):
    lead(group, celle_officer, office)
    assert leads_group(celle_officer, group, NOON)

    mandate = celle_officer.mandates.get()
    services.end_mandate(mandate, on=YESTERDAY, by=office, now=NOON)
    celle_officer.refresh_from_db()

    assert not leads_group(celle_officer, group, NOON)
    assert "ist dort nicht mehr zuständig" in page(client_of(office), group.get_absolute_url())
    [things] = left_behind([celle], NOON).values()
    assert [thing.title for thing in things] == ["Leitung der Arbeitsgruppe Sprachförderung"]


def test_with_the_mandate_the_lead_goes_to_the_successor(
    client_of, office, celle, celle_officer, celle_lead, group
):
    lead(group, celle_officer, office)
    mandate = celle_officer.mandates.get()
    address = f"/mitglieder/celle/zustaendige/{mandate.pk}/uebergeben/"
    shown = client_of(office).get(address)
    assert "Leitung der Arbeitsgruppe Sprachförderung" in shown.content.decode()

    sent = {"seen": shown.context["seen"], "on": YESTERDAY, "everything": celle_lead.pk}
    client_of(office).post(address, sent)

    assert leads_group(celle_lead, group, NOON)
    assert in_hand(celle_officer, celle, NOON) == []


def test_who_leaves_the_portal_leaves_the_county_in_the_group(office, celle, celle_officer, group):
    lead(group, celle_officer, office)

    services.delete_account(celle_officer, by=celle_officer, now=NOON)

    member = group.members.get()
    assert (member.district, member.person, member.leads) == (celle, None, False)


# How much it costs -------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_list_and_page_cost_the_same_for_few_and_for_many(
    client_of, office, celle, celle_officer, django_assert_num_queries, count
):
    for number in range(count):
        group = make_group(office, celle, name=f"Gruppe {number}")
        lead(group, celle_officer, office)
    for number in range(count):
        county = make_member(f"0390{number}", f"Kreis {number}", slug=f"kreis-{number}")
        grouping.join_group(group, county, by=office, now=NOON + DAY)
    client = client_of(celle_officer)
    client.get(LIST)

    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(group.get_absolute_url())

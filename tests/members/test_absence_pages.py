"""A lead says from when to when who stands in; the members read it on the county's page."""

import pytest

from members import services
from members.models import Absence, Person
from members.stages import Function
from tests.factories.members import BYGONE, DAY, NOON, make_mandate, make_person

TODAY = NOON.date()
PATH = "/mitglieder/celle/zustaendige/abwesend/"


@pytest.fixture(autouse=True)
def noon(at_noon):
    pass


def text(response) -> str:
    return response.content.decode().replace("\xa0", " ")


def entry(deputy, **more):
    return {
        "starts_on": TODAY,
        "ends_on": TODAY + 13 * DAY,
        "deputy": deputy.mandates.first().pk,
        **more,
    }


@pytest.mark.parametrize("who", ["celle_lead", "office"])
def test_the_lead_or_the_office_says_who_stands_in(
    client_of, celle_lead, celle_officer, office, coburg_officer, who, request
):
    client = client_of(request.getfixturevalue(who))

    told = text(client.post(PATH, entry(celle_officer), follow=True))

    assert "celle@forum.example vertritt die Koordination" in told
    assert "Vom 1. Dez. 2026 bis 14. Dez. 2026." in told
    line = "Koordination ist abwesend und bis 14. Dez. 2026 vertreten durch celle@forum.example"
    assert line in text(client_of(coburg_officer).get("/mitglieder/celle/"))


def test_a_partner_reads_nothing_of_it(client_of, celle_lead, celle_officer, partner):
    client_of(celle_lead).post(PATH, entry(celle_officer))

    assert "vertreten durch" not in text(client_of(partner).get("/mitglieder/celle/"))


def test_only_the_countys_people_can_be_chosen(
    client_of, celle, celle_lead, celle_officer, coburg_officer
):
    make_mandate(celle_officer, celle, Function.DEPARTMENT_HEAD)
    gone = make_person("weg@forum.example")
    make_mandate(gone, celle, ends_on=BYGONE)
    closed = make_person("zu@forum.example", is_active=False)
    make_mandate(closed, celle)
    client = client_of(celle_lead)

    offered = client.get(PATH).context["form"].fields["deputy"].queryset
    assert [mandate.person for mandate in offered] == [celle_officer]

    for other in (coburg_officer, gone, closed, celle_lead):
        page = client.post(PATH, entry(other))
        assert "Bitte wählen Sie eine Person aus der Liste." in text(page)
    assert not Absence.objects.exists()


def test_a_second_absence_at_the_same_time_is_refused(client_of, celle_lead, celle_officer):
    client = client_of(celle_lead)
    client.post(PATH, entry(celle_officer))

    page = client.post(PATH, entry(celle_officer))

    assert "In dieser Zeit ist schon eine Abwesenheit eingetragen." in text(page)
    assert Absence.objects.count() == 1


def test_a_lead_who_is_alone_reads_why_nobody_can_stand_in(client_of, celle_lead):
    assert "Niemand kann vertreten." in text(client_of(celle_lead).get(PATH))


def test_without_a_lead_there_is_nobody_to_stand_in_for(client_of, celle, celle_officer, office):
    told = text(client_of(office).get(PATH, follow=True))

    assert "Zurzeit ist keine Koordination eingetragen" in told


def test_a_lead_who_is_back_ends_it(client_of, celle_lead, celle_officer):
    client = client_of(celle_lead)
    client.post(PATH, entry(celle_officer))
    absence = Absence.objects.get()

    told = text(client.post(f"{PATH}{absence.pk}/beenden/", follow=True))

    assert "vertritt die Koordination nicht mehr." in told
    assert Person.objects.get(pk=celle_officer.pk).manages(NOON) == []
    assert client.post(f"{PATH}{absence.pk}/beenden/").status_code == 404


def test_whoever_stands_in_neither_prolongs_nor_ends_it(
    client_of, celle_lead, celle_officer, office
):
    absence = services.enter_absence(
        celle_lead.mandates.get(),
        celle_officer.mandates.get(),
        starts_on=TODAY,
        ends_on=TODAY,
        by=office,
        now=NOON,
    )
    client = client_of(celle_officer)

    assert client.get("/mitglieder/celle/zustaendige/").status_code == 200
    assert client.post(PATH, entry(celle_officer)).status_code == 403
    assert client.post(f"{PATH}{absence.pk}/beenden/").status_code == 403


def test_the_absence_of_another_county_is_none(client_of, celle_lead, celle_officer, coburg_lead):
    client_of(celle_lead).post(PATH, entry(celle_officer))
    absence = Absence.objects.get()

    path = f"/mitglieder/coburg/zustaendige/abwesend/{absence.pk}/beenden/"
    assert client_of(coburg_lead).post(path).status_code == 404

"""Fourteen counties with two people each, and all of them with 10,000: nobody is to notice."""

import pytest
from django.db import connection

from members.models import District, Mandate, Membership, Person, Profile, Topic
from members.services import import_districts
from members.stages import Function
from tests.factories.members import LONG_AGO, NOON, make_officer

pytestmark = pytest.mark.django_db
FEW, MANY = (14, 28), (401, 10_000)


def populate(counties: int, people: int):
    """Members of which every tenth has told of themselves; somebody of the first county."""
    import_districts()
    districts = list(District.objects.all()[:counties])
    Membership.objects.bulk_create(
        Membership(district=district, joined_on=LONG_AGO) for district in districts
    )
    persons = Person.objects.bulk_create(
        Person(email=f"p{n}@forum.example", password="!", created_at=NOON, name=f"Person {n}")
        for n in range(people)
    )
    Mandate.objects.bulk_create(
        Mandate(
            person=person,
            district=districts[n % counties],
            function=Function.OFFICER,
            starts_on=LONG_AGO,
        )
        for n, person in enumerate(persons)
    )
    topic = Topic.objects.create(name="Wohnen", slug="wohnen")
    profiles = Profile.objects.bulk_create(
        Profile(person=person, experience="Sprachmittlerpool", languages=["uk"])
        for person in persons[::10]
    )
    topic.profiles.set(profiles)
    topic.districts.set(districts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the server does by itself soon after
    return make_officer("celle@forum.example", districts[0])


@pytest.fixture(params=[FEW, MANY], ids=["few", "many"])
def client(request, client_of):
    return client_of(populate(*request.param))


def test_the_pages_cost_the_same_for_few_and_for_many(client, django_assert_num_queries, subtests):
    for address, count in {
        "/mitglieder/": 9,
        "/mitglieder/?suche=fachkraft": 16,
        "/mitglieder/?suche=sprachmittler+wohnen+ukrainisch": 14,
        "/mitglieder/?funktion=officer&thema=wohnen&sprache=uk&personen=2": 14,
        "/mitglieder/?land=01": 10,
        "/": 10,
    }.items():
        with subtests.test(address), django_assert_num_queries(count):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("count", [3, 3000])
def test_the_page_of_a_county_costs_the_same_for_three_people_and_for_three_thousand(
    client_of, count, django_assert_num_queries
):
    client = client_of(populate(1, count))
    slug = District.objects.members(NOON).get().slug

    with django_assert_num_queries(11):
        assert client.get(f"/mitglieder/{slug}/").status_code == 200
    with django_assert_num_queries(6):
        assert (
            client.get(f"/mitglieder/{slug}/kontakte.vcf").content.count(b"END:VCARD") == count + 1
        )


def test_a_page_lists_no_more_than_a_page(client_of):
    """However many there are: thirty counties, four contacts of each, twenty-five people."""
    client = client_of(populate(*MANY))

    response = client.get("/mitglieder/?suche=fachkraft")

    assert response.context["page"].paginator.count == 401
    assert response.context["people"].paginator.count == 10_001
    assert len(response.context["districts"]) == 30
    assert all(len(district.contacts) == 4 for district in response.context["districts"])
    assert len(response.context["people"]) == 25
    assert len(response.content) < 150_000

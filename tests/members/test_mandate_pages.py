"""Who is responsible at a county is said on its own pages, by the office, the lead and deputies."""

import re

import pytest
from django.contrib.admin.models import LogEntry

from members import services
from members.models import Mandate, Person
from members.stages import Function
from tests.factories.members import (
    BYGONE,
    DAY,
    NOON,
    WEEK,
    YESTERDAY,
    make_mandate,
    make_officer,
    make_operator,
    make_person,
)

TODAY = NOON.date()
PATH = "/mitglieder/celle/zustaendige/"
NEW = {
    "function": "officer",
    "title": "Stabsstelle Integration",
    "starts_on": TODAY.isoformat(),
    "ends_on": "",
}


@pytest.fixture(autouse=True)
def noon(at_noon):
    pass


@pytest.fixture
def celle_deputy(celle):
    """Without a vote."""
    person = make_person("stellvertretung@forum.example")
    make_mandate(person, celle, Function.DEPUTY)
    return person


def text(response) -> str:
    return response.content.decode().replace("\xa0", " ")


def errors(response) -> str:
    return " ".join(e for found in response.context["form"].errors.values() for e in found)


def end(client, mandate, on, path=PATH):
    address = f"{path}{mandate.pk}/beenden/"
    return client.post(address, {"on": on, "seen": client.get(address).context["seen"]})


def test_the_list_says_who_runs_comes_and_was_and_what_each_may_do(
    client_of, celle, celle_lead, celle_officer, celle_deputy
):
    gone, new = make_person("weg@forum.example"), make_person("neu@forum.example")
    make_mandate(gone, celle, ends_on=BYGONE, title="Früheres Amt")
    make_mandate(new, celle, starts_on=TODAY + WEEK, title="Künftiges Amt")

    page = client_of(celle_lead).get(PATH)

    def shown(name):
        return [(r["mandate"].person.email, r["powers"]) for r in page.context[name]]

    assert shown("running") == [
        (
            "celle.koordination@forum.example",
            ["antwortet auf Einladungen", "stimmt ab", "bestimmt, wer zuständig ist und vertritt"],
        ),
        (
            "stellvertretung@forum.example",
            ["antwortet auf Einladungen", "bestimmt mit, wer zuständig ist"],
        ),
        ("celle@forum.example", ["antwortet auf Einladungen"]),
    ]
    assert [email for email, _ in shown("coming")] == ["neu@forum.example"]
    assert [email for email, _ in shown("past_rows")] == ["weg@forum.example"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("who", ["office", "celle_lead"])
def test_the_list_costs_the_same_for_few_and_for_many(
    client_of, celle, celle_lead, office, count, who, request, django_assert_num_queries
):
    for number in range(count):
        for name, when in (
            ("jetzt", {}),
            ("bald", {"starts_on": TODAY + WEEK}),
            ("frueher", {"ends_on": BYGONE}),
        ):
            make_mandate(make_person(f"{name}{number}@forum.example"), celle, **when)
    client = client_of(request.getfixturevalue(who))

    with django_assert_num_queries(11):
        client.get(PATH)


def test_the_office_begins_a_mandate_for_somebody_by_the_exact_address(
    client_of, celle, office, stranger
):
    client = client_of(office)

    response = client.post(
        f"{PATH}beginnen/", NEW | {"person": "Fremd@Forum.example", "may_vote": "on"}, follow=True
    )

    held = stranger.mandates.get()
    assert (held.district, held.function, held.may_vote) == (celle, Function.OFFICER, True)
    assert "fremd@forum.example ist zuständig als „Stabsstelle Integration“" in text(response)
    assert LogEntry.objects.get().user == office
    again = client.post(f"{PATH}beginnen/", NEW | {"person": "fremd@forum.example"})
    assert "Die Person hat diese Funktion in dieser Zeit dort schon." in errors(again)


@pytest.mark.parametrize("address", ["niemand@forum.example", "geschlossen@forum.example"])
def test_who_has_no_open_account_is_to_be_invited(client_of, celle, office, address):
    make_person("geschlossen@forum.example", is_active=False)

    page = client_of(office).post(f"{PATH}beginnen/", NEW | {"person": address})

    assert "Zu dieser Adresse gibt es kein offenes Konto." in errors(page)
    assert not Mandate.objects.filter(district=celle).exists()


def test_a_lead_chooses_among_the_people_of_the_county_alone(
    client_of, celle, celle_lead, celle_officer, coburg_officer, stranger
):
    gone = make_person("weg@forum.example")
    make_mandate(gone, celle, ends_on=BYGONE)
    client = client_of(celle_lead)

    offered = client.get(f"{PATH}beginnen/").context["form"].fields["person"].queryset
    assert set(offered) == {celle_officer, gone}

    def refusal(person):
        return text(client.post(f"{PATH}beginnen/", NEW | {"person": person}))

    token = re.compile(r'(name="csrfmiddlewaretoken" value=)"\w+"')
    answers = {
        token.sub("", refusal(pk)).replace(f'"{pk}"', "")
        for pk in (stranger.pk, coburg_officer.pk, 999_999)
    }
    assert len(answers) == 1
    assert "Bitte wählen Sie eine Person aus der Liste." in answers.pop()

    client.post(f"{PATH}beginnen/", NEW | {"person": gone.pk, "function": "deputy"})
    assert gone.mandates.filter(function=Function.DEPUTY, district=celle).exists()


@pytest.mark.parametrize("who", ["celle_lead", "celle_deputy"])
def test_neither_lead_nor_deputy_makes_a_lead_or_anybody_of_the_office(
    client_of, celle, celle_officer, celle_lead, celle_deputy, request, who
):
    client = client_of(request.getfixturevalue(who))
    before = set(Mandate.objects.values_list("pk", flat=True))

    for function in ("lead", "office", "contact", "gibtsnicht"):
        crafted = NEW | {
            "person": celle_officer.pk,
            "function": function,
            "organisation": make_operator().pk,
            "is_administration": "on",
            "district": "09473",
        }
        assert "function" in client.post(f"{PATH}beginnen/", crafted).context["form"].errors

    assert set(Mandate.objects.values_list("pk", flat=True)) == before


def test_nobody_gives_themselves_or_others_a_vote_that_they_do_not_have(
    client_of, celle, celle_lead, celle_officer, celle_deputy
):
    client = client_of(celle_deputy)

    client.post(
        f"{PATH}beginnen/",
        NEW | {"person": celle_officer.pk, "function": "department_head", "may_vote": "on"},
    )
    own = client.post(f"{PATH}beginnen/", NEW | {"person": celle_deputy.pk, "may_vote": "on"})

    assert not celle_officer.mandates.get(function="department_head").may_vote
    assert "Bitte wählen Sie eine Person aus der Liste." in errors(own)
    held = celle_deputy.mandates.get()
    assert client.post(f"{PATH}{held.pk}/aendern/", {"may_vote": "on"}).status_code == 403


def test_a_lead_gives_the_vote(client_of, celle, celle_lead, celle_officer):
    (held,) = celle_officer.mandates.all()

    client_of(celle_lead).post(
        f"{PATH}{held.pk}/aendern/", {"title": "Neu", "ends_on": "2027-03-31", "may_vote": "on"}
    )

    held.refresh_from_db()
    assert (held.title, str(held.ends_on), held.may_vote) == ("Neu", "2027-03-31", True)
    assert held.starts_on < TODAY


def test_whoever_stands_in_decides_like_the_lead_and_names_no_lead(
    client_of, celle, celle_lead, celle_officer, celle_deputy, office
):
    services.enter_absence(
        celle_lead.mandates.get(),
        celle_officer.mandates.get(),
        starts_on=TODAY,
        ends_on=TODAY,
        by=office,
        now=NOON,
    )
    client = client_of(Person.objects.get(pk=celle_officer.pk))

    assert end(client, celle_deputy.mandates.get(), TODAY).status_code == 302
    for page in ("aendern", "beenden"):
        path = f"{PATH}{celle_lead.mandates.get().pk}/{page}/"
        assert client.post(path, {"on": TODAY}).status_code == 403


def test_ending_says_first_what_follows(client_of, celle, celle_officer, office):
    (held,) = celle_officer.mandates.all()
    client = client_of(office)

    page = client.get(f"{PATH}{held.pk}/beenden/")

    assert "Für Landkreis Celle handelt danach niemand mehr." in text(page)
    assert "Die Person sieht danach nur noch die öffentlichen Seiten und ihr Konto." in text(page)
    assert celle_officer.mandates.get().ends_on is None

    done = end(client, held, TODAY)
    assert celle_officer.mandates.get().ends_on == TODAY
    told = text(client.get(done.url))
    assert "Die Zuständigkeit von celle@forum.example endet am 1. Dez. 2026." in told


def test_who_ends_has_seen_what_follows(client_of, celle, celle_officer, celle_lead, office):
    (held,) = celle_officer.mandates.all()
    client, path = client_of(office), f"{PATH}{held.pk}/beenden/"
    seen = client.get(path).context["seen"]
    celle_lead.mandates.update(ends_on=YESTERDAY)

    page = client.post(path, {"on": TODAY, "seen": seen})

    assert "Inzwischen hat sich etwas geändert." in errors(page)
    assert celle_officer.mandates.get().ends_on is None
    assert "handelt danach niemand mehr" in text(page)
    assert client.post(path, {"on": TODAY, "seen": page.context["seen"]}).status_code == 302


@pytest.mark.parametrize("on", ["", "31.02.2027", "9999-12-31", "2023-12-31"])
def test_a_last_day_that_is_none_ends_nothing(client_of, celle_officer, office, on):
    (held,) = celle_officer.mandates.all()

    page = end(client_of(office), held, on)

    assert page.status_code == 200
    assert errors(page)
    assert celle_officer.mandates.get().ends_on is None


def test_what_is_over_is_not_ended_or_changed_again(client_of, celle, stranger, office):
    over = make_mandate(stranger, celle, ends_on=BYGONE)
    client = client_of(office)

    for page in ("beenden", "aendern"):
        response = client.post(f"{PATH}{over.pk}/{page}/", {"on": TODAY}, follow=True)
        assert "ist seit 1. Jan. 2025 beendet." in text(response)
    over.refresh_from_db()
    assert over.ends_on == BYGONE


def test_what_has_not_begun_is_taken_back(client_of, celle, stranger, office):
    coming = make_mandate(stranger, celle, starts_on=TODAY + DAY)
    client, path = client_of(office), f"{PATH}{coming.pk}/beenden/"

    assert "hat noch nicht begonnen" in text(client.get(path))
    assert Mandate.objects.filter(pk=coming.pk).exists()

    client.post(path)
    assert not Mandate.objects.filter(pk=coming.pk).exists()


def test_a_deputy_who_ends_the_own_mandate_lands_where_it_is_still_open(client_of, celle_deputy):
    response = end(client_of(celle_deputy), celle_deputy.mandates.get(), YESTERDAY)

    assert response.url == "/"


def test_the_mandate_of_another_county_is_none(
    client_of, celle, celle_lead, coburg, coburg_officer
):
    theirs = coburg_officer.mandates.get()
    client = client_of(celle_lead)

    assert client.get(f"{PATH}{theirs.pk}/beenden/").status_code == 404
    assert client.get(f"{PATH}999999/beenden/").status_code == 404
    assert client.get(f"/mitglieder/coburg/zustaendige/{theirs.pk}/beenden/").status_code == 403


def test_long_titles_and_lines_are_kept_in_one_line(client_of, celle, office, stranger):
    client = client_of(office)
    about = {"person": stranger.email}

    long = client.post(f"{PATH}beginnen/", NEW | about | {"title": "x" * 200})
    assert "höchstens 120 Zeichen" in text(long)
    client.post(f"{PATH}beginnen/", NEW | about | {"title": "Amt für\r\nIntegration\t\u202eÄÖÜ"})

    assert stranger.mandates.get().title == "Amt für Integration ÄÖÜ"


@pytest.mark.parametrize("who", ["celle_officer", "coburg_lead", "partner"])
def test_nobody_else_sees_or_does_any_of_it(client_of, celle, celle_lead, who, request):
    client = client_of(request.getfixturevalue(who))
    held = celle_lead.mandates.get()

    for path in (PATH, f"{PATH}beginnen/", f"{PATH}{held.pk}/beenden/"):
        assert client.get(path).status_code == 403
    assert client.post(f"{PATH}{held.pk}/beenden/", {"on": TODAY}).status_code == 403
    assert make_officer("noch@forum.example", celle).mandates.get().ends_on is None


@pytest.mark.parametrize("page", ["beenden", "aendern", "uebergeben"])
def test_the_header_names_who_looks_and_not_whose_mandate_it_is(
    client_of, celle, celle_officer, celle_lead, page
):
    celle_officer.mandates.update(title="Stabsstelle")
    held = celle_officer.mandates.get()

    html = text(client_of(celle_lead).get(f"{PATH}{held.pk}/{page}/"))

    header = html[html.index("<header") : html.index("</header>")]
    assert "Koordination" in header
    assert "Stabsstelle" not in header


def test_what_begins_today_is_ended_at_once_by_yesterdays_date(client_of, celle, stranger, office):
    mandate = make_mandate(stranger, celle, Function.OFFICER, starts_on=TODAY)

    end(client_of(office), mandate, YESTERDAY)

    assert not Mandate.objects.filter(pk=mandate.pk)
    assert not Person.objects.get(pk=stranger.pk).running_mandates(NOON)


def test_taking_back_twice_is_as_good_as_once(celle, stranger, office):
    mandate = make_mandate(stranger, celle, Function.OFFICER, starts_on=TODAY + WEEK)

    for _ in range(2):
        services.withdraw(mandate, by=office, now=NOON)

    assert not Mandate.objects.filter(pk=mandate.pk)
    assert LogEntry.objects.filter(object_id=mandate.pk, user=office).count() == 1


def test_a_county_that_is_no_member_is_not_invited_for(client_of, coburg, office):
    services.end_membership(coburg.memberships.get(), on=YESTERDAY, by=office, now=NOON)

    for page in ("", "beginnen/"):
        answer = client_of(office).get(f"/mitglieder/coburg/zustaendige/{page}")
        assert "einladungen/neu" not in text(answer)

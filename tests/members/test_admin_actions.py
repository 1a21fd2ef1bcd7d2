"""Actions on chosen rows: first what follows, then the deed, all or nothing."""

import pytest
from django.contrib.admin.models import LogEntry

from forum_portal.admin_actions import MOST
from members.models import Mandate, Membership, Person
from members.stages import Function
from tests.factories.members import (
    BYGONE,
    LONG_AGO,
    NOON,
    make_district,
    make_mandate,
    make_member,
    make_person,
)
from tests.factories.recommendations import make_recommendation

MANDATES, MEMBERSHIPS, PEOPLE = (
    f"/verwaltung/members/{name}/" for name in ("mandate", "membership", "person")
)


@pytest.fixture
def desk(client, admin_person):
    client.force_login(admin_person)
    return client


def choose(desk, path, action, things, **more):
    data = {"action": action, "_selected_action": [thing.pk for thing in things], "index": "0"}
    return desk.post(path, data | more)


def confirm(desk, path, action, things, seen=None, **fields):
    """Press the button of the preview."""
    if seen is None:
        seen = choose(desk, path, action, things).context["seen"]
    data = {"action": action, "_selected_action": [thing.pk for thing in things]}
    return desk.post(path, data | {"confirmed": "1", "seen": seen} | fields)


def effects(page):
    return [list(outlook.effects) for outlook in page.context["outlooks"]]


def test_ending_a_mandate_first_says_what_follows(desk, celle_officer):
    (held,) = celle_officer.mandates.all()

    page = choose(desk, MANDATES, "end_mandates", [held])

    assert effects(page) == [
        [
            "Die Person sieht danach nur noch die öffentlichen Seiten und ihr Konto.",
            "Für Landkreis Celle handelt danach niemand mehr.",
        ]
    ]
    text = page.content.decode()
    assert "Nach dem letzten Tag geben diese Zuständigkeiten keine Rechte mehr." in text
    assert 'value="Beenden"' in text
    held.refresh_from_db()
    assert held.ends_on is None


def test_what_remains_is_said_as_well(desk, celle, coburg, celle_officer, celle_lead):
    make_mandate(celle_lead, coburg)
    (lead,) = celle_lead.mandates.filter(district=celle)

    page = choose(desk, MANDATES, "end_mandates", [lead])

    assert effects(page) == [
        [
            "Die Person bleibt zuständig für Landkreis Coburg.",
            "Für Landkreis Celle stimmt danach niemand mehr ab.",
        ]
    ]


def test_chosen_mandates_end_on_the_last_day_and_the_log_says_by_whom(
    desk, celle_officer, celle_lead, admin_person
):
    held = [*celle_officer.mandates.all(), *celle_lead.mandates.all()]

    response = confirm(desk, MANDATES, "end_mandates", held, on="2026-12-31")

    assert response.status_code == 302
    assert {str(mandate.ends_on) for mandate in Mandate.objects.filter(district="03351")} == {
        "2026-12-31"
    }
    entries = LogEntry.objects.values_list("user__email", "change_message")
    assert list(entries) == [(admin_person.email, "Zuständigkeit beendet")] * 2
    page = desk.get(response.url).content.decode()
    assert "2 Zuständigkeiten enden am 31.\xa0Dez.\xa02026." in page


def test_what_is_over_already_is_told_as_over(desk, celle_officer):
    held = list(celle_officer.mandates.all())

    response = confirm(desk, MANDATES, "end_mandates", held, on="2025-06-30")

    page = desk.get(response.url).content.decode()
    assert "Die Zuständigkeit ist zum 30.\xa0Juni\xa02025 beendet." in page


def test_no_end_is_no_date_far_away(desk, celle_officer):
    held = list(celle_officer.mandates.all())

    page = confirm(desk, MANDATES, "end_mandates", held, on="9999-12-31").content.decode()

    assert "Bitte geben Sie Daten zwischen 1990 und 2099 an." in page
    assert Mandate.objects.filter(ends_on=None, person=celle_officer).exists()


def test_the_end_of_a_membership_says_what_stays(desk, celle, office):
    for number in range(5):
        make_recommendation(office, title=f"Rat {number}", lead_district=celle)

    page = choose(desk, MEMBERSHIPS, "end_memberships", celle.memberships.all())

    assert effects(page) == [
        [
            "Zurzeit handelt niemand für diesen Landkreis.",
            "Bleibt stehen: Federführend bei „Rat 4“, „Rat 3“, „Rat 2“, 2 weitere.",
        ]
    ]


def test_a_last_day_that_is_none_is_refused_and_nothing_happens(desk, celle_officer):
    held = celle_officer.mandates.all()

    for typed in ("", "31.02.2026", "gestern"):
        page = confirm(desk, MANDATES, "end_mandates", held, on=typed)
        assert page.context["form"].errors["on"]

    assert celle_officer.mandates.get().ends_on is None


def test_all_end_or_none(desk, celle, celle_officer):
    late = make_mandate(make_person("neu@forum.example"), celle, starts_on=NOON.date())
    held = [celle_officer.mandates.get(), late]

    page = confirm(desk, MANDATES, "end_mandates", held, on="2026-06-30")

    (error,) = page.context["form"].non_field_errors()
    assert error.startswith("neu@forum.example")
    assert "endet vor ihrem Beginn" in error
    assert not Mandate.objects.filter(district=celle, ends_on__isnull=False).exists()


def test_an_end_that_is_set_is_not_put_off_by_ending(desk, celle, stranger):
    held = make_mandate(stranger, celle, ends_on=NOON.date().replace(day=31))

    page = confirm(desk, MANDATES, "end_mandates", [held], on="2027-06-30")

    assert "Das endet schon am 31.\xa0Dez.\xa02026." in page.context["form"].non_field_errors()[0]


def test_what_is_over_stays_as_it_is(desk, celle, stranger):
    over = make_mandate(stranger, celle, ends_on=BYGONE)

    page = choose(desk, MANDATES, "end_mandates", [over])
    confirm(desk, MANDATES, "end_mandates", [over], on="2026-12-31")

    assert effects(page) == [["Beendet seit 1.\xa0Jan.\xa02025."]]
    assert "Bleibt, wie es ist" in page.content.decode()
    over.refresh_from_db()
    assert over.ends_on == BYGONE


def test_who_confirms_has_seen_what_follows(desk, celle, celle_officer, stranger):
    held = celle_officer.mandates.all()
    seen = choose(desk, MANDATES, "end_mandates", held).context["seen"]
    make_mandate(stranger, celle, Function.LEAD)

    page = confirm(desk, MANDATES, "end_mandates", held, seen=seen, on="2026-12-31")

    assert "Inzwischen hat sich etwas geändert" in page.content.decode()
    assert "niemand mehr" not in page.content.decode()
    assert celle_officer.mandates.get().ends_on is None


def test_ending_a_membership_names_who_loses_the_rights(desk, celle, celle_officer, celle_lead):
    (membership,) = celle.memberships.all()

    page = choose(desk, MEMBERSHIPS, "end_memberships", [membership])
    confirm(desk, MEMBERSHIPS, "end_memberships", [membership], on="2026-11-30")

    assert effects(page) == [
        [
            "celle.koordination@forum.example (Koordination) verliert die Rechte des Landkreises.",
            "celle@forum.example (Fachkraft) verliert die Rechte des Landkreises.",
        ]
    ]
    assert celle_lead.acts_for(NOON) == celle_officer.acts_for(NOON) == []


def test_a_closed_account_opens_nothing_until_it_is_opened_again(desk, client_of, celle_officer):
    browser = client_of(celle_officer)

    page = choose(desk, PEOPLE, "close_accounts", [celle_officer])
    confirm(desk, PEOPLE, "close_accounts", [celle_officer])

    assert effects(page) == [
        ["Fachkraft, Landkreis Celle: übt danach niemand aus diesem Konto aus."]
    ]
    assert browser.get("/neu/").status_code == 302
    assert celle_officer not in Person.objects.receiving(NOON)

    confirm(desk, PEOPLE, "reopen_accounts", [celle_officer])
    assert client_of(celle_officer).get("/neu/").status_code == 200


def test_nobody_closes_the_own_account(desk, admin_person, celle_officer):
    page = confirm(desk, PEOPLE, "close_accounts", [celle_officer, admin_person])

    assert "Das eigene Konto schließt eine andere Person." in page.content.decode()
    assert Person.objects.filter(is_active=True).count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_costs_the_same_for_few_and_for_many(desk, count, django_assert_num_queries):
    for number in range(1, count + 1):
        district = make_district(f"0390{number}", f"Kreis {number}", slug=f"kreis-{number}")
        make_mandate(make_person(f"k{number}@forum.example"), district)
    held = list(Mandate.objects.filter(district__isnull=False))

    with django_assert_num_queries(13):
        choose(desk, MANDATES, "end_mandates", held)


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_of_memberships_costs_the_same_for_few_and_for_many(
    desk, office, count, django_assert_num_queries
):
    for number in range(1, count + 1):
        district = make_member(f"0390{number}", f"Kreis {number}", slug=f"kreis-{number}")
        make_mandate(make_person(f"k{number}@forum.example"), district)
        make_recommendation(office, lead_district=district)

    with django_assert_num_queries(13):
        choose(desk, MEMBERSHIPS, "end_memberships", Membership.objects.all())


def test_more_than_can_be_read_through_is_refused(desk, celle):
    for number in range(MOST + 1):
        make_mandate(make_person(f"k{number}@forum.example"), celle, starts_on=LONG_AGO)
    held = list(Mandate.objects.filter(district=celle))

    response = choose(desk, MANDATES, "end_mandates", held)

    assert response.status_code == 302
    assert f"höchstens {MOST}" in desk.get(response.url).content.decode()


@pytest.mark.parametrize("who", ["celle_lead", "office", "partner"])
def test_nobody_else_ends_anything(client_of, celle_officer, request, who):
    held = celle_officer.mandates.all()

    response = choose(client_of(request.getfixturevalue(who)), MANDATES, "end_mandates", held)

    assert response.status_code == 403
    assert held[0].ends_on is None

"""The Django admin: one door, the rules of the models, and no way around them."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection

from members.models import District, Mandate, Membership, Organisation, Person, Topic
from members.stages import Function
from tests.factories.members import (
    LONG_AGO,
    NOON,
    PASSWORD,
    make_mandate,
    make_operator,
    make_partner,
)
from tests.factories.recommendations import make_recommendation

ROOT = "/verwaltung/"
MANDATES, PEOPLE, MEMBERSHIPS = (f"{ROOT}members/{n}/" for n in ("mandate", "person", "membership"))
NO_INLINES = {
    f"{prefix}-{count}_FORMS": "0"
    for prefix in ("mandates", "mandates-2", "memberships")
    for count in ("TOTAL", "INITIAL")
}
EMPTY = {"district": "", "organisation": "", "title": "", "ends_on": ""}


@pytest.fixture
def desk(client, admin_person):
    """Signed in as the administrator."""
    client.force_login(admin_person)
    return client


def test_the_admin_has_no_login_of_its_own(client, db):
    response = client.get(ROOT, follow=True)

    assert response.redirect_chain[-1] == ("/konto/login/?next=/verwaltung/", 302)


def test_its_own_login_page_leads_to_the_one_of_the_portal(client, db):
    response = client.get(f"{ROOT}login/?next=/verwaltung/members/")

    assert response.url == "/konto/login/?next=/verwaltung/members/"
    assert "evil" not in client.get(f"{ROOT}login/?next=//evil.example/").url


def test_an_administrator_gets_in_by_the_door_of_the_portal(client, admin_person):
    data = {"login": admin_person.email, "password": PASSWORD, "next": ROOT}

    response = client.post("/konto/login/", data, follow=True)

    assert response.redirect_chain == [(ROOT, 302)]
    assert "Verwaltung des Portals" in response.content.decode()


def test_nobody_else_gets_in(client, celle_lead, office, partner, stranger):
    for person in (celle_lead, office, partner, stranger):
        client.force_login(person)
        for path in (ROOT, f"{ROOT}login/", MANDATES, f"{MANDATES}add/"):
            assert client.get(path).status_code == 403
            assert client.post(path).status_code == 403


def test_passwords_are_changed_on_the_page_of_the_portal(desk):
    assert desk.get(f"{ROOT}password_change/").url == "/konto/password/change/"


@pytest.mark.parametrize(
    "model", [model for model in admin.site._registry if model._meta.app_label == "members"]
)
def test_every_list_and_form_opens(desk, celle_lead, model):
    path = f"{ROOT}members/{model._meta.model_name}/"

    assert desk.get(path, {"q": "celle"}).status_code == 200
    assert desk.get(f"{path}add/").status_code in {200, 403}
    for thing in model.objects.all()[:1]:
        assert desk.get(f"{path}{thing.pk}/change/").status_code == 200
        assert desk.get(f"{path}{thing.pk}/history/").status_code == 200


def test_addresses_and_groups_cannot_be_changed_beside_people(desk):
    assert desk.get(f"{ROOT}account/emailaddress/").status_code == 404
    assert desk.get(f"{ROOT}auth/group/").status_code == 404


def mandate(person, **fields):
    return (
        EMPTY
        | {"person": person.pk, "function": Function.OFFICER, "starts_on": "01.01.2026"}
        | fields
    )


def test_a_mandate_is_given_and_the_log_says_by_whom(desk, admin_person, celle, stranger):
    response = desk.post(f"{MANDATES}add/", mandate(stranger, district=celle.pk))

    entry = LogEntry.objects.get()
    assert response.status_code == 302
    assert stranger.acts_for(NOON) == [celle]
    assert (entry.user, entry.get_edited_object()) == (admin_person, Mandate.objects.latest("pk"))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Bitte wählen Sie einen Landkreis oder eine Organisation."),
        ({"district": "03351", "ends_on": "01.01.2025"}, "endet vor ihrem Beginn"),
        ({"district": "03351", "function": Function.LEAD}, "schon eine Koordination"),
        ({"district": "03351", "is_administration": "on"}, "nur, wer in der Geschäftsstelle ist"),
        ({"district": "03351", "function": Function.OFFICE}, "Diese Funktion gibt es dort nicht."),
        ({"district": "03351", "starts_on": "30.02.2026"}, "gültiges Datum"),
        ({"district": "03351", "starts_on": "01.01.0001"}, "zwischen 1990 und 2099"),
        ({"district": "03351", "ends_on": "31.12.9999"}, "zwischen 1990 und 2099"),
        ({"district": "03351", "starts_on": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"district": "99999"}, "gültige Auswahl"),
        ({"district": "03351", "title": "Ü" * 200}, "120"),
        ({"district": "03351", "title": "a\0b"}, "Null"),
    ],
)
def test_a_rule_is_said_in_german_and_nothing_is_saved(
    desk, celle_lead, stranger, fields, sentence
):
    before = Mandate.objects.count()

    response = desk.post(f"{MANDATES}add/", mandate(stranger, **fields))

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert Mandate.objects.count() == before


def test_a_mandate_ends_and_keeps_who_held_what_where(desk, celle, coburg, celle_officer, office):
    held = celle_officer.mandates.get()
    crafted = mandate(office, district=coburg.pk, function=Function.LEAD, starts_on="01.01.2024")

    desk.post(f"{MANDATES}{held.pk}/change/", crafted | {"ends_on": "31.01.2026"})

    held.refresh_from_db()
    assert (held.person, held.district, held.function) == (celle_officer, celle, Function.OFFICER)
    assert held.ends_on.isoformat() == "2026-01-31"


def test_changing_a_mandate_cannot_break_a_rule_either(desk, celle, stranger):
    make_mandate(stranger, celle, ends_on=LONG_AGO)
    later = make_mandate(stranger, celle, starts_on=LONG_AGO.replace(year=2025))

    response = desk.post(
        f"{MANDATES}{later.pk}/change/",
        mandate(stranger, district=celle.pk, starts_on="01.01.2024"),
    )

    assert response.status_code == 200
    assert "in dieser Zeit dort schon" in response.content.decode()


def test_what_has_begun_is_ended_and_not_deleted(desk, celle_officer, celle):
    held, membership = celle_officer.mandates.get(), celle.memberships.get()

    for path in (f"{MANDATES}{held.pk}/", f"{MEMBERSHIPS}{membership.pk}/"):
        assert desk.post(f"{path}delete/", {"post": "yes"}).status_code == 403
    for path, thing in ((MANDATES, held), (MEMBERSHIPS, membership)):
        desk.post(path, {"action": "delete_selected", "_selected_action": thing.pk, "post": "yes"})

    assert celle_officer.acts_for(NOON) == [celle]


def test_a_mandate_that_has_not_begun_can_be_taken_back(desk, celle, stranger):
    future = make_mandate(stranger, celle, starts_on=LONG_AGO.replace(year=2099))

    desk.post(f"{MANDATES}{future.pk}/delete/", {"post": "yes"})

    assert not stranger.mandates.exists()


def test_a_topic_in_use_is_kept_and_the_answer_says_where_it_stands(desk, celle, office):
    topic = Topic.objects.create(name="Wohnen", slug="wohnen")
    celle.topics.add(topic)
    for _ in range(3):
        make_recommendation(office, topics=[topic])

    for method in (desk.get, desk.post):
        response = method(f"{ROOT}members/topic/{topic.pk}/delete/", {"post": "yes"}, follow=True)

        assert response.redirect_chain == [(f"{ROOT}members/topic/{topic.pk}/change/", 302)]
        assert (
            "Das Thema „Wohnen“ ist noch in Gebrauch und bleibt: "
            "1 Landkreis, 3 Handlungsempfehlungen." in response.content.decode()
        )
    assert list(celle.topics.all()) == [topic]


def test_an_organisation_that_people_act_for_is_kept_and_another_is_not(desk, partner):
    held, unused = partner.mandates.get().organisation, make_partner("Noch ohne Leute")

    kept = desk.post(f"{ROOT}members/organisation/{held.pk}/delete/", {"post": "yes"}, follow=True)
    desk.post(f"{ROOT}members/organisation/{unused.pk}/delete/", {"post": "yes"})

    assert "ist noch in Gebrauch und bleibt: 1 Zuständigkeit." in kept.content.decode()
    assert list(Organisation.objects.filter(pk__in=[held.pk, unused.pk])) == [held]


def test_the_admin_speaks_the_words_of_the_portal(desk, celle_officer):
    index = desk.get(ROOT).content.decode()
    listed = desk.get(f"{ROOT}members/person/").content.decode()
    logged = desk.get(f"{ROOT}admin/logentry/").content.decode()
    history = desk.get(f"{ROOT}members/person/{celle_officer.pk}/history/").content.decode()
    form = desk.get(f"{MANDATES}add/").content.decode()

    assert "<title>Personen – Verwaltung</title>" in listed
    assert "Verlauf" in history
    assert "Entweder ein Landkreis oder eine Organisation, nicht beides." in form
    assert "gezählt wird eine Stimme je Landkreis." in form
    for text in (index, listed, logged, history, form):
        for words in ("Logeintr", "Geschichte", "geschichte", "zum Ansehen auswählen"):
            assert words not in text


def test_somebody_who_has_acted_is_kept(desk, celle_officer):
    path = f"{PEOPLE}{celle_officer.pk}/delete/"

    assert desk.post(path, {"post": "yes"}).status_code == 403
    assert Person.objects.filter(pk=celle_officer.pk).exists()


def test_an_account_opened_by_mistake_can_be_deleted(desk, stranger):
    desk.post(f"{PEOPLE}{stranger.pk}/delete/", {"post": "yes"})

    assert not Person.objects.filter(pk=stranger.pk).exists()


@pytest.mark.parametrize("checked", [True, False])
def test_an_account_is_opened_without_a_password_and_without_a_right(desk, checked, admin_person):
    data = {"email": "Neu@Forum.example", "name": "Ü" * 200}
    crafted = {"password": "x", "is_staff": "on", "is_superuser": "on"}

    ticked = {"address_checked": "on"} if checked else {}
    desk.post(f"{PEOPLE}add/", data | crafted | ticked | NO_INLINES)

    person = Person.objects.get(email="neu@forum.example")
    assert not person.has_usable_password()
    assert not person.is_staff
    assert person.is_active
    assert EmailAddress.objects.get(user=person).verified is checked
    assert list(LogEntry.objects.order_by("pk").values_list("user", "change_message")) == [
        (admin_person.pk, "Nicht übernommen: is_staff, is_superuser, password"),
        (admin_person.pk, "Konto angelegt"),
    ]


def test_a_password_cannot_be_set_by_a_crafted_post(desk, celle_officer):
    crafted = {"password": "x", "last_login": "01.01.2030", "delivery_address": "a@b.example"}

    desk.post(
        f"{PEOPLE}{celle_officer.pk}/change/",
        {"email": celle_officer.email, "name": "Anders", "is_active": "on"} | crafted | NO_INLINES,
    )

    celle_officer.refresh_from_db()
    assert celle_officer.name == "Anders"
    assert celle_officer.check_password(PASSWORD)
    assert celle_officer.delivery_address == ""
    assert celle_officer.last_login is None


def test_a_changed_address_has_to_be_verified_anew(desk, celle_officer, admin_person):
    desk.post(
        f"{PEOPLE}{celle_officer.pk}/change/",
        {"email": "Celle.Neu@Forum.example", "name": "", "is_active": "on"} | NO_INLINES,
    )

    celle_officer.refresh_from_db()
    address = EmailAddress.objects.get(user=celle_officer)
    assert celle_officer.email == address.email == "celle.neu@forum.example"
    assert (address.primary, address.verified) == (True, False)
    assert celle_officer not in Person.objects.receiving(NOON)
    assert LogEntry.objects.get().user == admin_person


def test_an_address_that_somebody_has_is_refused(desk, celle_officer, stranger):
    response = desk.post(
        f"{PEOPLE}{celle_officer.pk}/change/",
        {"email": "FREMD@forum.example", "name": "", "is_active": "on"} | NO_INLINES,
    )

    assert "Zu dieser Adresse gibt es schon ein Konto." in response.content.decode()
    assert EmailAddress.objects.get(user=celle_officer).email == "celle@forum.example"


def test_a_county_joins_once_at_a_time(desk, celle):
    data = {"district": celle.pk, "joined_on": "01.02.2026", "left_on": ""}

    response = desk.post(f"{MEMBERSHIPS}add/", data)

    assert "Der Landkreis ist in dieser Zeit schon Mitglied." in response.content.decode()
    assert Membership.objects.count() == 1


def test_figures_of_counties_come_with_the_import_alone(desk, celle):
    wohnen = Topic.objects.create(name="Wohnen", slug="wohnen")

    desk.post(
        f"{ROOT}members/district/{celle.pk}/change/",
        {"population": "1", "full_name": "Anders", "topics": [wohnen.pk]} | NO_INLINES,
    )

    celle.refresh_from_db()
    assert (celle.population, celle.full_name) == (172_449, "Landkreis Celle")
    assert list(celle.topics.all()) == [wohnen]
    assert desk.get(f"{ROOT}members/district/add/").status_code == 403


def test_mandates_and_memberships_are_saved_by_the_services(desk, celle, celle_officer):
    held, membership = celle_officer.mandates.get(), celle.memberships.get()
    same = mandate(celle_officer, district=celle.pk, starts_on="01.01.2024")

    desk.post(f"{MANDATES}add/", same | {"function": Function.DEPUTY})
    desk.post(f"{MANDATES}{held.pk}/change/", same | {"title": "Fachstelle", "may_vote": "on"})
    desk.post(
        f"{MEMBERSHIPS}{membership.pk}/change/",
        {"district": celle.pk, "joined_on": "01.01.2024", "left_on": "31.12.2025"},
    )
    desk.post(f"{MEMBERSHIPS}add/", {"district": celle.pk, "joined_on": "01.02.2026"})

    assert list(LogEntry.objects.order_by("pk").values_list("change_message", flat=True)) == [
        "Zuständigkeit begonnen",
        "Zuständigkeit geändert: Bezeichnung, stimmberechtigt",
        "Mitgliedschaft geändert: Mitglied bis",
        "beigetreten",
    ]


def test_a_deadlock_is_answered_in_words(desk, celle, stranger):
    """Stands in for two at once: PostgreSQL ends the one of them that came later."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE FUNCTION be_late() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'deadlock detected' USING ERRCODE = 'deadlock_detected';
            END $$;
            CREATE TRIGGER be_late BEFORE INSERT ON members_mandate
            FOR EACH ROW EXECUTE FUNCTION be_late()
            """
        )

    response = desk.post(
        f"{MANDATES}add/", mandate(stranger, district=celle.pk, title="Stabsstelle")
    )

    assert "Gerade wurde etwas gespeichert" in response.content.decode()
    assert 'value="Stabsstelle"' in response.content.decode()
    assert not stranger.mandates.exists()


@pytest.mark.parametrize("address", ["x@müller.example", "jörg@forum.example"])
def test_an_address_that_no_mail_can_reach_is_refused_at_its_field(desk, celle_officer, address):
    response = desk.post(
        f"{PEOPLE}{celle_officer.pk}/change/",
        {"email": address, "name": "", "is_active": "on"} | NO_INLINES,
    )

    (error,) = response.context["adminform"].form.errors["email"]
    assert "ohne Umlaute" in error


def test_what_the_database_refuses_at_the_last_moment_is_said(desk, celle, stranger):
    """Stands in for a second administrator: the row appears between check and save."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE FUNCTION be_faster() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF pg_trigger_depth() = 1 THEN
                    INSERT INTO members_mandate (person_id, district_id, function, title,
                        starts_on, may_vote, is_administration)
                    VALUES (NEW.person_id, NEW.district_id, NEW.function, '',
                        NEW.starts_on, false, false);
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER be_faster BEFORE INSERT ON members_mandate
            FOR EACH ROW EXECUTE FUNCTION be_faster()
            """
        )

    response = desk.post(
        f"{MANDATES}add/", mandate(stranger, district=celle.pk, title="Stabsstelle")
    )

    assert "Die Person hat diese Funktion" in response.content.decode()
    assert 'value="Stabsstelle"' in response.content.decode()
    assert not stranger.mandates.exists()


def test_a_refusal_of_the_service_stands_at_its_field_and_keeps_what_was_typed(desk, admin_person):
    response = desk.post(
        f"{PEOPLE}{admin_person.pk}/change/",
        {"email": admin_person.email, "name": "Neuer Name"} | NO_INLINES,
    )

    form = response.context["adminform"].form
    admin_person.refresh_from_db()
    assert form.errors["is_active"] == ["Das eigene Konto schließt eine andere Person."]
    assert form["name"].value() == "Neuer Name"
    assert (admin_person.is_active, admin_person.name) == (True, "")


def test_a_term_that_has_begun_cannot_be_moved_ahead_and_what_was_typed_stays(desk, celle_officer):
    held = celle_officer.mandates.get()

    response = desk.post(
        f"{MANDATES}{held.pk}/change/",
        mandate(celle_officer, starts_on="01.01.2030", title="Stabsstelle"),
    )

    (error,) = response.context["adminform"].form.non_field_errors()
    assert "kann nicht erst in Zukunft beginnen" in error
    assert 'value="Stabsstelle"' in response.content.decode()


def inline(prefix, **fields):
    """One mandate typed into the rows for new ones of a page."""
    row = {"function": Function.OFFICER, "starts_on": "01.01.2026"} | fields
    return {f"{prefix}-0-{name}": value for name, value in row.items()} | {
        f"{prefix}-TOTAL_FORMS": "1"
    }


def test_an_account_and_its_mandate_are_opened_on_one_page(desk, celle, admin_person):
    data = {"email": "neu@forum.example", "name": "", "address_checked": "on"}

    desk.post(f"{PEOPLE}add/", data | NO_INLINES | inline("mandates", district=celle.pk))

    person = Person.objects.get(email="neu@forum.example")
    assert person.acts_for(NOON) == [celle]
    messages = LogEntry.objects.order_by("pk").values_list("change_message", flat=True)
    assert list(messages) == ["Konto angelegt", "Zuständigkeit begonnen"]


def test_neither_is_opened_if_the_mandate_breaks_a_rule(desk, celle, celle_lead):
    data = {"email": "neu@forum.example", "name": ""}
    second_lead = inline("mandates", district=celle.pk, function=Function.LEAD)

    response = desk.post(f"{PEOPLE}add/", data | NO_INLINES | second_lead)

    assert "schon eine Koordination" in response.content.decode()
    assert 'value="neu@forum.example"' in response.content.decode()
    assert not Person.objects.filter(email="neu@forum.example").exists()


def test_a_county_gets_somebody_on_its_page(desk, celle, stranger):
    desk.post(
        f"{ROOT}members/district/{celle.pk}/change/",
        NO_INLINES | inline("mandates-2", person=stranger.pk),
    )

    assert stranger.acts_for(NOON) == [celle]


def test_people_and_counties_are_found_while_typing(desk, celle_officer):
    make_operator()
    make_partner()
    found = desk.get(
        f"{ROOT}autocomplete/",
        {"app_label": "members", "model_name": "mandate", "field_name": "district", "term": "cel"},
    )

    assert found.json()["results"] == [{"id": "03351", "text": "Landkreis Celle"}]
    assert District.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("autocomplete/?app_label=members&model_name=mandate&field_name=district&term=%00", 400),
        ("members/district/%00/change/", 400),
        ("members/mandate/?function__exact=%00", 400),
        ("members/person/?last_login__gte=x", 302),
        ("members/person/99999999999999999999/change/", 302),
    ],
)
def test_odd_addresses_are_answered_in_words(desk, path, status):
    assert desk.get(ROOT + path).status_code == status


@pytest.mark.parametrize("key", ["abc", "", "\0", "9" * 30])
@pytest.mark.parametrize(
    "model",
    [
        "members/person",
        "members/mandate",
        "members/membership",
        "members/topic",
        "members/organisation",
        "mailroom/suppression",
    ],
)
def test_an_action_on_a_key_that_no_page_offers_is_a_bad_request(desk, model, key):
    data = {"action": "delete_selected", "_selected_action": key}

    assert desk.post(f"{ROOT}{model}/", data).status_code == 400


@pytest.mark.parametrize(
    "wrong", [{"person": "x"}, {"organisation": "z"}, {"district": "\0"}, {"person": "9" * 30}]
)
def test_a_form_with_a_key_that_no_page_offers_is_a_bad_request(desk, stranger, wrong):
    assert desk.post(f"{MANDATES}add/", mandate(stranger) | wrong).status_code == 400
    assert desk.get(f"{MANDATES}add/", wrong).status_code == 400


def test_a_begun_mandate_cannot_be_moved_into_the_future(desk, celle_lead):
    held = celle_lead.mandates.get()

    answer = desk.post(
        f"{MANDATES}{held.pk}/change/", mandate(celle_lead, starts_on="01.01.2099"), follow=True
    )

    held.refresh_from_db()
    assert "Was schon begonnen hat" in answer.content.decode()
    assert held.starts_on == LONG_AGO


def test_a_begun_membership_cannot_be_moved_into_the_future(desk, celle):
    running = celle.memberships.get()
    data = NO_INLINES | {"district": celle.pk, "joined_on": "01.01.2099", "left_on": ""}

    answer = desk.post(f"{MEMBERSHIPS}{running.pk}/change/", data, follow=True)

    before = running.joined_on
    running.refresh_from_db()
    assert "Was schon begonnen hat" in answer.content.decode()
    assert running.joined_on == before


@pytest.mark.parametrize("address", ['"\x1cb"@x.example', f"{'a' * 250}@x.example"])
def test_no_account_is_opened_for_an_address_that_no_mail_can_reach(desk, address):
    answer = desk.post(f"{PEOPLE}add/", {"email": address, "name": ""})

    assert "Bitte geben Sie eine Adresse" in answer.content.decode()
    assert not Person.objects.filter(email__endswith="@x.example").exists()

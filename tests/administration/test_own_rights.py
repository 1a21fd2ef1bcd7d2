"""Row 26: nobody who administers raises the own rights by any request; the log says who tried."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.forms import BooleanField
from django.urls import reverse

from members import services
from members.models import District, Import, Mandate, Membership, Organisation, Person, Topic
from members.stages import Function
from tests.factories.members import (
    LONG_AGO,
    NOON,
    PASSWORD,
    make_mandate,
    make_operator,
    make_partner,
    make_person,
)
from tests.imports.files import lines, upload

ROOT = "/verwaltung/members/"
RIGHTS = ["is_superuser", "is_staff", "groups", "user_permissions", "password"]
NO_INLINES = {
    f"{prefix}-{count}_FORMS": "0"
    for prefix in ("mandates", "mandates-2", "memberships", "invitations")
    for count in ("TOTAL", "INITIAL")
}
CHANGEABLE = [District, Mandate, Membership, Organisation, Person, Topic]


@pytest.fixture
def own(admin_person):
    """The mandate that makes the administrator one; it ends at the end of the year."""
    admin_person.mandates.update(ends_on=date(2026, 12, 31))
    return admin_person.mandates.get()


@pytest.fixture
def things(celle, celle_officer, own):
    """One of each, of somebody else."""
    topic = Topic.objects.create(name="Wohnen", slug="wohnen")
    partner = make_partner()
    return {
        District: celle,
        Mandate: celle_officer.mandates.get(),
        Membership: celle.memberships.get(),
        Organisation: partner,
        Person: celle_officer,
        Topic: topic,
    }


def address(model, page, *args):
    return reverse(f"admin:members_{model._meta.model_name}_{page}", args=args)


def sent_by_the_page(desk, path) -> dict:
    """What a browser sends back of a form that nobody has touched."""
    page = desk.get(path)
    data = dict(NO_INLINES)
    for form in [page.context["adminform"].form, *_management_forms(page)]:
        for bound in form:
            if bound.field.disabled:
                continue
            value = bound.value()
            if isinstance(bound.field, BooleanField):
                data |= {bound.html_name: "on"} if value else {}
            elif isinstance(value, list):
                data[bound.html_name] = [getattr(one, "pk", one) for one in value]
            else:
                data[bound.html_name] = "" if value is None else value
    return data


def _management_forms(page):
    formsets = page.context["inline_admin_formsets"]
    return [formset.formset.management_form for formset in formsets]


def fields_of(model):
    return [field.name for field in model._meta.concrete_fields if not field.generated]


def state(thing):
    return type(thing).objects.filter(pk=thing.pk).values().get()


@pytest.mark.parametrize("model", CHANGEABLE, ids=lambda model: model._meta.model_name)
def test_a_form_that_nobody_touched_changes_and_notes_nothing(desk, things, model):
    thing = things[model]
    path, before = address(model, "change", thing.pk), state(thing)

    response = desk.post(path, sent_by_the_page(desk, path))

    assert response.status_code == 302, response.context["errors"]
    assert state(thing) == before
    assert not LogEntry.objects.filter(change_message__startswith="Nicht übernommen").exists()


CRAFTED = [
    (model, name)
    for model in CHANGEABLE
    for name in [*fields_of(model), *RIGHTS]
    if name != model._meta.pk.name or model is not District
]


@pytest.mark.parametrize(
    ("model", "name"), CRAFTED, ids=[f"{m._meta.model_name}-{name}" for m, name in CRAFTED]
)
def test_a_field_that_the_form_does_not_offer_is_not_taken_over_and_noted(
    desk, things, admin_person, model, name
):
    thing = things[model]
    path, before = address(model, "change", thing.pk), state(thing)
    sent = sent_by_the_page(desk, path)
    if name in _offered(desk, path):
        pytest.skip("the form offers it")

    response = desk.post(path, sent | {name: "99"})

    assert response.status_code in (302, 400)
    assert state(thing) == before
    if response.status_code == 302:
        entry = LogEntry.objects.get(change_message=f"Nicht übernommen: {name}")
        assert (entry.user, entry.object_id) == (admin_person, str(thing.pk))


def _offered(desk, path) -> set[str]:
    form = desk.get(path).context["adminform"].form
    return {name for name, field in form.fields.items() if not field.disabled}


@pytest.mark.parametrize("name", RIGHTS)
def test_nor_when_something_is_added(desk, own, name):
    before = Person.objects.count()

    data = {"email": "neu@forum.example", "name": ""} | NO_INLINES
    desk.post(f"{ROOT}person/add/", data | {name: "1"})

    person = Person.objects.get(email="neu@forum.example")
    assert Person.objects.count() == before + 1
    assert not person.is_staff
    assert not person.has_usable_password()
    assert LogEntry.objects.filter(change_message=f"Nicht übernommen: {name}").exists()


def test_a_password_stays_whatever_is_sent(desk, celle_officer):
    path = address(Person, "change", celle_officer.pk)

    for extra in ({"password": "x"}, {"password1": "x", "password2": "x"}, {"new_password1": "x"}):
        desk.post(path, sent_by_the_page(desk, path) | extra)
    for route in (f"{ROOT}person/{celle_officer.pk}/password/", "/verwaltung/password_change/"):
        desk.post(route, {"password1": "x", "password2": "x"})

    celle_officer.refresh_from_db()
    assert celle_officer.check_password(PASSWORD)


# The own mandate ---------------------------------------------------------------------------


@pytest.mark.parametrize("ends_on", ["", "31.12.2027"])
def test_nobody_lengthens_the_own_administration(desk, own, admin_person, ends_on):
    path = address(Mandate, "change", own.pk)

    response = desk.post(path, sent_by_the_page(desk, path) | {"ends_on": ends_on})

    words = "Die eigene Verwaltung erteilt oder verlängert eine andere Person."
    assert words in response.content.decode()
    own.refresh_from_db()
    assert own.ends_on == date(2026, 12, 31)
    assert LogEntry.objects.get().change_message == f"Abgelehnt: {words}"


def test_somebody_else_may(desk, own, client_of):
    second = make_person("zweite@forum.example")
    make_mandate(second, make_operator(), Function.OFFICE, is_administration=True)
    path, other = address(Mandate, "change", own.pk), client_of(second)

    other.post(path, sent_by_the_page(other, path) | {"ends_on": ""})

    own.refresh_from_db()
    assert own.ends_on is None


def test_one_may_lay_it_down_earlier(desk, own):
    path = address(Mandate, "change", own.pk)

    desk.post(path, sent_by_the_page(desk, path) | {"ends_on": "15.12.2026"})

    own.refresh_from_db()
    assert own.ends_on == date(2026, 12, 15)


NEXT_TERM = {
    "function": Function.OFFICE,
    "starts_on": "01.01.2027",
    "ends_on": "",
    "title": "",
    "is_administration": "on",
}


def test_nobody_begins_another_term_of_the_own_administration(desk, own, admin_person):
    operator = make_operator()
    alone = NEXT_TERM | {"person": admin_person.pk, "organisation": operator.pk, "district": ""}
    person = address(Person, "change", admin_person.pk)
    place = address(Organisation, "change", operator.pk)
    in_rows = {f"mandates-2-0-{name}": value for name, value in NEXT_TERM.items()}
    in_rows |= {"mandates-2-TOTAL_FORMS": "1", "mandates-2-INITIAL_FORMS": "0"}

    desk.post(f"{ROOT}mandate/add/", alone)
    desk.post(
        person,
        sent_by_the_page(desk, person) | in_rows | {"mandates-2-0-organisation": operator.pk},
    )
    desk.post(
        place, sent_by_the_page(desk, place) | in_rows | {"mandates-2-0-person": admin_person.pk}
    )

    assert list(admin_person.mandates.all()) == [own]
    assert LogEntry.objects.filter(change_message__startswith="Abgelehnt").count() == 3


def test_no_file_makes_or_keeps_an_administrator(desk, own, admin_person):
    operator = make_operator()
    head = "E-Mail-Adresse;Organisation;Funktion;von;bis;Verwaltung des Portals"
    for row in (
        f"{admin_person.email};{operator.name};Geschäftsstelle;{own.starts_on:%d.%m.%Y};;ja",
        f"neu@forum.example;{operator.name};Geschäftsstelle;01.01.2026;;ja",
    ):
        upload(desk, lines(row, head=head))
    kept, new = Import.objects.order_by("pk")

    assert kept.lines[0]["says"] == ["Wie lange jemand das Portal verwaltet, sagt keine Datei."]
    assert new.unread == ["Verwaltung des Portals"]


def test_who_administers_takes_over_nobody(desk, own, admin_person, celle_lead):
    for kept, old in ((admin_person, celle_lead), (celle_lead, admin_person)):
        path = f"{ROOT}person/{kept.pk}/zusammenfuehren/"
        seen = desk.get(path, {"mit": old.pk}).context["outlook"].fingerprint
        page = desk.post(path, {"mit": old.pk, "seen": seen}).content.decode()
        assert "Ihr eigenes Konto führt eine andere Person zusammen." in page

    assert not admin_person.acts_for(NOON)


# Ways around the form ----------------------------------------------------------------------


def test_lists_are_not_edited(desk, things):
    before = {thing: state(thing) for thing in things.values()}

    for model in CHANGEABLE:
        data = {
            "form-TOTAL_FORMS": "1",
            "form-INITIAL_FORMS": "1",
            "form-0-id": things[model].pk,
            "form-0-is_administration": "on",
            "form-0-name": "Anders",
            "_save": "1",
        }
        desk.post(address(model, "changelist"), data)

    assert {thing: state(thing) for thing in things.values()} == before


@pytest.mark.parametrize("action", ["make_administrator", "save", "__class__", "has_perm"])
def test_there_are_no_actions_but_those_that_are_offered(desk, things, action):
    before = {thing: state(thing) for thing in things.values()}

    for model in CHANGEABLE:
        data = {"action": action, "_selected_action": things[model].pk}
        assert desk.post(address(model, "changelist"), data).status_code in (200, 302)

    assert {thing: state(thing) for thing in things.values()} == before


def test_save_as_new_makes_nothing_new(desk, things):
    for model in (Person, Mandate, Organisation):
        path, count = address(model, "change", things[model].pk), model.objects.count()
        answer = desk.post(path, sent_by_the_page(desk, path) | {"_saveasnew": "1"})
        assert (answer.status_code, model.objects.count()) == (400, count)


@pytest.mark.parametrize("name", ["password", "last_login", "is_active", "delivery_address"])
def test_a_window_that_pops_up_tells_nothing_but_keys(desk, celle_officer, name):
    path = address(Person, "change", celle_officer.pk)
    data = sent_by_the_page(desk, path) | {"_popup": "1", "_to_field": name}

    answer = desk.post(path, data)
    listed = desk.get(f"{ROOT}person/", {"_to_field": name, "_popup": "1"})

    assert (answer.status_code, listed.status_code) == (400, 400)
    assert celle_officer.password not in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "members/person/?password__startswith=argon2",
        "members/person/?password__regex=.",
        "members/person/?short_password=True",
        "members/mandate/?person__password__startswith=a",
        "members/import/?content__contains=a",
        "members/import/?lines__contains=a",
        "members/import/?by__password__startswith=a",
        "members/invitation/?token_hash__startswith=a",
        "mailroom/mail/?return_token__startswith=a",
        "mailroom/mail/?raw__contains=a",
        "mailroom/mail/?recipient__password__startswith=a",
        "admin/logentry/?user__password__startswith=a",
    ],
)
def test_a_list_cannot_be_asked_for_what_it_does_not_show(desk, own, query):
    assert desk.get(f"/verwaltung/{query}").status_code == 400


def test_rows_of_others_are_not_changed_through_inlines(desk, celle, coburg_lead, celle_officer):
    """A page of one place or person takes no key of a row that belongs to another."""
    foreign = coburg_lead.mandates.get()
    before = state(foreign)

    for model, thing in ((District, celle), (Person, celle_officer)):
        path = address(model, "change", thing.pk)
        for prefix in ("mandates", "mandates-2"):
            crafted = {
                f"{prefix}-TOTAL_FORMS": "1",
                f"{prefix}-INITIAL_FORMS": "1",
                f"{prefix}-0-id": foreign.pk,
                f"{prefix}-0-person": celle_officer.pk,
                f"{prefix}-0-district": celle.pk,
                f"{prefix}-0-function": Function.OFFICER,
                f"{prefix}-0-starts_on": "01.01.2026",
                f"{prefix}-0-may_vote": "on",
                f"{prefix}-0-DELETE": "on",
            }
            response = desk.post(path, sent_by_the_page(desk, path) | crafted)
            assert response.status_code in (200, 302, 400)

    assert state(foreign) == before


# Who never gets there ----------------------------------------------------------------------


@pytest.mark.parametrize("who", ["office", "celle_lead", "partner", "stranger"])
def test_nobody_else_reaches_any_form(client_of, request, things, who):
    person = request.getfixturevalue(who)
    browser = client_of(person)
    gift = NEXT_TERM | {"person": person.pk, "organisation": make_operator().pk, "district": ""}

    for model in CHANGEABLE:
        key, paths = things[model].pk, [address(model, "changelist"), address(model, "add")]
        paths += [address(model, page, key) for page in ("change", "delete", "history")]
        for path in paths:
            assert browser.get(path).status_code == 403
            assert browser.post(path, gift).status_code == 403
    for extra in ("person/import/", "person/export.csv", f"person/{person.pk}/zusammenfuehren/"):
        assert browser.post(ROOT + extra).status_code == 403

    assert not person.may_administer(NOON)


def test_the_log_of_an_attempt_is_read_in_the_protocol(desk, things, admin_person):
    path = address(Person, "change", things[Person].pk)
    desk.post(path, sent_by_the_page(desk, path) | {"is_superuser": "1"})

    page = desk.get("/verwaltung/admin/logentry/").content.decode()

    assert "Nicht übernommen: is_superuser" in page


def test_the_verbs_still_let_a_command_name_the_first_administrator(db):
    person = services.create_person("erste@forum.example", verified=True, by=None, now=NOON)

    services.begin_mandate(
        person,
        make_operator(),
        Function.OFFICE,
        starts_on=LONG_AGO,
        is_administration=True,
        by=None,
        now=NOON,
    )

    assert person.may_administer(NOON)

"""The pages on which people are invited, and the lists of who was."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mailroom.models import Mail
from members import services
from members.models import Invitation, Mandate, Person
from members.stages import Function
from tests.factories.invitations import ADDRESS, make_invitation, send
from tests.factories.members import (
    DAY,
    NOON,
    YESTERDAY,
    make_mandate,
    make_operator,
    make_partner,
    make_person,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

ALL, NEW = "/mitglieder/einladungen/", "/mitglieder/einladungen/neu/"
CELLE, INTO_CELLE = "/mitglieder/celle/einladungen/", "/mitglieder/celle/einladungen/neu/"
INTO_COBURG = "/mitglieder/coburg/einladungen/neu/"
FORM = {"address": ADDRESS, "function": "officer", "starts_on": "2026-12-01"}
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture
def lead(client_of, celle_lead):
    return client_of(celle_lead)


@pytest.fixture
def desk(client_of, office):
    return client_of(office)


def text(response) -> str:
    return response.content.decode().replace("\xa0", " ")


def errors(response) -> str:
    return " ".join(str(error) for error in response.context["form"].errors.values())


def choices(response) -> list[str]:
    return [value for value, _ in response.context["form"].fields["function"].choices if value]


def test_a_lead_invites_somebody_into_the_own_county(lead, celle, celle_lead):
    response = lead.post(INTO_CELLE, FORM | {"title": "Stabsstelle", "name": "Neue Kraft"})

    assert response.url == CELLE
    invitation = Invitation.objects.get()
    assert (invitation.address, invitation.district, invitation.title) == (
        ADDRESS,
        celle,
        "Stabsstelle",
    )
    assert invitation.invited_by == celle_lead
    page = text(lead.get(CELLE))
    assert "Die Einladung ist unterwegs" in page
    assert ADDRESS in page
    assert Mail.objects.get().envelope_to == ADDRESS


def test_a_form_offers_what_its_reader_may_offer(lead, desk, client_of, celle, admin_person):
    deputy = make_person("v@forum.example")
    make_mandate(deputy, celle, Function.DEPUTY)
    partner, operator = make_partner(), make_operator()
    desk_of_admin = client_of(admin_person)

    for client, path, functions, rights in (
        (lead, INTO_CELLE, 4, {"may_vote"}),
        (client_of(deputy), INTO_CELLE, 4, set()),
        (desk, INTO_CELLE, 5, {"may_vote"}),
        (desk, f"{NEW}?ort=organisation-{partner.pk}", 1, set()),
        (desk_of_admin, f"{NEW}?ort=organisation-{operator.pk}", 1, {"is_administration"}),
    ):
        response = client.get(path)
        assert len(choices(response)) == functions
        fields = response.context["form"].fields.keys()
        assert fields & {"may_vote", "is_administration"} == rights
    assert "lead" not in choices(lead.get(INTO_CELLE))


@pytest.mark.parametrize(
    "typed", [{"function": "lead"}, {"function": "office"}, {"function": "nonsense"}]
)
def test_a_function_that_was_not_offered_is_refused(lead, typed):
    response = lead.post(INTO_CELLE, FORM | typed)

    assert response.status_code == 200
    assert not Invitation.objects.exists()


def test_rights_that_were_not_offered_are_not_given(lead, celle):
    Mandate.objects.update(may_vote=False)

    lead.post(INTO_CELLE, FORM | {"may_vote": "on", "is_administration": "on"})

    invitation = Invitation.objects.get()
    assert not invitation.may_vote
    assert not invitation.is_administration


@pytest.mark.parametrize("named", ["path", "field", "query"])
def test_another_countys_name_in_any_place_changes_nothing(lead, coburg, named):
    coburgs = {"district": coburg.pk, "place": "coburg", "ort": "coburg", "organisation": "1"}
    if named == "path":
        assert lead.get(INTO_COBURG).status_code == 403
        assert lead.post(INTO_COBURG, FORM).status_code == 403
    elif named == "query":
        assert lead.post(f"{NEW}?ort=coburg", FORM).status_code == 403
        lead.post(f"{INTO_CELLE}?ort=coburg", FORM)
    else:
        lead.post(INTO_CELLE, FORM | coburgs)

    assert not Invitation.objects.filter(district=coburg).exists()
    assert not Invitation.objects.filter(organisation__isnull=False).exists()


@pytest.mark.parametrize("step", ["", "erneut/", "zurueckziehen/"])
def test_another_countys_invitation_answers_like_one_that_does_not_exist(
    lead, coburg, coburg_lead, step
):
    theirs, _ = send(coburg, by=coburg_lead)

    def answer(pk):
        method = lead.post if step else lead.get
        response = method(f"{ALL}{pk}/{step}", {"seen": 1} if step else {})
        return response.status_code, CSRF.sub("", text(response))

    assert answer(theirs.pk) == answer(999999)
    assert answer(theirs.pk)[0] == 404
    theirs.refresh_from_db()
    assert (theirs.links, theirs.revoked_at) == (1, None)


def test_an_address_that_has_an_account_elsewhere_looks_like_any_other(
    lead, coburg_officer, stranger
):
    def asked(address):
        Invitation.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            answered = lead.post(INTO_CELLE, FORM | {"address": address})
        shown = text(lead.get(CELLE)).replace(address, "ADRESSE")
        shown = re.sub(r"einladungen/\d+/", "", shown)
        invitation = Invitation.objects.get()
        one = text(lead.get(invitation.get_absolute_url())).replace(address, "ADRESSE")
        one = re.sub(r"einladungen/\d+/", "", CSRF.sub("", one))
        return answered.status_code, answered.url, CSRF.sub("", shown), one, len(queries)

    unknown = asked(ADDRESS)
    assert unknown == asked(coburg_officer.email) == asked(stranger.email)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"address": ""}, "Bitte geben Sie die E-Mail-Adresse ein."),
        ({"address": "neu@"}, "die ganze E-Mail-Adresse"),
        ({"address": "jörg@celle.example"}, "ohne Umlaute"),
        ({"address": "a\r\nBcc: b@x.example"}, "Bitte geben Sie eine Adresse an"),
        ({"address": "celle.koordination@forum.example"}, "eigene Adresse"),
        ({"address": "celle@forum.example"}, "schon jemand zuständig"),
        ({"function": ""}, "Bitte wählen Sie die Funktion."),
        ({"starts_on": ""}, "ab wann die Person zuständig ist"),
        ({"starts_on": "1800-01-01"}, "zwischen 1990 und 2099"),
        ({"ends_on": "2026-11-30"}, "schon vorbei"),
        ({"starts_on": "2027-02-01", "ends_on": "2027-01-01"}, "endet vor ihrem Beginn"),
        ({"name": "x" * 201}, "200 Zeichen"),
        ({"title": "a\0b"}, "Nullzeichen"),
    ],
)
def test_an_error_says_what_to_do_and_sends_nothing(lead, celle_officer, typed, sentence):
    response = lead.post(INTO_CELLE, FORM | typed)

    assert response.status_code == 200
    assert sentence in errors(response)
    assert not Mail.objects.exists()


def test_what_is_typed_over_several_lines_stays_one_line_in_the_mail(lead):
    lead.post(INTO_CELLE, FORM | {"name": "Neue\r\nBcc: x@y.example", "title": "Büro\nÄmter"})

    invitation = Invitation.objects.get()
    assert (invitation.name, invitation.title) == ("Neue Bcc: x@y.example", "Büro Ämter")


def test_a_double_click_is_one_invitation(lead):
    for _ in range(2):
        assert lead.post(INTO_CELLE, FORM).url == CELLE

    assert Invitation.objects.count() == Mail.objects.count() == 1


def test_a_flood_of_invitations_is_stopped_with_what_was_typed(lead, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"invite": "2/h/user"}
    for number in range(3):
        response = lead.post(INTO_CELLE, FORM | {"address": f"n{number}@celle.example"})

    assert response.status_code == 429
    assert "n2@celle.example" in text(response)
    assert Invitation.objects.count() == 2


def test_the_office_chooses_the_place_first(desk, celle):
    partner = make_partner()

    assert desk.get(f"{NEW}?ort=celle").url == INTO_CELLE
    assert "Bitte wählen Sie einen Eintrag" in text(desk.get(f"{NEW}?ort=nirgends"))
    response = desk.post(f"{NEW}?ort=organisation-{partner.pk}", FORM | {"function": "contact"})

    assert response.url == ALL
    assert Invitation.objects.get().organisation == partner


def test_only_the_administration_chooses_the_office_itself(desk, client_of, admin_person):
    path = f"{NEW}?ort=organisation-{make_operator().pk}"

    assert "Bitte wählen Sie einen Eintrag" in text(desk.post(path, FORM | {"function": "office"}))
    client = client_of(admin_person)
    client.post(path, FORM | {"function": "office", "is_administration": "on"})

    assert Invitation.objects.get().is_administration


# One invitation


def test_sending_again_twice_from_one_page_sends_one_link(lead, celle, celle_lead):
    invitation, _ = send(celle, by=celle_lead)

    for _ in range(2):
        response = lead.post(f"{ALL}{invitation.pk}/erneut/", {"seen": "1"})

    assert response.url == invitation.get_absolute_url()
    invitation.refresh_from_db()
    assert invitation.links == 2
    assert "Ein neuer Link ist unterwegs" in text(lead.get(response.url))


@pytest.mark.parametrize("seen", ["", "x", "²", "-1", "9" * 50, "9" * 5000])
def test_a_number_that_no_page_showed_sends_nothing(lead, celle, celle_lead, seen):
    invitation, _ = send(celle, by=celle_lead)

    lead.post(f"{ALL}{invitation.pk}/erneut/", {"seen": seen})

    invitation.refresh_from_db()
    assert invitation.links == 1


def test_withdrawing_twice_is_as_good_as_once(lead, celle, celle_lead):
    invitation, path = send(celle, by=celle_lead)

    for _ in range(2):
        lead.post(f"{ALL}{invitation.pk}/zurueckziehen/")

    page = text(lead.get(invitation.get_absolute_url()))
    assert "widerrufen" in page
    assert "Noch einmal senden" not in page
    assert "zurückgezogen" in text(lead.get(path))


def test_a_lead_neither_withdraws_nor_renews_what_only_the_office_may_offer(lead, celle, office):
    invitation, _ = send(celle, by=office, function=Function.LEAD)

    page = text(lead.get(invitation.get_absolute_url()))

    assert "Zurückziehen" not in page
    for step in ("erneut", "zurueckziehen"):
        assert lead.post(f"{ALL}{invitation.pk}/{step}/", {"seen": 1}).status_code == 403


def test_what_sleeps_is_marked_and_woken_by_sending_it_again(desk, celle, celle_lead):
    invitation, _ = send(celle, by=celle_lead)
    Mandate.objects.filter(person=celle_lead).update(ends_on=YESTERDAY)
    assert "gilt gerade nicht" in text(desk.get(ALL))

    desk.post(f"{ALL}{invitation.pk}/erneut/", {"seen": 1})

    assert "gilt gerade nicht" not in text(desk.get(ALL))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("queued", "Mail ist unterwegs"),
        ("sent", "Mail ist verschickt"),
        ("failed", "Mail kam nicht an"),
        ("suppressed", "Mail kam nicht an"),
        ("uncertain", "ungewiss, ob die Mail ankam"),
    ],
)
def test_the_list_says_what_became_of_the_mail(lead, celle, celle_lead, state, words):
    send(celle, by=celle_lead)
    settled_at = NOON if state not in ("queued", "uncertain") else None
    Mail.objects.update(state=state, raw=None, settled_at=settled_at)

    assert words in text(lead.get(CELLE))


# Lists


def test_an_empty_list_says_what_an_invitation_is(lead, desk):
    for client, path in ((lead, CELLE), (desk, ALL)):
        page = text(client.get(path))
        assert "Noch ist niemand eingeladen." in page
        assert "Jemanden einladen" in page


def fill(place, by, count):
    """``count`` invitations of each stage, each by somebody else."""
    for number in range(count):
        lead = make_person(f"v{number}@{place.slug}.example")
        make_mandate(lead, place, Function.DEPUTY)
        state = {
            "o": {},
            "e": {"created_at": NOON - 20 * DAY, "expires_at": NOON - 6 * DAY},
            "r": {"revoked_at": NOON - DAY},
            "a": {"accepted_at": NOON - DAY, "person": lead},
        }
        for name, fields in state.items():
            address = f"{name}{number}@{place.slug}.example"
            make_invitation(place, address, by=lead, address=address, **fields)


@pytest.mark.parametrize("count", [1, 3])
def test_the_offices_list_costs_the_same_for_few_and_for_many(
    desk, office, celle, coburg, django_assert_num_queries, count
):
    for place in (celle, coburg)[:count]:
        fill(place, office, count)

    with django_assert_num_queries(7):
        desk.get(ALL)


@pytest.mark.parametrize("count", [1, 3])
def test_a_countys_list_costs_the_same_for_few_and_for_many(
    lead, office, celle, django_assert_num_queries, count
):
    fill(celle, office, count)

    with django_assert_num_queries(9):
        lead.get(CELLE)


def test_a_county_sees_its_own_invitations_alone(lead, celle, coburg, celle_lead, coburg_lead):
    send(celle, by=celle_lead)
    send(coburg, by=coburg_lead, address="neu@coburg.example")

    page = text(lead.get(CELLE))

    assert ADDRESS in page
    assert "neu@coburg.example" not in page


@pytest.mark.parametrize(
    ("stage", "address"), [("open", "o0"), ("expired", "e0"), ("revoked", "r0"), ("accepted", "a0")]
)
def test_the_list_is_narrowed_to_a_stage(desk, office, celle, stage, address):
    fill(celle, office, 1)

    page = desk.get(f"{ALL}?stand={stage}")

    found = [entry.invitation.address for entry in page.context["entries"]]
    assert found == [f"{address}@celle.example"]


def test_the_list_is_searched_by_address_and_place(desk, office, celle, coburg):
    fill(celle, office, 1)
    fill(coburg, office, 1)

    assert desk.get(f"{ALL}?suche=coburg").context["page"].paginator.count == 4
    assert desk.get(f"{ALL}?suche=E0@ Landkreis").context["page"].paginator.count == 2
    assert "Keine Einladung passt" in text(desk.get(f"{ALL}?suche=nirgends"))


def test_a_long_list_is_turned_by_pages(desk, celle, celle_lead):
    for number in range(30):
        make_invitation(celle, f"t{number}", by=celle_lead, address=f"n{number}@celle.example")

    page = desk.get(f"{ALL}?page=2")

    assert len(page.context["entries"]) == 5
    assert "26 bis 30 von 30 Einladungen" in text(page)


def test_a_forgotten_address_is_shown_as_such(desk, celle, celle_lead):
    make_invitation(celle, "t", by=celle_lead, address="", created_at=NOON - 200 * DAY)

    assert "Adresse gelöscht" in text(desk.get(ALL))


# Ways there


def test_the_way_to_the_invitations_is_shown_to_those_who_may(
    client_of, celle, celle_lead, celle_officer, coburg_lead, office
):
    link = f'href="{CELLE}"'

    for person, may in (
        (celle_lead, True),
        (office, True),
        (celle_officer, False),
        (coburg_lead, False),
    ):
        assert (link in text(client_of(person).get("/mitglieder/celle/"))) is may
    assert f'href="{ALL}"' in text(client_of(office).get("/einstellungen/"))
    assert f'href="{ALL}"' not in text(client_of(celle_lead).get("/einstellungen/"))


def test_the_office_reads_what_a_wish_for_a_new_link_was_about(desk, celle, celle_lead, mailboxes):
    invitation, _ = send(celle, by=celle_lead, now=NOON - 20 * DAY)
    services.want_new_link(invitation, now=NOON)
    mailboxes.deliver(NOON)

    page = text(desk.get(f"/einstellungen/post/zustellung/anlass/{invitation.occasion}:wanted/"))

    assert "Bitten um eine neue Einladung" in page
    assert f'href="{invitation.get_absolute_url()}">Fachkraft, Landkreis Celle' in page


def test_an_account_opened_by_the_form_alone_does_not_exist(lead):
    lead.post(INTO_CELLE, FORM)

    assert not Person.objects.filter(email=ADDRESS).exists()

"""Whichever way a mandate ends: the next request has no right, an open form is refused in
plain words, and no mail leaves that waited (faults.md, row 25)."""

import pytest

from meetings.models import Meeting, Registration
from members import imports, services
from members.models import Mandate
from members.stages import Function
from tests.factories.meetings import make_meeting, meeting_fields
from tests.factories.members import DAY, NOON, YESTERDAY, make_mandate, make_operator, make_person
from tests.imports.files import lines

PATH = "/mitglieder/celle/zustaendige/"


def day_passes(held, **people):
    """The last day was entered long ago, and is over by now."""
    Mandate.objects.filter(pk=held.pk).update(ends_on=YESTERDAY)


def office_page(held, client_of, office, **people):
    _on_page(client_of(office), f"{PATH}{held.pk}/beenden/", YESTERDAY)


def lead_page(held, client_of, celle_lead, **people):
    _on_page(client_of(celle_lead), f"{PATH}{held.pk}/beenden/", YESTERDAY)


def membership_page(held, client_of, office, **people):
    _on_page(client_of(office), "/mitglieder/celle/mitgliedschaft/austreten/", YESTERDAY)


def admin_change(held, client_of, admin_person, **people):
    data = {"title": "", "starts_on": "2024-01-01", "ends_on": "2026-11-30"}
    client_of(admin_person).post(f"/verwaltung/members/mandate/{held.pk}/change/", data)


def admin_action(held, client_of, admin_person, **people):
    _by_action(client_of(admin_person), "mandate", "end_mandates", held.pk, on=YESTERDAY)


def admin_action_on_membership(held, client_of, admin_person, **people):
    key = held.district.memberships.get().pk
    _by_action(client_of(admin_person), "membership", "end_memberships", key, on=YESTERDAY)


def file_imported(held, admin_person, **people):
    line = f"{held.person.email};;;3351;;Fachkraft;;01.01.2024;30.11.2026;"
    deed = {"by": admin_person, "now": NOON}
    one = services.upload_import("people", "liste.csv", lines(line), **deed)
    services.confirm_import(one, seen=one.seen, by=admin_person)
    imports.run_all(NOON)


def account_deleted(held, **people):
    services.delete_account(held.person, by=held.person, now=NOON)


def people_merged(held, admin_person, **people):
    """The account goes into another one of the same human."""
    kept = make_person("dieselbe@forum.example")
    deed = {"by": admin_person, "now": NOON}
    seen = services.merge_outlook(kept, held.person, **deed).fingerprint
    services.merge_people(kept, held.person, seen=seen, **deed)


def account_closed(held, client_of, admin_person, **people):
    _by_action(client_of(admin_person), "person", "close_accounts", held.person_id)


def _on_page(client, path, on):
    seen = client.get(path).context["seen"]
    assert client.post(path, {"on": on, "seen": seen}).status_code == 302


def _by_action(client, model, action, key, **fields):
    path = f"/verwaltung/members/{model}/"
    data = {"action": action, "_selected_action": [key]}
    seen = client.post(path, data | {"index": "0"}).context["seen"]
    done = client.post(path, data | {"confirmed": "1", "seen": seen} | fields)
    assert done.status_code == 302


WAYS = [
    day_passes,
    office_page,
    lead_page,
    membership_page,
    admin_change,
    admin_action,
    admin_action_on_membership,
    file_imported,
    account_closed,
    account_deleted,
    people_merged,
]


@pytest.fixture(params=WAYS, ids=lambda way: way.__name__)
def end(request, client_of, office, admin_person, celle_lead):
    people = {"office": office, "admin_person": admin_person, "celle_lead": celle_lead}

    def ending(held):
        request.param(held, client_of=client_of, **people)

    ending.closes_account = request.param in (account_closed, account_deleted, people_merged)
    return ending


def text(response) -> str:
    return response.content.decode().replace("\xa0", " ")


def answer(meeting, county, reply="declined"):
    return f"/treffen/{meeting.pk}/anmeldung/", {"district": county.pk, "reply": reply}


def test_the_next_request_has_no_right_and_an_open_form_is_refused(
    at_noon, end, client_of, office, celle, celle_officer
):
    meeting = make_meeting(office)
    browser = client_of(celle_officer)
    assert browser.get(meeting.get_absolute_url()).status_code == 200

    end(celle_officer.mandates.get())

    seen, sent = browser.get("/treffen/"), browser.post(*answer(meeting, celle))
    assert not Registration.objects.exists()
    if end.closes_account:
        assert seen.url.startswith("/konto/login/") and sent.url.startswith("/konto/login/")
    else:
        assert seen.status_code == sent.status_code == 403
        assert "Ihre Zuständigkeit hat am Montag, 30. November 2026 geendet." in text(seen)
        assert "wurde nicht gespeichert" in text(sent)


def test_who_keeps_another_mandate_loses_just_the_rights_of_the_ended_one(
    at_noon, end, client_of, office, celle, coburg, celle_officer
):
    kept = make_mandate(celle_officer, coburg)
    meeting = make_meeting(office)
    browser = client_of(celle_officer)

    end(celle_officer.mandates.get(district=celle))
    if end.closes_account:
        return  # it closes both

    refused = browser.post(*answer(meeting, celle), follow=True)
    assert not Registration.objects.exists()
    assert "Ihre Antwort ist nicht gespeichert" in text(refused)
    assert "„Fachkraft, Landkreis Celle“ hat am Montag, 30. November 2026 geendet." in text(refused)
    browser.post(*answer(meeting, coburg))
    assert Registration.objects.get().district == kept.district


def test_mail_that_waited_is_not_sent(at_noon, end, office, celle_officer, mailboxes):
    address = celle_officer.email
    make_meeting(office)

    end(celle_officer.mandates.get())
    for moment in (NOON, NOON + DAY, NOON + 2 * DAY):
        mailboxes.deliver(moment)

    assert [s for s in mailboxes.subjects(address) if "Konto" not in s] == []


def test_mail_of_the_kept_county_still_comes(
    at_noon, office, celle, coburg, celle_officer, mailboxes
):
    make_mandate(celle_officer, coburg)
    make_meeting(office)
    celle_officer.mandates.filter(district=celle).update(ends_on=YESTERDAY)

    mailboxes.deliver(NOON)

    (invitation,) = mailboxes.of(celle_officer.email)
    body = invitation.get_body(("plain",)).get_content()
    assert "Coburg" in body
    assert "Celle" not in body


def test_who_leaves_the_office_and_keeps_a_county_plans_nothing_more(
    at_noon, client_of, office, celle, celle_officer
):
    make_mandate(celle_officer, make_operator(), Function.OFFICE)
    draft = make_meeting(office)
    browser = client_of(celle_officer)
    assert browser.get("/treffen/neu/").status_code == 200
    at_office = celle_officer.mandates.get(function=Function.OFFICE)
    services.end_mandate(at_office, on=YESTERDAY, by=office, now=NOON)

    for path in ("/treffen/neu/", f"/treffen/{draft.pk}/absagen/"):
        refused = browser.post(path, meeting_fields(host=""))
        assert refused.status_code == 403
        assert "Was Sie eben abgeschickt haben, wurde nicht gespeichert." in text(refused)
        assert "„Geschäftsstelle, Träger des Forums“ hat am Montag, 30. November" in text(refused)
    assert Meeting.objects.count() == 1
    assert "nicht gespeichert" not in text(browser.get("/treffen/neu/"))
    assert browser.get("/treffen/").status_code == 200


def test_what_can_no_longer_be_seen_is_refused_in_the_same_words(
    at_noon, client_of, office, celle, coburg, celle_lead
):
    make_mandate(celle_lead, coburg)
    browser = client_of(celle_lead)
    celle_lead.mandates.filter(district=celle).update(ends_on=YESTERDAY)

    refused = browser.post(f"{PATH}beginnen/", {"function": "officer"})

    assert refused.status_code == 403
    assert "„Koordination, Landkreis Celle“ hat am Montag, 30. November 2026" in text(refused)

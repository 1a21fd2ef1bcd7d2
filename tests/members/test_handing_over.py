"""What somebody has in hand for a county goes to others there, or stays and is told."""

import pytest

from meetings.models import Attendee, Event, Registration
from meetings.representing import Coming
from meetings.services import planning, registering
from meetings.stages import Mode, Verb
from members import services
from members.handover import in_hand
from members.models import Mandate
from members.notices import tell_of_what_is_left
from members.stages import Function
from recommendations.stages import Stage
from tests.factories.meetings import make_meeting, make_registration
from tests.factories.members import (
    DAY,
    NOON,
    YESTERDAY,
    make_mandate,
    make_officer,
    make_person,
)
from tests.factories.recommendations import make_recommendation

TODAY = NOON.date()
PATH = "/mitglieder/celle/zustaendige/"


@pytest.fixture(autouse=True)
def noon(at_noon):
    pass


@pytest.fixture
def meeting(office, celle_officer):
    """On 17 December; the officer of Celle comes."""
    meeting = make_meeting(office)
    make_registration(meeting, celle_officer)
    return meeting


def text(response) -> str:
    return response.content.decode().replace("\xa0", " ")


def coming(meeting):
    attendees = Attendee.objects.filter(registration__meeting=meeting)
    return [(a.person, a.label, a.mode) for a in attendees.order_by("pk")]


def hand_over(client, mandate, **fields):
    address = f"{PATH}{mandate.pk}/uebergeben/"
    page = client.get(address)
    return client.post(address, {"seen": page.context["seen"], "on": YESTERDAY} | fields)


def key(meeting):
    return f"meeting-{meeting.registrations.get().pk}"


def test_with_the_end_of_the_mandate_the_successor_comes_instead(
    client_of, celle, meeting, celle_officer, celle_lead, office
):
    held = celle_officer.mandates.get()

    client = client_of(office)
    response = hand_over(client, held, everything=celle_lead.pk)

    held.refresh_from_db()
    assert held.ends_on == YESTERDAY
    assert coming(meeting) == [(celle_lead, "Koordination", "on_site")]
    registration = Registration.objects.get()
    assert (registration.answered_by, registration.answered_at) == (office, NOON)
    event = Event.objects.filter(verb=Verb.REGISTERED).latest("pk")
    assert event.by == office
    assert [a["label"] for a in event.details["from"]["attendees"]] == ["Fachkraft"]
    assert [a["label"] for a in event.details["to"]["attendees"]] == ["Koordination"]
    assert "Übergeben: 1." in text(client.get(response.url))


def test_the_page_says_what_is_open_and_what_stays_with_the_county(
    client_of, celle, meeting, celle_officer, celle_lead, office
):
    make_meeting(office, title="Bei uns", host=celle)
    make_recommendation(office, Stage.DRAFT, title="Unser Rat", lead_district=celle)
    held = celle_officer.mandates.get()

    page = text(client_of(celle_lead).get(f"{PATH}{held.pk}/uebergeben/"))

    assert "Sprachmittlung im ländlichen Raum, Donnerstag, 17. Dezember 2026, 9:30 Uhr" in page
    assert "Bleibt stehen: Gastgebend bei „Bei uns“." in page
    assert "Bleibt stehen: Federführend bei „Unser Rat“." in page
    end = text(client_of(celle_lead).get(f"{PATH}{held.pk}/beenden/"))
    assert "In der Hand hat die Person noch: „Sprachmittlung im ländlichen Raum“." in end


def test_each_thing_goes_to_whom_one_chooses(
    client_of, celle, meeting, celle_officer, celle_lead, office
):
    other = make_officer("andere@forum.example", celle)
    second = make_meeting(office, title="Ehrenamt")
    third = make_meeting(office, title="Wohnraum")
    for one in (second, third):
        make_registration(one, celle_officer, mode=Mode.ONLINE)

    hand_over(
        client_of(office),
        celle_officer.mandates.get(),
        everything=celle_lead.pk,
        **{key(second): other.pk, key(third): "niemand"},
    )

    assert coming(meeting) == [(celle_lead, "Koordination", "on_site")]
    assert coming(second) == [(other, "Fachkraft", "online")]
    assert coming(third) == [(celle_officer, "Fachkraft", "online")]


def test_who_comes_already_is_not_there_twice(client_of, celle, celle_officer, celle_lead, office):
    meeting = make_meeting(office)
    both = [Coming(Mode.ON_SITE, celle_officer), Coming(Mode.ONLINE, celle_lead)]
    registering.register(meeting, celle, coming=both, by=celle_lead, now=NOON)

    hand_over(client_of(office), celle_officer.mandates.get(), everything=celle_lead.pk)

    assert coming(meeting) == [(celle_lead, "Koordination", "online")]


def test_what_lies_before_the_last_day_the_person_still_sees_to(
    client_of, celle, meeting, celle_officer, celle_lead, office
):
    held = celle_officer.mandates.get()

    hand_over(client_of(office), held, on=meeting.starts_on, everything=celle_lead.pk)
    assert coming(meeting)[0][0] == celle_officer

    held.refresh_from_db()
    hand_over(client_of(office), held, on=meeting.starts_on, **{key(meeting): celle_lead.pk})
    assert coming(meeting)[0][0] == celle_lead


def test_it_goes_to_people_of_the_county_and_to_nobody_else(
    client_of, celle, meeting, celle_officer, celle_lead, coburg_officer, office
):
    gone = make_person("weg@forum.example")
    make_mandate(gone, celle, ends_on=YESTERDAY)
    closed = make_person("zu@forum.example", is_active=False)
    make_mandate(closed, celle)
    client, held = client_of(celle_lead), celle_officer.mandates.get()

    for other in (coburg_officer, gone, closed, celle_officer):
        page = hand_over(client, held, everything=other.pk)
        assert page.context["form"].errors["everything"]
    assert coming(meeting)[0][0] == celle_officer
    assert celle_officer.mandates.get().ends_on is None


def test_all_happens_or_nothing(celle, meeting, celle_officer, celle_lead, coburg_officer, office):
    held = celle_officer.mandates.get()

    with pytest.raises(Exception, match="handelt nicht für Landkreis Celle"):
        services.hand_over(held, {key(meeting): coburg_officer}, on=YESTERDAY, by=office, now=NOON)

    assert Mandate.objects.get(pk=held.pk).ends_on is None
    assert coming(meeting)[0][0] == celle_officer


def test_after_the_deadline_and_for_a_changed_answer_it_works_and_after_the_start_no_more(
    celle, meeting, celle_officer, celle_lead, office
):
    held = celle_officer.mandates.get()
    late = meeting.answer_by + DAY
    assert in_hand(celle_officer, celle, meeting.starts_at) == []

    services.hand_over(held, {key(meeting): celle_lead}, by=office, now=late)
    assert coming(meeting)[0][0] == celle_lead

    assert services.hand_over(held, {key(meeting): celle_lead}, by=office, now=late) == 0


def test_a_meeting_that_is_called_off_is_in_nobodys_hand(celle, meeting, celle_officer, office):
    planning.cancel_meeting(meeting, reason="Krank", by=office, now=NOON)

    assert in_hand(celle_officer, celle, NOON) == []


def test_the_successor_reads_it_in_a_mail(
    client_of, celle, meeting, celle_officer, celle_lead, office, mailboxes
):
    hand_over(client_of(office), celle_officer.mandates.get(), everything=celle_lead.pk)

    mailboxes.deliver(NOON)

    (mail,) = [
        m for m in mailboxes.of(celle_lead.email) if m["Subject"].startswith("Sie übernehmen")
    ]
    body = mail.get_body(("plain",)).get_content()
    assert "Sprachmittlung im ländlichen Raum" in body
    assert f"http://localhost:8000/treffen/{meeting.pk}/" in body
    assert not mailboxes.of(celle_officer.email)


def test_of_a_meeting_that_asks_for_it_the_mail_says_only_that_there_is_one(
    client_of, celle, celle_officer, celle_lead, office, mailboxes
):
    meeting = make_meeting(office, title="Vertrauliches", link_only=True)
    make_registration(meeting, celle_officer)
    hand_over(client_of(office), celle_officer.mandates.get(), everything=celle_lead.pk)

    mailboxes.deliver(NOON)

    for mail in mailboxes.of(celle_lead.email):
        for kind in ("plain", "html"):
            body = mail.get_body((kind,)).get_content()
            assert "Vertrauliches" not in body + mail["Subject"]
            assert "17. Dez" not in body.replace("\xa0", " ")


@pytest.mark.parametrize("who", ["celle_lead", "deputy", "office"])
def test_what_nobody_takes_over_is_told_to_those_who_decide_whichever_way_it_ended(
    celle, meeting, celle_officer, office, request, who, mailboxes
):
    if who == "deputy":
        teller = make_person("stellvertretung@forum.example")
        make_mandate(teller, celle, Function.DEPUTY)
    else:
        teller = request.getfixturevalue(who)
    Mandate.objects.filter(person=celle_officer).update(ends_on=TODAY)  # by nobody's deed here

    for moment in (NOON, NOON + DAY, NOON + 2 * DAY):
        mailboxes.deliver(moment)

    told = {
        to: [s for s in mailboxes.subjects(to) if "wer übernimmt" in s]
        for to in set(mailboxes.addresses())
    }
    assert {to: len(subjects) for to, subjects in told.items() if subjects} == {teller.email: 1}


def test_it_is_told_no_more_once_somebody_has_taken_over(
    celle, meeting, celle_officer, celle_lead, office, mailboxes
):
    held = celle_officer.mandates.get()
    services.end_mandate(held, on=YESTERDAY, by=office, now=NOON)
    tell_of_what_is_left(NOON)
    services.hand_over(held, {key(meeting): celle_lead}, by=office, now=NOON)

    mailboxes.deliver(NOON)

    assert not [s for s in mailboxes.subjects(celle_lead.email) if "wer übernimmt" in s]


def test_the_lead_finds_it_on_the_start_page_and_hands_it_over_afterwards(
    client_of, celle, meeting, celle_officer, celle_lead, coburg_lead, office
):
    other = make_officer("andere@forum.example", celle)
    held = celle_officer.mandates.get()
    services.end_mandate(held, on=YESTERDAY, by=office, now=NOON)
    client = client_of(celle_lead)
    link = f"{PATH}{held.pk}/uebergeben/"
    assert link in text(client.get("/"))
    for person in (other, coburg_lead):
        assert link not in text(client_of(person).get("/"))

    client.post(link, {"seen": client.get(link).context["seen"], "everything": other.pk})

    assert coming(meeting)[0][0] == other
    assert link not in text(client.get("/"))
    assert str(Mandate.objects.get(pk=held.pk).ends_on) == str(YESTERDAY)


def test_what_a_lead_left_is_handed_over_by_the_deputy(
    client_of, celle, celle_lead, celle_officer, office
):
    deputy = make_person("stellvertretung@forum.example")
    make_mandate(deputy, celle, Function.DEPUTY)
    meeting = make_meeting(office)
    make_registration(meeting, celle_lead)
    held = celle_lead.mandates.get()
    client, link = client_of(deputy), f"{PATH}{held.pk}/uebergeben/"
    assert client.get(link).status_code == 403

    services.end_mandate(held, on=YESTERDAY, by=office, now=NOON)

    client.post(link, {"seen": client.get(link).context["seen"], "everything": celle_officer.pk})
    assert coming(meeting)[0][0] == celle_officer


def test_who_keeps_another_mandate_there_leaves_nothing_behind(
    client_of, celle, meeting, celle_officer, celle_lead, office
):
    make_mandate(celle_officer, celle, Function.DEPARTMENT_HEAD)
    held = celle_officer.mandates.get(function=Function.OFFICER)

    page = text(client_of(office).get(f"{PATH}{held.pk}/beenden/"))
    services.end_mandate(held, on=YESTERDAY, by=office, now=NOON)

    assert "In der Hand" not in page
    assert "uebergeben" not in text(client_of(celle_lead).get("/"))


def test_whoever_confirms_has_seen_what_follows(
    client_of, celle, meeting, celle_officer, celle_lead, office
):
    held, client = celle_officer.mandates.get(), client_of(office)
    link = f"{PATH}{held.pk}/uebergeben/"
    seen = client.get(link).context["seen"]
    make_registration(make_meeting(office, title="Ehrenamt"), celle_officer)

    page = client.post(link, {"seen": seen, "on": YESTERDAY, "everything": celle_lead.pk})

    assert "Inzwischen hat sich etwas geändert." in text(page)
    assert coming(meeting)[0][0] == celle_officer


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_few_and_for_many(
    client_of, celle, celle_officer, celle_lead, office, count, django_assert_num_queries
):
    for number in range(count):
        make_registration(make_meeting(office, title=f"Treffen {number}"), celle_officer)
        make_officer(f"k{number}@forum.example", celle)
    client = client_of(office)

    with django_assert_num_queries(18):
        client.get(f"{PATH}{celle_officer.mandates.get().pk}/uebergeben/")


@pytest.mark.parametrize("count", [1, 3])
def test_seeing_what_is_left_costs_each_pass_the_same_for_few_and_for_many(
    celle, office, count, django_assert_num_queries
):
    for number in range(count):
        leaving = make_officer(f"k{number}@forum.example", celle)
        later = make_meeting(office, title=f"Treffen {number}")
        make_registration(later, leaving)
        leaving.mandates.update(ends_on=YESTERDAY)

    tell_of_what_is_left(NOON)
    with django_assert_num_queries(7):
        tell_of_what_is_left(NOON)

"""A partner is invited to a meeting: it sees that one and is told of it, and of no other."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from digests.audience import Audience
from digests.content import Span
from mailroom import passes
from mailroom.models import Mail
from meetings.models import ActionItem, Event, Meeting, Remark, Resolution
from meetings.refusals import NotYourCounty, StaysInvited
from meetings.representing import Coming
from meetings.services import planning, registering
from meetings.stages import Circle, Mode
from members.models import Person
from members.stages import Function
from tests.factories.meetings import (
    make_action_item,
    make_adopted,
    make_circulated,
    make_draft,
    make_group,
    make_meeting,
    make_over,
    make_paper,
    make_registration,
    make_remark,
    make_resolution,
    move,
)
from tests.factories.members import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    make_mandate,
    make_operator,
    make_partner,
    make_person,
)

from .test_circles import _form, _sent, page, run

pytestmark = pytest.mark.django_db
SECRET = "Rückführungsberatung"


@pytest.fixture
def partners(partner):
    return [partner.mandates.get().organisation]


@pytest.fixture
def meeting(office, partners):
    return make_meeting(office, title=SECRET, partners=partners, video_link="https://video.example")


@pytest.fixture
def stranger_partner(db):
    """Somebody of another partner, which is not invited."""
    person = make_person("andere@forum.example")
    make_mandate(person, make_partner("Andere Stiftung"), Function.CONTACT)
    return person


def bodies(mailboxes, person) -> str:
    return "\n".join(
        part.get_content().replace("\N{NO-BREAK SPACE}", " ")
        for message in mailboxes.of(person.email)
        for part in message.walk()
        if part.get_content_type() == "text/plain"
    )


# What a partner sees -----------------------------------------------------------------------


def test_a_partner_finds_the_meeting_wherever_meetings_are_and_no_other(
    client_of, office, meeting, partner, stranger_partner
):
    make_meeting(office, title="Ohne Partner")
    make_draft(office, title="Entwurf", partners=list(meeting.partners.all()))
    client, other = client_of(partner), client_of(stranger_partner)
    client.post("/treffen/kalender/")

    for address in (
        "/",
        "/neu/",
        "/treffen/",
        "/treffen/?suche=Rückführung",
        "/treffen/?ansicht=monat&monat=2026-12",
    ):
        html = page(client, address)
        assert SECRET in html, address
        assert "Ohne Partner" not in html, address
        assert "Entwurf" not in html, address
        assert SECRET not in page(other, address), address
    assert other.get(meeting.get_absolute_url()).status_code == 404
    assert other.post("/treffen/kalender/").status_code == 403


def test_its_page_has_all_but_the_way_into_the_conference_and_asks_to_tell_the_office(
    client_of, office, celle_officer, meeting, partner
):
    make_paper(meeting, office, "Leitfaden")
    make_registration(meeting, celle_officer)

    html = page(client_of(partner), meeting.get_absolute_url())

    assert "Bitte sagen Sie der Geschäftsstelle, ob Sie kommen" in html
    assert f"mailto:{office.email}" in html
    assert "Zugang über die Geschäftsstelle" in html
    assert "Leitfaden" in html
    assert "Vertreten durch" in html
    for hidden in ("https://video.example", "anmeldung-", "Vorschläge", "bearbeiten", "Verlauf"):
        assert hidden not in html, hidden
    facts = "<dt>Partner</dt><dd>Beispielstiftung</dd>"
    assert facts in html
    assert facts in page(client_of(celle_officer), meeting.get_absolute_url())


def test_a_partner_reads_the_minutes_in_circulation_and_nothing_that_is_between_members(
    client_of, office, celle, celle_officer, partner, partners
):
    over = make_over(office, partners=partners)
    make_resolution(over, office, "Beschluss im Vertrauen")
    make_action_item(over, office, "Aufgabe im Vertrauen", district=celle)
    minutes = make_circulated(over, office, "Wortlaut des Protokolls")
    make_remark(minutes, celle_officer, "Anmerkung im Vertrauen")
    client = client_of(partner)

    html = page(client, over.get_absolute_url()) + page(client, minutes.get_absolute_url())

    assert "Wortlaut des Protokolls" in html
    assert "im Vertrauen" not in html
    assert "im Vertrauen" not in page(client, "/treffen/aufgaben/?ansicht=alle")
    for model in (ActionItem, Resolution, Remark):
        assert not model.objects.visible_to(partner, NOON).exists()
        assert model.objects.visible_to(celle_officer, NOON).exists()


def test_adopted_minutes_do_not_tell_a_partner_of_the_meeting_that_adopted_them(
    client_of, office, celle_officer, partner, partners
):
    minutes = make_adopted(office)
    minutes.meeting.partners.set(partners)
    planning.change_meeting(minutes.adopted_in, title=SECRET, by=office, now=NOON)

    for address in (minutes.get_absolute_url(), minutes.meeting.get_absolute_url()):
        assert SECRET in page(client_of(celle_officer), address)
        html = page(client_of(partner), address)
        assert "Genehmigt am" in html
        assert SECRET not in html


def test_a_partner_can_do_nothing_and_its_county_only_what_counties_of_the_circle_can(
    client_of, office, celle, celle_officer, coburg, partners
):
    """Somebody acts for Coburg, which is not invited, and for the partner, which is."""
    chosen = {"circle": Circle.CHOSEN, "invited": [celle]}
    meeting = make_meeting(office, partners=partners, **chosen)
    over = make_over(office, partners=partners, **chosen)
    make_action_item(over, office, district=celle)
    make_remark(make_circulated(over, office), celle_officer)
    both = make_person("beide@forum.example")
    make_mandate(both, partners[0], Function.CONTACT)
    make_mandate(both, coburg, Function.OFFICER)
    client = client_of(both)

    assert "Sie sind als Partner eingeladen" in page(client, meeting.get_absolute_url())
    for name in ("register", "propose_item", "attendees", "change_meeting"):
        address = reverse(f"meetings:{name}", args=[meeting.pk])
        assert client.get(address).status_code == 403, name
    with pytest.raises(NotYourCounty):
        coming = [Coming(Mode.ON_SITE, both)]
        registering.register(meeting, coburg, coming=coming, by=both, now=NOON)
    assert not ActionItem.objects.visible_to(both, NOON).exists()
    assert not Remark.objects.visible_to(both, NOON).exists()


def test_with_the_mandate_the_meeting_and_the_calendar_go(client_of, meeting, partner):
    client = client_of(partner)
    client.post("/treffen/kalender/")
    mandate = partner.mandates.get()
    mandate.ends_on = (NOON - DAY).date()
    mandate.save()

    known = Person.objects.get(pk=partner.pk)
    assert not Meeting.objects.visible_to(known, NOON).exists()
    assert client.post("/treffen/kalender/").status_code == 403


def test_the_calendar_of_a_partner_names_no_county_to_register(client_of, meeting, partner):
    client = client_of(partner)
    html = page(client, meeting.get_absolute_url())
    assert "termin.ics" in html
    address = client.post("/treffen/kalender/").context["address"]

    for path in (f"{meeting.get_absolute_url()}termin.ics", address.split(".example", 1)[-1]):
        text = page(client, path.removeprefix("http://localhost:8000")).replace("\r\n ", "")
        assert SECRET in text
        assert "Bitte sagen Sie der Geschäftsstelle" in text
        assert "Landkreis" not in text


# Who is mailed -----------------------------------------------------------------------------


def test_a_partner_is_invited_and_told_of_changes_and_the_cancellation_in_its_own_words(
    office, mailboxes, meeting, partner, stranger_partner, celle_officer
):
    run(NOON)
    move(meeting, office, now=NOON + HOUR, starts_time=time(11))
    run(NOON + 2 * HOUR)
    for now in (meeting.answer_by - DAY, meeting.starts_at - HOUR):
        run(now)
    planning.cancel_meeting(meeting, by=office, now=meeting.starts_at - HOUR)
    run(meeting.starts_at - HOUR + MINUTE)

    rows = Mail.objects.filter(recipient=partner).exclude(kind="digest")
    assert list(rows.order_by("pk").values_list("kind", flat=True)) == [
        "meeting_invited",
        "meeting_changed",
        "meeting_cancelled",
    ]
    text = bodies(mailboxes, partner)
    assert "Bitte sagen Sie der Geschäftsstelle, ob Sie kommen." in text
    assert "weil Sie im Forum einen Partner vertreten" in text
    assert "Landkreis" not in text
    assert "Bitte antworten Sie" not in text
    assert not mailboxes.of(stranger_partner.email)
    assert "Bitte melden Sie den Landkreis Celle" in bodies(mailboxes, celle_officer)


def test_of_a_confidential_meeting_a_partner_reads_a_link_alone(
    office, mailboxes, partner, partners
):
    make_meeting(office, title=SECRET, partners=partners, link_only=True)
    run(NOON)

    text = bodies(mailboxes, partner)
    assert "Alles Weitere steht nur im Portal." in text
    assert SECRET not in text
    assert "Landkreis" not in text


def test_a_summary_tells_a_partner_of_its_meeting_alone(office, meeting, partner):
    make_meeting(office, title="Ohne Partner")

    content = Audience([partner], NOON).content(partner.pk, Span(NOON - DAY, NOON))

    assert [entry.title for entry in content.news] == [SECRET]
    assert content.tasks == []


# Whom the office invites -------------------------------------------------------------------


def test_a_partner_can_come_later_once_and_does_not_go_again(
    client_of, office, celle_officer, partner, partners
):
    meeting = make_meeting(office)
    for now in (NOON, NOON + MINUTE):
        planning.change_meeting(meeting, partners=partners, by=office, now=now)
    passes.fan_out(NOON + MINUTE)

    assert [m.recipient for m in Mail.objects.filter(kind="meeting_invited").order_by("pk")] == [
        celle_officer,
        partner,
    ]
    [told] = Event.objects.filter(verb="invited")
    assert told.details["to"]["circle"].endswith("als Partner: Beispielstiftung")
    with pytest.raises(StaysInvited):
        planning.change_meeting(meeting, partners=[], by=office, now=NOON + HOUR)
    client, url = client_of(office), reverse("meetings:change_meeting", args=[meeting.pk])
    html = client.post(url, {**_form(client, url), "partners": [""]}).content.decode()
    assert "Wer schon eingeladen ist, bleibt eingeladen." in html
    assert list(meeting.partners.all()) == partners


def test_the_form_takes_partners_and_nobody_else(client_of, office, partners):
    client, operator = client_of(office), make_operator()

    for broken in (operator.pk, 999999, "x", "a\x00"):
        form = client.post("/treffen/neu/", _sent(partners=["", broken])).context["form"]
        assert list(form.errors) == ["partners"], broken
    made = client.post("/treffen/neu/", _sent(partners=["", partners[0].pk]), follow=True)
    meeting = made.context["meeting"]
    url = reverse("meetings:copy_meeting", args=[meeting.pk])
    token = "0cfb1a3c-6c1f-44c5-8d49-2ab4b2a1c1de"
    sent = {**_form(client, url), **_sent(token=token), "title": "Kopie"}
    copied = client.post(url, sent, follow=True).context["meeting"]

    assert list(meeting.partners.all()) == list(copied.partners.all()) == partners
    with pytest.raises(ValidationError, match="nur Partner"):
        make_draft(office, partners=[operator])


def test_what_a_colleague_changed_among_the_partners_is_not_overwritten(
    client_of, office, partners
):
    draft = make_draft(office)
    client, url = client_of(office), reverse("meetings:change_meeting", args=[draft.pk])
    sent = _form(client, url)
    planning.change_meeting(draft, partners=partners, by=office, now=NOON)

    html = client.post(url, sent).content.decode()

    assert "Inzwischen hat jemand anders gespeichert" in html
    assert list(draft.partners.all()) == partners


def test_before_the_announcement_the_office_reads_whom_it_reaches(
    client_of, office, celle, celle_officer, partners
):
    group = make_group(office, celle)
    draft = make_draft(office, circle=Circle.GROUP, group=group, partners=partners)

    html = page(client_of(office), reverse("meetings:announce_meeting", args=[draft.pk]))

    assert "1 Person aus 1 Landkreis erhält" in html
    assert "Dazu kommt 1 Person von 1 Partner: Beispielstiftung." in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_a_partner_costs_the_same_however_long(
    client_of, office, partner, partners, django_assert_num_queries, count
):
    for _ in range(count):
        make_meeting(office, partners=partners)
    client = client_of(partner)
    client.get("/treffen/")

    with django_assert_num_queries(6):
        client.get("/treffen/")

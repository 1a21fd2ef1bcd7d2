"""The office plans meetings on the pages."""

import pytest
from django.urls import reverse

from mailroom.models import Announcement
from meetings.models import Event, Meeting
from meetings.services import planning
from tests.factories.meetings import (
    agenda_item,
    make_cancelled,
    make_draft,
    make_held,
    make_meeting,
    make_registration,
)
from tests.factories.members import HOUR, NOON, make_mandate, make_person

from .test_forms import SAVED

STEPS = {
    "change_meeting": SAVED | {"title": "Neu"},
    "announce_meeting": {},
    "move_meeting": SAVED | {"starts_time": "10:00"},
    "cancel_meeting": {"reason": "Krank"},
    "hold_meeting": {},
    "change_agenda": {
        "punkt-TOTAL_FORMS": "1",
        "punkt-INITIAL_FORMS": "0",
        "punkt-0-title": "Begrüßung",
        "punkt-0-minutes": "30",
    },
}


def path(name, meeting):
    return reverse(f"meetings:{name}", args=[meeting.pk])


def html(response):
    return response.content.decode()


def heading(response):
    [message] = response.context["messages"]
    return str(message).split("\n")[0]


def test_the_office_creates_a_meeting(client_of, office):
    response = client_of(office).post("/treffen/neu/", SAVED, follow=True)

    meeting = Meeting.objects.get()
    assert response.redirect_chain == [(meeting.get_absolute_url(), 302)]
    assert heading(response) == "Der Entwurf ist gespeichert"
    assert (meeting.title, meeting.created_by) == ("Sprachmittlung", office)


def test_saving_a_new_meeting_twice_makes_one(client_of, office):
    client = client_of(office)

    for _ in range(2):
        client.post("/treffen/neu/", SAVED)

    assert Meeting.objects.count() == 1


def test_each_new_form_is_for_another_meeting(client_of, office):
    client = client_of(office)
    tokens = {client.get("/treffen/neu/").context["form"]["token"].value() for _ in range(2)}

    assert len(tokens) == 2


def test_a_mistake_keeps_the_input_and_saves_nothing(client_of, office):
    response = client_of(office).post("/treffen/neu/", SAVED | {"ends_time": "08:00"})

    assert response.status_code == 200
    assert "Das Ende liegt vor dem Beginn." in html(response)
    assert 'value="Sprachmittlung"' in html(response)
    assert 'href="#id_ends_time"' in html(response)
    assert not Meeting.objects.exists()


def test_before_the_announcement_the_office_sees_how_many_it_reaches(
    client_of, office, celle_officer, celle_lead, coburg_lead, partner
):
    page = html(client_of(office).get(path("announce_meeting", make_draft(office))))

    assert "3 Personen aus 2 Landkreisen" in page
    assert not Announcement.objects.exists()


def test_one_person_of_one_county_is_counted_as_one(client_of, office, celle_officer):
    page = html(client_of(office).get(path("announce_meeting", make_draft(office))))

    assert "1 Person aus 1 Landkreis erhält eine Einladung" in page


def test_as_many_are_invited_as_the_office_was_shown(
    client_of, office, celle_officer, celle_lead, coburg_lead, lippe, partner, mailboxes
):
    make_mandate(celle_officer, lippe)
    make_mandate(make_person("neu@forum.example", verified=False), lippe)
    meeting = make_draft(office)
    shown = client_of(office).get(path("announce_meeting", meeting)).context["people"]

    planning.announce_meeting(meeting, by=office, now=NOON)
    mailboxes.deliver(NOON)

    assert len(mailboxes.addresses()) == shown == 3


@pytest.mark.parametrize(
    ("format", "words"),
    [("online", "nimmt jetzt online teil"), ("on_site", "nimmt jetzt vor Ort teil")],
)
def test_the_office_reads_what_another_form_means_for_those_who_come(
    client_of, office, format, words
):
    meeting = make_meeting(office)

    response = client_of(office).post(
        path("change_meeting", meeting), SAVED | {"format": format}, follow=True
    )

    assert words in html(response)


def test_the_help_of_the_video_link_names_all_who_see_it(client_of, office):
    page = html(client_of(office).get("/treffen/neu/"))

    assert "Personen der angemeldeten Landkreise und für die Geschäftsstelle" in page


def test_the_office_announces_a_meeting(client_of, office, celle_officer):
    meeting = make_draft(office)

    response = client_of(office).post(path("announce_meeting", meeting), follow=True)

    assert heading(response) == "Das Treffen ist angekündigt"
    meeting.refresh_from_db()
    assert (meeting.stage, meeting.announced_at) == ("announced", NOON)


def test_announcing_twice_is_harmless(client_of, office):
    meeting = make_draft(office)
    client = client_of(office)

    client.post(path("announce_meeting", meeting))
    response = client.post(path("announce_meeting", meeting), follow=True)

    assert "Das Treffen ist schon angekündigt" in html(response)
    assert Announcement.objects.count() == 1


def test_the_office_moves_a_meeting(client_of, office, celle_officer):
    meeting = make_meeting(office)
    make_registration(meeting, celle_officer)

    response = client_of(office).post(
        path("move_meeting", meeting), STEPS["move_meeting"], follow=True
    )

    meeting.refresh_from_db()
    assert heading(response).startswith("Das Treffen ist verschoben auf Donnerstag, 17.")
    assert "Die Rückmeldungen der Landkreise gelten weiter." in html(response)
    assert (meeting.sequence, meeting.registrations.count()) == (1, 1)


def test_a_change_that_no_calendar_shows_promises_no_mail(client_of, office):
    meeting = make_meeting(office, title="Sprachmittlung", venue="Kreishaus")

    response = client_of(office).post(
        path("change_meeting", meeting), SAVED | {"summary": "Vier Modelle."}, follow=True
    )

    assert "per E-Mail. Die Rückmeldungen" not in html(response)
    meeting.refresh_from_db()
    assert (meeting.summary, meeting.sequence) == ("Vier Modelle.", 0)


def test_changing_an_announced_meeting_leaves_its_time(client_of, office):
    meeting = make_meeting(office)

    client_of(office).post(path("change_meeting", meeting), SAVED | {"starts_time": "07:00"})

    before = meeting.starts_at
    meeting.refresh_from_db()
    assert (meeting.title, meeting.starts_at) == ("Sprachmittlung", before)


def test_a_draft_announced_meanwhile_is_not_given_another_time(client_of, office):
    """A colleague announces the draft while the form with its time is open."""
    meeting = make_draft(office)
    stale = Meeting.objects.get()
    planning.announce_meeting(meeting, by=office, now=NOON)

    with pytest.raises(planning.WrongStage):
        planning.change_meeting(
            stale, starts_time=stale.ends_time.replace(hour=7), by=office, now=NOON
        )


def test_the_office_cancels_with_a_reason(client_of, office):
    meeting = make_meeting(office)

    response = client_of(office).post(path("cancel_meeting", meeting), {"reason": "Krank"})

    meeting.refresh_from_db()
    assert response.status_code == 302
    assert (meeting.stage, meeting.cancel_reason) == ("cancelled", "Krank")


def test_the_office_closes_a_meeting_after_it_began(client_of, at, office):
    meeting = make_meeting(office)
    client = client_of(office)

    early = client.post(path("hold_meeting", meeting), follow=True)
    assert heading(early) == "Das Treffen hat noch nicht begonnen"

    at(meeting.starts_at + HOUR)
    client.force_login(office, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert heading(client.post(path("hold_meeting", meeting), follow=True)) == (
        "Das Treffen ist abgeschlossen"
    )


def test_the_office_writes_the_agenda_without_javascript(client_of, office):
    meeting = make_draft(office)
    planning.change_agenda(meeting, [agenda_item("A"), agenda_item("B")], by=office, now=NOON)
    client = client_of(office)

    form = html(client.get(path("change_agenda", meeting)))
    assert 'value="A"' in form
    client.post(
        path("change_agenda", meeting),
        {
            "punkt-TOTAL_FORMS": "6",
            "punkt-INITIAL_FORMS": "2",
            "punkt-0-title": "A",
            "punkt-0-minutes": "30",
            "punkt-0-ORDER": "3",
            "punkt-1-title": "B",
            "punkt-1-minutes": "30",
            "punkt-1-DELETE": "on",
            "punkt-2-title": "Pause",
            "punkt-2-minutes": "15",
            "punkt-2-is_break": "on",
            "punkt-2-ORDER": "1",
        },
    )

    assert [(i.title, i.is_break) for i in meeting.agenda.all()] == [("Pause", True), ("A", False)]


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("make", [make_draft, make_meeting, make_held, make_cancelled])
def test_every_step_of_every_stage_is_taken_or_refused_in_words(client_of, office, make, name):
    meeting = make(office)
    client = client_of(office)

    for response in (
        client.get(path(name, meeting), follow=True),
        client.post(path(name, meeting), STEPS[name], follow=True),
    ):
        assert response.status_code == 200


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("celle_officer", 403), ("coburg_lead", 403), ("partner", 404)],
)
def test_only_the_office_plans(request, client_of, office, name, method, who, status):
    meeting = make_meeting(office)
    client = client_of(request.getfixturevalue(who))
    before = Event.objects.count()

    response = getattr(client, method)(path(name, meeting), STEPS[name])

    assert response.status_code == status
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", STEPS)
def test_to_members_a_draft_does_not_exist(client_of, office, celle_officer, name):
    response = client_of(celle_officer).post(path(name, make_draft(office)), STEPS[name])

    assert response.status_code == 404


@pytest.mark.parametrize("who", ["celle_officer", "coburg_lead", "partner"])
def test_only_the_office_creates_meetings(request, client_of, who):
    client = client_of(request.getfixturevalue(who))

    assert client.get("/treffen/neu/").status_code == 403
    assert client.post("/treffen/neu/", SAVED).status_code == 403
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("name", STEPS)
def test_opening_a_page_changes_nothing(client_of, office, name):
    meeting = make_meeting(office)
    client = client_of(office)
    before = Event.objects.count()

    client.get(path(name, meeting))
    client.head(path(name, meeting))

    meeting.refresh_from_db()
    assert (meeting.stage, Event.objects.count()) == ("announced", before)

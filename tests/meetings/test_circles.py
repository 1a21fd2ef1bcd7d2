"""The circle of a meeting: who is invited sees it and is told of it, and nobody else."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from digests.audience import Audience
from digests.content import Span
from mailroom import passes
from mailroom.models import Mail
from meetings.ahead import next_meeting, open_answers
from meetings.models import Event, Meeting
from meetings.refusals import NotYourCounty, StaysInvited
from meetings.representing import Coming
from meetings.services import grouping, planning, polling, proposing, registering
from meetings.services.subscribing import subscribe_calendar
from meetings.stages import Circle, Format, Kind, Mode, Suits
from tests.factories.meetings import (
    answer_poll,
    make_action_item,
    make_draft,
    make_group,
    make_meeting,
    make_over,
    make_paper,
    make_poll,
    make_proposal,
    make_registration,
    make_resolution,
    move,
)
from tests.factories.members import DAY, HOUR, MINUTE, NOON, make_mandate

pytestmark = pytest.mark.django_db
SECRET = "Rückführungsberatung"
LISTS = [
    "/",
    "/neu/",
    "/treffen/",
    "/treffen/?suche=Rückführung",
    "/treffen/?ansicht=monat&monat=2026-12",
    "/treffen/?ansicht=vergangen",
    "/treffen/?ansicht=meine",
    "/treffen/aufgaben/?ansicht=alle",
    "/treffen/aufgaben/?ansicht=erledigt",
    "/treffen/arbeitsgruppen/",
    "/mitglieder/celle/",
    "/einstellungen/post/",
    "/treffen/kalender/{feed}.ics",
    "/treffen/terminabstimmungen/{poll}/",
]
NAMING_NONE = {"/treffen/aufgaben/?ansicht=erledigt", "/treffen/arbeitsgruppen/"}


@pytest.fixture
def circle(request, office, celle) -> dict:
    """Celle alone, by a working group or, where a test says so, by name."""
    if getattr(request, "param", Circle.GROUP) == Circle.GROUP:
        return {"circle": Circle.GROUP, "group": make_group(office, celle)}
    return {"circle": Circle.CHOSEN, "invited": [celle]}


in_both_ways = pytest.mark.parametrize("circle", [Circle.GROUP, Circle.CHOSEN], indirect=True)


@pytest.fixture
def meeting(office, circle):
    return make_meeting(office, title=SECRET, **circle)


def asked(kind="meeting_invited") -> set[str]:
    passes.fan_out(NOON)
    mails = Mail.objects.filter(kind=kind)
    return set(mails.values_list("recipient__email", flat=True))


def run(now):
    while passes.run(now).more:
        pass


def page(client, address) -> str:
    return client.get(address).content.decode().replace("\N{NO-BREAK SPACE}", " ")


# What a county sees that is not invited ----------------------------------------------------


@in_both_ways
def test_only_invited_counties_and_the_office_see_it(
    meeting, office, celle_officer, celle_lead, coburg_officer, partner, stranger
):
    seen = {
        person: set(Meeting.objects.visible_to(person, NOON))
        for person in (office, celle_officer, celle_lead, coburg_officer, partner, stranger)
    }

    assert seen[office] == seen[celle_officer] == seen[celle_lead] == {meeting}
    assert seen[coburg_officer] == seen[partner] == seen[stranger] == set()


@in_both_ways
def test_no_page_names_it_to_others(
    client_of, office, celle, celle_officer, coburg_officer, circle
):
    poll = make_poll(office)
    chosen = {"format": Format.HYBRID, "venue": "Kreishaus", "by": office, "now": NOON}
    draft = polling.choose_date(poll, poll.dates.first(), **chosen)
    planning.change_meeting(draft, title=SECRET, host=celle, **circle, by=office, now=NOON)
    planning.announce_meeting(draft, by=office, now=NOON)
    over = make_over(office, title=SECRET, **circle)
    make_action_item(over, office, title=SECRET, district=celle)
    run(NOON)
    finders = {}
    for person in (celle_officer, coburg_officer):
        client, feed = client_of(person), subscribe_calendar(person, now=NOON)
        pages = {at: page(client, at.format(feed=feed, poll=poll.pk)) for at in LISTS}
        finders[person] = {at for at in LISTS if SECRET in pages[at]}
        finders[person] |= {at for at in LISTS if draft.get_absolute_url() in pages[at]}

    assert finders[coburg_officer] == set()
    assert finders[celle_officer] == {*LISTS} - NAMING_NONE


def test_its_pages_do_not_exist_for_others(client_of, office, circle, coburg_officer):
    meeting = make_over(office, title=SECRET, **circle)
    paper, task = make_paper(meeting, office), make_action_item(meeting, office)
    make_resolution(meeting, office)
    client = client_of(coburg_officer)

    for name, *args in (
        ("meeting",),
        ("calendar_file",),
        ("register",),
        ("propose_item",),
        ("paper", paper.pk),
    ):
        address = reverse(f"meetings:{name}", args=[meeting.pk, *args])
        assert client.get(address).status_code == 404, name
    done = reverse("meetings:finish_action_item", args=[meeting.pk, task.pk])
    assert client.post(done).status_code == 404


def test_others_owe_nothing_and_are_told_nothing(meeting, celle, coburg, coburg_officer):
    owed = [(open_.district, open_.meeting) for open_ in open_answers([celle, coburg], NOON)]
    content = Audience([coburg_officer], NOON).content(coburg_officer.pk, Span(NOON - DAY, NOON))

    assert owed == [(celle, meeting)]
    assert (content.tasks, content.news) == ([], [])
    assert next_meeting(coburg_officer, NOON) is None


# Who is mailed -----------------------------------------------------------------------------


def test_all_mail_about_it_goes_to_the_circle_alone(
    office, circle, mailboxes, celle, celle_officer, coburg_officer, celle_lead
):
    """Invitation, change, reminder, summary, cancellation."""
    fields = {"answer_reminders": ["3d"], "reminders": ["2h"], **circle}
    meeting = make_meeting(office, title=SECRET, **fields)
    run(NOON)
    make_registration(meeting, celle_officer)
    move(meeting, office, now=NOON + HOUR, starts_time=time(11))
    for now in (NOON + 2 * HOUR, NOON + 7 * DAY, meeting.starts_at - HOUR):
        run(now)
    other = make_meeting(office, title=SECRET, **fields)
    run(other.answer_by - DAY)
    planning.cancel_meeting(other, by=office, now=other.answer_by - HOUR)
    run(other.answer_by - MINUTE)

    mailed = Mail.objects.filter(kind__startswith="meeting") | Mail.objects.filter(
        kind="answer_reminder"
    )
    assert {*mailed.values_list("kind", flat=True)} == {
        "meeting_invited",
        "meeting_changed",
        "meeting_cancelled",
        "meeting_reminder",
        "answer_reminder",
    }
    assert {mail.recipient for mail in mailed} == {celle_officer, celle_lead}
    [invited, *_] = mailboxes.of(celle_officer.email)
    assert f"Eingeladen: {meeting.group}" in invited.get_body(("plain",)).get_content()
    subjects = mailboxes.subjects(coburg_officer.email)
    assert not any(SECRET in subject for subject in subjects)
    assert Mail.objects.filter(kind="digest", recipient=celle_officer).exists()
    assert not Mail.objects.filter(kind="digest", recipient=coburg_officer).exists()


@in_both_ways
def test_the_host_county_is_in_the_circle_wherever_it_invites(
    office, circle, coburg, coburg_officer, celle_officer
):
    meeting = make_meeting(office, host=coburg, **circle)

    assert asked() == {celle_officer.email, coburg_officer.email}
    assert make_registration(meeting, coburg_officer).attends


def test_the_page_before_the_announcement_says_whom_it_reaches(
    client_of, office, circle, celle_officer, coburg_officer
):
    draft = make_draft(office, **circle)

    html = page(client_of(office), reverse("meetings:announce_meeting", args=[draft.pk]))

    assert "alle Mitglieder" not in html
    assert "1 Person aus 1 Landkreis erhält" in html


# Who can take part -------------------------------------------------------------------------


def test_a_person_of_two_counties_answers_for_the_invited_one_alone(
    client_of, meeting, celle, celle_officer, coburg
):
    make_mandate(celle_officer, coburg)
    client, url = client_of(celle_officer), reverse("meetings:register", args=[meeting.pk])

    html = page(client, meeting.get_absolute_url())

    assert "anmeldung-03351" in html
    assert "anmeldung-09473" not in html
    assert client.post(url, {"district": coburg.pk, "reply": "declined"}).status_code == 404
    coming = [Coming(Mode.ON_SITE, celle_officer)]
    deed = {"by": celle_officer, "now": NOON}
    with pytest.raises(NotYourCounty, match="nicht eingeladen"):
        registering.register(meeting, coburg, coming=coming, **deed)
    said = {"title": "Rufbus", "reason": "Viele fragen.", "minutes": 20}
    with pytest.raises(NotYourCounty, match="nicht eingeladen"):
        proposing.propose_item(meeting, coburg, **said, **deed)
    assert make_proposal(meeting, celle_officer).district == celle


def test_the_table_of_answers_has_the_circle_alone(client_of, meeting, celle_officer, coburg):
    shown = client_of(celle_officer).get(meeting.get_absolute_url()).context["participation"]

    assert [row.district.name for row in shown.rows] == ["Celle"]


def test_only_counties_of_the_circle_have_its_tasks(
    client_of, office, circle, celle, celle_officer, coburg, coburg_officer
):
    meeting = make_over(office, **circle)

    with pytest.raises(NotYourCounty, match="nicht eingeladen"):
        make_action_item(meeting, office, district=coburg)
    form = client_of(office).get(reverse("meetings:enter_action_item", args=[meeting.pk]))
    assert "Landkreis Celle" in form.content.decode()
    assert "Landkreis Coburg" not in form.content.decode()


def test_announcing_what_a_poll_chose_registers_nobody_who_is_not_invited(
    office, circle, celle_officer, coburg_officer
):
    poll = make_poll(office)
    for person in (celle_officer, coburg_officer):
        answer_poll(poll, person, Suits.YES, Suits.NO)
    how = {"format": Format.HYBRID, "venue": "Kreishaus", "by": office, "now": NOON}
    draft = polling.choose_date(poll, poll.dates.first(), **how)
    planning.change_meeting(draft, **circle, by=office, now=NOON)

    planning.announce_meeting(draft, by=office, now=NOON)

    assert [answer.district.name for answer in draft.registrations.all()] == ["Celle"]
    assert asked() == {celle_officer.email}


# A circle that changes ---------------------------------------------------------------------


def test_who_comes_to_the_circle_later_is_invited_once_and_the_others_not_again(
    office, celle, celle_officer, coburg, coburg_officer, lippe
):
    meeting = make_meeting(office, circle=Circle.CHOSEN, invited=[celle])
    assert asked() == {celle_officer.email}

    for _ in range(2):
        planning.change_meeting(meeting, invited=[celle, coburg], by=office, now=NOON)
        planning.change_meeting(meeting, host=coburg, by=office, now=NOON + MINUTE)
    planning.change_meeting(meeting, circle=Circle.MEMBERS, invited=[], by=office, now=NOON + HOUR)

    assert asked() == {celle_officer.email, coburg_officer.email}
    assert Mail.objects.filter(kind="meeting_invited").count() == 2
    told = [e.details["to"]["circle"] for e in Event.objects.filter(verb="invited")]
    assert told == ["Landkreis Celle und Landkreis Coburg", "alle Landkreise des Forums"]


def test_a_draft_for_all_again_keeps_nobody_of_its_former_circle(office, celle, lippe):
    draft = make_draft(office, circle=Circle.CHOSEN, invited=[celle])
    group = make_group(office, lippe)

    planning.change_meeting(draft, circle=Circle.GROUP, group=group, by=office, now=NOON)
    assert {*draft.seen_by} - {None} == {lippe.pk}
    planning.change_meeting(draft, circle=Circle.MEMBERS, by=office, now=NOON)

    assert (draft.group, list(draft.invited.all()), draft.seen_by) == (None, [], None)


def test_who_is_invited_stays_invited(client_of, office, celle, coburg, lippe):
    meeting = make_meeting(office, circle=Circle.CHOSEN, invited=[celle, coburg])

    for narrower in (
        {"invited": [celle]},
        {"circle": Circle.GROUP, "group": make_group(office, lippe), "invited": []},
    ):
        with pytest.raises(StaysInvited):
            planning.change_meeting(meeting, **narrower, by=office, now=NOON)
    client, url = client_of(office), reverse("meetings:change_meeting", args=[meeting.pk])
    sent = {**_form(client, url), "circle": "chosen", "invited": ["", celle.pk]}
    html = client.post(url, sent).content.decode()
    assert "Wer schon eingeladen ist, bleibt eingeladen." in html
    meeting = Meeting.objects.get()
    assert set(meeting.invited.all()) == {celle, coburg}


def test_a_county_that_joins_the_group_is_invited_to_what_is_announced(
    office, celle, celle_officer, coburg, coburg_officer
):
    group = make_group(office, celle)
    about = {"circle": Circle.GROUP, "group": group}
    meeting, draft = make_meeting(office, **about), make_draft(office, **about)
    assert asked() == {celle_officer.email}

    grouping.join_group(group, coburg, by=coburg_officer, now=NOON)

    assert asked() == {celle_officer.email, coburg_officer.email}
    assert Mail.objects.filter(kind="meeting_invited").count() == 2
    assert set(Meeting.objects.visible_to(coburg_officer, NOON)) == {meeting}
    assert draft.stage == "draft"


def test_who_leaves_the_group_keeps_what_it_answered_to_and_can_still_cancel(
    client_of, office, celle, celle_officer, coburg, coburg_officer
):
    group = make_group(office, celle, coburg)
    about = {"circle": Circle.GROUP, "group": group}
    answered, silent = make_meeting(office, **about), make_meeting(office, **about)
    make_registration(answered, coburg_officer)

    grouping.leave_group(group.members.get(district=coburg), by=coburg_officer, now=NOON)

    assert set(Meeting.objects.visible_to(coburg_officer, NOON)) == {answered}
    assert client_of(coburg_officer).get(silent.get_absolute_url()).status_code == 404
    seen = answered.registrations.get().answered_at
    deed = {"seen": seen, "by": coburg_officer, "now": NOON + MINUTE}
    assert not registering.decline(answered, coburg, **deed).attends
    planning.cancel_meeting(answered, by=office, now=NOON + HOUR)
    planning.cancel_meeting(silent, by=office, now=NOON + HOUR)
    run(NOON + HOUR)
    told = Mail.objects.filter(kind="meeting_cancelled", recipient=coburg_officer)
    assert [mail.payload["meeting"] for mail in told] == [answered.pk]


# The form ----------------------------------------------------------------------------------


def _form(client, url) -> dict:
    """What a browser would send of the form as it is."""
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {
        name: "" if value is None or value is False else value for name, value in values.items()
    }


def _sent(**more) -> dict:
    day = date(2026, 12, 17)
    return {
        "kind": Kind.NETWORK,
        "title": SECRET,
        "format": Format.ONLINE,
        "starts_on": day,
        "starts_time": "09:30",
        "ends_time": "11:00",
        "token": "5b0b3c39-5b7f-4a53-9c55-6f0b4e6a2a11",
        **more,
    }


def test_what_the_choice_does_not_ask_for_is_left_out(client_of, office, celle):
    client, group = client_of(office), make_group(office, celle)
    both = {"group": group.pk, "invited": ["", celle.pk]}

    for circle in Circle:
        client.post("/treffen/neu/", _sent(circle=circle, **both))

    said = Meeting.objects.order_by("pk").values_list("circle", "group", "invited")
    assert list(said) == [
        ("members", None, None),
        ("group", group.pk, None),
        ("chosen", None, celle.pk),
    ]


def test_from_the_page_of_a_group_its_meeting_is_planned(client_of, office, celle):
    client, group = client_of(office), make_group(office, celle)
    address = f"/treffen/neu/?arbeitsgruppe={group.pk}"
    assert address in page(client, group.get_absolute_url())

    form = client.get(address).context["form"]

    begun = [form[name].value() for name in ("kind", "circle", "group")]
    assert begun == [Kind.WORKING_GROUP, Circle.GROUP, group.pk]
    for broken in ("999999", "x", "", "9" * 40):
        form = client.get(f"/treffen/neu/?arbeitsgruppe={broken}").context["form"]
        assert form["circle"].value() == Circle.MEMBERS


def test_what_is_missing_is_said_at_the_field(client_of, office):
    client = client_of(office)

    for circle, name in (("group", "group"), ("chosen", "invited")):
        form = client.post("/treffen/neu/", _sent(circle=circle)).context["form"]
        assert list(form.errors) == [name]
    for broken in ({"circle": "x"}, {"circle": "chosen", "invited": ["03351", "a\x00"]}):
        assert client.post("/treffen/neu/", _sent(**broken)).status_code == 200
    assert not Meeting.objects.exists()


@in_both_ways
def test_a_copy_is_for_the_same_circle(client_of, office, circle):
    meeting = make_meeting(office, **circle)
    client, url = client_of(office), reverse("meetings:copy_meeting", args=[meeting.pk])

    sent = {**_form(client, url), **_sent(token="0cfb1a3c-6c1f-44c5-8d49-2ab4b2a1c1de")}
    del sent["kind"]
    client.post(url, {**sent, "kind": meeting.kind, "title": "Kopie"})

    copy = Meeting.objects.get(title="Kopie")
    assert (copy.circle, copy.group) == (meeting.circle, meeting.group)
    assert set(copy.invited.all()) == set(meeting.invited.all())


def test_a_group_that_has_ended_meets_no_more(client_of, office, celle):
    group = make_group(office, celle)
    grouping.end_group(group, by=office, now=NOON)

    with pytest.raises(ValidationError, match="ist beendet"):
        make_draft(office, circle=Circle.GROUP, group=group)
    assert str(group) not in page(client_of(office), "/treffen/neu/")


def test_a_meeting_of_a_group_names_it(office):
    draft = make_draft(office)

    with pytest.raises(ValidationError):
        planning.change_meeting(draft, circle=Circle.GROUP, by=office, now=NOON)
    with pytest.raises(IntegrityError, match="meeting_of_a_group_names_it"):
        Meeting.objects.update(circle=Circle.GROUP)


def test_what_a_colleague_changed_in_the_circle_is_not_overwritten(
    client_of, office, celle, coburg
):
    draft = make_draft(office, circle=Circle.CHOSEN, invited=[celle])
    client, url = client_of(office), reverse("meetings:change_meeting", args=[draft.pk])
    sent = _form(client, url)
    planning.change_meeting(draft, invited=[coburg], by=office, now=NOON)

    html = client.post(url, sent).content.decode()

    assert "Inzwischen hat jemand anders gespeichert" in html
    assert set(draft.invited.all()) == {coburg}


def test_start_and_office_count_the_circle(client_of, meeting, office, celle_officer, coburg):
    assert "0 von 1" in page(client_of(office), "/")
    assert client_of(celle_officer).get("/").context["next"].counties == 1


@pytest.mark.parametrize("count", [1, 3])
def test_a_narrow_meeting_costs_no_more_queries_than_one_for_all(
    client_of, office, circle, celle_officer, django_assert_max_num_queries, count
):
    client, for_all = client_of(celle_officer), make_meeting(office)
    narrow = [make_meeting(office, **circle) for _ in range(count)]
    client.get(for_all.get_absolute_url())

    with django_assert_max_num_queries(40) as one:
        client.get(for_all.get_absolute_url())
    with django_assert_max_num_queries(40) as other:
        client.get(narrow[0].get_absolute_url())

    assert len(other) == len(one)

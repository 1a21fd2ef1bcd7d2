"""The circle of a date poll: who is asked sees it, answers and is told; the meeting is for them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from digests.audience import Audience
from digests.content import Span
from mailroom import passes
from mailroom.models import Mail
from meetings.ahead import open_answers
from meetings.models import DatePoll
from meetings.refusals import NotYourCounty, StaysInvited
from meetings.services import grouping, planning, polling
from meetings.stages import Circle, Format, Kind, Suits
from tests.factories.meetings import (
    answer_poll,
    make_group,
    make_poll,
    make_poll_draft,
    poll_date,
)
from tests.factories.members import DAY, MINUTE, NOON, make_mandate

pytestmark = pytest.mark.django_db
SECRET = "Rückführungsberatung"
LISTS = ["/", "/neu/", "/treffen/", "/treffen/arbeitsgruppen/{group}/"]


@pytest.fixture
def group(office, celle):
    return make_group(office, celle)


@pytest.fixture
def circle(request, celle, group) -> dict:
    """Celle alone, by a working group or, where a test says so, by name."""
    if getattr(request, "param", Circle.GROUP) == Circle.GROUP:
        return {"circle": Circle.GROUP, "group": group}
    return {"circle": Circle.CHOSEN, "invited": [celle]}


@pytest.fixture
def poll(office, circle):
    return make_poll(office, title=SECRET, **circle)


in_both_ways = pytest.mark.parametrize("circle", [Circle.GROUP, Circle.CHOSEN], indirect=True)


def told(*kinds) -> set[str]:
    passes.fan_out(NOON)
    mails = Mail.objects.filter(kind__in=kinds)
    return set(mails.values_list("recipient__email", flat=True))


def run(now):
    while passes.run(now).more:
        pass


def page(client, address) -> str:
    return client.get(address).content.decode().replace("\N{NO-BREAK SPACE}", " ")


# Who sees it -------------------------------------------------------------------------------


@in_both_ways
def test_only_counties_that_are_asked_and_the_office_see_it(
    client_of, poll, group, office, celle_officer, coburg_officer, partner
):
    people = (office, celle_officer, coburg_officer, partner)
    seen = {person: set(DatePoll.objects.visible_to(person, NOON)) for person in people}

    assert seen[office] == seen[celle_officer] == {poll}
    assert seen[coburg_officer] == seen[partner] == set()
    answering = reverse("meetings:answer_poll", args=[poll.pk])
    for person, status in ((celle_officer, 200), (coburg_officer, 404), (partner, 404)):
        assert client_of(person).get(poll.get_absolute_url()).status_code == status
    assert client_of(coburg_officer).post(answering).status_code == 404


def test_no_list_names_it_to_others(client_of, poll, group, celle_officer, coburg_officer):
    shown = {}
    for person in (celle_officer, coburg_officer):
        client = client_of(person)
        shown[person] = {at for at in LISTS if SECRET in page(client, at.format(group=group.pk))}

    assert shown[coburg_officer] == set()
    assert shown[celle_officer] == {*LISTS}


@pytest.mark.parametrize("path", ["group", "invited", "host"])
def test_asked_one_by_one_and_all_at_once_it_is_the_same(
    office, celle, celle_officer, coburg, coburg_officer, group, path
):
    """``visible_to`` of a person and ``seen_by`` of a poll are the two forms of one rule."""
    about = {"circle": Circle.CHOSEN, "invited": [coburg]}
    if path == "group":
        about = {"circle": Circle.GROUP, "group": group}
    elif path == "invited":
        about = {"circle": Circle.CHOSEN, "invited": [celle]}
    elif path == "host":
        about["host"] = celle
    poll = make_poll(office, **about)

    annotated = DatePoll.objects.with_circle().get(pk=poll.pk)

    assert poll in DatePoll.objects.visible_to(celle_officer, NOON)
    assert annotated.is_open_to(celle)
    for person, county in ((celle_officer, celle), (coburg_officer, coburg)):
        sees = poll in DatePoll.objects.visible_to(person, NOON)
        assert annotated.is_open_to(county) == poll.is_open_to(county) == sees


# Who is asked ------------------------------------------------------------------------------


def test_all_mail_about_it_goes_to_the_circle_alone(
    office, circle, mailboxes, celle_officer, coburg_officer
):
    """Question, change, reminder, end."""
    poll = make_poll(office, title=SECRET, **circle)
    run(NOON)
    polling.add_poll_date(poll, poll_date(date(2026, 12, 21)), by=office, now=NOON + DAY)
    for now in (NOON + DAY, poll.answer_by - 2 * DAY):
        run(now)
    polling.end_poll(poll, reason="Zu wenige", by=office, now=poll.answer_by - DAY)
    run(poll.answer_by - DAY)

    mailed = Mail.objects.filter(kind__startswith="poll")
    assert {*mailed.values_list("kind", flat=True)} == {
        "poll_opened",
        "poll_changed",
        "poll_reminder",
        "poll_over",
    }
    assert {mail.recipient for mail in mailed} == {celle_officer}
    assert not any(SECRET in subject for subject in mailboxes.subjects(coburg_officer.email))
    opened = mailboxes.of(celle_officer.email)[0]
    assert f"Gefragt: {poll.group}" in opened.get_body(("plain",)).get_content()


def test_others_owe_nothing(poll, celle, coburg, coburg_officer):
    owed = [(one.district, one.poll) for one in open_answers([celle, coburg], NOON)]
    content = Audience([coburg_officer], NOON).content(coburg_officer.pk, Span(NOON - DAY, NOON))

    assert owed == [(celle, poll)]
    assert (content.tasks, content.news) == ([], [])


def test_the_page_before_the_opening_says_whom_it_reaches(
    client_of, office, circle, celle_officer, coburg_officer
):
    draft = make_poll_draft(office, **circle)

    html = page(client_of(office), reverse("meetings:open_poll", args=[draft.pk]))

    assert "für die gefragten Landkreise sichtbar" in html
    assert "1 Person aus 1 Landkreis wird" in html


def test_a_county_that_joins_the_group_is_asked_once(
    office, poll, group, celle_officer, coburg, coburg_officer
):
    assert told("poll_opened") == {celle_officer.email}

    for _ in range(2):
        member = grouping.join_group(group, coburg, by=coburg_officer, now=NOON)
        assert told("poll_opened") == {celle_officer.email, coburg_officer.email}
        grouping.leave_group(member, by=coburg_officer, now=NOON)

    assert Mail.objects.filter(kind="poll_opened").count() == 2


def test_more_counties_can_be_asked_later_and_no_fewer(
    office, celle, celle_officer, coburg, coburg_officer
):
    poll = make_poll(office, circle=Circle.CHOSEN, invited=[celle])
    same = {"dates": [poll_date(), poll_date(date(2026, 12, 18))], "by": office, "now": NOON}

    polling.change_poll(poll, invited=[celle, coburg], **same)

    assert told("poll_changed") == {celle_officer.email, coburg_officer.email}
    with pytest.raises(StaysInvited):
        polling.change_poll(poll, invited=[coburg], **same)
    poll = DatePoll.objects.get()
    assert set(poll.invited.all()) == {celle, coburg}
    polling.change_poll(poll, circle=Circle.MEMBERS, **same)
    assert (poll.seen_by, poll.invited.count()) == (None, 0)


def test_who_left_before_the_mail_went_out_is_asked_on_coming_back(
    office, group, mailboxes, coburg, coburg_officer
):
    member = grouping.join_group(group, coburg, by=coburg_officer, now=NOON)
    make_poll(office, circle=Circle.GROUP, group=group)
    passes.fan_out(NOON)
    grouping.leave_group(member, by=coburg_officer, now=NOON)
    run(NOON)
    assert mailboxes.of(coburg_officer.email) == []

    grouping.join_group(group, coburg, by=coburg_officer, now=NOON + MINUTE)
    run(NOON + MINUTE)

    assert len(mailboxes.of(coburg_officer.email)) == 1


def test_who_leaves_the_group_leaves_its_polls(
    client_of, office, poll, group, celle, celle_officer, coburg, coburg_officer
):
    member = grouping.join_group(group, coburg, by=coburg_officer, now=NOON)
    for person in (celle_officer, coburg_officer):
        answer_poll(poll, person, Suits.YES, Suits.NO)

    grouping.leave_group(member, by=coburg_officer, now=NOON)

    assert client_of(coburg_officer).get(poll.get_absolute_url()).status_code == 404
    shown = client_of(office).get(poll.get_absolute_url()).context["comparison"]
    assert [row.district for row in shown.rows] == [celle]
    assert shown.offers[0].yes == 1


def test_what_a_colleague_changed_meanwhile_is_not_opened_unseen(client_of, office, poll, celle):
    draft = make_poll_draft(office, circle=Circle.CHOSEN, invited=[celle])
    client, url = client_of(office), reverse("meetings:open_poll", args=[draft.pk])
    seen = draft.version
    same = {"dates": [poll_date(), poll_date(date(2026, 12, 18))], "by": office, "now": NOON}
    polling.change_poll(draft, circle=Circle.MEMBERS, **same)

    html = client.post(url, {"seen": seen}, follow=True).content.decode()

    assert "Inzwischen hat jemand die Abstimmung geändert" in html
    assert DatePoll.objects.get(pk=draft.pk).opened_at is None
    client.post(url, {"seen": seen + 1})
    assert DatePoll.objects.get(pk=draft.pk).opened_at


# Who answers -------------------------------------------------------------------------------


def test_a_person_of_two_counties_answers_for_the_one_that_is_asked(
    client_of, poll, celle_officer, coburg
):
    make_mandate(celle_officer, coburg)
    client = client_of(celle_officer)
    suits = {date.pk: Suits.YES for date in poll.dates.all()}

    html = page(client, poll.get_absolute_url())
    sent = client.post(
        reverse("meetings:answer_poll", args=[poll.pk]), {"district": coburg.pk, "seen": ""}
    )

    assert "antwort-03351" in html
    assert "antwort-09473" not in html
    assert sent.status_code == 404
    with pytest.raises(NotYourCounty, match="nicht gefragt"):
        polling.answer_poll(poll, coburg, suits=suits, by=celle_officer, now=NOON)


def test_the_table_of_answers_has_the_circle_alone(client_of, poll, celle_officer, coburg):
    shown = client_of(celle_officer).get(poll.get_absolute_url()).context["comparison"]

    assert [row.district.name for row in shown.rows] == ["Celle"]


# What becomes of it ------------------------------------------------------------------------


@in_both_ways
def test_the_meeting_is_for_those_who_were_asked(
    office, poll, circle, celle, celle_officer, coburg_officer
):
    answer_poll(poll, celle_officer, Suits.YES, Suits.NO)
    how = {"format": Format.HYBRID, "venue": "Kreishaus", "by": office, "now": NOON}

    meeting = polling.choose_date(poll, poll.dates.first(), **how)

    assert (meeting.circle, meeting.group) == (circle["circle"], circle.get("group"))
    assert list(meeting.invited.all()) == circle.get("invited", [])
    planning.announce_meeting(meeting, by=office, now=NOON)
    assert told("meeting_invited") == {celle_officer.email}
    assert [answer.district for answer in meeting.registrations.all()] == [celle]


def test_a_group_that_ended_meanwhile_leaves_its_counties(office, poll, group, celle):
    grouping.end_group(group, by=office, now=NOON)

    how = {"format": Format.HYBRID, "venue": "Kreishaus", "by": office, "now": NOON}
    meeting = polling.choose_date(poll, poll.dates.first(), **how)

    assert (meeting.circle, meeting.group) == (Circle.CHOSEN, None)
    assert list(meeting.invited.all()) == [celle]


# The form ----------------------------------------------------------------------------------


def sent(**more) -> dict:
    return {
        "kind": Kind.NETWORK,
        "title": SECRET,
        "answer_on": "2026-12-10",
        "starts_on_1": "2026-12-17",
        "starts_time_1": "09:30",
        "ends_time_1": "15:30",
        "starts_on_2": "2026-12-18",
        "starts_time_2": "09:30",
        "ends_time_2": "15:30",
        **more,
    }


def test_what_the_choice_does_not_ask_for_is_left_out(client_of, office, celle, group):
    client, both = client_of(office), {"group": group.pk, "invited": ["", celle.pk]}
    tokens = [f"5b0b3c39-5b7f-4a53-9c55-6f0b4e6a2a1{number}" for number in range(3)]

    for token, circle in zip(tokens, Circle, strict=True):
        answer = client.post(
            reverse("meetings:create_poll"), sent(token=token, circle=circle, **both)
        )
        assert answer.status_code == 302

    said = DatePoll.objects.order_by("pk").values_list("circle", "group", "invited")
    assert list(said) == [
        ("members", None, None),
        ("group", group.pk, None),
        ("chosen", None, celle.pk),
    ]


def test_what_is_missing_is_said_at_the_field(client_of, office, group):
    client, url = client_of(office), reverse("meetings:create_poll")

    for circle, name in (("group", "group"), ("chosen", "invited")):
        form = client.post(url, sent(circle=circle)).context["form"]
        assert name in form.errors
    for broken in ({"circle": "x"}, {"circle": "chosen", "invited": ["03351", "a\x00"]}):
        assert client.post(url, sent(**broken)).status_code == 200
    assert not DatePoll.objects.exists()


def test_whoever_was_asked_stays_asked_says_the_form(client_of, office, celle, coburg):
    poll = make_poll(office, circle=Circle.CHOSEN, invited=[celle, coburg])
    client, url = client_of(office), reverse("meetings:change_poll", args=[poll.pk])

    html = client.post(
        url, sent(circle="chosen", invited=["", celle.pk], seen=poll.version)
    ).content.decode()

    assert "Wer schon gefragt ist, bleibt gefragt. Nicht mehr gefragt: Landkreis Coburg." in html
    assert SECRET in html
    assert set(poll.invited.all()) == {celle, coburg}


def test_from_the_page_of_a_group_its_date_is_asked_for(client_of, office, group):
    client, address = client_of(office), f"{reverse('meetings:create_poll')}?arbeitsgruppe="

    assert f"{address}{group.pk}" in page(client, group.get_absolute_url())
    form = client.get(f"{address}{group.pk}").context["form"]

    begun = [form[name].value() for name in ("kind", "circle", "group")]
    assert begun == [Kind.WORKING_GROUP, Circle.GROUP, group.pk]


def test_the_rule_holds_in_the_service_and_the_database(office, group):
    for broken, name in (
        ({"circle": Circle.GROUP}, "group"),
        ({"circle": Circle.CHOSEN}, "invited"),
    ):
        with pytest.raises(ValidationError) as error:
            make_poll_draft(office, **broken)
        assert list(error.value.error_dict) == [name]
    poll = make_poll_draft(office)
    with pytest.raises(IntegrityError, match="poll_of_a_group_names_it"):
        DatePoll.objects.filter(pk=poll.pk).update(group=group)


def test_a_group_that_has_ended_is_asked_nothing_new(office, group):
    draft = make_poll_draft(office, circle=Circle.GROUP, group=group)
    grouping.end_group(group, by=office, now=NOON)

    with pytest.raises(ValidationError, match="ist beendet"):
        make_poll_draft(office, NOON + MINUTE, circle=Circle.GROUP, group=group)
    with pytest.raises(ValidationError, match="ist beendet"):
        polling.open_poll(draft, by=office, now=NOON + MINUTE)

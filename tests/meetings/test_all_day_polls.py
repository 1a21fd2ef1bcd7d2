"""Date polls about whole days: no time to enter, to read or to keep."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from meetings.models import DatePoll
from meetings.services import polling
from meetings.stages import Format, Kind
from meetings.wall_time import WHOLE_DAYS
from tests.factories.meetings import make_poll, make_poll_draft, poll_date
from tests.factories.members import NOON

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = date(2027, 3, 27), date(2027, 3, 28), date(2027, 4, 10)


def sent(**more) -> dict:
    """A form with two days and what is left of a time."""
    return {
        "kind": Kind.NETWORK,
        "title": "Klausur",
        "answer_on": "2026-12-10",
        "all_day": "on",
        "starts_on_1": f"{FIRST}",
        "ends_on_1": f"{SECOND}",
        "starts_on_2": f"{THIRD}",
        "starts_time_2": "25:00",
        "ends_time_3": "9:30",
        "token": "5b0b3c39-5b7f-4a53-9c55-6f0b4e6a2a11",
        **more,
    }


def whole(first, last=None) -> dict:
    starts_time, ends_time = WHOLE_DAYS
    return {
        "starts_on": first,
        "starts_time": starts_time,
        "ends_on": last or first,
        "ends_time": ends_time,
    }


def text(client, address) -> str:
    return client.get(address).content.decode().replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def days() -> list[dict]:
    return [whole(FIRST, SECOND), whole(THIRD)]


def test_the_office_ticks_a_box_instead_of_giving_times(client_of, office):
    answer = client_of(office).post(reverse("meetings:create_poll"), sent())

    poll = DatePoll.objects.get()
    assert answer.url == poll.get_absolute_url()
    found = [(one.starts_on, one.ends_on, one.is_all_day) for one in poll.dates.all()]
    assert found == [(FIRST, SECOND, True), (THIRD, THIRD, True)]


def test_without_the_box_the_times_are_needed(client_of, office):
    form = client_of(office).post(reverse("meetings:create_poll"), sent(all_day="")).context["form"]

    assert {"starts_time_1", "ends_time_1", "starts_time_2", "ends_time_2"} <= form.errors.keys()
    assert not DatePoll.objects.exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"ends_on_1": "2027-03-26"}, "ends_on_1"),
        ({"starts_on_2": "2026-11-30"}, "starts_on_2"),
        ({"starts_on_2": ""}, "starts_on_2"),
        ({"starts_on_2": f"{FIRST}", "ends_on_2": f"{SECOND}"}, "starts_on_2"),
    ],
)
def test_an_impossible_day_is_told_at_the_day(client_of, office, more, field):
    form = client_of(office).post(reverse("meetings:create_poll"), sent(**more)).context["form"]

    assert field in form.errors
    assert not DatePoll.objects.exists()


def test_the_form_shows_the_box_ticked_and_no_times(client_of, office, days):
    poll = make_poll_draft(office, dates=days)

    html = text(client_of(office), reverse("meetings:change_poll", args=[poll.pk]))
    form = client_of(office).get(reverse("meetings:change_poll", args=[poll.pk])).context["form"]

    assert 'value="00:00"' not in html
    assert form["all_day"].value() is True
    assert form["starts_time_1"].value() is None


def test_page_and_mail_show_no_time(client_of, office, celle_officer, mailboxes, days):
    poll = make_poll(office, dates=days)

    html = text(client_of(celle_officer), poll.get_absolute_url())
    mailboxes.deliver(NOON)
    [letter] = mailboxes.of(celle_officer.email)
    mail = letter.get_body(("plain",)).get_content().replace("\N{NO-BREAK SPACE}", " ")

    for shown in (html, mail):
        assert "27. März 2027 bis Sonntag, 28. März 2027, ganztägig" in shown
        assert "0:00" not in shown
    assert "ganztägig</th>" in html


def test_one_more_day_is_whole_like_the_others(client_of, office, days):
    poll = make_poll(office, dates=days)
    client, url = client_of(office), reverse("meetings:add_poll_date", args=[poll.pk])
    assert "starts_time" not in client.get(url).context["form"].fields

    client.post(url, {"starts_on": "2027-04-12", "starts_time": "9:30", "seen": poll.version})

    assert [one.is_all_day for one in poll.dates.all()] == [True, True, True]


def test_days_and_times_are_not_mixed(office, days):
    for poll, other in ((make_poll(office, dates=days), poll_date()), (make_poll(office), days[0])):
        with pytest.raises(ValidationError, match="Entweder"):
            polling.add_poll_date(poll, other, by=office, now=NOON)
    with pytest.raises(ValidationError, match="Entweder"):
        make_poll_draft(office, dates=[days[0], poll_date()])


def test_the_meeting_takes_whole_days(office, days):
    poll = make_poll(office, dates=days)

    how = {"format": Format.ONLINE, "by": office, "now": NOON}
    meeting = polling.choose_date(poll, poll.dates.first(), **how)

    assert meeting.is_all_day
    assert (meeting.starts_on, meeting.ends_on) == (FIRST, SECOND)

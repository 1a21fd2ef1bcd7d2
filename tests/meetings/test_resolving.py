"""Resolutions: numbered in their meeting, entered by the office, read by all who see it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from meetings.models import Event, Resolution
from meetings.refusals import ChangedMeanwhile, TooEarly
from meetings.services import planning, resolving
from tests.factories.meetings import agenda_item, make_meeting, make_over, make_resolution
from tests.factories.members import NOON
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(office):
    meeting = make_over(office)
    items = [agenda_item("Sprache"), agenda_item("Pause", is_break=True)]
    return planning.change_agenda(meeting, items, by=office, now=NOON)


def path(name, meeting, *args):
    return reverse(f"meetings:{name}_resolution", args=[meeting.pk, *args])


def test_two_clicks_enter_one_that_all_counties_read(client_of, office, coburg_officer, meeting):
    client, url = client_of(office), path("enter", meeting)
    form = client.get(url).context["form"]
    assert [str(item) for item in form.fields["item"].queryset] == ["Sprache"]
    sent = {
        "token": form.initial["token"],
        "text": "Eine AG beginnt.\r\nSie tagt <online>.",
        "result": "accepted",
        "votes_for": "12",
        "votes_against": "0",
        "votes_abstained": "",
        "item": meeting.agenda.get(title="Sprache").pk,
    }

    for _ in range(2):
        assert client.post(url, sent).url == f"{meeting.get_absolute_url()}#beschluesse"

    html = client_of(coburg_officer).get(meeting.get_absolute_url()).content.decode()
    assert Resolution.objects.get().text == "Eine AG beginnt.\nSie tagt <online>."
    for words in ("Beschluss 1", "Sie tagt &lt;online&gt;.", "12 dafür, 0 dagegen", "angenommen"):
        assert words in html
    assert "beschluesse/neu/" not in html


def test_each_meeting_counts_its_own_and_gaps_stay(office, meeting):
    first, second, third = (make_resolution(meeting, office, text) for text in "abc")
    other = make_resolution(make_over(office), office)
    resolving.delete_resolution(second, by=office, now=NOON)

    assert [first.number, third.number, other.number] == [1, 3, 1]
    assert make_resolution(meeting, office, "d").number == 4
    assert "b" in Event.objects.get(verb="res_gone").details["resolution"]


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_have_two_numbers(office):
    meeting = make_over(office)

    at_once(*[lambda: make_resolution(type(meeting).objects.get(), office)] * 2)

    assert list(Resolution.objects.values_list("number", flat=True)) == [1, 2]


def test_what_is_wrong_is_said_at_the_field(client_of, office, meeting):
    other = planning.change_agenda(make_over(office), [agenda_item("X")], by=office, now=NOON)
    client, url = client_of(office), path("enter", meeting)
    good = {"text": "Gut", "result": "accepted"}

    for name, broken in {
        "text": "\u3164",
        "result": "viele",
        "votes_for": "-1",
        "votes_against": "10000",
        "item": other.agenda.get().pk,
    }.items():
        response = client.post(url, good | {name: broken})
        assert name in response.context["form"].errors
    assert client.post(url, good | {"text": "a\x00"}).status_code == 200
    assert not Resolution.objects.exists()
    with pytest.raises(ValidationError, match="9999"):
        make_resolution(meeting, office, votes_for=10000)
    with pytest.raises(TooEarly):
        make_resolution(make_meeting(office), office)


def test_what_a_colleague_changed_is_shown_before_it_is_overwritten(client_of, office, meeting):
    resolution = make_resolution(meeting, office)
    resolving.change_resolution(resolution, text="Seins", by=office, now=NOON)
    client, url = client_of(office), path("change", meeting, resolution.pk)
    sent = {"text": "Meins", "result": "rejected", "seen": 1}

    response = client.post(url, sent)

    assert "Jetzt steht dort: „Seins“ (angenommen)" in response.content.decode()
    again = client.post(url, sent | {"seen": response.context["form"]["seen"].value()})
    assert again.status_code == 302
    resolution.refresh_from_db()
    assert (resolution.text, resolution.result, resolution.number) == ("Meins", "rejected", 1)
    with pytest.raises(ChangedMeanwhile):
        resolving.change_resolution(resolution, text="x", seen=1, by=office, now=NOON)

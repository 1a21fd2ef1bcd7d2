"""Seats on site: who has one, who waits, who moves up, and who is told."""

import re
from email import message_from_bytes
from email.policy import default

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from digests.appointments import appointments
from mailroom import passes
from mailroom.models import Mail
from meetings.models import Registration
from meetings.notices import remind
from meetings.refusals import NoRoom
from meetings.representing import Coming
from meetings.seats import seats
from meetings.services import planning, registering
from meetings.stages import Format, Mode, Verb
from tests.factories.meetings import SETTLE, make_meeting, make_registration
from tests.factories.members import DAY, HOUR, MINUTE, NOON, make_lead, make_member
from tests.fixtures.pages import tally

ON_SITE, ONLINE = Mode.ON_SITE, Mode.ONLINE


def come(meeting, person, *modes, now=NOON):
    """The county of ``person`` comes with as many as there are modes, the person first."""
    (district, *_), (first, *others) = person.acts_for(now), modes
    more = [Coming(mode, label=f"Begleitung {n}") for n, mode in enumerate(others, 1)]
    before = meeting.registrations.filter(district=district).first()
    seen = before and before.answered_at
    deed = {"seen": seen, "by": person, "now": now}
    return registering.register(meeting, district, coming=[Coming(first, person), *more], **deed)


def stay_away(meeting, person, now=NOON):
    (district, *_) = person.acts_for(now)
    before = meeting.registrations.get(district=district)
    deed = {"seen": before.answered_at, "by": person, "now": now}
    return registering.decline(meeting, district, **deed)


def change(meeting, office, now=NOON, **fields):
    return planning.change_meeting(meeting, **fields, by=office, now=now)


def state(meeting):
    there = seats(meeting)
    return there.taken, [one.district.name for one in there.queue]


def told(kind="meeting_moved_up"):
    rows = Mail.objects.filter(kind=kind).values_list("recipient__email", flat=True)
    return sorted(rows)


@pytest.fixture
def many_counties(db):
    """Three more member counties with somebody each."""
    return [
        make_lead(f"kreis{n}@forum.example", make_member(f"0335{n}", f"Kreis {n}"))
        for n in (5, 6, 7)
    ]


@pytest.fixture
def full(office, celle_lead, coburg_lead):
    """Two seats, both Celle's; Coburg waits for one."""
    meeting = make_meeting(office, capacity=2)
    come(meeting, celle_lead, ON_SITE, ON_SITE)
    come(meeting, coburg_lead, ON_SITE, now=NOON + MINUTE)
    return meeting


# Who has a seat --------------------------------------------------------------------


def test_people_on_site_take_seats_and_people_online_do_not(office, celle_lead, coburg_lead):
    meeting = make_meeting(office, capacity=2)
    come(meeting, celle_lead, ON_SITE, ONLINE, ONLINE)
    come(meeting, coburg_lead, ON_SITE, ONLINE)

    assert state(meeting) == (2, [])


def test_without_a_number_there_is_no_limit(office, celle_lead):
    meeting = make_meeting(office)
    come(meeting, celle_lead, *[ON_SITE] * 30)

    assert state(meeting) == (30, [])


def test_an_answer_that_does_not_fit_waits_whole_with_whom_it_brings_on_site(
    office, celle_lead, coburg_lead
):
    meeting = make_meeting(office, capacity=2)
    come(meeting, celle_lead, ON_SITE)
    waiting = come(meeting, coburg_lead, ON_SITE, ON_SITE, ONLINE)

    assert state(meeting) == (1, ["Coburg"])
    assert [one.mode for one in waiting.coming] == [ONLINE]
    assert len(waiting.waiting) == 2


def test_nobody_overtakes_who_waits_not_even_with_a_smaller_answer(
    office, celle_lead, coburg_lead, many_counties
):
    meeting = make_meeting(office, capacity=3)
    come(meeting, celle_lead, ON_SITE, ON_SITE)
    come(meeting, coburg_lead, ON_SITE, ON_SITE)
    come(meeting, many_counties[0], ON_SITE, now=NOON + MINUTE)

    assert state(meeting)[0] == 2
    assert len(state(meeting)[1]) == 2


def test_the_same_answer_twice_keeps_its_place(full, coburg_lead):
    first = Registration.objects.get(district=coburg_lead.acts_for(NOON)[0])
    again = come(full, coburg_lead, ON_SITE, now=NOON + HOUR)

    assert again.waits_since == first.waits_since
    assert full.events.filter(verb=Verb.REGISTERED).count() == 2


def test_who_waits_keeps_the_place_with_fewer_people_and_loses_it_with_more(
    office, celle_lead, coburg_lead, many_counties
):
    meeting = make_meeting(office, capacity=3)
    come(meeting, celle_lead, ON_SITE, ON_SITE, ON_SITE)
    come(meeting, coburg_lead, ON_SITE, ON_SITE, now=NOON + MINUTE)
    come(meeting, many_counties[0], ON_SITE, now=NOON + 2 * MINUTE)

    come(meeting, coburg_lead, ON_SITE, now=NOON + 3 * MINUTE)
    assert state(meeting)[1][0] == "Coburg"
    come(meeting, coburg_lead, ON_SITE, ON_SITE, now=NOON + 4 * MINUTE)
    assert state(meeting)[1][1] == "Coburg"


def test_a_county_with_seats_that_asks_for_too_many_keeps_what_it_has(
    office, celle_lead, coburg_lead
):
    meeting = make_meeting(office, capacity=3)
    come(meeting, celle_lead, ON_SITE)
    come(meeting, coburg_lead, ON_SITE)

    with pytest.raises(NoRoom, match="nur noch 1 Platz frei"):
        come(meeting, celle_lead, ON_SITE, ON_SITE, ON_SITE, now=NOON + HOUR)

    assert state(meeting) == (2, [])


def test_a_county_gets_more_of_the_seats_that_are_free(office, celle_lead):
    meeting = make_meeting(office, capacity=3)
    come(meeting, celle_lead, ON_SITE)
    come(meeting, celle_lead, ON_SITE, ON_SITE, ONLINE, now=NOON + HOUR)

    assert state(meeting) == (2, [])


def test_more_people_than_there_are_seats_at_all_are_refused(office, celle_lead):
    meeting = make_meeting(office, capacity=1)

    with pytest.raises(NoRoom, match="Vor Ort gibt es nur 1 Platz"):
        come(meeting, celle_lead, ON_SITE, ON_SITE)


# Moving up -------------------------------------------------------------------------


def test_who_declines_lets_the_next_move_up_and_each_of_that_county_is_told_once(
    full, celle_lead, coburg_lead, coburg_officer
):
    stay_away(full, celle_lead, NOON + HOUR)

    assert state(full) == (1, [])
    assert told() == sorted([coburg_lead.email, coburg_officer.email])
    assert full.events.filter(verb=Verb.MOVED_UP).get().district.name == "Coburg"


def test_who_switches_to_online_frees_a_seat(full, celle_lead):
    come(full, celle_lead, ON_SITE, ONLINE, now=NOON + HOUR)

    assert state(full) == (2, [])


def test_more_seats_go_to_those_who_wait_in_order(office, celle_lead, coburg_lead, many_counties):
    meeting = make_meeting(office, capacity=2)
    come(meeting, celle_lead, ON_SITE)
    come(meeting, coburg_lead, ON_SITE, ON_SITE, now=NOON + MINUTE)
    come(meeting, many_counties[0], ON_SITE, now=NOON + 2 * MINUTE)

    change(meeting, office, capacity=3)
    assert state(meeting)[0] == 3
    assert "Coburg" not in state(meeting)[1]
    change(meeting, office, capacity=None)
    assert state(meeting) == (4, [])


def test_a_place_that_is_waited_for_again_is_told_of_again(full, celle_lead, coburg_lead):
    stay_away(full, celle_lead, NOON + HOUR)
    stay_away(full, coburg_lead, NOON + 2 * HOUR)
    come(full, celle_lead, ON_SITE, ON_SITE, now=NOON + 3 * HOUR)
    come(full, coburg_lead, ON_SITE, now=NOON + 4 * HOUR)
    stay_away(full, celle_lead, NOON + 5 * HOUR)

    assert told() == [coburg_lead.email] * 2


def test_online_everybody_takes_part_and_back_on_site_who_waited_waits_again(full, office):
    change(full, office, format=Format.ONLINE, venue="", video_link="https://video.example/1")
    assert [len(one.coming) for one in full.registrations.order_by("pk")] == [2, 1]

    change(full, office, format=Format.HYBRID, venue="Kreishaus")
    assert state(full) == (2, ["Coburg"])


def test_fewer_seats_than_are_taken_are_refused(full, office):
    with pytest.raises(NoRoom, match="schon 2 Personen angemeldet"):
        change(full, office, capacity=1)

    full.refresh_from_db()
    assert full.capacity == 2


def test_so_few_seats_that_who_waits_could_never_move_up_are_refused(
    office, celle_lead, coburg_lead
):
    meeting = make_meeting(office, capacity=3)
    come(meeting, celle_lead, ON_SITE)
    come(meeting, coburg_lead, ON_SITE, ON_SITE, ON_SITE)

    with pytest.raises(NoRoom, match="ein Landkreis mit 3 Personen"):
        change(meeting, office, capacity=2)


def test_a_form_that_brings_too_many_on_site_is_refused(office, celle_lead):
    meeting = make_meeting(office, format=Format.ONLINE, venue="", capacity=1)
    come(meeting, celle_lead, ONLINE, ONLINE)

    with pytest.raises(NoRoom, match="schon 2 Personen angemeldet"):
        change(meeting, office, format=Format.ON_SITE, venue="Kreishaus")


def test_a_meeting_that_was_called_off_or_has_begun_moves_nobody_up(full, office):
    change(full, office, now=full.starts_at + HOUR, capacity=5)

    assert state(full) == (2, ["Coburg"])
    assert told() == []


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_a_number_of_seats_is_a_number_of_people(office, number):
    with pytest.raises(ValidationError):
        make_meeting(office, capacity=number)


def test_somebody_handed_over_to_who_comes_already_frees_a_seat(
    office, celle, celle_lead, celle_officer, coburg_lead
):
    meeting = make_meeting(office, capacity=2)
    coming = [Coming(ON_SITE, celle_lead), Coming(ON_SITE, celle_officer)]
    own = registering.register(meeting, celle, coming=coming, by=celle_lead, now=NOON)
    come(meeting, coburg_lead, ON_SITE)

    registering.hand_over(own, celle_officer.pk, celle_lead, by=office, now=NOON + HOUR)

    assert state(meeting) == (2, [])


def messages(relay) -> list:
    return [message_from_bytes(stored.message, policy=default) for stored in relay.stored]


def told_of_seats(relay) -> list:
    return [m for m in messages(relay) if m["Subject"].startswith("Platz vor Ort")]


# What is told ----------------------------------------------------------------------


def test_the_mail_says_who_comes_and_when(full, celle_lead, coburg_lead, relay):
    passes.run(NOON)
    stay_away(full, celle_lead, NOON + HOUR)
    passes.run(NOON + HOUR)

    (message,) = told_of_seats(relay)
    for part in ("plain", "html"):
        text = message.get_body((part,)).get_content()
        assert "Der Landkreis Coburg ist von der Warteliste nachgerückt" in text
        assert "Vor Ort: Koordination" in text


def test_who_declined_meanwhile_is_not_told(full, celle_lead, coburg_lead, relay):
    passes.run(NOON)
    stay_away(full, celle_lead, NOON + HOUR)
    stay_away(full, coburg_lead, NOON + HOUR + MINUTE)
    passes.run(NOON + HOUR + MINUTE)

    assert told_of_seats(relay) == []


def test_only_who_really_comes_is_reminded(full, celle_lead, coburg_lead):
    remind(full.starts_at - 2 * DAY + MINUTE)
    assert told("meeting_reminder") == [celle_lead.email]

    stay_away(full, celle_lead, NOON + DAY)
    remind(full.starts_at - 2 * DAY + 2 * MINUTE)
    assert coburg_lead.email in told("meeting_reminder")


def test_who_moves_up_late_is_not_reminded_of_what_the_mail_has_just_said(
    full, office, coburg_lead
):
    late = full.starts_at - DAY
    change(full, office, now=late, capacity=3)
    remind(late + MINUTE)

    assert coburg_lead.email not in told("meeting_reminder")


def test_the_summary_names_a_meeting_only_to_who_really_comes(full, celle_lead, coburg_lead):
    counties = {
        person.pk: {d.pk for d in person.acts_for(NOON)} for person in (celle_lead, coburg_lead)
    }

    assert list(appointments(counties, NOON)) == [celle_lead.pk]


def test_a_change_is_told_to_who_waits_as_such(full, office, relay):
    passes.run(NOON)
    change(full, office, title="Neuer Titel", now=NOON + HOUR)
    passes.run(NOON + HOUR + SETTLE)

    changed = [m for m in messages(relay) if m["Subject"].startswith("Geändert")]
    to_coburg = [m for m in changed if "coburg" in m["To"]]
    assert to_coburg
    for message in to_coburg:
        for part in ("plain", "html"):
            text = message.get_body((part,)).get_content()
            assert "Der Platz auf der Warteliste bleibt: Landkreis Coburg." in text


# What the pages say ----------------------------------------------------------------


def html(client, path) -> str:
    return client.get(path).content.decode()


def test_the_page_says_how_many_seats_are_free(client_of, office, celle_lead):
    meeting = make_meeting(office, capacity=4)
    come(meeting, celle_lead, ON_SITE)

    assert "noch 3 von 4 Plätzen vor Ort frei" in html(
        client_of(celle_lead), meeting.get_absolute_url()
    )


def test_who_waits_reads_it_on_the_page_in_the_list_and_at_the_start(client_of, full, coburg_lead):
    client = client_of(coburg_lead)
    page = html(client, full.get_absolute_url())

    assert "Der Landkreis Coburg steht auf der Warteliste für vor Ort: Koordination." in page
    assert "Platz 1 auf der Warteliste." in page
    assert tally(page) == {"angemeldet": 1, "Warteliste": 1, "abgesagt": 0, "offen": 0}
    assert "Personen: 2 vor Ort, 1 auf der Warteliste" in page
    assert "<span>auf der Warteliste</span>" in html(client, reverse("meetings:meetings"))
    assert "<span>auf der Warteliste</span>" in html(client, "/")


def test_who_waits_gets_no_video_link_unless_somebody_comes_online(
    client_of, office, celle_lead, coburg_lead
):
    meeting = make_meeting(office, capacity=1, video_link="https://video.example/geheim")
    come(meeting, celle_lead, ON_SITE)
    come(meeting, coburg_lead, ON_SITE)
    client = client_of(coburg_lead)

    assert "video.example" not in html(client, meeting.get_absolute_url())
    come(meeting, coburg_lead, ON_SITE, ONLINE, now=NOON + HOUR)
    assert "video.example" in html(client, meeting.get_absolute_url())


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_refused_answer_keeps_what_was_typed(client_of, full, celle_lead, headers):
    celle = celle_lead.acts_for(NOON)[0]
    answer = full.registrations.get(district=celle)
    change = {
        "district": celle.pk,
        "seen": answer.answered_at.isoformat(),
        "reply": "attends",
        f"person_{celle_lead.pk}": "on_site",
        "other": "Dezernentin",
        "other_mode": "on_site",
    }
    come(full, celle_lead, ON_SITE, now=NOON + HOUR)  # Coburg moves up
    change["seen"] = full.registrations.get(district=celle).answered_at.isoformat()

    response = client_of(celle_lead).post(
        reverse("meetings:register", args=[full.pk]), change, headers=headers
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert "Vor Ort ist kein weiterer Platz frei" in page
    assert "höchstens 1 Person für vor Ort an oder weitere Personen online." in page
    assert 'value="Dezernentin"' in page


def test_the_office_is_told_at_the_field_that_there_are_too_few_seats(client_of, full, office):
    path = reverse("meetings:change_meeting", args=[full.pk])
    client = client_of(office)
    form = client.get(path).context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    response = client.post(path, data | {"capacity": 1, "title": "Neuer Titel"})

    page = response.content.decode()
    assert response.context["form"].errors["capacity"] == [
        "Vor Ort sind schon 2 Personen angemeldet. Bitte geben Sie mindestens 2 Plätze an."
    ]
    assert re.search(r'value="Neuer Titel"', page)


@pytest.mark.parametrize("counties", [1, 3])
def test_a_page_with_seats_costs_the_same_for_one_and_three_counties(
    client_of, office, many_counties, django_assert_num_queries, counties
):
    meeting = make_meeting(office, capacity=1)
    for lead in many_counties[:counties]:
        make_registration(meeting, lead)
    client = client_of(office)

    with django_assert_num_queries(15):
        client.get(meeting.get_absolute_url())

"""A summary narrowed to topics and states tells less by mail, and the portal tells it all."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from digests.mails import Summary
from digests.notices import digest
from digests.services import set_preference
from forum_portal.clock import BERLIN
from mailroom.models import Mail
from mailroom.services import prefer
from mailroom.stages import Delivery
from recommendations.stages import Stage
from tests.factories.meetings import make_meeting
from tests.factories.members import DAY, HOUR, MINUTE, WEEK, make_officer, make_state
from tests.factories.recommendations import (
    FEDERAL,
    STATES,
    Addressee,
    demand,
    make_recommendation,
    make_topic,
)

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 11, 27, 12, tzinfo=BERLIN)
MONDAY = datetime(2026, 11, 30, 7, tzinfo=BERLIN)
LOWER_SAXONY, BAVARIA, HESSE = "03", "09", "06"


def narrow(person, topics=(), states=(), deliveries=None, rhythm="weekly", now=FRIDAY - DAY):
    set_preference(
        person,
        rhythm=rhythm,
        weekday=0,
        hour=7,
        topics=topics,
        states=[make_state(key) for key in states],
        deliveries=deliveries,
        now=now,
    )


def read(mailboxes, person) -> str:
    """The text of all summaries in the person's mailbox."""
    messages = [m for m in mailboxes.of(person.email) if " im Forum: " in m["Subject"]]
    return "\n".join(m.get_body(("plain",)).get_content() for m in messages)


def asked_of(*addressees):
    return [demand(addressees=addressees)]


@pytest.fixture
def advice(office, coburg):
    """Four recommendations: of two topics, without one, and asked of states."""
    language, housing = make_topic("Sprachmittlung"), make_topic("Wohnraum")
    hesse = (Addressee.STATE, make_state(HESSE))
    for title, fields in {
        "Dolmetschen": {"topics": [language]},
        "Wohnen": {"topics": [housing]},
        "Allgemeines": {},
        "An Hessen": {"demands": asked_of(FEDERAL, hesse)},
        "An alle Länder": {"demands": asked_of(hesse, STATES), "lead_district": coburg},
        "Aus Coburg": {"lead_district": coburg},
    }.items():
        make_recommendation(office, now=FRIDAY, title=title, **fields)
    return {"language": language, "housing": housing}


def told(mailboxes, person, titles="Dolmetschen,Wohnen,Allgemeines,An Hessen,An alle,Aus Coburg"):
    mailboxes.deliver(MONDAY)
    text = read(mailboxes, person)
    rest = "weitere Empfehlung" in text
    assert not rest, "the rest is counted, and this test reads titles"
    return [title for title in titles.split(",") if title in text]


def test_nothing_chosen_tells_everything(advice, celle_lead, mailboxes):
    narrow(celle_lead)

    assert len(told(mailboxes, celle_lead)) == 6


def test_a_topic_leaves_out_other_topics_and_keeps_what_has_none(advice, celle_lead, mailboxes):
    narrow(celle_lead, topics=[advice["language"]])

    assert told(mailboxes, celle_lead) == [
        "Dolmetschen",
        "Allgemeines",
        "An Hessen",
        "An alle",
        "Aus Coburg",
    ]


@pytest.mark.parametrize(
    ("state", "titles"),
    [(LOWER_SAXONY, []), (BAVARIA, ["Aus Coburg"]), (HESSE, ["An Hessen"])],
)
def test_a_state_keeps_what_is_asked_of_it_or_led_there_or_concerns_all(
    advice, celle_lead, mailboxes, state, titles
):
    narrow(celle_lead, states=[state])

    kept = told(mailboxes, celle_lead)

    assert set(kept) == {"Dolmetschen", "Wohnen", "Allgemeines", "An alle", *titles}


def test_a_meeting_counts_to_the_state_of_its_host(office, celle_lead, celle, coburg, mailboxes):
    for title, host in {"In Celle": celle, "In Coburg": coburg, "Online": None}.items():
        make_meeting(office, now=FRIDAY, title=title, host=host)
    narrow(celle_lead, states=[BAVARIA])

    mailboxes.deliver(MONDAY)

    news = read(mailboxes, celle_lead).partition("NEU SEIT")[2]
    assert [title for title in ("In Celle", "In Coburg", "Online") if title in news] == [
        "In Coburg",
        "Online",
    ]


def test_deadlines_stand_there_however_narrow_the_news_are(office, celle_lead, celle, mailboxes):
    make_meeting(office, now=FRIDAY, title="In Celle", host=celle)
    make_recommendation(office, now=FRIDAY, title="Allgemeines")
    narrow(celle_lead, states=[BAVARIA])

    mailboxes.deliver(MONDAY)

    tasks, _, news = read(mailboxes, celle_lead).partition("NEU SEIT")
    assert "In Celle" in tasks
    assert "In Celle" not in news


def test_a_mail_that_is_narrowed_says_so(office, celle_lead, coburg_lead, mailboxes):
    make_recommendation(office, now=FRIDAY)
    narrow(celle_lead, topics=[make_topic()])

    mailboxes.deliver(MONDAY)

    assert "was Sie ausgewählt haben" in read(mailboxes, celle_lead)
    assert "was Sie ausgewählt haben" not in read(mailboxes, coburg_lead)


def test_if_nothing_is_left_no_mail_comes_and_it_is_not_told_later(
    office, celle_lead, celle, mailboxes
):
    make_meeting(office, now=FRIDAY, title="In Celle", host=celle, answer_by=None)
    narrow(celle_lead, states=[BAVARIA])
    mailboxes.deliver(MONDAY)
    assert read(mailboxes, celle_lead) == ""

    narrow(celle_lead, now=MONDAY + DAY)
    make_recommendation(office, now=MONDAY + 2 * DAY)
    mailboxes.deliver(MONDAY + WEEK)

    assert "In Celle" not in read(mailboxes, celle_lead).partition("NEU SEIT")[2]


def test_what_is_chosen_when_it_is_sent_counts(advice, celle_lead, mailboxes):
    digest(MONDAY)
    narrow(celle_lead, topics=[advice["language"]], now=MONDAY)

    mailboxes.deliver(MONDAY + MINUTE)

    assert "Wohnen" not in read(mailboxes, celle_lead)


def test_a_topic_that_is_gone_narrows_nothing(advice, celle_lead, mailboxes):
    other = make_topic("Ehrenamt")
    narrow(celle_lead, topics=[other])
    other.delete()

    assert len(told(mailboxes, celle_lead)) == 6


@pytest.mark.parametrize(
    ("delivery", "by_mail", "in_the_summary"),
    [(None, 1, True), (Delivery.DIGEST, 0, True), (Delivery.OFF, 0, False)],
)
def test_a_kind_of_mail_that_is_off_is_not_told_by_the_summary_either(
    office, celle_lead, mailboxes, delivery, by_mail, in_the_summary
):
    if delivery:
        prefer(celle_lead, "recommendation_moved", delivery, now=FRIDAY - DAY)
    make_recommendation(office, Stage.DRAFT, now=FRIDAY, title="Wohnen")
    make_meeting(office, now=FRIDAY, title="Ehrenamt")
    mailboxes.deliver(FRIDAY + HOUR)
    at_once = [s for s in mailboxes.subjects(celle_lead.email) if "Wohnen" in s]

    mailboxes.deliver(MONDAY)

    assert len(at_once) == by_mail
    assert ("Wohnen" in read(mailboxes, celle_lead)) == in_the_summary
    assert "Ehrenamt" in read(mailboxes, celle_lead)


def test_the_page_of_news_shows_everything_and_says_that_the_mail_does_not(
    advice, celle_lead, client_of, at_noon
):
    at_noon.move_to(MONDAY)
    client = client_of(celle_lead)
    whole = client.get("/neu/").content.decode()
    narrow(celle_lead, states=[BAVARIA], deliveries={"recommendation_moved": Delivery.OFF})

    html = client.get("/neu/").content.decode()

    for title in ("Dolmetschen", "Wohnen", "An Hessen", "Aus Coburg"):
        assert title in html
    assert "Hier steht alles" in html
    assert "Hier steht alles" not in whole


def test_changes_of_rhythm_and_choice_lose_nothing_and_tell_nothing_twice(
    office, celle_lead, mailboxes
):
    """A person changes their mind each week; what was wanted then is told by one mail."""
    topic, happened = make_topic(), []
    ways = ["daily", "weekly", "monthly", "daily", "never", "weekly", "monthly", "daily"]
    for week, rhythm in enumerate(ways):
        start = FRIDAY + week * WEEK
        narrow(celle_lead, [topic] if week % 2 else [], [LOWER_SAXONY], rhythm=rhythm, now=start)
        for day in range(7):
            now = start + day * DAY + HOUR
            make_recommendation(office, now=now, topics=[topic])
            happened += [now] if rhythm != "never" else []
            mailboxes.deliver(now + 18 * HOUR)  # at seven

    links = list(celle_lead.digests.order_by("since"))
    assert all(a.until == b.since for a, b in pairwise(links))
    sent = Mail.objects.filter(recipient=celle_lead, kind="digest", state="sent")
    spans = [(mail.payload["since"], mail.payload["until"]) for mail in sent]
    for now in happened:
        moment = now.astimezone(UTC).isoformat()
        assert len([1 for since, until in spans if since < moment <= until]) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_three_readers_with_different_wishes_as_for_one(
    office, celle, coburg, count, django_assert_num_queries
):
    people = [make_officer(f"celle{number}@forum.example", celle) for number in range(count)]
    for number, person in enumerate(people):
        narrow(
            person,
            topics=[make_topic(name) for name in ("Sprachmittlung", "Wohnraum")[: number + 1]],
            states=[LOWER_SAXONY, BAVARIA, HESSE][: number + 1],
            deliveries={"answer_reminder": list(Delivery)[number]},
        )
    make_recommendation(office, now=FRIDAY)
    make_meeting(office, now=FRIDAY, host=coburg)
    digest(MONDAY)
    rows = Mail.objects.filter(kind="digest", recipient__in=people)
    mails = list(rows.select_related("recipient"))

    with django_assert_num_queries(12):
        letters = [write() for _, write in Summary().letters(mails, MONDAY)]

    assert len(letters) == count

"""A meeting of which mails say nothing: neither the news, nor the tasks, nor what is near."""

from datetime import date, datetime

import pytest

from digests.services import set_preference
from forum_portal.clock import BERLIN
from mailroom.stages import Delivery
from meetings.stages import Mode
from meetings.wall_time import end_of_day
from tests.factories.meetings import make_meeting, make_registration
from tests.factories.members import DAY, HOUR

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 11, 27, 12, tzinfo=BERLIN)
MONDAY = datetime(2026, 11, 30, 7, 10, tzinfo=BERLIN)
SECRET = ["Quittenmus", "Mühlensaal", "Dez", "Do, ", "vor Ort"]


@pytest.fixture
def meeting(office, celle_lead):
    in_the_summary = {"meeting_reminder": Delivery.DIGEST, "answer_reminder": Delivery.DIGEST}
    set_preference(
        celle_lead,
        rhythm="daily",
        weekday=0,
        hour=7,
        deliveries=in_the_summary,
        now=FRIDAY - DAY,
    )
    return make_meeting(
        office,
        now=FRIDAY,
        title="Quittenmus",
        venue="Mühlensaal",
        starts_on=date(2026, 12, 3),
        ends_on=date(2026, 12, 3),
        answer_by=end_of_day(date(2026, 12, 2)),
        link_only=True,
    )


def in_full(message) -> str:
    parts = [message.get_body((kind,)).get_content() for kind in ("plain", "html")]
    return "\n".join([message["Subject"], *parts])


def test_as_news_and_as_a_task(meeting, celle_lead, mailboxes):
    mailboxes.deliver(FRIDAY + DAY)

    said = in_full(mailboxes.of(celle_lead.email)[-1])
    assert meeting.get_absolute_url() in said
    assert "Landkreis Celle zu einem Treffen anmelden" in said
    assert [word for word in SECRET if word in said] == []


def test_as_a_meeting_that_one_comes_to(meeting, celle_lead, mailboxes):
    mailboxes.deliver(FRIDAY + DAY)
    make_registration(meeting, celle_lead, mode=Mode.ON_SITE, now=FRIDAY + DAY + HOUR)

    mailboxes.deliver(MONDAY)

    said = in_full(mailboxes.of(celle_lead.email)[-1])
    assert "Ein Treffen, zu dem Sie angemeldet sind" in said
    assert [word for word in SECRET if word in said] == []

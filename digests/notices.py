"""Who is owed a summary: the latest slot that has come, and the chain up to it."""

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta

from django.db import transaction

from forum_portal import dates
from forum_portal.clock import BERLIN
from mailroom.registers import notice
from mailroom.services import hand_in
from members.models import Person

from .audience import Audience, is_worth_a_mail
from .content import Span
from .models import Digest, DigestPreference
from .preferences import NAME, Wishes
from .rhythm import DEFAULT, Schedule
from .undelivered import take_back

PEOPLE_AT_ONCE = 500

# A span ends this long ago, so that no transaction which is still open can
# commit something behind it that nobody would ever be told.
SETTLED = timedelta(minutes=5)

# A summary that cannot be delivered for a day is told by the next one instead.
VALID_FOR = timedelta(days=1)


@notice
def digest(now: datetime) -> None:
    """Close the span of everybody whose slot has come, with a mail if there is news."""
    for schedule in schedules():
        slot, last = schedule.latest_slot(now), 0
        while people := owed(schedule, slot, now, after=last):
            close(people, schedule, slot, now)
            last = people[-1].pk


def schedules() -> list[Schedule]:
    """Each schedule that somebody has, the default always among them."""
    chosen = DigestPreference.objects.values_list("rhythm", "weekday", "hour").distinct()
    return sorted({DEFAULT, *(Schedule(*row) for row in chosen)})


def owed(schedule: Schedule, slot: datetime, now: datetime, after: int = 0) -> list[Person]:
    """The next few people whose chain ends before ``slot``.

    Who got the account or the first term after the slot, or chose the rhythm
    after it, waits for the next.
    """
    chosen = DigestPreference.objects.filter(
        rhythm=schedule.rhythm,
        weekday=schedule.weekday,
        hour=schedule.hour,
        chosen_at__lt=slot,
    )
    on_schedule = Person.objects.filter(digest_preference__in=chosen)
    if schedule == DEFAULT:
        on_schedule |= Person.objects.filter(digest_preference=None)
    told = Digest.objects.filter(slot__gte=slot)
    people = (
        Person.objects.receiving(now)
        .filter(pk__in=on_schedule.values("pk"), pk__gt=after, created_at__lt=slot)
        .filter(pk__in=Person.objects.holding(slot))
        .exclude(pk__in=told.values("person"))
    )
    return list(people.order_by("pk")[:PEOPLE_AT_ONCE])


def close(people: list[Person], schedule: Schedule, slot: datetime, now: datetime) -> None:
    """One link of the chain for each of ``people``, and the mails, in one transaction.

    Of two passes at once each takes the people whom the other has not taken.
    """
    with transaction.atomic():
        if taken := _take(people, slot):
            _close(taken, schedule, slot, now)


def _take(people: list[Person], slot: datetime) -> list[Person]:
    """Lock those of ``people`` whom no other pass has, and who are still owed the slot."""
    rows = Person.objects.filter(pk__in=[person.pk for person in people]).order_by("pk")
    free = list(rows.select_for_update(skip_locked=True, no_key=True))
    told = set(
        Digest.objects.filter(person__in=free, slot__gte=slot).values_list("person", flat=True)
    )
    return [person for person in free if person.pk not in told]


def _close(people, schedule, slot, now) -> None:
    audience, wishes = Audience(people, now), Wishes(people)
    last = {link.person_id: link for link in Digest.objects.latest_of(people)}
    untold = take_back(last.values(), now)
    links, recipients = [], defaultdict(list)
    for person in people:
        link = _link(person, last.get(person.pk), schedule, slot, now)
        if link.until <= link.since:  # the clock was set back; its time comes again
            continue
        span, wish = Span(untold.get(person.pk, link.since), link.until), wishes.of(person.pk)
        content = audience.content(person.pk, span, wish)
        if not wish.wants_none and is_worth_a_mail(content, span, wish, now):
            link.occasion = occasion(slot)
            recipients[span].append(person.pk)
        links.append(link)
    Digest.objects.bulk_create(links)
    for span, ids in recipients.items():
        _hand_in(ids, span, slot, now)


def _link(person, last, schedule, slot, now) -> Digest:
    """The next link of the chain; the first one reaches back by one period."""
    if last:
        since = last.until
    else:
        since = max(schedule.slot_before(slot), _midnight(person.created_at))
    return Digest(person=person, slot=slot, since=since, until=now - SETTLED)


def _midnight(instant: datetime) -> datetime:
    """The beginning of the day in Germany: people of one day share one span."""
    return datetime.combine(dates.day(instant), time.min, BERLIN).astimezone(UTC)


def occasion(slot: datetime) -> str:
    """digest:2026-11-23T06:00Z"""
    return f"{NAME}:{slot.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def _hand_in(people: list[int], span: Span, slot: datetime, now: datetime) -> None:
    hand_in(
        NAME,
        occasion=occasion(slot),
        people=people,
        payload={end: at.astimezone(UTC).isoformat() for end, at in vars(span).items()},
        now=now,
        valid_until=now + VALID_FOR,
    )

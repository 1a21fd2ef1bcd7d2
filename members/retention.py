"""How long what is kept: a register of rules, and the daily round that applies them.

Each app registers its rules where it forgets. The same rules are shown in the privacy
notice and in docs/security.md; ``tests/privacy/test_retention.py`` holds the three together.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from forum_portal.dates import day

from .models import RetentionRun

log = logging.getLogger(__name__)

ROWS_AT_ONCE = 1000
# A round goes on in the next pass of the mailroom: what is old must not keep the post waiting.
SLICES_AT_ONCE = 20


@dataclass(frozen=True)
class Rule:
    """What is kept how long and why. ``forget`` takes a slice of what is over, and says how much.

    ``setting`` names the number of days; without one, ``how_long`` says it in words.
    """

    key: str
    what: str
    how_long: str
    why: str
    forget: Callable[[datetime], int]
    setting: str = ""

    @property
    def days(self) -> int:
        return getattr(settings, self.setting)

    @property
    def period(self) -> str:
        """``30 Tage nach dem Versand``"""
        return self.how_long.format(days=in_words(self.days)) if self.setting else self.how_long


_rules: dict[str, Rule] = {}


def rule(key: str, **said) -> Callable:
    """Decorator: ``function(now)`` applies the rule to a slice and returns how many rows it was."""

    def registering(function: Callable[[datetime], int]) -> Callable:
        _rules[key] = Rule(key, forget=function, **said)
        return function

    return registering


def rules() -> list[Rule]:
    return list(_rules.values())


def in_words(days: int) -> str:
    """``30 Tage``; whole years and months as such: ``2 Jahre``"""
    if days % 365 == 0:
        return "1 Jahr" if days == 365 else f"{days // 365} Jahre"
    return "1 Tag" if days == 1 else f"{days} Tage"


def go_round(now: datetime) -> None:
    """Apply each rule, once a day; what one pass does not get done, the next one goes on with.

    A rule that fails stops no other, and keeps the day's round open.
    """
    today = day(now)
    if RetentionRun.objects.filter(day=today, done_at__isnull=False).exists():
        return
    run, _ = RetentionRun.objects.get_or_create(day=today)
    outcomes = {one.key: _apply(one, now) for one in rules()}
    for key, (count, _) in outcomes.items():
        run.forgotten[key] = run.forgotten.get(key, 0) + count
    if all(is_done for _, is_done in outcomes.values()):
        run.done_at = now
    run.save()


def last_done() -> date | None:
    """The day of the last round that was finished."""
    done = RetentionRun.objects.filter(done_at__isnull=False)
    return done.values_list("day", flat=True).first()


def _apply(one: Rule, now: datetime) -> tuple[int, bool]:
    """How much was forgotten, and whether nothing is left."""
    total = 0
    for _ in range(SLICES_AT_ONCE):
        try:
            count = one.forget(now)
        except Exception:
            log.exception("retention rule %s failed", one.key)
            return total, False
        total += count
        if not count:
            return total, True
    return total, False


def ago(setting: str, now: datetime) -> datetime:
    """The instant before which something is over, by the days of ``setting``."""
    return now - timedelta(days=getattr(settings, setting))


@transaction.atomic
def delete_some(rows: QuerySet) -> int:
    """Delete a slice of ``rows``, which nobody else deletes meanwhile; how many it was."""
    free = rows.select_for_update(skip_locked=True, of=["self"]).order_by("pk")
    ids = list(free.values_list("pk", flat=True)[:ROWS_AT_ONCE])
    rows.model.objects.filter(pk__in=ids).delete()
    return len(ids)

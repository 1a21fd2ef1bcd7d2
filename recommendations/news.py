"""What is new about recommendations, as plain entries for the portal's page and the digests.

All people of the counties see the same, so one call serves a whole batch of
them (``news_for_members``); ``news`` is the same list for one person, the
office included, and empty for everybody else. Visible is decided when it is
called, never when the thing happened.
"""

from dataclasses import dataclass
from datetime import datetime

from .models import Event
from .stages import Stage, Verb
from .wording import moved


@dataclass(frozen=True)
class Entry:
    """One piece of news: ``title`` is the recommendation's, ``what`` says what became of it."""

    title: str
    url: str
    what: str
    at: datetime
    recommendation_id: int

    def is_for(self, counties) -> bool:
        """People of all counties are told of all of them."""
        return True

    def is_shared_with(self, partners) -> bool:
        """Partners read what is published, and are told nothing."""
        return False


def news(person, since: datetime, until: datetime, now: datetime) -> list[Entry]:
    """What ``person`` is told of ``(since, until]``, one entry a recommendation, latest first."""
    return _entries(Event.objects.visible_to(person, now), since, until)


def news_for_members(since: datetime, until: datetime) -> list[Entry]:
    """``news`` for every person with a running mandate at a member county; one query."""
    return _entries(Event.objects.open_to_members(), since, until)


def _entries(events, since, until) -> list[Entry]:
    by_recommendation = {}
    for event in events.happened_between(since, until).select_related("recommendation"):
        by_recommendation.setdefault(event.recommendation_id, []).append(event)
    entries = [entry for events in by_recommendation.values() if (entry := _entry(events))]
    return sorted(entries, key=lambda entry: (entry.at, entry.recommendation_id), reverse=True)


def _entry(events: list[Event]) -> Entry | None:
    """The one entry for a recommendation; None if nothing came of it, or nothing holds by now."""
    recommendation = events[0].recommendation
    if _is_withdrawn_since(events) or _came_and_went(events):
        return None
    what = _what(events)
    return what and Entry(
        title=f"{recommendation.sign} {recommendation.title}",
        url=recommendation.get_absolute_url(),
        what=what,
        at=events[-1].at,
        recommendation_id=recommendation.pk,
    )


def _is_withdrawn_since(events) -> bool:
    """Whether the recommendation is withdrawn by now, and ``events`` do not say so yet."""
    is_told = any(event.to_stage == Stage.WITHDRAWN for event in events)
    return events[0].recommendation.stage == Stage.WITHDRAWN and not is_told


def _came_and_went(events) -> bool:
    """Whether an idea was written down and taken back, of which nobody need be told."""
    first, last = events[0], events[-1]
    return first.verb == Verb.CREATED and (last.from_stage, last.to_stage) == (
        Stage.IDEA,
        Stage.WITHDRAWN,
    )


def _what(events) -> str:
    """The net effect: steps there and back again are not news, a new text may be."""
    moves = [event for event in events if event.verb == Verb.MOVED]
    if moves and moves[0].from_stage != moves[-1].to_stage:
        return moved(Stage(moves[-1].from_stage), Stage(moves[-1].to_stage))
    if events[0].verb == Verb.CREATED:
        return "Neue Idee"
    if any(event.verb == Verb.CHANGED for event in events):
        return "Text überarbeitet"
    return ""

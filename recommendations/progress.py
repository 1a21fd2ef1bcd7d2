"""How far a recommendation has come: the bar of stages on its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .models import Event, Recommendation
from .stages import WAY, Stage

ENDS = (Stage.REPLACED, Stage.WITHDRAWN)


@dataclass(frozen=True)
class Reached:
    """One stage of the bar; ``since`` is when it was reached the last time."""

    stage: Stage
    since: datetime | None
    is_now: bool
    is_done: bool

    @property
    def label(self) -> str:
        label = self.stage.label
        return label[:1].upper() + label[1:]

    @property
    def shape(self) -> str:
        if self.stage in ENDS:
            return "none"
        if self.is_done or (self.is_now and self.stage == Stage.PUBLISHED):
            return "done"
        return "half" if self.is_now else "open"


def progress(recommendation: Recommendation, events: Iterable[Event]) -> list[Reached]:
    """The way to publication, and where it ended if it has."""
    since = {event.to_stage: event.at for event in events if event.to_stage}
    stage = Stage(recommendation.stage)
    way = _way(stage, since)
    now = way.index(stage)
    return [
        Reached(
            at,
            since=since.get(at) if number <= now else None,
            is_now=number == now,
            is_done=number < now,
        )
        for number, at in enumerate(way)
    ]


def end(recommendation: Recommendation, events: Iterable[Event]) -> Event | None:
    """The step that ended its way, if one has."""
    if recommendation.stage not in ENDS:
        return None
    return [event for event in events if event.to_stage in ENDS][-1]


def _way(stage: Stage, since: dict) -> list[Stage]:
    """A recommendation that ended early does not show the stages that it never saw."""
    if stage not in ENDS:
        return WAY
    return [at for at in WAY if at in since] + [stage]

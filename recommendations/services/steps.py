"""How a recommendation is locked, and how its history is written."""

from ..models import Event, Recommendation
from ..refusals import ChangedMeanwhile, TextClosed
from ..stages import OPEN_TEXT, Verb


def lock(recommendation: Recommendation) -> None:
    """Take the recommendation's row until the transaction ends, and read it as it is now."""
    recommendation.refresh_from_db(from_queryset=Recommendation.objects.select_for_update())


def require_open_text(recommendation: Recommendation) -> None:
    if recommendation.stage not in OPEN_TEXT:
        raise TextClosed.of(recommendation)


def latest_event(recommendation: Recommendation) -> int:
    """The number of what happened last, for pages that are open while something else happens."""
    return recommendation.events.order_by("pk").values_list("pk", flat=True).last()


def require_unchanged(recommendation: Recommendation, seen: int) -> None:
    """Nothing has happened since the event ``seen``."""
    if seen == latest_event(recommendation):
        return
    since = {event.verb for event in recommendation.events.filter(pk__gt=seen)}
    if since == {Verb.CHANGED}:
        raise ChangedMeanwhile.of_text()
    raise ChangedMeanwhile.of_stage(recommendation)


def record(recommendation: Recommendation, verb, *, by, now, **more) -> Event:
    """Add one event to the recommendation's history."""
    return Event.objects.create(recommendation=recommendation, verb=verb, by=by, at=now, **more)

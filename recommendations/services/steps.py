"""How a recommendation is locked, and how its history is written."""

from ..models import Event, Recommendation
from ..refusals import WrongStage
from ..stages import Stage


def lock(recommendation: Recommendation) -> None:
    """Take the recommendation's row until the transaction ends, and read it as it is now."""
    recommendation.refresh_from_db(from_queryset=Recommendation.objects.select_for_update())


def require_stage(recommendation: Recommendation, *stages: Stage) -> None:
    if recommendation.stage not in stages:
        raise WrongStage.of(recommendation)


def record(recommendation: Recommendation, verb, *, by, now, **more) -> Event:
    """Add one event to the recommendation's history."""
    return Event.objects.create(recommendation=recommendation, verb=verb, by=by, at=now, **more)

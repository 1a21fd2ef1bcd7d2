"""The one way in which a recommendation changes its stage."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from mailroom.services import announce

from ..models import Event, Recommendation
from ..refusals import NotReady, WrongStage
from ..stages import NEXT, Stage, Verb
from .steps import lock, record, require_unchanged

# A step that a mail could not tell for so long is told by the summaries alone.
VALID_FOR = timedelta(days=7)


@transaction.atomic
def move(
    recommendation: Recommendation,
    to: Stage,
    *,
    reason: str = "",
    replaced_by: Recommendation | None = None,
    seen: int | None = None,
    by,
    now: datetime,
) -> Event:
    """Take ``recommendation`` one step on, record who did it when and why, and tell the members.

    ``replaced_by`` is the published recommendation that takes its place, and goes with
    ``Stage.REPLACED`` alone; withdrawing needs a ``reason``. ``seen`` is the latest event
    that the person saw: after another one the step may mean something else, and is not
    taken (``ChangedMeanwhile``).
    """
    lock(recommendation)
    before = Stage(recommendation.stage)
    require_possible(recommendation, to)
    if seen is not None:
        require_unchanged(recommendation, seen)
    _require_ready(recommendation, to, reason, replaced_by)
    recommendation.stage, recommendation.replaced_by = to, replaced_by
    if to == Stage.PUBLISHED:
        recommendation.published_at = now
    recommendation.save(update_fields=["stage", "replaced_by", "published_at"])
    event = record(
        recommendation,
        Verb.MOVED,
        by=by,
        now=now,
        from_stage=before,
        to_stage=to,
        reason=_checked(reason),
    )
    if is_told(before, to):
        announce(
            "recommendation_moved",
            occasion=f"recommendation:{recommendation.pk}:event:{event.pk}",
            payload={"recommendation": recommendation.pk, "event": event.pk},
            now=now,
            valid_until=now + VALID_FOR,
        )
    return event


def require_possible(recommendation: Recommendation, to: Stage) -> None:
    """The step is in the table, and where something must take the place there is something."""
    if to not in NEXT[recommendation.stage]:
        raise WrongStage.of(recommendation)
    if to == Stage.REPLACED and not successors(recommendation).exists():
        raise NotReady(
            "Noch gibt es keine andere veröffentlichte Empfehlung",
            "Bitte veröffentlichen Sie zuerst die neue. Dann kann sie an die Stelle treten.",
        )


def is_told(before: Stage, to: Stage) -> bool:
    """Whether a mail tells of the step. None told of a new idea, so none takes it back."""
    return (before, to) != (Stage.IDEA, Stage.WITHDRAWN)


def _require_ready(recommendation, to, reason, replaced_by) -> None:
    if to == Stage.CONSULTATION and not recommendation.demands.exists():
        raise NotReady(
            "Der Entwurf hat noch keine Forderung",
            "Bitte tragen Sie zuerst ein, was von wem gefordert wird.",
        )
    if to == Stage.WITHDRAWN and not reason.strip():
        raise NotReady(
            "Es fehlt der Grund", "Bitte schreiben Sie, warum die Empfehlung zurückgezogen wird."
        )
    if (to == Stage.REPLACED) != (replaced_by is not None):
        raise NotReady(
            "Es fehlt die neue Empfehlung",
            "Bitte wählen Sie die veröffentlichte Empfehlung, die an die Stelle tritt.",
        )
    if replaced_by and not _can_replace(recommendation, replaced_by):
        raise NotReady(
            "Diese Empfehlung kann nicht an die Stelle treten",
            "Bitte wählen Sie eine andere, die veröffentlicht ist.",
        )


def successors(recommendation: Recommendation):
    """What can take the place of ``recommendation``: any other that is published."""
    return Recommendation.objects.published().exclude(pk=recommendation.pk)


def _can_replace(recommendation, other) -> bool:
    # Locked, so that it is not withdrawn at the same moment.
    return successors(recommendation).select_for_update().filter(pk=other.pk).exists()


def _checked(reason: str) -> str:
    """The reason as the history keeps it; ``ValidationError`` if it is too long."""
    reason = " ".join(reason.split())
    try:
        Event._meta.get_field("reason").run_validators(reason)
    except ValidationError as error:
        raise ValidationError(error.messages) from error
    return reason

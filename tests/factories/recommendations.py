"""Recommendations: valid and dull, made the way the office makes them, by the services."""

from members.models import Topic
from recommendations.models import Recommendation
from recommendations.services import drafting, moving
from recommendations.services.drafting import Wanted
from recommendations.stages import Addressee, Stage

from .members import NOON

FEDERAL = (Addressee.FEDERAL, None)
STATES = (Addressee.STATE, None)
DISTRICTS = (Addressee.DISTRICT, None)
# The shortest way to each stage.
WAYS = {
    Stage.IDEA: [],
    Stage.DRAFT: [Stage.DRAFT],
    Stage.CONSULTATION: [Stage.DRAFT, Stage.CONSULTATION],
    Stage.BALLOT: [Stage.DRAFT, Stage.CONSULTATION, Stage.BALLOT],
    Stage.ADOPTED: [Stage.DRAFT, Stage.CONSULTATION, Stage.BALLOT, Stage.ADOPTED],
    Stage.WITHDRAWN: [Stage.WITHDRAWN],
}
WAYS[Stage.PUBLISHED] = [*WAYS[Stage.ADOPTED], Stage.PUBLISHED]


def demand(text="Der Bund regelt die Kosten der Sprachmittlung.", addressees=(FEDERAL,)) -> Wanted:
    return Wanted(text, list(addressees))


def fields(**changed) -> dict:
    return {
        "title": "Sprachmittlung verlässlich finanzieren",
        "summary": "Wer ein Amt aufsucht, muss verstanden werden.",
        "text": "## Worum es geht\n\nOhne Sprachmittlung bleiben Anträge liegen.",
        "lead_district": None,
        "topics": [],
        "demands": [demand()],
        **changed,
    }


def make_topic(name="Sprachmittlung") -> Topic:
    return Topic.objects.get_or_create(name=name, defaults={"slug": name.lower()})[0]


def make_recommendation(office, stage=Stage.IDEA, now=NOON, **changed) -> Recommendation:
    """A recommendation that has come to ``stage`` by the shortest way, all of it at ``now``."""
    made = drafting.create_recommendation(**fields(**changed), by=office, now=now)
    if stage == Stage.REPLACED:
        other = {"title": "Die neue Empfehlung", "summary": "", "demands": [demand("Neu")]}
        successor = make_recommendation(office, Stage.PUBLISHED, now, **other)
        advance(made, WAYS[Stage.PUBLISHED], office, now)
        moving.move(made, stage, replaced_by=successor, by=office, now=now)
    else:
        advance(made, WAYS[stage], office, now)
    return made


def advance(recommendation, stages, office, now=NOON) -> None:
    for stage in stages:
        reason = "Überholt" if stage == Stage.WITHDRAWN else ""
        moving.move(recommendation, stage, reason=reason, by=office, now=now)

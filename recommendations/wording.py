"""Stages and steps in the words of the page, the news and the mails."""

from dataclasses import dataclass

from .models import Event, Recommendation
from .stages import NEXT, WAY, Stage, Verb

SHAPES = {
    Stage.IDEA: "planned",
    Stage.DRAFT: "open",
    Stage.CONSULTATION: "half",
    Stage.BALLOT: "half",
    Stage.ADOPTED: "done",
    Stage.PUBLISHED: "done",
    Stage.REPLACED: "none",
    Stage.WITHDRAWN: "none",
}

HAPPENED = {
    Stage.DRAFT: "Entwurf begonnen",
    Stage.CONSULTATION: "Anhörung eröffnet",
    Stage.BALLOT: "Abstimmung eröffnet",
    Stage.ADOPTED: "Verabschiedet",
    Stage.PUBLISHED: "Veröffentlicht",
    Stage.REPLACED: "Durch eine neue Empfehlung ersetzt",
    Stage.WITHDRAWN: "Zurückgezogen",
}
BACK = {
    Stage.CONSULTATION: "Aus der Anhörung zurück in den Entwurf",
    Stage.BALLOT: "In der Abstimmung nicht angenommen, zurück in den Entwurf",
}


@dataclass(frozen=True)
class Step:
    """A step that the office can take: the words of its button, and what follows from it."""

    to: Stage
    label: str
    consequence: str

    @property
    def leads_on(self) -> bool:
        """Whether it is the next step on the way to publication."""
        return self in (FORWARD[stage] for stage in WAY[1:])


FORWARD = {
    Stage.DRAFT: Step(
        Stage.DRAFT,
        "Entwurf beginnen",
        "Aus der Idee wird ein Entwurf. Den Text können Sie weiter bearbeiten.",
    ),
    Stage.CONSULTATION: Step(
        Stage.CONSULTATION,
        "Anhörung eröffnen",
        "Der Text steht fest, solange die Anhörung läuft. "
        "Die Landkreise äußern sich gegenüber der Geschäftsstelle.",
    ),
    Stage.BALLOT: Step(
        Stage.BALLOT,
        "Abstimmung eröffnen",
        "Die Landkreise stimmen über den Text ab, der jetzt hier steht.",
    ),
    Stage.ADOPTED: Step(
        Stage.ADOPTED,
        "Als verabschiedet eintragen",
        "Die Empfehlung ist dann beschlossen. Zurücknehmen lässt sich das nicht.",
    ),
    Stage.PUBLISHED: Step(
        Stage.PUBLISHED,
        "Veröffentlichen",
        "Text und Forderungen kann dann jede und jeder lesen, auch ohne Anmeldung.",
    ),
    Stage.REPLACED: Step(
        Stage.REPLACED,
        "Durch eine neue ersetzen",
        "Die Empfehlung steht dann nicht mehr in der öffentlichen Liste. "
        "Wer den Link hat, liest hier, welche an ihre Stelle getreten ist.",
    ),
    Stage.WITHDRAWN: Step(
        Stage.WITHDRAWN,
        "Zurückziehen",
        "Die Empfehlung wird nicht weiterverfolgt. Zurücknehmen lässt sich das nicht.",
    ),
}
UNPUBLISH = Step(
    Stage.WITHDRAWN,
    "Zurückziehen",
    "Die Empfehlung steht dann nicht mehr in der öffentlichen Liste. Wer den Link hat, "
    "liest hier, dass sie zurückgezogen ist. Zurücknehmen lässt sich das nicht.",
)
BACKWARD = Step(
    Stage.DRAFT,
    "Zurück in den Entwurf",
    "Den Text können Sie dann wieder bearbeiten.",
)


def step(recommendation: Recommendation, to: Stage) -> Step:
    """The step from where ``recommendation`` stands."""
    if to == Stage.DRAFT and recommendation.stage != Stage.IDEA:
        return BACKWARD
    if to == Stage.WITHDRAWN and recommendation.stage == Stage.PUBLISHED:
        return UNPUBLISH
    return FORWARD[to]


def steps(recommendation: Recommendation) -> list[Step]:
    """All steps from where ``recommendation`` stands, the one that leads on before the others."""
    possible = [step(recommendation, to) for to in Stage if to in NEXT[recommendation.stage]]
    return sorted(possible, key=lambda step: not step.leads_on)


def happened(event: Event) -> str:
    """``Anhörung eröffnet``, ``Text überarbeitet``: what an event says in the history."""
    if event.verb == Verb.CREATED:
        return "Als Idee angelegt"
    if event.verb == Verb.CHANGED:
        return "Text überarbeitet"
    return moved(Stage(event.from_stage), Stage(event.to_stage))


def moved(before: Stage, after: Stage) -> str:
    """The step from ``before`` to ``after``, also over several stages at once."""
    if after == Stage.DRAFT and before in BACK:
        return BACK[before]
    return HAPPENED[after]

"""What a recommendation refuses, and how that is said to the person who asked for it."""

from meetings.refusals import ChangedMeanwhile, Refused

from .stages import Stage

__all__ = ["ChangedMeanwhile", "NotReady", "Refused", "WrongStage"]

WHERE = {
    Stage.IDEA: "ist eine Idee",
    Stage.DRAFT: "ist im Entwurf",
    Stage.CONSULTATION: "ist in der Anhörung",
    Stage.BALLOT: "ist in der Abstimmung",
    Stage.ADOPTED: "ist verabschiedet",
    Stage.PUBLISHED: "ist veröffentlicht",
    Stage.REPLACED: "ist ersetzt",
    Stage.WITHDRAWN: "ist zurückgezogen",
}


class WrongStage(Refused):
    """The recommendation is not in a stage from which this step leads on."""

    @classmethod
    def of(cls, recommendation) -> "WrongStage":
        return cls(
            f"Die Empfehlung {WHERE[Stage(recommendation.stage)]}",
            "Von hier aus geht dieser Schritt nicht. Die Seite zeigt, was jetzt gilt.",
        )


class NotReady(Refused):
    """Something is missing that the next stage needs."""

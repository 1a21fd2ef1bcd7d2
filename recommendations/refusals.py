"""What a recommendation refuses, and how that is said to the person who asked for it."""

from meetings import refusals
from meetings.refusals import Refused

from .stages import NEXT, Stage

__all__ = ["ChangedMeanwhile", "NotReady", "Refused", "TextClosed", "WrongStage"]

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


class ChangedMeanwhile(refusals.ChangedMeanwhile):
    """Somebody else changed what the person's page was opened for."""

    @classmethod
    def of_stage(cls, recommendation) -> "ChangedMeanwhile":
        return cls(
            "Inzwischen hat sich der Stand geändert",
            f"Die Empfehlung {WHERE[Stage(recommendation.stage)]}. Noch ist nichts geschehen. "
            "Bitte prüfen Sie, ob der Schritt noch richtig ist.",
        )

    @classmethod
    def of_text(cls) -> "ChangedMeanwhile":
        return cls(
            "Inzwischen hat sich der Text geändert",
            "Noch ist nichts geschehen. Bitte lesen Sie ihn, bevor Sie weitergehen.",
        )


class WrongStage(Refused):
    """The recommendation is not in a stage from which this step leads on."""

    @classmethod
    def of(cls, recommendation) -> "WrongStage":
        return cls(
            f"Die Empfehlung {WHERE[Stage(recommendation.stage)]}",
            "Von hier aus geht dieser Schritt nicht. Die Seite zeigt, was jetzt gilt.",
        )


class TextClosed(WrongStage):
    """The counties are asked about the text, or it is decided: it stays as it is."""

    @classmethod
    def of(cls, recommendation) -> "TextClosed":
        stage = Stage(recommendation.stage)
        opens = "Bearbeiten können Sie ihn, wenn sie wieder im Entwurf ist."
        stays = "Er lässt sich nicht mehr bearbeiten."
        return cls(
            f"Die Empfehlung {WHERE[stage]}",
            f"Der Text steht fest. {opens if Stage.DRAFT in NEXT[stage] else stays}",
        )


class NotReady(Refused):
    """Something is missing that the next stage needs."""

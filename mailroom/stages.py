from django.db import models


class State(models.TextChoices):
    """Where a mail stands; ``data`` is the only state in which it may already be out."""

    QUEUED = "queued", "wartet"
    CLAIMED = "claimed", "in Arbeit"
    DATA = "data", "wird übergeben"
    SENT = "sent", "verschickt"
    UNCERTAIN = "uncertain", "ungewiss"
    FAILED = "failed", "abgewiesen"
    CANCELLED = "cancelled", "nicht mehr nötig"
    EXPIRED = "expired", "abgelaufen"
    SUPPRESSED = "suppressed", "Adresse gesperrt"
    POISON = "poison", "beiseitegelegt"


FINAL = [
    State.SENT,
    State.FAILED,
    State.CANCELLED,
    State.EXPIRED,
    State.SUPPRESSED,
    State.POISON,
]

UNDELIVERED = [State.FAILED, State.EXPIRED, State.SUPPRESSED, State.POISON]


class Delivery(models.TextChoices):
    """How a person wants a kind of mail; who has chosen nothing gets each mail at once."""

    AT_ONCE = "at_once", "sofort"
    DIGEST = "digest", "in der Zusammenfassung"
    OFF = "off", "gar nicht"


class Policy(models.TextChoices):
    """What becomes of a mail when nobody knows whether it arrived."""

    INTERACTIVE = "interactive", "bleibt liegen, die Person fragt neu an"
    ROUTINE = "routine", "gilt als zugestellt"
    MUST_ARRIVE = "must_arrive", "ein zweites Mal, dieselben Bytes"


class Priority(models.IntegerChoices):
    """Urgent before bulk."""

    LOGIN = 0, "Anmeldung"
    INVITATION = 1, "Einladung"
    REMINDER = 3, "Erinnerung"
    DIGEST = 5, "Zusammenfassung"

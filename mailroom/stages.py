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


class Why(models.TextChoices):
    """Why a mail stands where it does, where its state alone does not say so."""

    UNSUBSCRIBED = "unsubscribed", "abbestellt"
    NOT_ENTITLED = "not_entitled", "nicht zuständig"
    SUPPRESSED = "suppressed", "Adresse gesperrt"
    OVERTAKEN = "overtaken", "überholt"
    TOLD_LATER = "told_later", "später erzählt"
    WITHDRAWN = "withdrawn", "vom Betrieb zurückgezogen"
    MOVED = "moved", "andere Adresse"
    GIVEN_UP = "given_up", "aufgegeben"
    LOST = "lost", "Verbindung verloren"
    RELAY_DOWN = "relay_down", "Mailserver nicht erreichbar"
    RESTING = "resting", "um Geduld gebeten"


class Fate(models.TextChoices):
    """What came of a mail, as the office counts it."""

    SENT = "sent", "verschickt"
    ON_ITS_WAY = "on_its_way", "unterwegs"
    REFUSED = "refused", "abgewiesen"
    RETURNED = "returned", "zurückgekommen"
    HELD = "held", "zurückgehalten"
    UNCERTAIN = "uncertain", "ungewiss"
    TOO_LATE = "too_late", "zu spät"
    NOT_NEEDED = "not_needed", "entfallen"
    SKIPPED = "skipped", "übersprungen"


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

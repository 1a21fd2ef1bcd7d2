"""Why a mail was or was not sent, in one German sentence for the office."""

from datetime import datetime

from forum_portal.dates import NBSP, clock_time, day, short_date

from . import resting
from .addresses import domain_of
from .bounces import STATUS, TOKEN
from .models import Attempt, Bounce, Mail
from .registers import kind_named, kinds
from .relay import UNKNOWN_ADDRESS
from .stages import Fate, Policy, State, Why

SHAPES = {
    Fate.SENT: "done",
    Fate.ON_ITS_WAY: "due",
    Fate.REFUSED: "against",
    Fate.RETURNED: "against",
    Fate.HELD: "lock",
    Fate.UNCERTAIN: "half",
    Fate.TOO_LATE: "missing",
    Fate.NOT_NEEDED: "none",
    Fate.SKIPPED: "none",
}

SENTENCES = {
    Why.UNSUBSCRIBED: "Die Person möchte diese Mails nicht sofort.",
    Why.NOT_ENTITLED: "Die Person hat zurzeit keine Zuständigkeit, oder ihr Konto ist geschlossen "
    "oder ihre Adresse nicht bestätigt.",
    Why.SUPPRESSED: "An diese Adresse geht keine Post, weil ihr Mailserver sie abgelehnt hat.",
    Why.TOLD_LATER: "Die nächste Zusammenfassung erzählt es mit.",
    Why.WITHDRAWN: "Der Betrieb hat sie zurückgezogen, während der Postausgang angehalten war.",
    Why.MOVED: "Die Person hat inzwischen eine andere Adresse.",
}
PHASES = {
    "SKIPPED": "Übersprungen",
    "WITNESS": "Nachgesehen",
    "POLICY": "Entschieden",
    "LOST": "Verbindung beim Übergeben abgebrochen",
    "BROKEN": "Verbindung abgebrochen, ehe etwas übergeben war",
}
# What the portal did by itself, and no mail server said.
DECIDED = {"SKIPPED", "WITNESS", "POLICY"}
LOST = "Nach dem Übergeben brach die Verbindung ab; niemand weiß, ob sie ankam."


def moment(at: datetime, now: datetime) -> str:
    """14:05 Uhr, or on another day Do, 10. Dez., 14:05 Uhr"""
    is_today = day(at) == day(now)
    return clock_time(at) if is_today else f"{short_date(at)}, {clock_time(at)}"


def without_tokens(text: str) -> str:
    """What a server said, without the return address that it may have repeated."""
    return TOKEN.sub("+…@", text)


def status_in(text: str) -> str:
    """The status of RFC 3463 that a server named; "" if it named none."""
    match = STATUS.search(text)
    return match[1] if match else ""


def why(
    mail: Mail,
    attempt: Attempt | None,
    bounce: Bounce | None,
    paused_since: datetime | None,
    now: datetime,
) -> str:
    """Why ``mail`` stands where it does; with its last attempt, the last thing that came back."""
    match mail.state:
        case State.QUEUED:
            return _waits(mail, attempt, paused_since, now)
        case State.CLAIMED | State.DATA:
            return "Sie wird gerade übergeben."
        case State.SENT:
            return _sent(mail, attempt, bounce, now)
        case State.UNCERTAIN:
            return _uncertain(mail)
        case State.FAILED:
            return _failed(mail, attempt)
        case State.CANCELLED:
            return _withdrawn(mail, attempt)
        case State.EXPIRED:
            return _too_late(mail, now)
        case State.SUPPRESSED:
            return SENTENCES[Why.SUPPRESSED]
        case _:
            return "Dreimal ließ sie sich nicht schreiben. Das ist ein Fehler des Portals."


def _waits(mail, attempt, paused_since, now) -> str:
    if paused_since:
        return f"Der Postausgang ist angehalten, seit {moment(paused_since, now)}."
    until = moment(mail.next_try, now)
    if mail.why == Why.RESTING or _asked_for_patience(attempt):
        return f"Wartet, weil {_server(mail)} um Geduld gebeten hat, bis {until}."
    if mail.why == Why.RELAY_DOWN:
        return f"Der Mailserver des Forums war nicht zu erreichen. Nächster Versuch: {until}."
    if mail.resent:
        return "Ob sie beim ersten Mal ankam, weiß niemand. Sie geht deshalb noch einmal hinaus."
    if mail.retries and attempt:
        return f"{said(mail, attempt)} Nächster Versuch: {until}."
    if mail.next_try > now:
        return f"Sie soll erst hinausgehen um {until}."
    return "Sie ist zum Versand vorgemerkt."


def _sent(mail, attempt, bounce, now) -> str:
    if bounce and not mail.return_token:
        reason = _in_brackets(bounce.status)
        if bounce.status in UNKNOWN_ADDRESS:
            return f"Sie kam zurück: {_server(mail)} kennt die Adresse nicht{reason}."
        return f"Sie kam zurück{reason}."
    if bounce:
        reason = _in_brackets(bounce.status)
        return f"Übergeben, aber unterwegs verzögert sich die Zustellung{reason}."
    if mail.why == Why.LOST:
        return "Die Verbindung brach ab; sie gilt als verschickt, denn alles steht auch im Portal."
    if attempt and attempt.phase == "WITNESS":
        return "Die Verbindung brach ab, aber sie ist angekommen: das Journal hat sie."
    return "Der Mailserver hat sie angenommen."


def _uncertain(mail) -> str:
    if mail.lease_until:
        goes_again = mail.policy == Policy.MUST_ARRIVE and not mail.resent
        what = "geht sie noch einmal hinaus" if goes_again else "entscheidet das Portal"
        return f"{LOST} In etwa einer Viertelstunde {what}."
    return f"{LOST} Von selbst geht sie nicht noch einmal hinaus."


def _failed(mail, attempt) -> str:
    last = said(mail, attempt) if attempt else ""
    if mail.why == Why.GIVEN_UP:
        return f"Drei Tage lang ließ sie sich nicht übergeben. {last}".strip()
    return last or "Der Mailserver hat sie abgewiesen."


def _withdrawn(mail, attempt) -> str:
    if attempt and attempt.phase == "SKIPPED":
        return attempt.text
    return SENTENCES.get(mail.why) or _overtaken(mail)


def _overtaken(mail) -> str:
    if mail.why == Why.OVERTAKEN and mail.kind in kinds():
        return kind_named(mail.kind).overtaken
    return "Sie war nicht mehr nötig, als sie versandt werden sollte."


def _too_late(mail, now) -> str:
    if mail.why == Why.LOST:
        return f"{LOST} Inzwischen gilt der Code nicht mehr."
    if mail.valid_until:
        return f"Bis {moment(mail.valid_until, now)} ging sie nicht hinaus, danach galt sie nicht."
    return "Sie ging nicht rechtzeitig hinaus."


def said(mail: Mail, attempt: Attempt) -> str:
    """What the mail server made of one attempt."""
    if attempt.code is None:
        return "Die Verbindung brach ab, ehe die Mail übergeben war."
    status, server = status_in(attempt.text), _capital(_server(mail))
    reason = _in_brackets(f"{attempt.code} {status}".strip())
    if status in UNKNOWN_ADDRESS:
        return f"{server} kennt die Adresse nicht{reason}."
    if status.startswith("5.7."):
        return f"{server} lässt sie nicht durch{reason}; an der Adresse liegt es nicht."
    if status.endswith("2.2"):
        return f"Das Postfach ist voll{reason}."
    if attempt.code < 500:
        return f"{server} hat sie vorerst nicht angenommen{reason}."
    return f"{server} hat sie abgewiesen{reason}."


def _asked_for_patience(attempt) -> bool:
    return attempt is not None and attempt.code in resting.ASK_FOR_PATIENCE


def _server(mail) -> str:
    domain = domain_of(mail.envelope_to)
    if not domain and mail.recipient:
        domain = domain_of(mail.recipient.address_for_mail)
    return f"der Mailserver von {domain}" if domain else "der Mailserver"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _in_brackets(words: str) -> str:
    """With a no-break space inside: (550 5.1.1) never falls apart."""
    return f" ({words.replace(' ', NBSP)})" if words else ""

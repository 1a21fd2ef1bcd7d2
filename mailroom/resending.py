"""Whether the office can send a mail once more: once, by hand, and only what still holds."""

import logging
from datetime import datetime

from . import wording, writing
from .models import Mail
from .refusals import CannotResend
from .registers import kind_named, kinds
from .stages import FINAL, State

log = logging.getLogger(__name__)


def is_offered(mail: Mail) -> bool:
    """Whether asking makes sense at all: what its page says without writing the mail anew."""
    return not _rules_out(mail)


def require_possible(mail: Mail, now: datetime) -> None:
    """Raise ``CannotResend`` with the reason, unless ``mail`` could go out anew at ``now``.

    Only asked, nothing is kept or sent; when it is sent, all is looked at once more.
    """
    if refusal := _rules_out(mail) or _is_over(mail, now) or _hinders(mail, now):
        raise CannotResend(refusal)


def _rules_out(mail: Mail) -> str:
    if mail.kind not in kinds():
        return "Diese Art von Mail gibt es nicht mehr."
    if mail.sealed or mail.recipient is None:
        return "Mails mit einem Code oder Link zur Anmeldung fordert die Person selbst neu an."
    if mail.resend_of_id:
        return "Sie ist selbst schon eine zweite Mail, die die Geschäftsstelle veranlasst hat."
    if Mail.objects.filter(resend_of=mail).exists():
        return "Das ist schon einmal veranlasst worden."
    if mail.state == State.UNCERTAIN and mail.lease_until:
        return "Ob sie ankam, klärt das Portal gerade selbst. Bitte warten Sie eine Viertelstunde."
    if mail.state not in FINAL and mail.state != State.UNCERTAIN:
        return "Sie ist noch unterwegs und geht von selbst hinaus, sobald es geht."
    return ""


def _is_over(mail: Mail, now: datetime) -> str:
    if mail.valid_until and mail.valid_until <= now:
        return f"Sie galt nur bis {wording.moment(mail.valid_until, now)}."
    return ""


def _hinders(mail: Mail, now: datetime) -> str:
    if why := writing.hindered([mail], now).get(mail.pk):
        return wording.SENTENCES[why]
    try:
        is_due = writing.is_due(mail, now)
    except Exception:
        log.exception("mail %s (%s) cannot be written", mail.pk, mail.kind)
        return "Sie lässt sich nicht schreiben. Das ist ein Fehler des Portals."
    return "" if is_due else f"Sie ist nicht mehr nötig. {kind_named(mail.kind).overtaken}"

"""Addresses that a mail can reach from here."""

import re

from django.core.exceptions import ValidationError

MOST_CHARACTERS = 254  # what a path of SMTP holds (RFC 5321, 4.5.3.1.3)
# Before the @ the atoms and dots of RFC 5322; what would need quotation marks is left out.
PLAIN = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+")


def deliverable(address: str) -> None:
    """Refuse what a mail server without SMTPUTF8 (RFC 6531) takes no mail for."""
    local, at, _ = address.rpartition("@")
    if not address.isascii():
        raise _refusal(
            "Bitte geben Sie die Adresse ohne Umlaute und andere Sonderbuchstaben an. "
            "An eine Adresse mit solchen Zeichen kann das Forum keine Mail schicken."
        )
    if len(address) > MOST_CHARACTERS:
        raise _refusal(f"Bitte geben Sie eine Adresse mit höchstens {MOST_CHARACTERS} Zeichen an.")
    if at and not PLAIN.fullmatch(local):
        raise _refusal(
            "Bitte geben Sie eine Adresse an, die vor dem @ nur Buchstaben, Ziffern, Punkte "
            "und einfache Zeichen hat, keine Anführungszeichen und keine Leerzeichen."
        )


def _refusal(text: str) -> ValidationError:
    return ValidationError(text, code="not_deliverable")

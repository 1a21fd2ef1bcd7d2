"""Addresses that a mail can reach from here."""

from django.core.exceptions import ValidationError


def deliverable(address: str) -> None:
    """Refuse what a mail server without SMTPUTF8 (RFC 6531) takes no mail for."""
    if not address.isascii():
        raise ValidationError(
            "Bitte geben Sie die Adresse ohne Umlaute und andere Sonderbuchstaben an. "
            "An eine Adresse mit solchen Zeichen kann das Forum keine Mail schicken.",
            code="not_deliverable",
        )

"""What every title in the portal has to be: to be read."""

import unicodedata

from django.core.exceptions import ValidationError

# Letters and symbols to Unicode that show nothing: fillers, and Braille without a dot.
BLANK = "\u115f\u1160\u2800\u3164\uffa0"


def require_visible(title: str) -> None:
    """Refuse a title of which nobody sees anything: only spaces and marks without width."""
    if title and not any(unicodedata.category(c)[0] in "LNPS" and c not in BLANK for c in title):
        raise ValidationError("Bitte geben Sie einen Titel ein, der zu lesen ist.")


def require_visible_title(title: str) -> None:
    """``require_visible`` for a model, which says of which field it speaks."""
    try:
        require_visible(title)
    except ValidationError as invisible:
        raise ValidationError({"title": invisible}) from None

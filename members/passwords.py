"""What a password must be, said in words that tell what to do (NIST SP 800-63B-4, 3.1.1.2)."""

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from . import second_factor
from .models import LONG_PASSWORD

WITH_SECOND_FACTOR = 8


def least_length(user) -> int:
    """How many characters the password of ``user`` needs; None is somebody yet unknown."""
    has_one = user is not None and user.pk is not None and second_factor.has_one(user)
    return WITH_SECOND_FACTOR if has_one else LONG_PASSWORD


class LongEnough:
    """15 characters where the password is the only factor, 8 beside a second one."""

    def validate(self, password, user=None):
        least = least_length(user)
        if len(password) < least:
            raise ValidationError(
                f"Bitte nehmen Sie mindestens {least} Zeichen. Vier oder fünf Wörter, die nicht "
                "zusammengehören, merken sich leicht.",
                code="password_too_short",
            )

    def get_help_text(self):
        return f"Mindestens {LONG_PASSWORD} Zeichen, mit zweitem Faktor {WITH_SECOND_FACTOR}."


class NotCommon(password_validation.CommonPasswordValidator):
    def get_error_message(self):
        return (
            "Dieses Passwort steht auf Listen, die Angreifer durchprobieren. "
            "Bitte nehmen Sie ein anderes."
        )

    def get_help_text(self):
        return "Keines, das viele benutzen."


class NotLikeTheAddress(password_validation.UserAttributeSimilarityValidator):
    def __init__(self):
        super().__init__(user_attributes=["email", "name"])

    def get_error_message(self):
        return (
            "Dieses Passwort ähnelt Ihrer Adresse oder Ihrem Namen. Bitte nehmen Sie ein anderes."
        )

    def get_help_text(self):
        return "Keines, das der Adresse oder dem Namen ähnelt."

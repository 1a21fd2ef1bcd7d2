"""Second factors: who must have one, who has one, and which must stay.

An app with codes (TOTP) and passkeys count; recovery codes only stand in for
them, and a code by mail is the first factor in another shape.
"""

from dataclasses import dataclass, field
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError

from .models import LONG_PASSWORD, Person
from .stages import Function

GROUPS = {
    "office": Person.is_office,
    "administration": Person.may_administer,
    "lead": lambda person, now: any(
        mandate.function == Function.LEAD for mandate in person.running_mandates(now)
    ),
}
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
PRESCRIBED = (
    "Für Ihre Zuständigkeit ist ein zweiter Faktor vorgeschrieben. "
    "Bitte richten Sie zuerst einen anderen ein."
)
SHORT_PASSWORD = (
    f"Ihr Passwort hat weniger als {LONG_PASSWORD} Zeichen; das genügt nur mit einem zweiten "
    "Faktor. Bitte legen Sie zuerst ein längeres Passwort fest."
)


@dataclass
class Factors:
    """What one person has: the app, passkeys, and how many recovery codes are left."""

    app: Authenticator | None = None
    passkeys: list[Authenticator] = field(default_factory=list)
    codes_left: int = 0

    @classmethod
    def of(cls, person) -> "Factors":
        return cls.of_each([person])[person.pk]

    @classmethod
    def of_each(cls, people) -> dict[int, "Factors"]:
        """By the id of each person, in one query for all."""
        found = {person.pk: cls() for person in people}
        for one in Authenticator.objects.filter(user__in=found).order_by("created_at", "pk"):
            found[one.user_id]._add(one)
        return found

    def _add(self, one: Authenticator) -> None:
        if one.type == Authenticator.Type.TOTP:
            self.app = one
        elif one.type == Authenticator.Type.WEBAUTHN:
            self.passkeys.append(one)
        else:
            self.codes_left = _left(one)

    @property
    def any(self) -> bool:
        return bool(self.app or self.passkeys)

    @property
    def words(self) -> str:
        """What there is: "App mit Codes, 2 Passkeys"."""
        count = len(self.passkeys)
        passkeys = "1 Passkey" if count == 1 else f"{count} Passkeys"
        return ", ".join(["App mit Codes"] * bool(self.app) + [passkeys] * bool(count))


def _left(codes: Authenticator) -> int:
    try:
        return len(codes.wrap().get_unused_codes())
    except ValidationError:  # written with another SECRET_KEY
        return 0


def has_one(person) -> bool:
    """Whether ``person`` must show a second factor at sign-in."""
    return Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS).exists()


def is_meant(person, now: datetime) -> bool:
    """Whether ``person`` acts for one of the groups named by ``SECOND_FACTOR_FOR``."""
    return any(GROUPS[name](person, now) for name in settings.SECOND_FACTOR_FOR)


def is_demanded(person, now: datetime) -> bool:
    """Whether ``person`` works here only with a second factor; in the demo nobody must."""
    return settings.SECOND_FACTOR_DEMANDED and is_meant(person, now)


def why_it_stays(factor: Authenticator, now: datetime) -> str:
    """The sentence that refuses to remove ``factor``; empty if it can go."""
    person = factor.user
    others = Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS).exclude(pk=factor.pk)
    if others.exists():
        return ""
    if is_demanded(person, now):
        return PRESCRIBED
    return SHORT_PASSWORD if person.short_password else ""

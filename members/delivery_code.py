"""The code that shows that somebody reads the mail of a delivery address.

It lies in the session of whoever asked for it, holds as long as the mail that
carries it, and is void after a few wrong tries.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from allauth.core.internal.cryptokit import compare_user_code, generate_user_code
from django.conf import settings

KEY = "delivery_code"
MOST_TRIES = 3
HOLDS = settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT  # seconds


@dataclass
class DeliveryCode:
    address: str
    code: str
    until: float
    tries: int = 0

    @classmethod
    def made(cls, session, address: str, now: datetime) -> "DeliveryCode":
        """A new code for ``address``; an older one is void."""
        code = cls(address, generate_user_code(), now.timestamp() + HOLDS)
        code._keep(session)
        return code

    @classmethod
    def kept(cls, session, address: str, now: datetime) -> "DeliveryCode | None":
        """The code that ``address`` waits for here, if one still holds."""
        kept = session.get(KEY)
        code = cls(**kept) if kept else None
        holds = code and code.address == address and now.timestamp() < code.until
        return code if holds and code.tries < MOST_TRIES else None

    def is_right(self, session, typed: str) -> bool:
        """Counts the try; a right code is used up."""
        self.tries += 1
        self._keep(session)
        is_right = compare_user_code(actual=typed, expected=self.code)
        if is_right:
            del session[KEY]
        return is_right

    def _keep(self, session):
        session[KEY] = asdict(self)

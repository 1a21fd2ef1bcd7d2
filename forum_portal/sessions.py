"""Sessions in the database that end at a fixed time after the sign-in, however busy they are."""

from datetime import datetime, timedelta

from django.contrib.sessions.backends import db
from django.utils import timezone

ENDS = "ends_at"


class SessionStore(db.SessionStore):
    """Django's own begins its time anew with everything that is written into it."""

    def save(self, must_create=False):
        ends = timezone.now() + timedelta(seconds=self.get_session_cookie_age())
        self._get_session(no_load=must_create).setdefault(ENDS, ends.isoformat())
        super().save(must_create)

    def cycle_key(self):
        """Whoever signs in has the whole time before them, also where a session was before."""
        self.pop(ENDS, None)
        super().cycle_key()

    def get_expiry_date(self, **kwargs):
        ends = self.get(ENDS)
        latest = super().get_expiry_date(**kwargs)
        return min(datetime.fromisoformat(ends), latest) if ends else latest

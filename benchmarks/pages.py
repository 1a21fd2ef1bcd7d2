"""The pages that are measured, and what each may cost."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from meetings.models import Meeting
from members.models import District
from recommendations.models import Recommendation
from recommendations.stages import Stage

from .network import FULL


@dataclass(frozen=True)
class Page:
    """A page, the rows of its bare counterpart, and at most how many times as long it takes."""

    label: str
    path: str
    rows: int = 1
    at_most: float | None = None


def pages(now) -> list[Page]:
    meeting = Meeting.objects.get(title=FULL)
    published = Recommendation.objects.filter(stage=Stage.PUBLISHED).first()
    lists = {
        "Treffen, Liste": ("meetings:meetings", Meeting.objects.exclude(announced_at=None).count()),
        "Empfehlungen, Liste": ("recommendations:recommendations", Recommendation.objects.count()),
        "Verzeichnis": ("members:directory", District.objects.members(now).count()),
    }
    return [
        Page("Startseite", reverse("front:home")),
        *(Page(label, reverse(name), rows, at_most=3) for label, (name, rows) in lists.items()),
        Page("Verzeichnis, Suche", f"{reverse('members:directory')}?suche=Sprachmittlung"),
        Page("Treffen, 40 Teilnehmende", meeting.get_absolute_url(), at_most=5),
        Page("Kalenderdatei", reverse("meetings:calendar_file", args=[meeting.pk])),
        Page("Empfehlung", published.get_absolute_url()),
    ]


def cookie(person) -> str:
    """A session of ``person``, as the browser would send it."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"

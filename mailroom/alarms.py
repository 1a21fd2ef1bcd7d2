"""What is wrong with the mail now, for the start page of the office and for whoever watches.

What nobody can mend any more is no alarm: it ends when the mail was sent once more, when it
no longer holds, or after a week. It stays in the lists.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Coalesce, Extract, Greatest, Now
from django.urls import reverse

from . import evidence, wording
from .models import Announcement, Heartbeat, Mail, Pause, RestingDomain
from .passes import ALARM_AFTER
from .stages import Fate, State

WAITED_TOO_LONG = timedelta(minutes=10)
UNCERTAIN_TOO_LONG = timedelta(minutes=30)
RESTED_TOO_LONG = timedelta(hours=1)
NEWS = timedelta(days=7)
POLICY = "5.7."  # RFC 3463, 3.8: no fault of the address, and so of nobody else's either


@dataclass(frozen=True)
class Alarm:
    """What is true, what it means or what to do, and the page that shows the rows."""

    title: str
    text: str
    url: str
    is_notice: bool = False

    @property
    def shape(self) -> str:
        return "half" if self.is_notice else "overdue"

    @property
    def words(self) -> str:
        return "Hinweis" if self.is_notice else "Störung"


def alarms(now: datetime) -> list[Alarm]:
    """All that is wrong at ``now``, the worst first; nothing when all is well."""
    kinds = (
        _no_pass,
        _paused,
        _waiting,
        _not_fanned_out,
        _policy,
        _uncertain,
        _poison,
        _resting,
        _suppressed,
    )
    return [alarm for kind in kinds for alarm in kind(now)]


def seconds_since_pass() -> float | None:
    """By the database's clock; None if there was none yet."""
    age = Extract(Now(), "epoch") - Extract("at", "epoch")
    seconds = Heartbeat.objects.values_list(age, flat=True).first()
    return None if seconds is None else float(seconds)


def oldest_waiting(now: datetime) -> tuple[timedelta, int]:
    """How long the oldest mail has waited that is to leave, and how many wait."""
    queued = Mail.objects.filter(state=State.QUEUED)
    oldest, count = queued.aggregate(oldest=Min("created_at"), count=Count("pk")).values()
    return _age(oldest, now), count


def oldest_uncertain(now: datetime) -> tuple[timedelta, int]:
    """How long nobody has known whether a mail arrived, of those that can be mended; how many."""
    too_long = now - UNCERTAIN_TOO_LONG
    rows = Mail.objects.filter(state=State.UNCERTAIN, resend=None)
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gt=now), created_at__gt=now - NEWS)
    tried = Greatest("next_try", Coalesce(Max("attempts__at"), "next_try"))
    since = list(rows.annotate(since=tried).values_list("since", flat=True))
    return _age(min(since, default=None), now), sum(at <= too_long for at in since)


def _age(since: datetime | None, now: datetime) -> timedelta:
    return max(now - since, timedelta()) if since else timedelta()


def _no_pass(now) -> Iterator[Alarm]:
    seconds = seconds_since_pass()
    text = "Was fällig ist, geht vielleicht nicht hinaus. Bitte sagen Sie es dem Betrieb."
    if seconds is None:
        yield Alarm("Die Post wurde noch nie durchgesehen", text, _list())
    elif seconds > ALARM_AFTER.total_seconds():
        ago = _in_words(timedelta(seconds=seconds))
        yield Alarm(f"Seit {ago} wurde die Post nicht mehr durchgesehen", text, _list())


def _paused(now) -> Iterator[Alarm]:
    for pause in Pause.objects.all():
        since = wording.moment(pause.since, now)
        yield Alarm(
            "Der Postausgang ist angehalten",
            f"Seit {since}, Grund: {pause.reason}. Der Betrieb lässt ihn weiterlaufen.",
            _list(Fate.ON_ITS_WAY),
        )


def _waiting(now) -> Iterator[Alarm]:
    age, count = oldest_waiting(now)
    if age > WAITED_TOO_LONG:
        waits = "Es wartet eine Mail." if count == 1 else f"Es warten {count} Mails."
        yield Alarm(
            f"Seit {_in_words(age)} wartet eine Mail auf den Versand",
            f"{waits} Woran es liegt, steht bei jeder.",
            _list(Fate.ON_ITS_WAY),
        )


def _not_fanned_out(now) -> Iterator[Alarm]:
    """An announcement that raises in each pass reaches nobody, and leaves no row."""
    waiting = Announcement.objects.filter(fanned_out_at=None)
    since = Greatest("created_at", Coalesce("not_before", "created_at"))
    count = waiting.annotate(since=since).filter(since__lte=now - WAITED_TOO_LONG).count()
    if count:
        title = (
            "Eine Mitteilung ließ sich nicht an die Einzelnen verteilen"
            if count == 1
            else f"{count} Mitteilungen ließen sich nicht an die Einzelnen verteilen"
        )
        yield Alarm(title, "Bitte sagen Sie es dem Betrieb.", _list())


def _policy(now) -> Iterator[Alarm]:
    refused = Mail.objects.filter(state=State.FAILED, settled_at__gt=now - timedelta(days=1))
    count = refused.filter(attempts__text__startswith=POLICY).distinct().count()
    if count:
        title = (
            "Ein Mailserver lässt eine Mail des Forums nicht durch"
            if count == 1
            else f"Mailserver lassen {count} Mails des Forums nicht durch"
        )
        text = "An den Adressen liegt es nicht. Bitte sagen Sie es dem Betrieb."
        yield Alarm(title, text, _list(Fate.REFUSED))


def _uncertain(now) -> Iterator[Alarm]:
    _, count = oldest_uncertain(now)
    if count:
        mails = "einer Mail" if count == 1 else f"{count} Mails"
        yield Alarm(
            f"Seit über 30 Minuten ist bei {mails} ungewiss, ob sie ankam"
            + ("" if count == 1 else "en"),
            "Sie können jede davon einmal neu versenden.",
            _list(Fate.UNCERTAIN),
        )


def _poison(now) -> Iterator[Alarm]:
    rows = Mail.objects.filter(state=State.POISON, settled_at__gt=now - NEWS, resend=None)
    if count := rows.count():
        title = (
            "Eine Mail ließ sich nicht schreiben"
            if count == 1
            else f"{count} Mails ließen sich nicht schreiben"
        )
        text = "Das ist ein Fehler des Portals. Bitte sagen Sie es dem Betrieb."
        yield Alarm(title, text, _list(Fate.HELD))


def _resting(now) -> Iterator[Alarm]:
    domains = RestingDomain.objects.filter(since__lte=now - RESTED_TOO_LONG, until__gt=now)
    for domain in domains.order_by("since"):
        yield Alarm(
            f"{domain.domain} nimmt seit {_in_words(now - domain.since)} keine Post an",
            f"Der nächste Versuch ist um {wording.moment(domain.until, now)}.",
            _list(Fate.ON_ITS_WAY),
        )


def _suppressed(now) -> Iterator[Alarm]:
    receiving = get_user_model().objects.receiving(now)
    if count := len(evidence.with_suppressed_address(receiving)):
        title = (
            "Eine Person erhält keine Post, weil ihre Adresse sie ablehnt"
            if count == 1
            else f"{count} Personen erhalten keine Post, weil ihre Adressen sie ablehnen"
        )
        text = "Bitte fragen Sie dort nach der richtigen Adresse."
        url = f"{reverse('mailroom:people')}?adresse=gesperrt"
        yield Alarm(title, text, url, is_notice=True)


def _list(fate: Fate | None = None) -> str:
    url = reverse("mailroom:occasions")
    return f"{url}?stand={fate}" if fate else url


def _in_words(duration: timedelta) -> str:
    """35 Minuten; 2 Stunden; 3 Tagen"""
    minutes = int(duration.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} Minuten"
    if minutes < 48 * 60:
        return f"{minutes // 60} Stunden"
    return f"{minutes // (24 * 60)} Tagen"

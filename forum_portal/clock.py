"""The one clock of the portal, read at its edges: views, tasks and commands.

Everything further in gets ``now`` as an argument. In the demo the clock can be
moved ahead (``manage.py tick --now``); the offset is a file under ``DATA_DIR``
that web, worker, beat and mailer all read.
"""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

BERLIN = ZoneInfo("Europe/Berlin")


def now() -> datetime:
    """The present instant, aware, in UTC; in the demo moved by its offset."""
    return timezone.now() + offset()


def offset() -> timedelta:
    """How far the demo's clock is ahead of the real one; zero outside the demo."""
    if not settings.DEMO:
        return timedelta(0)
    try:
        return timedelta(seconds=float(_offset_file().read_text()))
    except FileNotFoundError:
        return timedelta(0)


def move_to(instant: datetime) -> bool:
    """Move the demo's clock ahead to ``instant``; False if it lies not ahead."""
    ahead = instant - timezone.now()
    if ahead <= offset():
        return False
    scratch = _offset_file().with_suffix(".new")
    scratch.write_text(str(ahead.total_seconds()))
    scratch.replace(_offset_file())
    return True


def _offset_file() -> Path:
    return settings.DATA_DIR / "clock-offset"

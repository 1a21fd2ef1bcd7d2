import logging
import signal
import threading

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from forum_portal import clock
from mailroom import passes

log = logging.getLogger("mailroom.mailer")


class Command(BaseCommand):
    help = "Sieht alle paar Sekunden nach, was zu versenden ist. Braucht kein Redis."

    def handle(self, **options):
        stop = threading.Event()
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, lambda *_: stop.set())
        log.info("mailer: ready")
        while not stop.is_set():
            if not look():
                stop.wait(settings.MAIL_LOOP_SECONDS)


def look() -> bool:
    """One pass; True if more may be waiting. A database that is away is waited for."""
    try:
        close_old_connections()
        outcome = passes.run(clock.now())
    except DatabaseError as error:
        log.warning("mailer: database: %s", error)
        return False
    except Exception:
        log.exception("mailer: this pass failed, the next one follows")
        return False
    if outcome.sent:
        log.info("mailer: %s sent", outcome.sent)
    return outcome.more

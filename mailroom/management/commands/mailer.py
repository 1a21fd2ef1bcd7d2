import logging
import os
import signal
import threading

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from forum_portal import clock
from mailroom import passes

log = logging.getLogger("mailroom.mailer")

PAGES_FIRST = 10  # nice: ten thousand digests wait a little, and nobody who looks at a page


class Command(BaseCommand):
    help = "Sieht alle paar Sekunden nach, was zu versenden ist. Braucht kein Redis."

    def add_arguments(self, parser):
        parser.add_argument(
            "--urgent", action="store_true", help="versendet nur, worauf jemand gerade wartet"
        )

    def handle(self, *, urgent, **options):
        work = passes.run_urgent if urgent else passes.run
        if not urgent:
            os.nice(PAGES_FIRST)
        stop = threading.Event()
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, lambda *_: stop.set())
        log.info("mailer: ready")
        while not stop.is_set():
            if not look(work):
                stop.wait(settings.MAIL_LOOP_SECONDS)


def look(work) -> bool:
    """One pass; True if more may be waiting. A database that is away is waited for."""
    try:
        close_old_connections()
        outcome = work(clock.now())
    except DatabaseError as error:
        log.warning("mailer: database", exc_info=error)
        return False
    except Exception:
        log.exception("mailer: this pass failed, the next one follows")
        return False
    if outcome.sent:
        log.info("mailer: %s sent", outcome.sent)
    return outcome.more

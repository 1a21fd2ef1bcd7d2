import logging
from imaplib import IMAP4

from celery import shared_task
from django.conf import settings

from forum_portal import clock

from . import passes, returned

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def run_pass():
    while passes.run(clock.now()).more:
        continue


@shared_task(ignore_result=True)
def read_bounces():
    """Of a mailbox that is away the next round reads; it is said in the log."""
    if not settings.BOUNCE_MAILBOX:
        return
    try:
        returned.read_mailbox(clock.now())
    except (OSError, IMAP4.error) as error:
        log.warning("bounces: %s", type(error).__name__)

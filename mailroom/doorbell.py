"""Ringing for a pass of the mailroom after a commit, or for another task.

Redis is only the doorbell: when it is down, the loop looks every few seconds
anyway, so a bell that does not ring costs a moment and never a mail.
"""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

TASK = "mailroom.tasks.run_pass"
LIMIT = 1  # second
IMPATIENT = {
    "socket_timeout": LIMIT,
    "socket_connect_timeout": LIMIT,
    "max_retries": 1,
    "interval_start": 0,
}
EXPIRES = 55  # seconds: a bell that rang longer ago was followed by others


def ring_on_commit() -> None:
    """Ring once when the surrounding transaction commits, however often this is called."""
    connection = transaction.get_connection()
    if any(function is ring for _, function, _ in connection.run_on_commit):
        return
    transaction.on_commit(ring)


def ring(task: str = TASK) -> bool:
    """Ask a worker for ``task``; give up after a second when the broker does not answer.

    The connection is the bell's own: a worker waits longer for its broker.
    """
    try:
        with current_app.connection_for_write(
            connect_timeout=LIMIT, transport_options=IMPATIENT
        ) as connection:
            current_app.send_task(task, connection=connection, retry=False, expires=EXPIRES)
    except (OSError, KombuError, RedisError) as error:
        log.warning("doorbell: %s", type(error).__name__)
        return False
    return True

"""Whether the parts of the portal answer: one word each, no figures, names or versions."""

from dataclasses import dataclass

from django.conf import settings
from django.db import Error, connection
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from mailroom.passes import is_beating
from mailroom.pausing import is_paused

SECONDS_FOR_THE_QUEUE = 1


@dataclass(frozen=True)
class Health:
    """Without the database nothing works; without the queue mail leaves by the loop."""

    database: bool
    queue: bool
    mail: bool

    def in_words(self) -> dict[str, str]:
        return {part: "ok" if well else "alarm" for part, well in vars(self).items()}


def check() -> Health:
    database = _database_answers()
    return Health(
        database, queue=_queue_answers(), mail=database and is_beating() and not is_paused()
    )


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _queue_answers() -> bool:
    try:
        with Redis.from_url(
            settings.CELERY_BROKER_URL,
            socket_connect_timeout=SECONDS_FOR_THE_QUEUE,
            socket_timeout=SECONDS_FOR_THE_QUEUE,
            retry=Retry(NoBackoff(), 0),
        ) as queue:
            return bool(queue.ping())
    except (RedisError, OSError):
        return False

"""What the logs say: one JSON object a line, and no person in it.

A line names the route of a page, never its address, which may carry a token;
of an exception it keeps the kind and the places in the code, never its words
or the values of its variables, in which the database quotes what was entered.
"""

import logging
import re
import sys
import traceback

import structlog
from celery.signals import setup_logging

ADDRESS = re.compile(r"[^\s<>\"'()=:,;/]+@[^\s<>\"'(),;]+")
TOKEN = re.compile(r"[A-Za-z0-9_:.-]{32,}")
# django-structlog puts the words of an exception here.
WRITTEN_BY_US = {"request_id", "task_id", "logger", "kind", "where", "task", "timestamp"}
WORDS = ["error", "exception", "reason", "user_agent", "result"]


def without_people(logger, method, event: dict) -> dict:
    """Take out what may name or admit somebody, whoever wrote the line."""
    for name in WORDS:
        event.pop(name, None)
    for name, value in event.items():
        if isinstance(value, str) and name not in WRITTEN_BY_US:
            event[name] = TOKEN.sub("[…]", ADDRESS.sub("[Adresse]", value))
    return event


def kind_of_error(logger, method, event: dict) -> dict:
    """An exception as its kind and where it came from, the innermost place last."""
    error = _exception(event.pop("exc_info", None))
    event.pop("stack_info", None)
    if error is not None:
        event["kind"] = f"{type(error).__module__}.{type(error).__qualname__}"
        frames = traceback.extract_tb(error.__traceback__)
        event["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def _exception(info) -> BaseException | None:
    if info is True:
        return sys.exc_info()[1]
    if isinstance(info, tuple):
        return info[1]
    return info if isinstance(info, BaseException) else None


def in_one_line(logger, method, event: dict) -> str:
    """For the demo: what happened, and then the rest."""
    head = f"{event.pop('level', '').upper()} {event.pop('logger', '')}: {event.pop('event', '')}"
    event.pop("timestamp", None)
    return " ".join([head, *(f"{name}={value}" for name, value in event.items())])


SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configuration(*, readable: bool) -> dict:
    """The ``LOGGING`` of Django; in the demo lines for people, and only its failures."""
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*SHARED, structlog.stdlib.ExtraAdder(allow=[])],
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            kind_of_error,
            without_people,
            in_one_line if readable else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "forum_portal.requests": {"level": "WARNING" if readable else "INFO"},
            # These say the address of a page; forum_portal.requests says its route.
            "django.request": {"level": "CRITICAL"},
            "django.security": {"level": "CRITICAL"},
            # This says the arguments and the error's words; django-structlog says the task.
            "celery.app.trace": {"level": "CRITICAL"},
            "celery.beat": {"level": "WARNING"},
            # For developers, and over several lines.
            "py.warnings": {"level": "ERROR"},
            "django_structlog": {"level": "WARNING" if readable else "INFO"},
        },
    }


def configure() -> None:
    """structlog's own loggers write through those of Python, into the same lines."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


@setup_logging.connect
def leave_it(**kwargs) -> None:
    """Celery sets no handler of its own: Django has set them."""
    logging.captureWarnings(True)

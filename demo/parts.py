"""What the demo consists of, besides its database and its broker."""

import http.client
import os
import socket
import sys
from pathlib import Path

from forum_portal.embedded import CannotStart, Server, environment

from .processes import Part

PYTHON = sys.executable
START_AFRESH = "Mit RESET=1 make demo beginnt die Demo von vorn."


def listening_socket() -> socket.socket:
    """A port of this machine for the mail sink; open before and beyond its restarts."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener


def require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CannotStart(
                f"Der Port {port} ist nicht frei ({error.strerror}). "
                f"Mit einem anderen geht es: PORT={port + 1} make demo"
            ) from error


def server(name: str, embedded: Server) -> Part:
    embedded.prepare()
    return Part(
        name,
        embedded.command(),
        environment(),
        is_ready=embedded.is_ready,
        stop_signal=embedded.stop_signal,
        advice=START_AFRESH,
    )


def preparation(settings: dict[str, str]) -> Part:
    part = _python("setup", ["manage.py", "prepare_demo"], settings)
    part.advice = START_AFRESH
    return part


def mail_sink(settings: dict[str, str], listener: socket.socket) -> Part:
    descriptor = listener.fileno()
    part = _python("smtp", ["-m", "demo.mailsink", str(descriptor)], settings)
    part.pass_fds = (descriptor,)
    return part


def web(settings: dict[str, str], port: int) -> Part:
    part = _python(
        "web",
        ["-m", "gunicorn", "forum_portal.wsgi:application", "--config", "deploy/gunicorn.py"]
        + ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
        + ["--no-control-socket", "--graceful-timeout", "5", "--log-level", "warning"],
        settings,
    )
    part.is_ready = lambda: _answers(port)
    return part


def worker(settings: dict[str, str]) -> Part:
    return _celery(
        "worker",
        ["worker", "--pool", "solo", "--loglevel", "WARNING"]
        + ["--without-gossip", "--without-mingle", "--without-heartbeat"],
        settings,
    )


def beat(settings: dict[str, str]) -> Part:
    schedule = Path(settings["DATA_DIR"]) / "beat" / "schedule"
    schedule.parent.mkdir(exist_ok=True)
    return _celery(
        "beat", ["beat", "--schedule", str(schedule), "--pidfile=", "-l", "WARNING"], settings
    )


def mailer(settings: dict[str, str]) -> Part:
    return _python("mailer", ["manage.py", "mailer"], settings)


def urgent(settings: dict[str, str]) -> Part:
    return _python("urgent", ["manage.py", "mailer", "--urgent"], settings)


def _celery(name: str, arguments: list[str], settings: dict[str, str]) -> Part:
    return _python(name, ["-m", "celery", "--quiet", "-A", "forum_portal", *arguments], settings)


def _python(name: str, arguments: list[str], settings: dict[str, str]) -> Part:
    own = {
        "DJANGO_SETTINGS_MODULE": "forum_portal.settings",
        "PYTHONUNBUFFERED": "1",
        # Celery's advice not to run as root: this is a trial on one's own machine.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }
    return Part(name, [PYTHON, *arguments], os.environ | own | settings)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()

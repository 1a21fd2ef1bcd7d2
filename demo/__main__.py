"""``python -m demo``, the body of ``make demo``: the whole portal on one machine."""

import os
import sys
import time
from pathlib import Path

from forum_portal import demo_env
from forum_portal.embedded import CannotStart, Postgres, Valkey

from . import folder, parts
from .log import Log
from .operator import OPERATOR
from .people import EXAMPLES, PASSWORD
from .processes import Processes, Stopped

STOP_ORDER = [{"web", "beat", "worker", "mailer", "urgent"}, {"smtp", "valkey"}, {"postgres"}]


def main() -> int:
    """Run the demo until it is asked to end; 1 and one sentence if it cannot."""
    try:
        port = _port(os.environ.get("PORT", "8000"))
        _require_node_modules()
        path = demo_env.data_dir()
        reset = os.environ.get("RESET", "") not in {"", "0"}
        with folder.opened(path, reset=reset):
            parts.require_free(port)
            _run(path, port)
    except CannotStart as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def _port(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 0 < int(value) < 65536:
        raise CannotStart(f"PORT muss eine Zahl von 1 bis 65535 sein, nicht „{value}“.")
    return int(value)


def _require_node_modules() -> None:
    if not (demo_env.PROJECT / "node_modules/@kern-ux/native").is_dir():
        raise CannotStart("Die Dateien der Oberfläche fehlen: „make demo“ holt sie mit npm.")


def _run(path: Path, port: int) -> None:
    log = Log(path / "demo.log")
    processes = Processes(log)
    try:
        _start(processes, path, port)
        processes.look_after()
    except Stopped:
        log.say("wird beendet …")
    finally:
        demo_env.remove(path)
        processes.stop(STOP_ORDER)
        log.say("beendet")
        log.close()


def _start(processes: Processes, path: Path, port: int) -> None:
    began = time.monotonic()
    say = processes.log.say
    postgres, valkey = Postgres(path / "postgres"), Valkey(path / "valkey")
    listener = parts.listening_socket()
    settings = _settings(path, port, postgres.url, valkey.url, _smtp_url(listener))

    say(f"startet, die Daten liegen in {folder.shown(path)}")
    processes.start(parts.server("postgres", postgres))
    processes.start(parts.server("valkey", valkey))
    say("richtet Datenbank und Oberfläche ein …")
    processes.complete(parts.preparation(settings))
    if "SMTP_URL" not in os.environ:
        processes.start(parts.mail_sink(settings, listener))
    say("startet die Seiten und den Postausgang …")
    for part in (parts.worker, parts.beat, parts.mailer, parts.urgent):
        processes.start(part(settings))
    processes.start(parts.web(settings, port))
    demo_env.write(path, settings)
    _welcome(say, settings, time.monotonic() - began)


def _smtp_url(listener) -> str:
    port = listener.getsockname()[1]
    return os.environ.get("SMTP_URL", f"smtp://127.0.0.1:{port}")


def _settings(path: Path, port: int, database: str, broker: str, smtp: str) -> dict[str, str]:
    """What the parts of the demo and the commands beside it run on."""
    tuning = {name: value for name, value in os.environ.items() if name.startswith("MAIL_")}
    return {
        "MAIL_FROM": "Forum Integration in ländlichen Räumen <portal@forum.example>",
        "BOUNCE_ADDRESS": "bounces@forum.example",
        **OPERATOR,
        **tuning,
        "DEMO": "1",
        "SECRET_KEY": folder.secret_key(path),
        "DATABASE_URL": database,
        "REDIS_URL": broker,
        "PUBLIC_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "SMTP_URL": smtp,
        "DATA_DIR": str(path),
    }


def _welcome(say, settings: dict[str, str], seconds: float) -> None:
    address = settings["PUBLIC_URL"]
    say(f"bereit nach {seconds:.0f} Sekunden")
    say("")
    say(f"Adresse   {address}/")
    say(f"Post      {address}/demo/post/")
    for email, who in EXAMPLES:
        say(f"Anmelden  {email:<36} {who}")
    say(f"Passwort  {PASSWORD}")
    say("Beenden   Strg-C")
    say("")


if __name__ == "__main__":
    sys.exit(main())

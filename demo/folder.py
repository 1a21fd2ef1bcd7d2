"""The folder under ``DATA_DIR``: all that one demo keeps from start to start."""

import os
import secrets
import shutil
from contextlib import contextmanager
from pathlib import Path

from forum_portal import demo_env
from forum_portal.embedded import CannotStart

# Only these are removed by RESET=1: the folder may hold something else as well.
OWN = [
    "beat",
    "clock-offset",
    "demo.env",
    "demo.log",
    "files",
    "mail",
    "postgres",
    "postgres.new",
    "postgres-socket",
    "secret-key",
    "static",
    "valkey",
]


def shown(path: Path) -> str:
    """``path`` as a person would type it in the project."""
    return os.path.relpath(path) if path.is_relative_to(demo_env.PROJECT) else str(path)


@contextmanager
def opened(path: Path, *, reset: bool):
    """The data folder, made if need be, emptied if asked, and nobody else's meanwhile."""
    try:
        _prove_writable(path)
        with demo_env.held(path):
            if reset:
                _empty(path)
            (path / "mail").mkdir(exist_ok=True)
            yield path
    except demo_env.DemoIsRunning:
        raise CannotStart(
            f"In {shown(path)} läuft schon eine Demo. Beenden Sie sie zuerst, "
            "oder wählen Sie mit DATA_DIR einen anderen Ordner."
        ) from None
    except OSError as error:
        raise CannotStart(
            f"Im Ordner {shown(path)} kann die Demo nicht arbeiten: {error.strerror}"
            f" ({shown(Path(error.filename or path))})."
        ) from error


def secret_key(path: Path) -> str:
    """The secret of this demo: random, made once, for its owner's eyes only."""
    file = path / "secret-key"
    if not file.exists():
        demo_env.write_private(file, secrets.token_urlsafe(50))
    return file.read_text()


def _prove_writable(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise CannotStart(f"{shown(path)} ist kein Ordner. DATA_DIR muss einen Ordner nennen.")
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    (path / "demo.lock").touch()


def _empty(path: Path) -> None:
    for name in OWN:
        thing = path / name
        if thing.is_dir() and not thing.is_symlink():
            shutil.rmtree(thing)
        else:
            thing.unlink(missing_ok=True)

"""``DATA_DIR/demo.env``: how a command beside a running demo finds its settings.

The demo holds a lock on ``demo.lock`` for as long as it lives. The system takes
the lock away with the process, so a file left by one that was killed counts for
nothing, whatever process has its number by now.
"""

import fcntl
import os
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


class DemoIsRunning(Exception):
    """Another demo holds this data folder."""


def data_dir() -> Path:
    """The folder named by ``DATA_DIR``, by default ``var`` in the project."""
    return (PROJECT / os.environ.get("DATA_DIR", "var")).resolve()


@contextmanager
def held(folder: Path):
    """Keep every other demo off ``folder`` while the block runs."""
    with (folder / "demo.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoIsRunning from None
        yield


def is_held(folder: Path) -> bool:
    """Whether a demo runs on ``folder`` at this moment."""
    try:
        with (folder / "demo.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def write(folder: Path, settings: dict[str, str]) -> None:
    """Leave the settings of the running demo, readable to its owner only."""
    write_private(folder / "demo.env", "".join(f"{k}={v}\n" for k, v in settings.items()))


def remove(folder: Path) -> None:
    (folder / "demo.env").unlink(missing_ok=True)


def write_private(path: Path, text: str) -> None:
    """Write ``text`` at once and whole, mode 600 from the first byte on."""
    scratch = path.with_name(f"{path.name}.new")
    scratch.unlink(missing_ok=True)
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    scratch.replace(path)


def read(folder: Path) -> dict[str, str]:
    """The settings of the demo that runs on ``folder``; none if no demo does."""
    if not is_held(folder):
        return {}
    try:
        lines = (folder / "demo.env").read_text().splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split("=", 1) for line in lines)


def adopt() -> None:
    """Take over the settings of the running demo; what is set already wins."""
    for name, value in read(data_dir()).items():
        os.environ.setdefault(name, value)

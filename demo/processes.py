"""Children of the demo: started, read, waited for, restarted, and all ended.

One thread reads what all of them say. Each child leads a process group of its
own, so that Ctrl-C reaches the demo alone and the demo ends them in order.
"""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from forum_portal import demo_env
from forum_portal.embedded import PATIENCE, CannotStart, die_with_parent

from .log import Log

GRACE = 8  # seconds that a child has to end by itself
MOST_CRASHES = 5  # within WINDOW seconds; then the demo gives up
WINDOW = 60
ASKED_TO_END = {0, -signal.SIGTERM, -signal.SIGINT}


class Stopped(Exception):
    """Somebody asked the demo to end."""


@dataclass
class Part:
    """One child: its name in the log, how it starts, and how to see that it works."""

    name: str
    command: list[str]
    environment: dict[str, str]
    is_ready: Callable[[], bool] = lambda: True
    stop_signal: int = signal.SIGTERM
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen | None = None
    unfinished: bytes = b""
    advice: str = ""
    last_line: str = ""
    crashes: list[float] = field(default_factory=list)

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def hear(self, line: str) -> None:
        # PostgreSQL adds details and hints below the line that says what is wrong.
        if "FATAL" not in self.last_line:
            self.last_line = line

    def complaint(self, what: str) -> str:
        sentence = f"Der Teil „{self.name}“ {what}: {self.last_line.rstrip('.')}."
        return f"{sentence} {self.advice}".rstrip()


class Processes:
    """All children of one demo, and the one loop that looks after them."""

    def __init__(self, log: Log):
        self.log = log
        self.parts: list[Part] = []
        self.selector = selectors.DefaultSelector()
        self.asked_to_stop = 0
        self._listen_for_signals()

    def _listen_for_signals(self) -> None:
        ours, theirs = os.pipe()
        os.set_blocking(ours, False)
        os.set_blocking(theirs, False)
        signal.set_wakeup_fd(theirs, warn_on_full_buffer=False)
        self.selector.register(ours, selectors.EVENT_READ, None)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)

    def _ask_to_stop(self, number, frame) -> None:
        self.asked_to_stop += 1

    # Starting -----------------------------------------------------------------

    def start(self, part: Part) -> None:
        """Start a part that is to run until the end, and wait until it works."""
        self.parts.append(part)
        self._spawn(part)
        self._wait_until_ready(part)

    def complete(self, part: Part) -> None:
        """Run a part to its end; CannotStart with its last line if it fails."""
        self.parts.append(part)
        self._spawn(part)
        while part.runs:
            self._look(0.2)
        self._read_rest()
        self.parts.remove(part)
        if part.process.returncode:
            raise CannotStart(part.complaint("ist gescheitert"))

    def _spawn(self, part: Part) -> None:
        part.last_line, part.unfinished = "ohne ein Wort", b""
        part.process = subprocess.Popen(
            part.command,
            env=part.environment,
            cwd=demo_env.PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=part.pass_fds,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        os.set_blocking(part.process.stdout.fileno(), False)
        self.selector.register(part.process.stdout, selectors.EVENT_READ, part)
        self.log.write(part.name, part.process.pid, "gestartet")

    def _wait_until_ready(self, part: Part) -> None:
        deadline = time.monotonic() + PATIENCE
        while not part.is_ready():
            self._look(0.05)
            if not part.runs or time.monotonic() > deadline:
                self._read_rest()
                raise CannotStart(part.complaint("startet nicht"))

    # Looking after them -------------------------------------------------------

    def look_after(self) -> None:
        """Keep all parts running until somebody asks the demo to end."""
        while True:
            self._look(0.5)
            for part in [part for part in self.parts if not part.runs]:
                self._bury_or_revive(part)

    def _bury_or_revive(self, part: Part) -> None:
        code = part.process.returncode
        if code in ASKED_TO_END:
            self.log.write(part.name, part.process.pid, "beendet, bleibt aus")
            self.parts.remove(part)
            return
        self.log.write(part.name, part.process.pid, f"abgestürzt ({_reason(code)}), startet neu")
        now = time.monotonic()
        part.crashes = [at for at in part.crashes if at > now - WINDOW] + [now]
        if len(part.crashes) > MOST_CRASHES:
            raise CannotStart(part.complaint("stürzt immer wieder ab"))
        self._kill_group(part)
        self._spawn(part)

    def _look(self, seconds: float) -> None:
        """Pass on what the children say, for at most ``seconds``."""
        self._read(seconds)
        if self.asked_to_stop:
            raise Stopped

    def _read(self, seconds: float) -> bool:
        events = self.selector.select(seconds)
        for key, _ in events:
            self._pass_on(key)
        return bool(events)

    def _read_rest(self) -> None:
        while self._read(0):
            pass

    def _pass_on(self, key) -> None:
        data = os.read(key.fd, 65536)
        part = key.data
        if part is None:
            return
        if not data:
            self.selector.unregister(key.fileobj)
            key.fileobj.close()
        *lines, part.unfinished = (part.unfinished + data).split(b"\n")
        for line in lines:
            self._log_line(part, line.decode(errors="replace").rstrip())

    def _log_line(self, part: Part, line: str) -> None:
        if line:
            part.hear(line)
            self.log.write(part.name, part.process.pid, line)

    # Ending -------------------------------------------------------------------

    def stop(self, order: list[set[str]]) -> None:
        """End all children, group by group; those that ``order`` forgets come first."""
        named = set().union(*order)
        for names in [{part.name for part in self.parts} - named, *order]:
            self._stop([part for part in self.parts if part.name in names])

    def _stop(self, parts: list[Part]) -> None:
        requests = self.asked_to_stop
        for part in [part for part in parts if part.runs]:
            part.process.send_signal(part.stop_signal)
            part.process.send_signal(signal.SIGCONT)
        deadline = time.monotonic() + GRACE
        # A second Ctrl-C means: now.
        while any(part.runs for part in parts) and self.asked_to_stop <= max(requests, 1):
            if time.monotonic() > deadline:
                break
            self._read(0.05)
        for part in parts:
            self._kill_group(part)
        self._read_rest()

    def _kill_group(self, part: Part) -> None:
        """Leave nothing of ``part``, not even children of its own."""
        if part.process is None:
            return
        try:
            os.killpg(part.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        part.process.wait()


def _reason(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"Code {code}"

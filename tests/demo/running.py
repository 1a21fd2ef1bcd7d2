"""The real demo as a process of its own, on a port and a data folder of its own."""

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import psutil
from django.conf import settings

from forum_portal.embedded import free_port

PARTS = {"postgres", "valkey", "smtp", "web", "worker", "beat", "mailer", "urgent"}
# What the tests themselves run on must not leak into the demo.
NOT_INHERITED = {*settings.REQUIRED, "DEMO", "DJANGO_SETTINGS_MODULE"}


class Demo:
    """One demo on ``folder``; can be started again and again."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.port = free_port()
        self.process = None
        self.said = []

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        return kept | {"PORT": str(self.port), "DATA_DIR": str(self.folder)}

    @property
    def log(self) -> str:
        return (self.folder / "demo.log").read_text()

    def start(self, **environment) -> subprocess.Popen:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "demo"],
            cwd=settings.BASE_DIR,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        return self.process

    def start_and_wait(self, **environment) -> list[str]:
        """Start and return what it said until it was ready."""
        self.said = []
        for line in self.start(**environment).stdout:
            self.said.append(line)
            if "Beenden" in line:
                return self.said
        raise AssertionError("".join(self.said) + self.process.stderr.read())

    def refuse(self, **environment) -> tuple[int, str]:
        """Start where it cannot run; the exit code and what it said of it."""
        process = self.start(**environment)
        _, complaint = process.communicate(timeout=60)
        return process.returncode, complaint

    def stop(self, number=signal.SIGTERM) -> int:
        self.process.send_signal(number)
        self.process.communicate(timeout=40)
        return self.process.returncode

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def is_whole(self) -> bool:
        """Whether it runs, with all its parts."""
        if self.process is None or self.process.poll() is not None:
            return False
        return all(psutil.pid_exists(self.pid_of(part)) for part in PARTS)

    def make_whole(self) -> None:
        """Start it, or start it again if a test has ended it or a part of it."""
        if self.is_whole():
            return
        if self.process and self.process.poll() is None:
            self.stop()
        self.start_and_wait()

    def manage(self, *command) -> subprocess.CompletedProcess:
        """A command as somebody beside the demo would give it."""
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def status(self, path: str, host: str = "localhost") -> int:
        try:
            with urllib.request.urlopen(f"http://{host}:{self.port}{path}", timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            return refused.code

    def pid_of(self, part: str) -> int:
        """The process id that the log last gave for ``part``."""
        return int(re.findall(rf"^{part} +([0-9]+) ", self.log, re.MULTILINE)[-1])

    def processes(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

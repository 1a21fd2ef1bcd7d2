"""The one log of the demo: every line with its part's name and process id."""

import os
import sys
from pathlib import Path


class Log:
    """Writes each line to the screen and to ``demo.log``."""

    def __init__(self, path: Path):
        self.file = path.open("w", encoding="utf-8", buffering=1)
        self.screen = sys.stdout

    def say(self, text: str) -> None:
        """A line of the demo itself."""
        self.write("demo", os.getpid(), text)

    def write(self, part: str, pid: int, line: str) -> None:
        entry = f"{part:<8} {pid:>7}  {line}".rstrip() + "\n"
        self.file.write(entry)
        self._show(entry)

    def _show(self, entry: str) -> None:
        # Whoever read our output may have gone; the demo goes on without them.
        try:
            self.screen.write(entry)
            self.screen.flush()
        except (BrokenPipeError, ValueError):
            self.screen = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115

    def close(self) -> None:
        self.file.close()

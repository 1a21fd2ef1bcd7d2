"""Where Chromium is, and how it is started."""

import os

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
]


def path() -> str:
    return os.environ.get("CHROMIUM", "/usr/bin/chromium")

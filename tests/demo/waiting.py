"""Waiting for something that another process does."""

import time


def until(condition, what, seconds=30):
    """The first true value of ``condition()``; fails with ``what`` after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, f"{what}: auch nach {seconds} s nicht"
        time.sleep(0.05)
    return value

"""The fixtures of every module under ``tests/fixtures`` are there for all tests."""

import pkgutil

from tests import fixtures

pytest_plugins = [
    f"tests.fixtures.{module.name}" for module in pkgutil.iter_modules(fixtures.__path__)
]

# By far the longest. They come first, so that none is left to one worker when the others are done.
LONGEST = [
    "tests/browser/test_axe.py",
    "tests/access/test_canaries.py",
    "tests/faults/",
    "tests/access/test_table.py",
    "tests/portal/test_backup.py",
    "tests/demo/",
    "tests/browser/",
]


def pytest_collection_modifyitems(items):
    items.sort(key=_turn)


def _turn(item) -> int:
    turns = (turn for turn, path in enumerate(LONGEST) if item.nodeid.startswith(path))
    return next(turns, len(LONGEST))

"""The fixtures of every module under ``tests/fixtures`` are there for all tests."""

import pkgutil

from tests import fixtures

pytest_plugins = [
    f"tests.fixtures.{module.name}" for module in pkgutil.iter_modules(fixtures.__path__)
]

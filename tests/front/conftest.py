"""Pages looked at at noon, and a database that does not answer."""

from contextlib import contextmanager

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def noon(at_noon):
    """The pages are looked at where the factories make their meetings: at noon."""


@pytest.fixture
def without_database(db):
    """A block in which the portal's connection really goes to a port where nobody answers."""

    @contextmanager
    def block():
        whole, settings = connection.connection, connection.settings_dict
        atomics, connection.atomic_blocks = connection.atomic_blocks, []
        in_block, connection.in_atomic_block = connection.in_atomic_block, False
        connection.connection = None
        connection.settings_dict = settings | {"HOST": "127.0.0.1", "PORT": "1"}
        try:
            yield
        finally:
            connection.settings_dict, connection.connection = settings, whole
            connection.atomic_blocks, connection.in_atomic_block = atomics, in_block
            connection.closed_in_transaction = False

    return block

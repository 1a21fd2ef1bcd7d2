"""The demo network, built once for each moment of a module and taken back after it."""

import pytest
from django.db import transaction

from demo import network
from members.services import import_districts


@pytest.fixture(scope="module")
def counties(django_db_setup, django_db_blocker):
    """All German counties, until the module ends."""
    with django_db_blocker.unblock(), transaction.atomic():
        import_districts()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def built(request, counties, django_db_blocker):
    """The network at the moment that the module asks for; each test takes its own changes back."""
    with django_db_blocker.unblock(), transaction.atomic():
        network.build(request.param)
        yield request.param
        transaction.set_rollback(True)

import pytest
from django.test import Client

from tests.accounts.ways import log_in, set_up_app, set_up_passkey


@pytest.fixture
def demanded(settings):
    """As in production: some must have a second factor."""
    settings.SECOND_FACTOR_DEMANDED = True


@pytest.fixture
def app_secret(celle_officer):
    """The officer of Celle has an app with codes; its secret."""
    client = Client()
    log_in(client, celle_officer)
    return set_up_app(client)


@pytest.fixture
def passkey(celle_officer):
    """The officer of Celle has a passkey."""
    client = Client()
    log_in(client, celle_officer)
    return set_up_passkey(client)

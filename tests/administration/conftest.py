"""Somebody at the desk of the administration."""

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType


@pytest.fixture
def desk(client_of, admin_person):
    """Signed in as administrator, in a process that has looked up the kinds of rows before."""
    ContentType.objects.get_for_models(*apps.get_models())
    return client_of(admin_person)

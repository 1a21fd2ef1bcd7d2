"""Chromium for the browser tests, and the portal that it opens."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from .chromium import ARGUMENTS, path

# Playwright keeps an event loop in this thread, and Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    found = path()
    if Path(found).exists():
        return found
    words = f"KEIN CHROMIUM unter {found}: die Prüfungen im Browser fallen aus."
    if os.environ.get("CI") == "true":
        pytest.fail(words)
    pytest.skip(words)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, chromium):
    return browser_type_launch_args | {
        "executable_path": chromium,
        "args": ARGUMENTS,
    }


@pytest.fixture
def browser_context_args(browser_context_args):
    return browser_context_args | {"locale": "de-DE", "timezone_id": "Europe/Berlin"}


class Portal:
    """The portal on a port of this machine, seen through one page of the browser."""

    def __init__(self, url, page):
        self.url = url
        self.page = page

    def sign_in(self, person):
        """Sign in without the form; the tests of the form use it."""
        client = Client()
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        self.page.context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": self.url}]
        )

    def open(self, path):
        return self.page.goto(self.url + path)


@pytest.fixture(autouse=True)
def nothing_counted(transactional_db):
    """What was counted of sign-ins is in no model's table, and would stay for the next test."""
    yield
    cache.clear()


@pytest.fixture
def live_portal(live_server, page):
    return Portal(live_server.url, page)

"""The settings come from the environment, and a start without them is refused."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "SECRET_KEY": "production-has-a-secret-of-its-own-0123456789-abcdef",
    "DATABASE_URL": "postgresql://forum@db.forum.example/forum",
    "REDIS_URL": "redis://valkey.forum.example:6379",
    "PUBLIC_URL": "https://portal.forum.example",
    "ALLOWED_HOSTS": "portal.forum.example",
    "SMTP_URL": "smtp://mail.forum.example",
    "MAIL_FROM": "portal@forum.example",
}


def check(tmp_path, **changed):
    """``manage.py check`` in a production with ``changed`` settings; None takes one away."""
    environment = PRODUCTION | {"DATA_DIR": str(tmp_path)} | changed
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"]}
        | {name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
    )


def test_production_starts_with_the_required_settings_alone(tmp_path):
    assert check(tmp_path).returncode == 0


def test_missing_settings_are_named(tmp_path):
    refused = check(tmp_path, SMTP_URL=None, SECRET_KEY="")

    assert refused.returncode != 0
    assert "Nicht gesetzt: SECRET_KEY, SMTP_URL." in refused.stderr


@pytest.mark.parametrize("url", ["https://portal.forum.example", "http://192.0.2.7:8000"])
def test_a_demo_is_for_this_machine_only(tmp_path, url):
    refused = check(tmp_path, DEMO="1", PUBLIC_URL=url)

    assert refused.returncode != 0
    assert "DEMO=1 ist nur auf diesem Rechner erlaubt" in refused.stderr


def test_the_example_explains_every_setting():
    read = (settings.BASE_DIR / "forum_portal" / "settings.py").read_text()
    optional = re.findall(r'env\.[a-z]+\("([A-Z_]+)", ', read)
    example = (settings.BASE_DIR / ".env.example").read_text()

    explained = re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE)

    assert sorted(explained) == sorted({*settings.REQUIRED, *optional, *for_compose()})


def for_compose():
    """What only docker-compose.yml reads, to make the settings of it."""
    compose = (settings.BASE_DIR / "docker-compose.yml").read_text()
    return set(re.findall(r"\$\{([A-Z_]+)", compose))

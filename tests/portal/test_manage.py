"""The command line, where the portal cannot run."""

import os
import subprocess
import sys

from forum_portal.demo_env import PROJECT


def tick(tmp_path, **settings):
    """``manage.py tick`` with nothing but ``settings`` set."""
    kept = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "manage.py", "tick"],
        cwd=PROJECT,
        env=kept | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_settings_a_command_says_so_in_one_sentence(tmp_path):
    answer = tick(tmp_path)

    assert answer.returncode == 1
    assert answer.stderr.startswith("Nicht gesetzt: SECRET_KEY")
    assert "Traceback" not in answer.stderr


def test_without_a_database_a_command_says_so_in_one_sentence(tmp_path):
    answer = tick(
        tmp_path,
        SECRET_KEY="no-secret-at-all-but-long-enough-for-the-check-0123456789",
        DATABASE_URL=f"postgresql:///none?host={tmp_path}",
        REDIS_URL="redis://127.0.0.1:9",
        PUBLIC_URL="https://portal.forum.example",
        ALLOWED_HOSTS="portal.forum.example",
        SMTP_URL="smtp://127.0.0.1:9",
        MAIL_FROM="portal@forum.example",
    )

    assert answer.returncode == 1
    assert answer.stderr.startswith("Die Datenbank ist nicht zu erreichen")
    assert len(answer.stderr.splitlines()) == 1

"""How ``manage.py`` finds the settings of the demo beside it, and of no dead one."""

import os
import stat

import pytest

from forum_portal import demo_env


def test_settings_are_read_while_the_demo_runs(tmp_path):
    with demo_env.held(tmp_path):
        demo_env.write(tmp_path, {"PUBLIC_URL": "http://localhost:8000", "SECRET_KEY": "a=b"})

        assert demo_env.read(tmp_path) == {
            "PUBLIC_URL": "http://localhost:8000",
            "SECRET_KEY": "a=b",
        }


def test_a_file_left_by_a_demo_that_was_killed_counts_for_nothing(tmp_path):
    demo_env.write(tmp_path, {"DEMO": "1"})

    assert demo_env.read(tmp_path) == {}


def test_settings_can_be_read_by_their_owner_only(tmp_path):
    demo_env.write(tmp_path, {"SECRET_KEY": "geheim"})

    assert stat.S_IMODE((tmp_path / "demo.env").stat().st_mode) == 0o600


def test_the_environment_wins(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MAIL_FROM", "gesetzt@forum.example")
    monkeypatch.setenv("FORUM_TEST", "")
    monkeypatch.delenv("FORUM_TEST")
    with demo_env.held(tmp_path):
        demo_env.write(tmp_path, {"MAIL_FROM": "demo@forum.example", "FORUM_TEST": "neu"})

        demo_env.adopt()

    assert os.environ["MAIL_FROM"] == "gesetzt@forum.example"
    assert os.environ["FORUM_TEST"] == "neu"


def test_one_folder_serves_one_demo(tmp_path):
    with (
        demo_env.held(tmp_path),
        pytest.raises(demo_env.DemoIsRunning),
        demo_env.held(tmp_path),
    ):
        pass

"""``make demo`` from the first start to the last process, on the real thing."""

import os
import signal
import stat

import psutil
import pytest

from tests.demo.running import PARTS, Demo
from tests.demo.waiting import until


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One demo for all tests, because starting it takes seconds."""
    shared = Demo(tmp_path_factory.mktemp("demo"))
    yield shared
    shared.kill()


@pytest.fixture
def demo(shared):
    """The shared demo, running with all its parts, whatever the test before did to it."""
    shared.make_whole()
    return shared


def test_it_says_where_it_is_and_how_to_sign_in(demo):
    welcome = "".join(demo.said)

    assert f"{demo.url}/" in welcome
    assert "celle@forum.example" in welcome
    assert "landkreis-forum-demo" in welcome


def test_every_line_of_its_log_names_a_part_and_a_process(demo):
    words = [line.split() for line in demo.log.splitlines()]

    assert {line[0] for line in words} >= PARTS | {"demo", "setup"}
    assert all(line[1].isdigit() for line in words)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_it_answers_under_both_names_of_this_machine(demo, host):
    assert demo.status("/healthz/", host) == 200


def test_it_listens_on_this_machine_only(demo):
    addresses = [address for process in demo.processes() for address in listening(process)]

    assert set(addresses) == {"127.0.0.1"}


def listening(process) -> list[str]:
    """Where ``process`` listens: nowhere, if it is a backend of PostgreSQL that has just ended."""
    try:
        connections = process.net_connections("inet")
    except psutil.NoSuchProcess:
        return []
    return [found.laddr.ip for found in connections if found.status == psutil.CONN_LISTEN]


def test_static_files_are_served(demo):
    assert demo.status("/static/staticfiles.json") == 200


def test_a_command_beside_it_finds_its_database(demo):
    answer = demo.manage("shell", "--no-imports", "-c", SHOW_SETTINGS)

    assert answer.stdout.split() == [demo.url, "True", "401"], answer.stderr


SHOW_SETTINGS = """
from django.conf import settings
from members.models import District
print(settings.PUBLIC_URL, settings.DEMO, District.objects.count())
"""


def test_its_secrets_can_be_read_by_their_owner_only(demo):
    for name in ("demo.env", "secret-key"):
        assert stat.S_IMODE((demo.folder / name).stat().st_mode) == 0o600


def test_the_invitations_to_the_coming_meetings_arrive(demo):
    until(lambda: any((demo.folder / "mail").glob("*.eml")), "a first mail")


def test_a_part_that_crashes_is_started_again(demo):
    before = demo.pid_of("worker")

    os.kill(before, signal.SIGKILL)

    until(lambda: demo.pid_of("worker") != before, "a new worker")
    assert "abgestürzt (SIGKILL), startet neu" in demo.log


def test_a_part_that_is_told_to_end_stays_away(demo):
    os.kill(demo.pid_of("beat"), signal.SIGTERM)

    until(lambda: "beendet, bleibt aus" in demo.log, "the end of beat")


def test_a_second_demo_on_the_same_folder_is_refused(demo):
    code, complaint = Demo(demo.folder).refuse()

    assert code == 1
    assert complaint.count("\n") == 1
    assert "läuft schon eine Demo" in complaint


def test_a_taken_port_is_refused(demo, tmp_path):
    code, complaint = Demo(tmp_path).refuse(PORT=str(demo.port))

    assert code == 1
    assert complaint == (
        f"Der Port {demo.port} ist nicht frei (Address already in use). "
        f"Mit einem anderen geht es: PORT={demo.port + 1} make demo\n"
    )


def test_it_ends_without_leaving_a_process_and_starts_again_with_its_data(demo):
    processes = demo.processes()
    mails = sorted((demo.folder / "mail").glob("*.eml"))

    assert demo.stop() == 0

    assert not [process for process in processes if process.is_running()]
    assert not (demo.folder / "demo.env").exists()
    assert "Nicht gesetzt" in demo.manage("check").stderr

    second = "".join(demo.start_and_wait())

    assert "Das Netzwerk ist schon da." in second
    assert sorted((demo.folder / "mail").glob("*.eml"))[: len(mails)] == mails


def test_its_parts_end_with_it_even_when_it_is_killed(demo):
    processes = demo.processes()

    demo.kill()

    until(lambda: not [process for process in processes if _lives(process)], "the end of all parts")


def _lives(process):
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("value", ["0", "65536", "abc", "-1", ""])
def test_a_port_that_is_none_is_refused(tmp_path, value):
    code, complaint = Demo(tmp_path).refuse(PORT=value)

    assert code == 1
    assert complaint == f"PORT muss eine Zahl von 1 bis 65535 sein, nicht „{value}“.\n"


def test_a_data_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "var").write_text("")

    code, complaint = Demo(tmp_path / "var").refuse()

    assert code == 1
    assert complaint == (f"{tmp_path}/var ist kein Ordner. DATA_DIR muss einen Ordner nennen.\n")


def test_a_broken_database_is_refused_with_a_way_out(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("kaputt")

    code, complaint = Demo(tmp_path).refuse()

    assert code == 1
    assert "Der Teil „postgres“ startet nicht" in complaint
    assert "RESET=1" in complaint
    assert complaint.count("\n") == 1


def test_reset_removes_what_the_demo_made_and_nothing_else(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "clock-offset").write_text("3600")
    (tmp_path / "notizen.txt").write_text("bleibt")
    demo = Demo(tmp_path)

    demo.start(RESET="1")
    until(lambda: (tmp_path / "postgres" / "PG_VERSION").exists(), "a new database")
    demo.stop()

    assert not (tmp_path / "clock-offset").exists()
    assert (tmp_path / "notizen.txt").read_text() == "bleibt"

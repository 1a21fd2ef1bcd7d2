"""Backup and restore, rehearsed: the same rows and files, and no mail a second time."""

import json
import os
import subprocess
import sys
import tarfile
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from forum_portal import backup, clock
from mailroom import passes
from mailroom.models import Mail
from mailroom.services import announce, hand_in
from mailroom.stages import State
from tests.servers.relay import Relay

pytestmark = pytest.mark.django_db(transaction=True)


def run(*command, database, data, smtp="smtp://127.0.0.1:9"):
    """A management command in a process of its own, as the operator gives it."""
    parameters = connection.get_connection_params()
    url = f"postgresql://{parameters['user']}@/{database}?host={parameters['host']}"
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, command)],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {"DATABASE_URL": url, "DATA_DIR": str(data), "SMTP_URL": smtp}
        | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def empty_database(name):
    quoted = connection.ops.quote_name(name)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0")
    try:
        yield name
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {quoted} WITH (FORCE)")


@pytest.fixture
def here():
    return connection.get_connection_params()["dbname"]


@pytest.fixture
def elsewhere(here):
    with empty_database(f"{here}_elsewhere") as name:
        yield name


@pytest.fixture
def data(tmp_path):
    """A data folder with something uploaded and something that can be made again."""
    folder = tmp_path / "data"
    for name, text in {"files/2026/plan.txt": "Plan", "static/app.css": "a{}"}.items():
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def saved(here, data, tmp_path):
    """Makes a backup of the test's database and returns its file."""

    def save():
        answer = run("backup", tmp_path / "saved", database=here, data=data)
        assert answer.returncode == 0, answer.stderr
        return max((tmp_path / "saved").iterdir())

    return save


def owe(person, occasion):
    hand_in("test_note", occasion=occasion, people=[person.pk], payload={}, now=clock.now())


def sent(celle_lead, relay):
    owe(celle_lead, "probe:sent")
    passes.run(clock.now())
    assert len(relay.stored) == 1


def test_rows_and_files_come_back_as_they_were(celle_lead, relay, data, saved, elsewhere, tmp_path):
    sent(celle_lead, relay)
    file, figures = saved(), backup.table_figures()

    answer = run("restore", file, database=elsewhere, data=tmp_path / "new")

    assert answer.returncode == 0, answer.stderr
    assert "Der Postausgang ist angehalten" in answer.stdout
    again = run("backup", tmp_path / "again", database=elsewhere, data=tmp_path / "new")
    assert again.returncode == 0, again.stderr
    manifest = manifest_of(max((tmp_path / "again").iterdir()))
    assert manifest["tables"].pop("mailroom_pause")["rows"] == 1
    figures.pop("mailroom_pause")
    assert manifest["tables"] == figures
    assert manifest["files"] == backup.file_hashes(data / "files")
    assert list(manifest["files"]) == ["2026/plan.txt"]


def test_after_a_restore_nothing_is_mailed_until_it_is_told_to(
    celle_lead, coburg_lead, relay, saved, elsewhere, tmp_path
):
    sent(celle_lead, relay)
    owe(coburg_lead, "probe:owed")
    announce("test_bulletin", occasion="rund:1", payload={}, now=clock.now())
    owe(celle_lead, "probe:on_its_way")
    on_its_way = Mail.objects.filter(occasion="probe:on_its_way")
    over = clock.now() - timedelta(days=1)
    on_its_way.update(state=State.DATA, lease_until=over, worker="one that was killed")
    file = saved()

    with Relay() as sink:
        there = {"database": elsewhere, "data": tmp_path / "new", "smtp": sink.url}
        assert run("restore", file, **there).returncode == 0
        for _ in range(2):
            assert run("tick", **there).returncode == 0
        assert sink.stored == []

        resumed = run("mailroom", "resume", **there)
        assert resumed.stdout.strip() == "Der Postausgang läuft."
        assert run("tick", **there).returncode == 0

        to = [stored.to for stored in sink.stored]
        assert to.count(coburg_lead.email) >= 1
        assert b"probe:sent" not in b"".join(stored.message for stored in sink.stored)
        settled = Mail.objects.get(occasion="probe:sent").message_id.encode()
        unknown = on_its_way.get().message_id.encode()
        assert not any(
            settled in stored.message or unknown in stored.message for stored in sink.stored
        )


def test_what_waits_can_be_withdrawn_before_the_mailer_runs_again(
    celle_lead, saved, elsewhere, tmp_path
):
    owe(celle_lead, "probe:owed")
    file = saved()

    with Relay() as sink:
        there = {"database": elsewhere, "data": tmp_path / "new", "smtp": sink.url}
        run("restore", file, **there)
        assert "1 wartend: test_note" in run("mailroom", "status", **there).stdout
        withdrawn = run("mailroom", "resume", "--withdraw", **there)
        run("tick", **there)

        assert withdrawn.stdout.startswith("1 wartende Mails zurückgezogen.")
        assert sink.stored == []


def test_a_database_with_something_in_it_is_left_alone_unless_told(saved, elsewhere, tmp_path):
    file = saved()
    there = {"database": elsewhere, "data": tmp_path / "new"}
    assert run("restore", file, **there).returncode == 0

    refused = run("restore", file, **there)

    assert refused.returncode == 1
    assert "Die Datenbank ist nicht leer. Nichts wurde geändert." in refused.stderr
    assert run("restore", file, "--overwrite", **there).returncode == 0


@pytest.mark.parametrize("damage", ["cut", "other"])
def test_a_damaged_file_changes_nothing(damage, saved, elsewhere, tmp_path):
    file = saved()
    content = bytearray(file.read_bytes())
    broken = tmp_path / "broken.tar"
    if damage == "cut":
        broken.write_bytes(content[: len(content) // 2])
    else:
        content[len(content) // 2] ^= 255
        broken.write_bytes(content)

    refused = run("restore", broken, database=elsewhere, data=tmp_path / "new")

    assert refused.returncode == 1
    assert "Nichts wurde geändert" in refused.stderr
    assert run("restore", file, database=elsewhere, data=tmp_path / "new").returncode == 0


def test_a_full_disk_leaves_no_half_file(here, data, tmp_path):
    target = tmp_path / "saved"
    limited = f"ulimit -f 40; exec {sys.executable} manage.py backup {target}"
    parameters = connection.get_connection_params()
    url = f"postgresql://{parameters['user']}@/{here}?host={parameters['host']}"

    answer = subprocess.run(
        ["bash", "-c", limited],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {"DATABASE_URL": url, "DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 1
    assert "Die Sicherung ist gescheitert" in answer.stderr
    assert list(target.iterdir()) == []


def test_old_backups_go_and_the_newest_stay(here, data, tmp_path):
    folder = tmp_path / "saved"
    folder.mkdir()
    for day in ("01", "02", "03"):
        (folder / f"forum-portal-2025-01-{day}T000000Z.tar").touch()

    run("backup", folder, "--keep", "2", database=here, data=data)

    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 2
    assert names[0] == "forum-portal-2025-01-03T000000Z.tar"


def manifest_of(file):
    with tarfile.open(file) as archive:
        return json.load(archive.extractfile("manifest.json"))

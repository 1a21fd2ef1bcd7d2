"""An import in a process of its own: seen while it runs, whole or not at all whatever happens."""

import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta

import psutil
import pytest
from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from forum_portal.embedded import free_port
from mailroom import passes
from members import imports, services
from members.models import Import, Mandate, Person
from members.stages import ImportStage
from tests.demo.waiting import until
from tests.factories.members import DAY, NOON, WEEK, make_person
from tests.imports.files import lines

pytestmark = pytest.mark.django_db(transaction=True)

MINUTES = timedelta(minutes=2)


def many(count) -> bytes:
    return lines(
        *(f"p{n}@forum.example;Stelle {n};;3351;;Fachkraft;;01.02.2026;;" for n in range(count))
    )


@pytest.fixture
def confirmed(celle, admin_person):
    """An import that somebody has confirmed, and that no worker has heard of."""

    def confirm(content):
        with bell_at(nobody()):
            one = services.upload_import("people", "liste.csv", content, by=admin_person, now=NOON)
            return services.confirm_import(one, seen=one.seen, by=admin_person)

    return confirm


def nobody() -> str:
    return f"redis://127.0.0.1:{free_port()}"


@contextmanager
def bell_at(url: str):
    before = current_app.conf.broker_write_url
    current_app.conf.broker_write_url = url
    try:
        yield
    finally:
        current_app.conf.broker_write_url = before


@contextmanager
def beside():
    """Another connection to the same database."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.close()


@contextmanager
def a_worker(one):
    """A process of its own that carries out ``one``."""
    parameters = connection.get_connection_params()
    url = f"postgresql://{parameters['user']}@/{parameters['dbname']}?host={parameters['host']}"
    code = (
        "import django; django.setup()\n"
        "from forum_portal import clock\n"
        "from members import imports\n"
        f"imports.run({one.pk}, clock.now())"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def waits_for_a_lock() -> bool:
    with beside() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'relation'")
        return cursor.fetchone()[0] > 0


def test_how_far_it_is_can_be_seen_while_nothing_is_saved_yet(confirmed):
    one = confirmed(many(3))

    with transaction.atomic(), imports.Progress(one.pk) as progress:
        Person.objects.filter(pk=one.by_id).update(name="Noch nicht gespeichert")
        progress.begin(3)
        progress.write(1, 4)

        with beside() as cursor:
            cursor.execute("SELECT stage, step, done, total, attempts FROM members_import")
            assert cursor.fetchone() == ("running", "reading", 0, 3, 1)
        progress.write(4, 4)
        with beside() as cursor:
            cursor.execute("SELECT stage, step, done, total FROM members_import")
            assert cursor.fetchone() == ("running", "writing", 4, 4)
            cursor.execute("SELECT count(*) FROM members_person WHERE name <> ''")
            assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(("step", "done", "percent"), [("", 0, 0), ("reading", 5, 7)])
def test_the_page_shows_a_bar_and_htmx_asks_for_it(
    confirmed, client_of, admin_person, step, done, percent
):
    one = confirmed(many(10))
    Import.objects.update(stage=ImportStage.RUNNING, step=step, done=done, total=10)
    desk = client_of(admin_person)

    whole = desk.get(one.get_absolute_url()).content.decode()
    part = desk.get(one.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()

    for page in (whole, part):
        assert f'<progress max="100" value="{percent}"' in page
        assert 'hx-trigger="every 1s"' in page
        assert f'<a href="{one.get_absolute_url()}">Neu laden</a>' in page
    assert "<html" not in part
    Import.objects.update(stage=ImportStage.PREVIEW)
    over = desk.get(one.get_absolute_url(), headers={"HX-Request": "true"})
    assert over.headers["HX-Refresh"] == "true"


def test_a_worker_that_is_killed_leaves_nothing_half_done_and_another_does_it_all(confirmed):
    one = confirmed(many(50))

    with a_worker(one) as worker, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE members_mandate IN SHARE MODE")
        until(waits_for_a_lock, "schreibt")
        worker.kill()
        worker.wait()
    one.refresh_from_db()
    assert (one.stage, one.attempts) == ("running", 1)
    assert not Person.objects.filter(email="p1@forum.example").exists()
    until(lambda: not held_by_somebody(), "Sperre ist frei")

    Import.objects.update(touched_at=Now() - MINUTES)
    imports.run_unanswered(NOON)

    one.refresh_from_db()
    assert (one.stage, one.attempts) == ("done", 2)
    assert Mandate.objects.filter(person__email__startswith="p").count() == 50


def held_by_somebody() -> bool:
    with beside() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        return cursor.fetchone()[0] > 0


def test_two_workers_do_it_once(confirmed):
    one = confirmed(many(20))

    with a_worker(one) as worker:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE members_mandate IN SHARE MODE")
            until(waits_for_a_lock, "schreibt")
            with beside() as other:
                other.execute("SELECT pg_try_advisory_lock(%s)", [imports.LOCK])
                assert other.fetchone() == (False,)
        worker.wait(60)
    imports.run_all(NOON)

    one.refresh_from_db()
    assert (one.stage, one.attempts) == ("done", 1)
    assert Mandate.objects.filter(person__email__startswith="p").count() == 20


def test_an_import_that_breaks_three_times_is_set_aside_until_somebody_tries_again(
    confirmed, admin_person
):
    one = confirmed(many(1))
    Import.objects.update(stage=ImportStage.RUNNING, attempts=3)

    imports.run_all(NOON)

    one.refresh_from_db()
    assert (one.stage, one.note) == ("failed", imports.BROKEN)
    with bell_at(nobody()):
        services.retry_import(one, by=admin_person)
    imports.run_all(NOON)
    one.refresh_from_db()
    assert one.stage == "done"


def test_without_a_broker_the_page_says_so_and_a_pass_of_the_mailroom_does_it(
    confirmed, client_of, admin_person
):
    one = confirmed(many(2))
    desk = client_of(admin_person)
    assert "antwortet nicht" not in desk.get(one.get_absolute_url()).content.decode()

    Import.objects.update(touched_at=Now() - timedelta(seconds=11))
    assert "antwortet nicht" in desk.get(one.get_absolute_url()).content.decode()
    passes.hand_in_due(NOON)
    one.refresh_from_db()
    assert one.stage == "waiting"
    with bell_at(nobody()):
        assert desk.post(one.get_absolute_url(), {"do": "retry"}).status_code == 302

    Import.objects.update(touched_at=Now() - MINUTES)
    passes.hand_in_due(NOON)
    one.refresh_from_db()
    assert one.stage == "done"


def test_what_the_database_refuses_at_the_last_moment_is_shown_as_a_new_preview(confirmed):
    """Stands in for somebody who saves the same address between the comparison and the writing."""
    one = confirmed(many(2))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE FUNCTION be_faster() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF pg_trigger_depth() = 1 AND NEW.email = 'p1@forum.example' THEN
                    INSERT INTO members_person (password, email, name, is_active, created_at,
                        delivery_address, short_password)
                    VALUES ('!', NEW.email, '', true, now(), '', false);
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER be_faster BEFORE INSERT ON members_person
            FOR EACH ROW EXECUTE FUNCTION be_faster()
            """
        )
    try:
        imports.run_all(NOON)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION be_faster CASCADE")

    one.refresh_from_db()
    assert one.stage == "preview"
    assert "Inzwischen hat sich etwas geändert." in one.note
    assert not Person.objects.filter(email__startswith="p0").exists()


def test_files_that_nobody_confirms_are_forgotten_and_so_are_the_lines_of_the_others(
    confirmed, admin_person
):
    done = confirmed(many(1))
    imports.run_all(NOON)
    left = services.upload_import("people", "alt.csv", many(3), by=admin_person, now=NOON)

    imports.forget(NOON + DAY)
    assert not Import.objects.filter(pk=left.pk).exists()
    done.refresh_from_db()
    assert done.lines
    imports.forget(NOON + WEEK)
    done.refresh_from_db()
    assert (done.lines, done.counts["new"]) == ([], 1)


def test_five_thousand_people_take_bounded_memory(confirmed):
    process = psutil.Process()
    for number in range(200):
        make_person(f"p{number}@forum.example", name="Anders")
    before = process.memory_info().rss

    one = confirmed(many(5000))
    imports.run_all(NOON)

    one.refresh_from_db()
    assert (one.stage, one.counts["new"]) == ("done", 5000)
    assert Mandate.objects.filter(person__email__startswith="p").count() == 5000
    assert process.memory_info().rss - before < 200_000_000

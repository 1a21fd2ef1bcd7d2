"""A backup is one file: the database at one instant, the files beside it, and a manifest.

The manifest says how many rows each table has and a hash of them, so that a
restore can prove that everything is there again.
"""

import hashlib
import io
import json
import os
import tarfile
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from psycopg.sql import SQL, Identifier

from . import postgres_tools

FORMAT = 1
TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY c.relname
"""
SORTED_ROWS = SQL('COPY (SELECT t::text FROM {} t ORDER BY t::text COLLATE "C") TO STDOUT')


class Unusable(Exception):
    """The file cannot be restored; the message is a sentence for a person."""


class NotEmpty(Exception):
    """The database holds something already."""


@dataclass(frozen=True)
class Backup:
    """An opened backup, found whole."""

    dump: Path
    files: Path
    manifest: dict


# Making one ---------------------------------------------------------------------


def make(target: Path, files: Path, now: datetime) -> dict:
    """Write ``target`` whole or not at all; returns its manifest."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        dump, scratch = Path(folder) / "database.dump", Path(folder) / "backup.tar"
        with _snapshot() as snapshot:
            postgres_tools.run(
                [tool("pg_dump"), "--format=custom", f"--snapshot={snapshot}", "--no-owner"]
                + ["--no-privileges", "--schema=public", "--extension=*", f"--file={dump}"],
                connection,
            )
            tables = table_figures()
        manifest = {
            "format": FORMAT,
            "made_at": now.isoformat(),
            "postgresql": connection.pg_version // 10000,
            "database": _hash(dump),
            "tables": tables,
            "files": file_hashes(files),
        }
        _pack(scratch, dump, files, manifest)
        _keep(scratch, target)
    return manifest


@contextmanager
def _snapshot():
    """One view of the database, for the dump and for the manifest."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def _pack(scratch: Path, dump: Path, files: Path, manifest: dict) -> None:
    text = json.dumps(manifest, indent=1, ensure_ascii=False).encode()
    with tarfile.open(scratch, "w") as archive:
        about = tarfile.TarInfo("manifest.json")
        about.size = len(text)
        archive.addfile(about, io.BytesIO(text))
        archive.add(dump, "database.dump")
        for name in manifest["files"]:
            archive.add(files / name, f"files/{name}")


def _keep(scratch: Path, target: Path) -> None:
    scratch.chmod(0o600)
    with scratch.open("rb") as file:
        os.fsync(file.fileno())
    scratch.replace(target)


# Reading one back ---------------------------------------------------------------


@contextmanager
def opened(source: Path, scratch: Path):
    """Unpack ``source`` and compare it with its manifest, before anything is changed."""
    with tempfile.TemporaryDirectory(dir=scratch, prefix=".restore-") as folder:
        try:
            with tarfile.open(source) as archive:
                archive.extractall(folder, filter="data")
            manifest = json.loads((Path(folder) / "manifest.json").read_text())
        except (tarfile.TarError, FileNotFoundError, ValueError):
            raise Unusable(f"{source} ist keine Sicherung dieses Portals.") from None
        backup = Backup(Path(folder) / "database.dump", Path(folder) / "files", manifest)
        _require_whole(backup, source)
        yield backup


def _require_whole(backup: Backup, source: Path) -> None:
    if backup.manifest.get("format") != FORMAT:
        raise Unusable(f"{source} hat eine Form, die dieses Portal nicht kennt.")
    found = (_hash(backup.dump), file_hashes(backup.files))
    if found != (backup.manifest["database"], backup.manifest["files"]):
        raise Unusable(f"{source} ist beschädigt: die Prüfsummen stimmen nicht.")


def restore(backup: Backup, *, overwrite: bool, afterwards: str) -> None:
    """Put the database back in one transaction that ends with ``afterwards``, an SQL text.

    Until it commits everybody sees the old database, and then at once the new one.
    """
    if not overwrite and _tables():
        raise NotEmpty
    script = backup.dump.with_name("database.sql")
    postgres_tools.run(
        [tool("pg_restore"), "--no-owner", "--no-privileges", f"--file={script}", backup.dump],
        connection,
    )
    whole = backup.dump.with_name("whole.sql")
    with whole.open("wb") as file:
        file.write(b"SET lock_timeout = '20s';\n")
        file.write(b"DROP SCHEMA public CASCADE;\n")
        with script.open("rb") as lines:
            file.writelines(_with_schema(lines))
        file.write(b"\nSET search_path = public;\n" + afterwards.encode())
    connection.close()
    postgres_tools.run(
        [tool("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--output=/dev/null"]
        + ["--set=ON_ERROR_STOP=1", f"--file={whole}"],
        connection,
    )


def _with_schema(lines):
    yield b"CREATE SCHEMA public;\n"
    for line in lines:
        if not line.startswith(b"CREATE SCHEMA public;"):
            yield line


def missing(backup: Backup) -> list[str]:
    """The tables whose rows are not those of the manifest."""
    found = table_figures()
    wanted = backup.manifest["tables"]
    return sorted(name for name in wanted | found if wanted.get(name) != found.get(name))


# Counting and hashing -----------------------------------------------------------


def tool(name: str) -> Path:
    return postgres_tools.find(name, connection.pg_version // 10000)


def table_figures() -> dict[str, dict]:
    """Rows and a hash of them for each table, whatever order they lie in."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")
        return {name: _figures(cursor, name) for name in _tables()}


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return [name for (name,) in cursor.fetchall()]


def _figures(cursor, table: str) -> dict:
    rows, digest = 0, hashlib.sha256()
    lines = SORTED_ROWS.format(Identifier(table))
    with cursor.copy(lines) as copy:
        for line in copy:
            rows += bytes(line).count(b"\n")
            digest.update(line)
    return {"rows": rows, "sha256": digest.hexdigest()}


def file_hashes(folder: Path) -> dict[str, str]:
    """The hash of each file below ``folder``, by its path there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): _hash(path) for path in files}


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

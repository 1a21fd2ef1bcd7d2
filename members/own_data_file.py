"""The file with a person's own data: JSON for machines, HTML for people, written row by row.

However many rows there are, only a few of them are in memory; the file is whole before
the first byte of it leaves.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime
from itertools import chain
from tempfile import SpooledTemporaryFile

from django.conf import settings
from django.db.models import Choices
from django.template.loader import render_to_string

from forum_portal import dates

from .own_data import in_chunks, parts

FORMAT = "forum-portal/own-data/1"
IN_MEMORY = 1 << 20
ROWS_RENDERED_AT_ONCE = 200


def as_json(person, now: datetime) -> SpooledTemporaryFile:
    return _written(_json(person, now))


def as_html(person, now: datetime) -> SpooledTemporaryFile:
    return _written(_html(person, now))


def _written(pieces: Iterator[str]) -> SpooledTemporaryFile:
    """A file from its beginning, which whoever reads it closes."""
    with ExitStack() as stack:
        file = stack.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))
        for piece in pieces:
            file.write(piece.encode())
        file.seek(0)
        stack.pop_all()
    return file


def _json(person, now) -> Iterator[str]:
    head = {"format": FORMAT, "portal": settings.PUBLIC_URL, "created_at": now.isoformat()}
    yield f'{_dumped(head)[:-1]}, "parts": {{'
    for number, part in enumerate(parts()):
        about = {"title": part.title, "columns": part.columns}
        yield f'{"," if number else ""}\n"{part.key}": {_dumped(about)[:-1]}, "rows": ['
        for place, row in enumerate(part.rows(person, now)):
            plain = {name: _plain(row[name]) for name in part.columns}
            yield f"{',' if place else ''}\n  {_dumped(plain)}"
        yield "]}"
    yield "\n}}\n"


def _dumped(value) -> str:
    return json.dumps(value, ensure_ascii=False)


def _plain(value):
    if isinstance(value, Choices):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _html(person, now) -> Iterator[str]:
    place = "members/file"
    listed = parts()
    yield render_to_string(f"{place}/_head.html", {"person": person, "now": now, "parts": listed})
    for part in listed:
        chunks = in_chunks(part.rows(person, now), ROWS_RENDERED_AT_ONCE)
        first = next(chunks, None)
        yield render_to_string(f"{place}/_part.html", {"part": part, "has_rows": first})
        for chunk in chain([first] if first else [], chunks):
            rows = [[in_words(row[name]) for name in part.columns] for row in chunk]
            yield render_to_string(f"{place}/_rows.html", {"rows": rows})
        yield render_to_string(f"{place}/_part_end.html", {"has_rows": first})
    yield render_to_string(f"{place}/_foot.html")


def in_words(value) -> str:
    """``value`` as a reader wants it; a dash for what is not there."""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, Choices):
        return str(value.label)
    if isinstance(value, datetime):
        return f"{dates.plain_date(value)}, {dates.clock_time(value)}"
    if isinstance(value, date):
        return dates.plain_date(value)
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    return "–" if value in (None, "") else str(value)

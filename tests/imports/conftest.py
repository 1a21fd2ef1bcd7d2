"""An administrator at the desk, and files that go from upload to the end."""

import pytest

from members import imports
from members.models import Import
from tests.factories.members import NOON
from tests.imports.files import PEOPLE, upload


@pytest.fixture
def desk(client_of, admin_person):
    """Signed in as the administrator."""
    return client_of(admin_person)


@pytest.fixture
def preview(desk):
    """Uploads a file and gives the import that shows what it would do."""

    def upload_one(content, path=PEOPLE, name="liste.csv"):
        response = upload(desk, content, path, name)
        assert response.status_code == 302, response.context["problems"]
        return Import.objects.latest("pk")

    return upload_one


@pytest.fixture
def carry_out(desk):
    """Confirms what the preview shows, as the button does, and lets it be done."""

    def confirm(one, now=NOON):
        desk.post(one.get_absolute_url(), {"do": "confirm", "seen": one.seen})
        imports.run_all(now)
        one.refresh_from_db()
        return one

    return confirm


@pytest.fixture
def imported(preview, carry_out):
    """A file from its upload to the end."""

    def whole(content, **more):
        one = carry_out(preview(content, **more))
        assert one.stage == "done", (one.note, one.lines)
        return one

    return whole


def told(one) -> list[tuple]:
    """Line, verdict, sentences and changes of an import, in plain blanks."""
    return [
        (
            line["line"],
            line["verdict"],
            [sentence.replace("\xa0", " ") for sentence in line["says"]],
            [
                tuple(c[part].replace("\xa0", " ") for part in ("label", "before", "after"))
                for c in line["changes"]
            ],
        )
        for line in one.lines
    ]

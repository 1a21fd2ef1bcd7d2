"""The file with one's own data, opened from a disk: it needs neither the portal nor a network."""

import pytest

from members import own_data_file
from tests.browser.axe import violations
from tests.factories.meetings import make_meeting, make_registration
from tests.factories.members import NOON

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("width", [1280, 375])
def test_everybody_can_read_the_file(page, tmp_path, celle_officer, office, width):
    make_registration(make_meeting(office), celle_officer)
    file = tmp_path / "eigene-daten.html"
    with own_data_file.as_html(celle_officer, NOON) as written:
        file.write_bytes(written.read())
    page.set_viewport_size({"width": width, "height": 800})
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(file.as_uri())

    assert list(violations(page)) == []
    assert asked == [file.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

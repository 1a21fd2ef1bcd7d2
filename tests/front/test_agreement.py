"""The agreement of joint controllers, filled from settings and members."""

from io import StringIO

import pytest
from django.core.management import call_command

from front.duties import DUTIES
from front.legal import ENTRIES

pytestmark = pytest.mark.django_db


def printed() -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("joint_controllers", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_it_names_the_operator_and_the_members_of_today(settings, celle, coburg, at_noon):
    for entry in ENTRIES:
        setattr(settings, entry.setting, f"Angabe {entry.setting}\nzweite & Zeile")
    coburg.memberships.update(left_on="2025-01-01")

    text, gaps = printed()

    assert "1. Angabe OPERATOR_NAME, zweite & Zeile, Angabe OPERATOR_ADDRESS" in text
    assert "- Landkreis Celle (Niedersachsen)" in text
    assert "Coburg" not in text
    assert "Angabe PRIVACY_RECIPIENTS" in text
    assert all(duty.does in text for duty in DUTIES)
    assert "| Inhalt verschickter Mails | 30 Tage" in text
    assert gaps == ""


def test_what_the_settings_lack_is_marked_and_named(settings, celle):
    for entry in ENTRIES:
        setattr(settings, entry.setting, "")

    text, gaps = printed()

    assert "1. [Träger fehlt], [Anschrift fehlt]" in text
    assert "PRIVACY_OFFICER ist leer" in gaps
    assert "außerdem" not in text


def test_its_essence_is_open_to_those_whom_it_concerns(client, settings):
    assert "Was gemeinsam verantwortet wird" not in client.get("/datenschutz/").content.decode()

    settings.JOINT_CONTROLLERS = "Vereinbarung vom 1. März 2027"

    page = client.get("/datenschutz/").content.decode()
    assert "Vereinbarung vom 1. März 2027." in page
    assert all(duty.does in page for duty in DUTIES)

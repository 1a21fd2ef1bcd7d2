"""What members do among themselves changes nothing that a partner can open, not even a count."""

import re

import pytest
import time_machine

from members.models import Profile, Topic
from members.services import change_profile
from members.stages import Function
from recommendations.stages import Stage
from tests.access.crawl import text_of
from tests.access.table import ROLES, rows
from tests.access.test_table import ask
from tests.access.world import World, show_picture
from tests.factories.meetings import make_draft, make_meeting, make_registration
from tests.factories.members import (
    NOON,
    make_lead,
    make_mandate,
    make_officer,
    make_partner,
    make_person,
)
from tests.factories.recommendations import make_recommendation

pytestmark = pytest.mark.django_db

# The proxy lets nobody from outside ask the one; the address of the other is somebody else's.
FOR_MACHINES = {"front:metrics", "meetings:calendar_feed"}
# Fresh for each answer, and nobody's business.
FRESH = re.compile(r'(name="(csrfmiddlewaretoken|seen|token)" value=")[^"]*')


@pytest.fixture
def world(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with time_machine.travel(NOON, tick=False):
        yield World(tmp_path)


def open_to_partners(names) -> list[str]:
    asked = [row for row in rows() if row.get[ROLES.index("partner")] == "."]
    return [
        row.address.format(**names)
        for row in asked
        if "/demo/" not in row.address.format(**names) and row.name not in FOR_MACHINES
    ]


def read(client, addresses) -> dict[str, str]:
    return {
        address: FRESH.sub(r"\1", text_of(ask(client, "get", address))) for address in addresses
    }


def do_much(people):
    """New people, profiles, meetings, answers and ideas, of the counties and of the office."""
    celle = people["officer"].acts_for(NOON)[0]
    newcomer = make_officer("neue@forum.example", celle)
    topic = Topic.objects.order_by("pk")[0]
    change_profile(
        newcomer,
        name="Verborgene Person",
        topics=[topic],
        experience="Sprachmittlerpool",
        languages=["uk"],
        phone="030 23125-016",
        may_be_public=True,
        by=newcomer,
        now=NOON,
    )
    show_picture(newcomer)
    other = make_person("andere@forum.example")
    make_mandate(other, make_partner("Andere Stiftung"), Function.CONTACT)
    Profile.objects.create(person=other, experience="Förderung", languages=["fr"])
    meeting = make_meeting(people["office"], host=celle, title="Neues Treffen")
    make_registration(meeting, newcomer)
    partners = [people["partner"].mandates.get().organisation]
    make_draft(people["office"], title="Neuer Entwurf", partners=partners)
    for stage in (Stage.IDEA, Stage.DRAFT, Stage.CONSULTATION):
        make_recommendation(people["office"], stage, title="Neue Idee", lead_district=celle)


def test_what_members_do_changes_nothing_that_a_partner_reads(world, client_of):
    client = client_of(world.people["partner"])
    searched = [
        "/mitglieder/?suche=Sprachmittlerpool",
        "/mitglieder/?suche=celle",
        "/mitglieder/?sprache=uk",
        "/mitglieder/?funktion=lead",
        "/mitglieder/?suche=Person",
    ]
    addresses = [*open_to_partners(world.names), *searched]
    before = read(client, addresses)

    do_much(world.people)

    after = read(client, addresses)
    assert len(before) > 20
    changed = [address for address in addresses if before[address] != after[address]]
    assert changed == []


def test_a_member_reads_much_of_it(world, client_of):
    """So that the test above would find it."""
    addresses = [
        "/",
        "/mitglieder/",
        "/mitglieder/celle/",
        "/mitglieder/partner/",
        "/treffen/",
        "/empfehlungen/",
        "/mitglieder/?suche=Sprachmittlerpool",
    ]
    client = client_of(make_lead("leitung@forum.example", world.people["other"].acts_for(NOON)[0]))
    before = read(client, addresses)

    do_much(world.people)

    after = read(client, addresses)
    assert all(before[address] != after[address] for address in addresses)

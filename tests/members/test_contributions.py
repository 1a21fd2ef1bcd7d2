"""What a county has contributed, as far as the person who looks may see it."""

import pytest

from recommendations.stages import Stage
from tests.factories.meetings import make_cancelled, make_draft, make_held, make_meeting
from tests.factories.recommendations import make_recommendation

pytestmark = pytest.mark.django_db


@pytest.fixture
def celle_page(celle, coburg, office):
    make_meeting(office, title="Gastgeber heute", host=celle)
    make_held(office, title="Gastgeber damals", host=celle)
    make_cancelled(office, title="Abgesagt", host=celle)
    make_draft(office, title="Noch geheim", host=celle)
    make_meeting(office, title="Anderswo", host=coburg)
    make_recommendation(office, Stage.PUBLISHED, title="Veröffentlichtes", lead_district=celle)
    make_recommendation(office, Stage.DRAFT, title="Entworfenes", lead_district=celle)
    return celle.get_absolute_url()


def shown(client, path):
    groups = client.get(path).context["contributions"]
    return {label: [entry.title for entry in entries] for label, entries in groups}


def test_members_see_meetings_hosted_and_recommendations_led(client_of, celle_page, coburg_officer):
    assert shown(client_of(coburg_officer), celle_page) == {
        "Gastgebend bei": ["Gastgeber heute", "Gastgeber damals"],
        "Federführend bei": ["Entworfenes", "Veröffentlichtes"],
    }


def test_a_partner_sees_what_is_published_and_nothing_else(client_of, celle_page, partner):
    assert shown(client_of(partner), celle_page) == {"Federführend bei": ["Veröffentlichtes"]}


def test_a_county_without_any_says_so(client_of, coburg, celle_officer):
    html = client_of(celle_officer).get(coburg.get_absolute_url()).content.decode()

    assert "Hier steht noch nichts." in html

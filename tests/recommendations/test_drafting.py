from datetime import datetime
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from forum_portal.clock import BERLIN
from recommendations.models import Recommendation
from recommendations.refusals import ChangedMeanwhile, WrongStage
from recommendations.services import drafting
from recommendations.snapshot import fingerprint
from recommendations.stages import OPEN_TEXT, Addressee, Stage, Verb
from tests.factories.members import DAY, NOON, make_state
from tests.factories.recommendations import (
    DISTRICTS,
    STATES,
    demand,
    fields,
    make_recommendation,
    make_topic,
)


def change(recommendation, office, seen=None, **changed):
    return drafting.change_recommendation(
        recommendation, **fields(**changed), seen=seen, by=office, now=NOON + DAY
    )


def test_numbers_count_by_the_german_year(office):
    silvester = datetime(2026, 12, 31, 23, 30, tzinfo=BERLIN)
    signs = [
        make_recommendation(office, now=moment).sign
        for moment in (NOON, silvester, silvester + DAY, silvester + 2 * DAY)
    ]

    assert signs == ["1/2026", "2/2026", "1/2027", "2/2027"]


def test_the_same_form_sent_twice_is_one_recommendation(office):
    uid = uuid4()
    first = make_recommendation(office, uid=uid)

    assert make_recommendation(office, uid=uid) == first
    assert Recommendation.objects.count() == 1
    assert first.events.count() == 1


def test_a_demand_keeps_its_addressees(office):
    hessen = make_state("06")
    wanted = demand("Mehr Kurse.", [DISTRICTS, STATES, (Addressee.STATE, hessen)])
    found = make_recommendation(office, demands=[demand(), wanted])

    assert [d.position for d in found.demands.all()] == [1, 2]
    assert [str(a) for a in found.demands.get(position=2).addressees.all()] == [
        "Landkreise",
        "Länder",
        "Land Hessen",
    ]


def test_a_change_keeps_the_rows_of_the_demands_that_stay(office):
    found = make_recommendation(office, demands=[demand("Eins"), demand("Zwei"), demand("Drei")])
    before = list(found.demands.values_list("pk", flat=True))

    change(found, office, demands=[demand("Eins"), demand("Neu")])

    assert list(found.demands.values_list("pk", "text")) == [
        (before[0], "Eins"),
        (before[1], "Neu"),
    ]


def test_a_change_is_told_once_and_nothing_changed_is_not_told(office):
    found = make_recommendation(office)

    assert change(found, office) is None
    assert change(found, office, title="Anders", topics=[make_topic()]).verb == Verb.CHANGED
    assert change(found, office, title="Anders", topics=[make_topic()]) is None
    assert list(found.events.values_list("verb", flat=True)) == [Verb.CREATED, Verb.CHANGED]


@pytest.mark.parametrize("stage", Stage)
def test_the_text_changes_only_until_the_counties_are_asked(office, stage):
    found = make_recommendation(office, stage)

    if stage in OPEN_TEXT:
        assert change(found, office, title="Anders")
    else:
        with pytest.raises(WrongStage):
            change(found, office, title="Anders")
        found.refresh_from_db()
        assert found.title == "Sprachmittlung verlässlich finanzieren"


def test_what_a_colleague_saved_meanwhile_is_not_overwritten(office):
    found = make_recommendation(office)
    seen = fingerprint(found)
    change(found, office, seen=seen, demands=[demand("Vom Kollegen")])

    with pytest.raises(ChangedMeanwhile):
        change(found, office, seen=seen, title="Von mir")

    found.refresh_from_db()
    assert found.title == "Sprachmittlung verlässlich finanzieren"
    assert found.demands.get().text == "Vom Kollegen"


@pytest.mark.parametrize("wrong", [{"title": ""}, {"title": "x" * 201}, {"text": "x" * 100_001}])
def test_what_no_page_could_show_is_refused(office, wrong):
    with pytest.raises(ValidationError):
        make_recommendation(office, **wrong)

    assert not Recommendation.objects.exists()

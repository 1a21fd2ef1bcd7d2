from itertools import product

import pytest
from django.core.exceptions import ValidationError

from mailroom.models import Announcement
from recommendations.models import Event, Recommendation
from recommendations.refusals import NotReady, WrongStage
from recommendations.services import moving
from recommendations.stages import NEXT, Stage, Verb
from tests.factories.members import DAY, NOON
from tests.factories.recommendations import make_recommendation


@pytest.mark.parametrize(("before", "after"), list(product(Stage, Stage)))
def test_a_recommendation_takes_only_the_steps_of_the_table(office, before, after):
    found = make_recommendation(office, before)
    told, events = Announcement.objects.count(), found.events.count()
    more = {"reason": "Überholt"}
    if after == Stage.REPLACED:
        more["replaced_by"] = make_recommendation(office, Stage.PUBLISHED)
        told = Announcement.objects.count()

    if after in NEXT[before]:
        moving.move(found, after, **more, by=office, now=NOON + DAY)
        found.refresh_from_db()
        assert found.stage == after
        assert found.events.last().to_stage == after
        is_told = (before, after) != (Stage.IDEA, Stage.WITHDRAWN)
        assert Announcement.objects.count() == told + is_told
    else:
        with pytest.raises(WrongStage):
            moving.move(found, after, **more, by=office, now=NOON + DAY)
        found.refresh_from_db()
        assert (found.stage, found.events.count()) == (before, events)
        assert Announcement.objects.count() == told


def test_the_table_is_the_one_of_the_product():
    steps = {(before.value, after.value) for before in Stage for after in NEXT[before]}

    assert steps == {
        ("idea", "draft"),
        ("draft", "consultation"),
        ("consultation", "ballot"),
        ("consultation", "draft"),
        ("ballot", "adopted"),
        ("ballot", "draft"),
        ("adopted", "published"),
        ("idea", "withdrawn"),
        ("draft", "withdrawn"),
        ("consultation", "withdrawn"),
        ("ballot", "withdrawn"),
        ("published", "replaced"),
        ("published", "withdrawn"),
    }


def test_every_step_says_who_did_it_when_and_why(office):
    found = make_recommendation(office, Stage.CONSULTATION)

    moving.move(found, Stage.DRAFT, reason="  Zu viele  Anträge ", by=office, now=NOON + DAY)

    event = Event.objects.last()
    assert (event.verb, event.by, event.at) == (Verb.MOVED, office, NOON + DAY)
    assert (event.from_stage, event.to_stage) == (Stage.CONSULTATION, Stage.DRAFT)
    assert event.reason == "Zu viele Anträge"


def test_publication_keeps_its_day(office):
    found = make_recommendation(office, Stage.ADOPTED)

    moving.move(found, Stage.PUBLISHED, by=office, now=NOON + DAY)
    moving.move(found, Stage.WITHDRAWN, reason="Überholt", by=office, now=NOON + 2 * DAY)

    found.refresh_from_db()
    assert found.published_at == NOON + DAY


def test_nobody_is_asked_about_a_text_without_a_demand(office):
    found = make_recommendation(office, Stage.DRAFT, demands=[])

    with pytest.raises(NotReady, match="noch keine Forderung"):
        moving.move(found, Stage.CONSULTATION, by=office, now=NOON)


@pytest.mark.parametrize("reason", ["", "   "])
def test_withdrawing_needs_a_reason(office, reason):
    with pytest.raises(NotReady, match="Es fehlt der Grund"):
        moving.move(
            make_recommendation(office), Stage.WITHDRAWN, reason=reason, by=office, now=NOON
        )


def test_a_reason_that_no_history_holds_is_refused(office):
    with pytest.raises(ValidationError, match="500"):
        moving.move(
            make_recommendation(office), Stage.WITHDRAWN, reason="x" * 501, by=office, now=NOON
        )


@pytest.mark.parametrize("successor", [None, "itself", "draft"])
def test_only_another_published_recommendation_takes_the_place(office, successor):
    found = make_recommendation(office, Stage.PUBLISHED)
    replaced_by = {"itself": found, "draft": make_recommendation(office, Stage.DRAFT)}.get(
        successor
    )

    with pytest.raises(NotReady):
        moving.move(found, Stage.REPLACED, replaced_by=replaced_by, by=office, now=NOON)

    found.refresh_from_db()
    assert found.stage == Stage.PUBLISHED


def test_a_step_that_replaces_nothing_names_no_successor(office):
    found, other = (make_recommendation(office, Stage.PUBLISHED) for _ in range(2))

    with pytest.raises(NotReady):
        moving.move(
            found, Stage.WITHDRAWN, reason="Überholt", replaced_by=other, by=office, now=NOON
        )

    assert Recommendation.objects.get(pk=found.pk).replaced_by is None

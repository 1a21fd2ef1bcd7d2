"""Two people at the same moment, with real threads and real locks."""

import pytest

from recommendations.models import Recommendation
from recommendations.refusals import Refused
from recommendations.services import moving
from recommendations.stages import Stage
from tests.factories.members import NOON
from tests.factories.recommendations import make_recommendation
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_eight_new_ideas_at_once_get_eight_numbers(office):
    at_once(*[lambda: make_recommendation(office) for _ in range(8)])

    numbers = Recommendation.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 9))


def test_of_two_clicks_on_a_step_one_counts(office):
    pk = make_recommendation(office).pk

    outcomes = at_once(
        *[
            lambda: moving.move(Recommendation.objects.get(pk=pk), Stage.DRAFT, by=office, now=NOON)
            for _ in range(2)
        ]
    )

    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert Recommendation.objects.get(pk=pk).events.filter(to_stage=Stage.DRAFT).count() == 1


def test_a_successor_that_is_withdrawn_at_the_same_moment_takes_no_place(office):
    old, new = (make_recommendation(office, Stage.PUBLISHED) for _ in range(2))

    at_once(
        lambda: moving.move(old, Stage.REPLACED, replaced_by=new, by=office, now=NOON),
        lambda: moving.move(new, Stage.WITHDRAWN, reason="Überholt", by=office, now=NOON),
    )

    old.refresh_from_db()
    assert Recommendation.objects.get(pk=new.pk).stage == Stage.WITHDRAWN
    replaced_first = old.stage == Stage.REPLACED
    events = list(new.events.values_list("pk", flat=True))
    if replaced_first:
        assert old.events.last().pk < max(events)

"""A profile and a county's topics saved twice at the same moment."""

import pytest

from members.models import Profile, Topic
from members.refusals import ChangedMeanwhile
from members.services import change_profile, change_topics
from members.snapshot import profile_fingerprint, topics_fingerprint
from tests.factories.members import NOON
from tests.factories.pictures import make_picture
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def or_refusal(action):
    def trying():
        try:
            return action()
        except ChangedMeanwhile as refusal:
            return refusal

    return trying


def save(person, experience, **more):
    return change_profile(
        person,
        name="",
        topics=[],
        experience=experience,
        languages=[],
        phone="",
        may_be_public=False,
        by=person,
        now=NOON,
        **more,
    )


def test_of_two_saves_from_the_same_form_one_counts_and_leaves_one_picture(
    celle_officer, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    seen = profile_fingerprint(Profile.of(celle_officer))

    outcomes = at_once(
        *[
            or_refusal(lambda n=n: save(celle_officer, str(n), picture=make_picture(), seen=seen))
            for n in range(4)
        ]
    )

    assert sum(isinstance(outcome, Profile) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, ChangedMeanwhile) for outcome in outcomes) == 3
    (file,) = (tmp_path / "portraits").iterdir()
    assert Profile.objects.get().picture.name == f"portraits/{file.name}"


def test_pictures_that_replace_each_other_leave_the_last_one(celle_officer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    at_once(*[lambda: save(celle_officer, "", picture=make_picture()) for _ in range(4)])

    (file,) = (tmp_path / "portraits").iterdir()
    assert Profile.objects.get().picture.name == f"portraits/{file.name}"


def test_of_two_lists_of_topics_from_the_same_form_one_counts(celle, celle_lead):
    topics = [Topic.objects.create(name=name, slug=name.lower()) for name in ("Wohnen", "Sprache")]
    seen = topics_fingerprint([])

    outcomes = at_once(
        *[
            or_refusal(
                lambda topic=topic: change_topics(
                    celle, [topic], seen=seen, by=celle_lead, now=NOON
                )
            )
            for topic in topics
        ]
    )

    assert sum(isinstance(outcome, ChangedMeanwhile) for outcome in outcomes) == 1
    assert celle.topics.count() == 1

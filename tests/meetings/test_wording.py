"""Counties and lists in sentences, as people write them."""

import pytest

from meetings.wording import accusative, listed, nominative, soon
from members.stages import DistrictKind
from tests.factories.members import MINUTE, NOON, make_district


@pytest.mark.parametrize(
    ("full_name", "kind", "who", "whom"),
    [
        ("Landkreis Celle", DistrictKind.RURAL, "der Landkreis Celle", "den Landkreis Celle"),
        ("Region Hannover", DistrictKind.RURAL, "die Region Hannover", "die Region Hannover"),
        ("Amberg", DistrictKind.URBAN, "die Stadt Amberg", "die Stadt Amberg"),
        ("Hansestadt Rostock", DistrictKind.URBAN, "die Hansestadt Rostock",
         "die Hansestadt Rostock"),
    ],
)  # fmt: skip
def test_each_place_has_its_article(db, full_name, kind, who, whom):
    district = make_district("09361", "Amberg", full_name=full_name, kind=kind)

    assert (nominative(district), accusative(district)) == (who, whom)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], ""),
        (["Celle"], "Celle"),
        (["Celle", "Coburg"], "Celle und Coburg"),
        (["Celle", "Coburg", "Lippe"], "Celle, Coburg und Lippe"),
    ],
)
def test_a_list_ends_with_and(words, sentence):
    assert listed(iter(words)) == sentence


@pytest.mark.parametrize(("minutes", "words"), [(0, "gleich"), (1, "gleich"), (2, "in 2 Minuten")])
def test_a_moment_ahead_is_said_in_minutes(minutes, words):
    assert soon(NOON + minutes * MINUTE, NOON).replace("\N{NO-BREAK SPACE}", " ") == words

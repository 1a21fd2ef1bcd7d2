"""What two texts differ in, as somebody reads it who must find the change."""

import re

from forum_portal.differences import GONE, NEW, SAME, Line, Skipped, differences

CHANGED = ["7,5", "10. Dezember 2026", "9:30", "1.12.2026", "1. Dez. 2026"]
NOW = ["7,6", "11. Dezember 2026", "9:45", "2.12.2026", "2. Dez. 2026"]


def marked(*lines):
    """``differences`` as text: what is gone in [-…-], what is new in {+…+}."""
    signs = {SAME: "{}", GONE: "[-{}-]", NEW: "{{+{}+}}"}
    return [
        line.lines
        if isinstance(line, Skipped)
        else "".join(signs[kind].format(words) for kind, words in line.pieces)
        for line in differences(*lines)
    ]


def test_words_are_compared_within_a_line_and_the_rest_is_left_out():
    before = ["a", "b", "c", "Der Kreis Lippe übernimmt die Federführung.", "d", "e"]
    after = [*before[:3], "Der Kreis Lippe teilt sich die Federführung.", *before[4:]]

    assert marked(before, after) == [
        2,
        "c",
        "Der Kreis Lippe [-übernimmt-]{+teilt sich+} die Federführung.",
        "d",
        1,
    ]


def test_a_number_with_a_comma_a_time_and_a_date_are_one_word():
    before = ["Es sind 7,5 Stellen bis 10. Dezember 2026, 9:30 Uhr, am 1.12.2026 und 1. Dez. 2026"]
    after = ["Es sind 7,6 Stellen bis 11. Dezember 2026, 9:45 Uhr, am 2.12.2026 und 2. Dez. 2026"]

    (line,) = marked(before, after)
    assert re.findall(r"\[-(.*?)-\]", line) == CHANGED
    assert re.findall(r"{\+(.*?)\+}", line) == NOW


def test_lines_that_have_little_in_common_stand_for_themselves():
    assert marked(["Wir tagen in Celle."], ["Ein Fachtag folgt."]) == [
        "[-Wir tagen in Celle.-]",
        "{+Ein Fachtag folgt.+}",
    ]


def test_what_is_new_stands_where_it_is_new():
    assert marked(["a", "b"], ["a", "neu", "b"]) == ["a", "{+neu+}", "b"]


def test_the_same_text_has_no_differences():
    assert differences(["a", "b"], ["a", "b"]) == [Skipped(2)]


def test_both_texts_can_be_read_from_what_differs():
    (line,) = differences(["Es sind zwei Kreise."], ["Es sind drei Kreise."])

    assert isinstance(line, Line)
    assert "".join(words for _, words in line.before) == "Es sind zwei Kreise."
    assert "".join(words for _, words in line.after) == "Es sind drei Kreise."


def test_a_long_text_that_is_written_anew_ends():
    before, after = ([f"{word} {n}" * 30 for n in range(300)] for word in ("alt", "neu"))

    assert differences(before, after)
    assert differences(["alt " * 20_000], ["neu " * 20_000])

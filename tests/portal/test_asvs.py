"""docs/security.md goes through ASVS 5.0.0, levels 1 and 2, and each row can be followed up."""

import ast
import re
from functools import cache

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
# The levels of 1.1.1, 1.1.2 and so on, section by section, as OWASP ASVS 5.0.0 numbers them.
LEVELS = """
1.1 22    1.2 1111122223  1.3 112222222223  1.4 222  1.5 123
2.1 122   2.2 112  2.3 12223  2.4 23
3.1 3     3.2 113  3.3 12223  3.4 11222233  3.5 11122333  3.6 3  3.7 22333
4.1 12233 4.2 23333  4.3 22  4.4 1222
5.1 2     5.2 112333  5.3 113  5.4 222
6.1 122   6.2 111111112222  6.3 11223333  6.4 112233  6.5 22222333  6.6 2223  6.7 33  6.8 2222
7.1 222   7.2 1111  7.3 22  7.4 11222  7.5 223  7.6 22
8.1 1233  8.2 1123  8.3 133  8.4 23
9.1 111   9.2 1222
10.1 22   10.2 223  10.3 22223  10.4 1111122222233333  10.5 22222  10.6 22  10.7 222
11.1 2233 11.2 22233  11.3 11233  11.4 1222  11.5 23  11.6 23  11.7 33
12.1 12233  12.2 11  12.3 22223
13.1 2333 13.2 222223  13.3 2233  13.4 1222233
14.1 22   14.2 12223333  14.3 122
15.1 12233  15.2 12233  15.3 1222222  15.4 3333
16.1 2    16.2 22222  16.3 2222  16.4 222  16.5 2223
17.1 23   17.2 22223333  17.3 22
"""
OF_LEVEL_3 = {"1.2.10", "6.3.8", "8.3.2", "15.4.2"}
MOST_WORDS = 15
REASONS = ("no test: ", "does not apply: ", "not met: ", "partly: ")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def numbers() -> set[str]:
    """What the table goes through: levels 1 and 2, and of level 3 what the portal is held to."""
    words = LEVELS.split()
    found = {
        f"{section}.{place}"
        for section, levels in zip(words[::2], words[1::2], strict=True)
        for place, level in enumerate(levels, start=1)
        if level in "12"
    }
    return found | OF_LEVEL_3


def rows() -> list[list[str]]:
    text = (ROOT / "docs" / "security.md").read_text()
    chapter = text.partition("## ASVS 5.0, levels 1 and 2\n")[2]
    lines = [line for line in chapter.splitlines() if re.match(r"\| \d+\.\d+\.\d+ ", line)]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


@cache
def functions_of(path: str) -> set[str]:
    file = ROOT / path
    if not file.is_file():
        return set()
    return {
        node.name
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef)
    }


def test_the_list_has_the_numbers_of_the_standard():
    words = "".join(LEVELS.split()[1::2])

    assert [words.count(level) for level in "123"] == [70, 183, 92]


def test_each_requirement_stands_there_once():
    listed = [number for number, *_ in rows()]

    assert sorted(numbers() - set(listed)) == []
    assert sorted(set(listed) - numbers()) == []
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_each_row_says_in_few_words_what_is_asked_and_names_a_test_or_a_reason(row):
    _, asked, shown = row

    assert 2 <= len(asked.split()) <= MOST_WORDS
    assert TEST.search(shown) or shown.startswith(REASONS)
    assert "`tests/" not in TEST.sub("", shown)
    assert [
        f"{path}::{name}" for path, name in TEST.findall(shown) if name not in functions_of(path)
    ] == []

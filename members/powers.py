"""What a mandate lets somebody do at a county, in words for those who decide about it."""

from .stages import Function

ANSWERS = "antwortet auf Einladungen"
VOTES = "stimmt ab"
MANAGES = "bestimmt mit, wer zuständig ist"
MANAGES_ALL = "bestimmt, wer zuständig ist und vertritt"


def powers(mandate) -> list[str]:
    """Of a mandate ``with_rights``; what it gives while it runs and the county is a member."""
    manages = MANAGES_ALL if mandate.function == Function.LEAD else MANAGES
    given = [(ANSWERS, True), (VOTES, mandate.votes), (manages, mandate.manages)]
    return [words for words, is_given in given if is_given]

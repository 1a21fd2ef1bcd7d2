"""Which date suits which county, as the page of a date poll compares them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F

from forum_portal import dates
from members.models import District

from .holidays import in_words
from .models import DatePoll, PollAnswer, PollDate
from .stages import Suits

SHAPES = {Suits.YES: "done", Suits.IF_NEED_BE: "half", Suits.NO: "none"}


@dataclass(frozen=True)
class Cell:
    """What one county said to one date, as a shape and a word."""

    date: PollDate
    shape: str
    words: str

    @property
    def label(self) -> str:
        """``Do, 10. Dez., 9:30 Uhr``, beside it where the table has no columns."""
        starts_at, ends_at = self.date.starts_at, self.date.ends_at
        return f"{dates.short_date(starts_at)}, {dates.hour(starts_at, ends_at)}"


@dataclass(frozen=True)
class Row:
    district: District
    answer: PollAnswer | None
    cells: list[Cell]
    is_own: bool


@dataclass(frozen=True)
class Offer:
    """One date: how many counties said what, and whether it is a holiday somewhere."""

    date: PollDate
    yes: int
    if_need_be: int
    no: int
    silent: int
    is_open: bool
    holidays: list[str]
    is_best: bool

    @property
    def words(self) -> str:
        return ", ".join(self.holidays)

    @property
    def yes_words(self) -> str:
        return f"{self.yes} {Suits.YES.label}"

    @property
    def if_need_be_words(self) -> str:
        return f"{self.if_need_be} {Suits.IF_NEED_BE.label}"

    @property
    def no_words(self) -> str:
        return f"{self.no} {Suits.NO.label}"

    @property
    def silent_words(self) -> str:
        return f"{self.silent} {'offen' if self.is_open else 'ohne Antwort'}"


@dataclass(frozen=True)
class Comparison:
    offers: list[Offer]
    rows: list[Row]

    @property
    def answered(self) -> int:
        return sum(row.answer is not None for row in self.rows)

    @property
    def words(self) -> str:
        return f"{self.answered} von {len(self.rows)} haben geantwortet"


def compare(
    poll: DatePoll,
    offered: Iterable[PollDate],
    members: Iterable[District],
    answers: Iterable[PollAnswer],
    own: Iterable[District],
    *,
    is_open: bool,
) -> Comparison:
    """A row for each member county and each that answered; members with their states."""
    offered, members, own = list(offered), list(members), set(own)
    given = {answer.district: answer for answer in answers}
    districts = sorted({*members, *given}, key=lambda district: district.sort_key)
    said = {
        (answer.district_id, choice.date_id): Suits(choice.suits)
        for answer in given.values()
        for choice in answer.choices.all()
    }
    rows = [
        Row(
            district,
            given.get(district),
            [_cell(date, said.get((district.pk, date.pk)), is_open) for date in offered],
            district in own,
        )
        for district in districts
    ]
    states = {one.federal_state.iso: one.federal_state.name for one in members}
    return Comparison(_offers(offered, districts, said, states, is_open), rows)


def _offers(offered, districts, said, states, is_open) -> list[Offer]:
    counts = [Counter(said.get((one.pk, date.pk)) for one in districts) for date in offered]
    ranks = [(count[Suits.YES], count[Suits.IF_NEED_BE]) for count in counts]
    best = max(ranks, default=None)
    return [
        Offer(
            date,
            count[Suits.YES],
            count[Suits.IF_NEED_BE],
            count[Suits.NO],
            count[None],
            is_open,
            in_words(date.starts_on, date.ends_on, states),
            rank == best and sum(rank) > 0,
        )
        for date, count, rank in zip(offered, counts, ranks, strict=True)
    ]


def _cell(date, suits, is_open) -> Cell:
    if suits is None:
        return Cell(date, "open" if is_open else "missing", "offen" if is_open else "ohne Antwort")
    return Cell(date, SHAPES[suits], suits.label)


def complete_answers(polls: Iterable) -> set[tuple[int, str]]:
    """Which counties have answered to all dates that stand to choose: (poll, county)."""
    answers = PollAnswer.objects.filter(poll__in=polls).annotate(
        said=Count("choices", distinct=True), offered=Count("poll__dates", distinct=True)
    )
    return set(answers.filter(said=F("offered")).values_list("poll_id", "district_id"))

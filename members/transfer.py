"""Two accounts of one human become one: what of the one that goes moves to the one that stays.

Each app registers in ``belongings.py`` what becomes of its columns that lead to a person; a
test goes over all of them, of every installed app, and fails for one that no entry covers.
Nothing that signs somebody in ever moves.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.apps import apps
from django.db.models import Model


class LeftBehind(Exception):
    """Something still leads to the account that goes; nobody may lose it by accident."""


class Transfer:
    """What becomes of some columns, each written as ``app.Model.field``.

    ``one`` and ``many`` are what the rows are called, in the nominative.
    """

    columns: tuple[str, ...]
    one: str
    many: str

    def rows(self, person):
        """The rows that lead to ``person``."""
        raise NotImplementedError

    def effects(self, old, kept, now: datetime) -> Iterator[str]:
        """What happens, in sentences."""
        if count := self.rows(old).count():
            yield f"{self.counted(count)} {'geht' if count == 1 else 'gehen'} über."

    def clashes(self, old, kept, now: datetime) -> Iterator[str]:
        """Where both accounts have what one can have once, and what comes of it."""
        return iter(())

    def carry(self, old, kept, now: datetime) -> None:
        """Do it, in the caller's transaction, so that nothing leads to ``old`` any more."""
        raise NotImplementedError

    def counted(self, count: int) -> str:
        return f"1 {self.one}" if count == 1 else f"{count} {self.many}"


class Moves(Transfer):
    """Rows of one column that simply lead to the other account from now on."""

    def __init__(self, column: str, one: str, many: str):
        self.columns, self.one, self.many = (column,), one, many

    def rows(self, person):
        model, field = _resolved(self.columns[0])
        return model._base_manager.filter(**{field: person.pk})

    def carry(self, old, kept, now):
        _, field = _resolved(self.columns[0])
        self.rows(old).update(**{field: kept})


class Goes(Moves):
    """Rows that end with the account that goes."""

    def effects(self, old, kept, now):
        if count := self.rows(old).count():
            yield f"{self.counted(count)} {'wird' if count == 1 else 'werden'} gelöscht."

    def carry(self, old, kept, now):
        self.rows(old).delete()


_transfers: list[Transfer] = []


def transfers(*entries: Transfer) -> None:
    """Register what becomes of columns; of several the first is carried out first."""
    known = {column for entry in _transfers for column in entry.columns}
    _transfers.extend(entry for entry in entries if not known & set(entry.columns))


def entries() -> list[Transfer]:
    """Those of the apps that are installed."""
    return [entry for entry in _transfers if all(apps.is_installed(_app(c)) for c in entry.columns)]


def covered() -> set[str]:
    return {column for entry in entries() for column in entry.columns}


def effects(old, kept, now: datetime) -> list[str]:
    return [words for entry in entries() for words in entry.effects(old, kept, now)]


def clashes(old, kept, now: datetime) -> list[str]:
    return [words for entry in entries() for words in entry.clashes(old, kept, now)]


def carry(old, kept, now: datetime) -> None:
    """Move or end all that leads to ``old``; ``LeftBehind`` if anything still does."""
    for entry in entries():
        entry.carry(old, kept, now)
    left = [column for column in columns_to(type(old)) if _leads_there(column, old)]
    if left:
        raise LeftBehind(", ".join(left))


def columns_to(model: type[Model]) -> Iterable[str]:
    """All columns of installed apps that lead to ``model``, also those between two tables."""
    for other in apps.get_models(include_auto_created=True):
        if other._meta.managed and not other._meta.proxy:
            for field in other._meta.concrete_fields:
                if field.is_relation and field.related_model is model:
                    yield f"{other._meta.label}.{field.name}"


def _leads_there(column: str, person) -> bool:
    model, field = _resolved(column)
    return model._base_manager.filter(**{field: person.pk}).exists()


def _resolved(column: str) -> tuple[type[Model], str]:
    model, _, field = column.rpartition(".")
    return apps.get_model(model), field


def _app(column: str) -> str:
    label = column.partition(".")[0]
    return next((c.name for c in apps.get_app_configs() if c.label == label), label)

"""What the office's lists of mail can be narrowed to, by parameters that stand in the address."""

from operator import itemgetter

from django import forms
from django.db.models import Q
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet

from forum_portal.forms import filter_helper

from . import evidence
from .registers import kinds, label_of
from .stages import Fate

LONGEST_SEARCH = 100
SUPPRESSED = "gesperrt"


def _kinds() -> list[tuple[str, str]]:
    return sorted(((name, label_of(name)) for name in kinds()), key=itemgetter(1))


def _by_fate() -> ChoiceFilter:
    return ChoiceFilter(
        label="Stand", field_name="fate", choices=Fate.choices, empty_label="Jeder Stand"
    )


def _by_day(label: str, lookup: str) -> DateFilter:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return DateFilter(label=label, field_name="created_at", lookup_expr=lookup, widget=widget)


class Narrowing(FilterSet):
    """What these lists share: each can be searched for words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["suche"].extra["max_length"] = LONGEST_SEARCH
        self.form.helper = filter_helper()

    @property
    def is_narrowed(self) -> bool:
        return any(self.data.get(name) for name in self.filters)


class OccasionFilter(Narrowing):
    """Mails by the words of their subject, by kind, by what came of them and by day."""

    suche = CharFilter(label="Betreff", method="having_words")
    art = ChoiceFilter(label="Art", field_name="kind", choices=_kinds, empty_label="Alle Arten")
    stand = _by_fate()
    von = _by_day("Von", "date__gte")
    bis = _by_day("Bis", "date__lte")

    def having_words(self, queryset, name, value):
        for word in value.split():
            queryset = queryset.filter(subject__icontains=word, sealed=False)
        return queryset


class RecipientFilter(Narrowing):
    """The mails of one occasion by whom they are for, and by what came of them."""

    suche = CharFilter(label="Name oder Adresse", method="to")
    stand = _by_fate()

    def to(self, queryset, name, value):
        for word in value.split():
            named = Q(recipient__name__icontains=word) | Q(recipient__email__icontains=word)
            queryset = queryset.filter(named)
        return queryset


class PersonFilter(Narrowing):
    """People by name or address, and those to whose address no mail goes."""

    suche = CharFilter(label="Name oder Adresse", method="named")
    adresse = ChoiceFilter(
        label="Adresse",
        choices=[(SUPPRESSED, "gesperrt")],
        empty_label="Alle Adressen",
        method="suppressed",
    )

    def named(self, queryset, name, value):
        return evidence.named(queryset, value)

    def suppressed(self, queryset, name, value):
        found = evidence.with_suppressed_address(queryset)
        return queryset.filter(pk__in=[person.pk for person in found])

"""What the directory can be narrowed to, by parameters that stand in the address."""

from django.db.models import Q
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from forum_portal.forms import filter_helper

from . import names
from .models import FederalState, Topic
from .stages import AT_COUNTIES, InvitationStage

FUNCTIONS = [(function.value, function.label) for function in AT_COUNTIES]
LONGEST_SEARCH = 100


class DirectoryFilter(FilterSet):
    """Counties by words, state, topic and function.

    ``contacts`` are the mandates that the person who looks may see: by those
    that are hidden nobody is found.
    """

    suche = CharFilter(label="Landkreis oder Funktion", method="having_words")
    land = ModelChoiceFilter(
        label="Land", field_name="federal_state", queryset=None, empty_label="Alle Länder"
    )
    thema = ModelChoiceFilter(
        label="Thema",
        field_name="topics",
        queryset=Topic.objects.all(),
        to_field_name="slug",
        empty_label="Alle Themen",
    )
    funktion = ChoiceFilter(
        label="Funktion", choices=FUNCTIONS, empty_label="Alle Funktionen", method="having"
    )

    def __init__(self, *args, contacts, shows_contacts, **kwargs):
        super().__init__(*args, **kwargs)
        self.contacts = contacts
        states = FederalState.objects.filter(districts__in=self.queryset).distinct()
        self.filters["land"].extra["queryset"] = states
        if not shows_contacts:
            del self.filters["funktion"]
            self.filters["suche"].label = "Landkreis"
        self.filters["suche"].extra["max_length"] = LONGEST_SEARCH
        self.form.helper = filter_helper()

    @property
    def is_narrowed(self) -> bool:
        return any(self.data.get(name) for name in self.filters)

    def having(self, queryset, name, value):
        return queryset.filter(pk__in=self.contacts.filter(function=value).values("district"))

    def having_words(self, queryset, name, value):
        """Every word stands in the name, written in whichever way, or in a contact's function."""
        for word in value.split():
            queryset = queryset.filter(
                _named(word) | Q(pk__in=self._responsible(word).values("district"))
            )
        return queryset

    def _responsible(self, word):
        functions = [key for key, label in FUNCTIONS if word.lower() in label.lower()]
        return self.contacts.filter(
            Q(title__icontains=word) | Q(person__name__icontains=word) | Q(function__in=functions)
        )


class InvitationFilter(FilterSet):
    """Invitations by words of address, name and place, and by stage."""

    suche = CharFilter(label="Adresse, Name oder Ort", method="having_words")
    stand = ChoiceFilter(
        label="Stand",
        field_name="stage",
        choices=InvitationStage.choices,
        empty_label="Jeder Stand",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["suche"].extra["max_length"] = LONGEST_SEARCH
        self.form.helper = filter_helper()

    @property
    def is_narrowed(self) -> bool:
        return any(self.data.get(name) for name in self.filters)

    def having_words(self, queryset, name, value):
        for word in value.split():
            queryset = queryset.filter(
                Q(address__icontains=word)
                | Q(name__icontains=word)
                | Q(district__full_name__icontains=word)
                | Q(organisation__name__icontains=word)
            )
        return queryset


def _named(word) -> Q:
    named = Q(full_name__icontains=word)
    if key := names.sort_key(word):
        named |= Q(sort_key__contains=key)
    if slug := names.slug(word):
        named |= Q(slug__contains=slug)
    return named


class AdmissionFilter(FilterSet):
    """All counties by words and state, members or not."""

    suche = CharFilter(label="Landkreis oder Stadt", method="having_words")
    land = ModelChoiceFilter(
        label="Land",
        field_name="federal_state",
        queryset=FederalState.objects.all(),
        empty_label="Alle Länder",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["suche"].extra["max_length"] = LONGEST_SEARCH
        self.form.helper = filter_helper()

    @property
    def is_narrowed(self) -> bool:
        return any(self.data.get(name) for name in self.filters)

    def having_words(self, queryset, name, value):
        for word in value.split():
            queryset = queryset.filter(_named(word))
        return queryset

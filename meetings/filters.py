"""What the list of meetings can be narrowed to, by parameters that stand in the address."""

from django_filters import CharFilter, ChoiceFilter, FilterSet

from forum_portal.forms import filter_helper
from members.filters import LONGEST_SEARCH
from members.searching import saying, words

from .stages import Kind


class MeetingFilter(FilterSet):
    """Meetings by words of title, place and summary, and by kind."""

    suche = CharFilter(
        label="Titel, Ort oder Kurzbeschreibung", max_length=LONGEST_SEARCH, method="having_words"
    )
    art = ChoiceFilter(
        label="Art", field_name="kind", choices=Kind.choices, empty_label="Alle Arten"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.helper = filter_helper()

    @property
    def is_narrowed(self) -> bool:
        return self.narrows(self.data)

    @classmethod
    def narrows(cls, data) -> bool:
        """Whether an address asks for less than everything."""
        return any(data.get(name) for name in cls.base_filters)

    def having_words(self, queryset, name, value):
        for word in words(value):
            queryset = queryset.filter(saying("words_folded", word))
        return queryset

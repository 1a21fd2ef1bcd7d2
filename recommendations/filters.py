"""What the two lists can be narrowed to, by parameters that stand in the address."""

from django_filters import ChoiceFilter, FilterSet, ModelChoiceFilter

from forum_portal.forms import filter_helper
from members.models import FederalState, Topic

from .models import Demand
from .stages import Addressee, Stage


class Narrowing(FilterSet):
    """What both lists share; stages before publication are for ``sees_way`` alone."""

    stand = ChoiceFilter(label="Stand", choices=Stage.choices, empty_label="Jeder Stand")
    adressat = ChoiceFilter(
        label="Adressat",
        choices=Addressee.choices,
        empty_label="Alle Adressaten",
        method="made_of",
    )
    land = ModelChoiceFilter(
        label="Land",
        queryset=FederalState.objects.all(),
        empty_label="Alle Länder",
        method="made_of_state",
    )
    thema = ModelChoiceFilter(
        label="Thema",
        queryset=Topic.objects.all(),
        to_field_name="slug",
        empty_label="Alle Themen",
    )
    jahr = ChoiceFilter(label="Jahr", empty_label="Alle Jahre")

    # The way from what is listed to the recommendation.
    RECOMMENDATION = ""

    def __init__(self, *args, years, sees_way, **kwargs):
        super().__init__(*args, **kwargs)
        if not sees_way:
            del self.filters["stand"]
        for name, field in (("stand", "stage"), ("thema", "topics"), ("jahr", "year")):
            if name in self.filters:
                self.filters[name].field_name = self.RECOMMENDATION + field
        self.filters["jahr"].extra["choices"] = [(str(year), str(year)) for year in years]
        self.form.helper = filter_helper()

    @property
    def is_narrowed(self) -> bool:
        return any(self.data.get(name) for name in self.filters)

    def made_of(self, queryset, name, value):
        return self._having(queryset, Demand.objects.filter(addressees__addressee=value))

    def made_of_state(self, queryset, name, value):
        return self._having(queryset, Demand.objects.made_of_state(value))

    def _having(self, queryset, demands):
        raise NotImplementedError


class RecommendationFilter(Narrowing):
    def _having(self, queryset, demands):
        return queryset.filter(pk__in=demands.values("recommendation"))


class DemandFilter(Narrowing):
    RECOMMENDATION = "recommendation__"

    def _having(self, queryset, demands):
        return queryset.filter(pk__in=demands.values("pk"))

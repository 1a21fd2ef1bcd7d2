"""What the directory can be narrowed to, by parameters that stand in the address."""

from functools import cached_property

from django.db.models import F, Func, OuterRef, Q, Subquery
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from forum_portal.forms import filter_helper

from .models import District, FederalState, Organisation, Person, Profile, Topic
from .models.languages import LANGUAGES
from .searching import saying, says, words
from .stages import AT_COUNTIES, Function, InvitationStage

FUNCTIONS = [(function.value, function.label) for function in AT_COUNTIES]
LONGEST_SEARCH = 100


class DirectoryFilter(FilterSet):
    """Counties and people by words, state, topic, function and language.

    ``contacts`` are the mandates that the person who looks may see: by those
    that are hidden nobody is found, and no county.
    """

    suche = CharFilter(label="Landkreis, Person oder Erfahrung", method="having_words")
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
    sprache = ChoiceFilter(label="Sprache", empty_label="Alle Sprachen", method="speaking")

    # Who narrows by one of these is looking for people.
    OF_PEOPLE = ("suche", "thema", "funktion", "sprache")

    def __init__(self, *args, contacts, shows_contacts, **kwargs):
        super().__init__(*args, **kwargs)
        self.contacts, self.shows_contacts = contacts, shows_contacts
        states = FederalState.objects.filter(districts__in=self.queryset).distinct()
        self.filters["land"].extra["queryset"] = states
        if shows_contacts:
            self.filters["sprache"].extra["choices"] = _spoken(contacts)
        else:
            del self.filters["funktion"], self.filters["sprache"]
            self.filters["suche"].label = "Landkreis oder Thema"
        self.filters["suche"].extra["max_length"] = LONGEST_SEARCH
        self.form.helper = filter_helper()

    @property
    def is_narrowed(self) -> bool:
        return any(self.data.get(name) for name in self.filters)

    @property
    def finds_people(self) -> bool:
        asked = self.shows_contacts and any(self.data.get(name) for name in self.OF_PEOPLE)
        return asked and self.form.is_valid()

    def people(self):
        """Those among the contacts whom all of it fits, in the order of their counties."""
        wanted = self.form.cleaned_data
        held = self._held(wanted.get("land"), wanted.get("funktion"))
        people = Person.objects.filter(pk__in=held.values("person"))
        if topic := wanted.get("thema"):
            people = people.filter(pk__in=topic.profiles.values("person"))
        if language := wanted.get("sprache"):
            people = people.filter(profile__languages__contains=[language])
        for word in words(wanted.get("suche") or ""):
            people = people.filter(self._person(word, held))
        first = held.filter(person=OuterRef("pk")).order_by("district__sort_key")
        return people.order_by(Subquery(first.values("district__sort_key")[:1]), "pk")

    def having(self, queryset, name, value):
        return queryset.filter(pk__in=self.contacts.filter(function=value).values("district"))

    def speaking(self, queryset, name, value):
        speaking = Profile.objects.filter(languages__contains=[value])
        speakers = self.contacts.filter(person__in=speaking.values("person"))
        return queryset.filter(pk__in=speakers.values("district"))

    def having_words(self, queryset, name, value):
        """Every word stands in the name, the state, a topic, or with a contact."""
        for word in words(value):
            queryset = queryset.filter(self._district(word))
        return queryset

    def _held(self, state, function):
        held = self.contacts
        if state:
            held = held.filter(district__federal_state=state)
        return held.filter(function=function) if function else held

    def _district(self, word) -> Q:
        found = Q(pk__in=self._districts(word))
        if topics := self._topics(word):
            working_on = District.topics.through.objects.filter(topic__in=topics)
            found |= Q(pk__in=working_on.values("district"))
        if self.shows_contacts:
            called = _called(word) | saying("person__name_folded", word)
            found |= Q(pk__in=self.contacts.filter(called).values("district"))
        return found

    def _person(self, word, held) -> Q:
        at = Q(district__in=self._districts(word)) | Q(organisation__in=self._organisations(word))
        found = saying("name_folded", word) | saying("profile__experience_folded", word)
        found |= Q(pk__in=held.filter(_called(word) | at).values("person"))
        if topics := self._topics(word):
            dealing_with = Profile.topics.through.objects.filter(topic__in=topics)
            found |= Q(pk__in=dealing_with.values("profile"))
        if spoken := [code for code, label in LANGUAGES if says(label, word)]:
            found |= Q(profile__languages__overlap=spoken)
        return found

    # Names of which there are few are compared here, without a query for each word.

    def _districts(self, word) -> list[str]:
        return [key for key, name, state in self._all_districts if says(f"{name} {state}", word)]

    def _organisations(self, word) -> list[int]:
        return [key for key, *names in self._all_organisations if says(" ".join(names), word)]

    def _topics(self, word) -> list[int]:
        return [key for key, name in self._all_topics if says(name, word)]

    @cached_property
    def _all_districts(self):
        return list(self.queryset.values_list("pk", "full_name", "federal_state__name"))

    @cached_property
    def _all_organisations(self):
        return list(Organisation.objects.values_list("pk", "name", "short_name"))

    @cached_property
    def _all_topics(self):
        return list(Topic.objects.values_list("pk", "name"))


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
        wanted = words(value)
        names = queryset.values_list("pk", "full_name")
        return queryset.filter(
            pk__in=[key for key, name in names if all(says(name, word) for word in wanted)]
        )


def _called(word) -> Q:
    """Mandates whose title or function says ``word``."""
    functions = [key for key, label in Function.choices if says(label, word)]
    return saying("title_folded", word) | Q(function__in=functions)


def _spoken(contacts) -> list[tuple[str, str]]:
    """The languages that somebody among the contacts speaks."""
    profiles = Profile.objects.filter(person__in=contacts.values("person"))
    each = profiles.values_list(Func(F("languages"), function="unnest"), flat=True)
    found = set(each.order_by().distinct())
    return [(code, label) for code, label in LANGUAGES if code in found]

"""The history of a row in words: what the triggers kept, together with what the log says."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page, Paginator
from django.db.models import (
    DateTimeField,
    F,
    ForeignKey,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from forum_portal.dates import clock_time, plain_date

from .history import NOBODY_ANY_MORE
from .models import (
    Absence,
    AbsenceEvent,
    District,
    DistrictTopicEvent,
    Mandate,
    MandateEvent,
    Membership,
    MembershipEvent,
    Organisation,
    OrganisationEvent,
    Person,
    PersonEvent,
)

SHOWN = 50  # moments on a page
DIRECTLY = "direkt in der Datenbank"
ITSELF = "das Portal"
SNAPSHOT = "snapshot"
BEGINS = "Hier beginnt die Aufzeichnung"
VERBS = {"insert": "angelegt", "update": "geändert", "delete": "gelöscht", SNAPSHOT: BEGINS}
# Whose events belong to the page of a row, by the column that leads there.
SOURCES = {
    Person: [(PersonEvent, ["pgh_obj"]), (MandateEvent, ["person"])],
    Mandate: [(MandateEvent, ["pgh_obj"]), (AbsenceEvent, ["mandate", "deputy"])],
    Membership: [(MembershipEvent, ["pgh_obj"])],
    Organisation: [(OrganisationEvent, ["pgh_obj"]), (MandateEvent, ["organisation"])],
    District: [
        (DistrictTopicEvent, ["district"]),
        (MembershipEvent, ["district"]),
        (MandateEvent, ["district"]),
    ],
}
OF = {
    PersonEvent: Person,
    MandateEvent: Mandate,
    AbsenceEvent: Absence,
    MembershipEvent: Membership,
    OrganisationEvent: Organisation,
    DistrictTopicEvent: District,
}
NAMED_BY_ID = [Person, District, Organisation, Mandate]


@dataclass(frozen=True)
class Change:
    """A field that got another value, in words; ``before`` is empty for a first one."""

    label: str
    before: str
    after: str


@dataclass
class Entry:
    """What somebody did to one row at one moment."""

    at: datetime
    what: str
    who: str = DIRECTLY
    about: str = ""
    because: str = ""
    changes: list[Change] = field(default_factory=list)


def page_of(thing, number) -> Page:
    """A page of the history of ``thing``, the latest first: ``object_list`` has entries."""
    story = _Story(thing)
    page = Paginator(story.moments(), SHOWN).get_page(number)
    moments = [moment for (moment,) in page.object_list]
    page.object_list = story.entries(moments) if moments else []
    return page


class _Story:
    def __init__(self, thing):
        self.thing = thing
        self.events = [
            _events(model, columns, thing) for model, columns in SOURCES.get(type(thing), [])
        ]
        self.log = LogEntry.objects.filter(self._logged())

    def _logged(self) -> Q:
        """What the log says of the row, and of the rows that belong to it."""
        own = ContentType.objects.get_for_model(self.thing)
        logged = Q(content_type=own, object_id=str(self.thing.pk))
        for events in self.events:
            model = OF[events.model]
            if model is not type(self.thing) and model is not District:
                kind = ContentType.objects.get_for_model(model)
                keys = events.values(key=Cast("pgh_obj_id", TextField()))
                logged |= Q(content_type=kind, object_id__in=keys)
        return logged

    def moments(self) -> QuerySet:
        """Each moment at which something happened, once."""
        logged = self.log.order_by().annotate(moment=F("action_time")).values_list("moment")
        kept = [events.values_list("moment") for events in self.events]
        return logged.union(*kept).order_by("-moment")

    def entries(self, moments: list[datetime]) -> list[Entry]:
        span = moments[-1], moments[0]
        log = list(self.log.filter(action_time__range=span).order_by("pk"))
        kinds = ContentType.objects.get_for_models(*OF.values())
        models = {kind.pk: model for model, kind in kinds.items()}
        groups = defaultdict(lambda: ([], []))
        for entry in log:
            key = entry.action_time, models.get(entry.content_type_id), entry.object_id
            groups[key][0].append(entry)
        for events in self.events:
            for event in _with_previous(events.filter(moment__range=span).order_by("pgh_id")):
                groups[event.moment, OF[type(event)], str(_key(event))][1].append(event)
        words = _Words(log, [event for _, events in groups.values() for event in events])
        told = [words.entry(key, *group, self.thing) for key, group in groups.items()]
        return sorted(told, key=lambda entry: entry.at, reverse=True)


def _events(model, columns: list[str], thing) -> QuerySet:
    """With the ``moment`` on the portal's clock, where somebody said it."""
    leads_there = Q()
    for column in columns:
        leads_there |= Q(**{f"{column}_id": thing.pk})
    at = Cast(KeyTextTransform("at", "pgh_context"), DateTimeField())
    return QuerySet(model).filter(leads_there).annotate(moment=Coalesce(at, "pgh_created_at"))


def _with_previous(events: QuerySet) -> list:
    """Each with the event before it of the same row as ``before``, or None."""
    model = events.model
    if model is DistrictTopicEvent:
        return list(events)
    earlier = QuerySet(model).filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pk"))
    latest = Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1])
    found = list(events.annotate(previous=latest))
    known = QuerySet(model).in_bulk([event.previous for event in found if event.previous])
    for event in found:
        event.before = known.get(event.previous)
    return found


def _key(event):
    return event.district_id if isinstance(event, DistrictTopicEvent) else event.pgh_obj_id


class _Words:
    """Says events in words; all names that it needs are looked up at once."""

    def __init__(self, log: Iterable[LogEntry], events: Iterable):
        wanted = defaultdict(set)
        wanted[Person] |= {entry.user_id for entry in log}
        wanted[Person] |= {(event.pgh_context or {}).get("user") for event in events}
        for event in events:
            for each in (event, getattr(event, "before", None)):
                for column in _columns(each) if each else []:
                    if isinstance(column, ForeignKey):
                        wanted[column.related_model].add(getattr(each, column.attname))
        self.names = {
            model: {thing.pk: str(thing) for thing in _named(model, keys - {None})}
            for model, keys in wanted.items()
        }

    def entry(self, key, log: list[LogEntry], events: list, thing) -> Entry:
        at, model, pk = key
        entry = Entry(at, self._what(model, log, events))
        context = next((event.pgh_context for event in events if event.pgh_context), {})
        entry.because = context.get("because", "")
        entry.who = self._who(log, context)
        if not (model is type(thing) and pk == str(thing.pk)):
            entry.about = log[-1].object_repr if log else self._called(events[-1])
        for event in events:
            entry.changes += self._changes(event)
        return entry

    def _who(self, log, context) -> str:
        user = log[0].user_id if log else context.get("user")
        if user:
            return self.names[Person].get(user, NOBODY_ANY_MORE)
        return ITSELF if context else DIRECTLY

    def _what(self, model, log, events) -> str:
        """The log's own words, without what the changes say better."""
        if log:
            words = "; ".join(_said(entry) for entry in log)
            return words.partition(":")[0].partition(" (")[0] if events else words
        if events[0].pgh_label == SNAPSHOT:
            return BEGINS
        if model is District:
            return "Themen geändert"
        return f"{model._meta.verbose_name} {VERBS[events[-1].pgh_label]}"

    def _changes(self, event) -> list[Change]:
        if isinstance(event, DistrictTopicEvent):
            topic = self._value(event, event._meta.get_field("topic"))
            gone = event.pgh_label == "delete"
            return [Change("Thema", topic if gone else "", "" if gone else topic)]
        if event.pgh_label != "update":
            return []
        return [
            Change(str(column.verbose_name), self._value(event.before, column), after)
            for column in _columns(event)
            if (after := self._value(event, column)) != self._value(event.before, column)
        ]

    def _called(self, event) -> str:
        """What the row of an event is, where the log does not say so."""
        if isinstance(event, MandateEvent):
            place = event._meta.get_field("district" if event.district_id else "organisation")
            return f"{event.title or event.get_function_display()}, {self._value(event, place)}"
        if isinstance(event, MembershipEvent | AbsenceEvent):
            return OF[type(event)]._meta.verbose_name
        return ""

    def _value(self, event, column) -> str:
        if event is None:
            return ""
        value = getattr(event, column.attname)
        if isinstance(column, ForeignKey):
            return self.names[column.related_model].get(value, "(gelöscht)") if value else ""
        if column.choices:
            return str(dict(column.flatchoices).get(value, value))
        return _plain(value)


def _columns(event) -> list:
    """The columns of the row that an event keeps, without the event's own."""
    return [
        column
        for column in event._meta.concrete_fields
        if not column.name.startswith("pgh_") and column.name != "id"
    ]


def _named(model, keys) -> QuerySet:
    rows = model.objects.filter(pk__in=keys)
    return rows.select_related("district", "organisation") if model is Mandate else rows


def _said(entry: LogEntry) -> str:
    return entry.get_change_message() or entry.get_action_flag_display()


def _plain(value) -> str:
    match value:
        case None | "":
            return "(leer)"
        case bool():
            return "ja" if value else "nein"
        case datetime():
            return f"{plain_date(value)}, {clock_time(value)}"
        case date():
            return plain_date(value)
        case other:
            return str(other)

"""What a piece of news is about, so that readers can narrow their summary to topics and states."""

from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from meetings.models import Meeting
from recommendations.models import DemandAddressee, Recommendation
from recommendations.stages import Addressee

from .preferences import Scope


@dataclass(frozen=True)
class Subject:
    """Topics and states; what has none of them concerns everybody."""

    topics: frozenset[int] = frozenset()
    states: frozenset[str] = frozenset()

    def is_within(self, scope: Scope) -> bool:
        return _meet(self.topics, scope.topics) and _meet(self.states, scope.states)


def _meet(own: frozenset, chosen: frozenset) -> bool:
    return not own or not chosen or not own.isdisjoint(chosen)


def of_meetings(entries) -> list[Subject]:
    """The state of the county that is host; one query."""
    meetings = Meeting.objects.filter(pk__in=[entry.meeting_id for entry in entries])
    hosts = meetings.filter(host__isnull=False).values_list("pk", "host__federal_state")
    states = {meeting: frozenset([state]) for meeting, state in hosts}
    return [Subject(states=states.get(entry.meeting_id, frozenset())) for entry in entries]


def of_recommendations(entries) -> list[Subject]:
    """Its topics; the states of which something is demanded, and that of the leading county.

    What is demanded of all states concerns every one of them. Two queries.
    """
    ids = [entry.recommendation_id for entry in entries]
    rows = Recommendation.objects.filter(pk__in=ids).annotate(
        about=ArrayAgg("topics", filter=Q(topics__isnull=False), distinct=True, default=[])
    )
    led = {pk: (about, state) for pk, about, state in rows.values_list("pk", "about", LEAD)}
    named = _named(ids)
    return [_subject(*led[pk], named.get(pk, set())) for pk in ids]


LEAD = "lead_district__federal_state"


def _named(ids) -> dict[int, set]:
    """The states named in the demands of each recommendation; None among them means all."""
    named = {}
    rows = DemandAddressee.objects.filter(addressee=Addressee.STATE, demand__recommendation__in=ids)
    for pk, state in rows.values_list("demand__recommendation_id", "federal_state_id"):
        named.setdefault(pk, set()).add(state)
    return named


def _subject(topics, lead, named: set) -> Subject:
    states = set() if None in named else named | ({lead} if lead else set())
    return Subject(frozenset(topics), frozenset(states))

"""Who the members are: states, counties, organisations, people and what they act for."""

from .absences import Absence
from .mandates import Mandate
from .people import Person
from .places import District, FederalState, Membership, Organisation, Topic
from .retention import RetentionRun
from .terms import RunningQuerySet

__all__ = [
    "Absence",
    "District",
    "FederalState",
    "Mandate",
    "Membership",
    "Organisation",
    "Person",
    "RetentionRun",
    "RunningQuerySet",
    "Topic",
]

"""Who the members are: states, counties, organisations, people and what they act for."""

from .imports import Import
from .mandates import Mandate
from .people import Person
from .places import District, FederalState, Membership, Organisation, Topic
from .terms import RunningQuerySet

__all__ = [
    "District",
    "FederalState",
    "Import",
    "Mandate",
    "Membership",
    "Organisation",
    "Person",
    "RunningQuerySet",
    "Topic",
]

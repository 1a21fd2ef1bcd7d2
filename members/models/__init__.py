"""Who the members are: states, counties, organisations, people and what they act for."""

from .invitations import Invitation
from .mandates import Mandate
from .people import Person
from .places import District, FederalState, Membership, Organisation, Topic
from .terms import RunningQuerySet

__all__ = [
    "District",
    "FederalState",
    "Invitation",
    "Mandate",
    "Membership",
    "Organisation",
    "Person",
    "RunningQuerySet",
    "Topic",
]

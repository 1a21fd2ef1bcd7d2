"""Who the members are: states, counties, organisations, people and what they act for."""

from .absences import Absence
from .history import (
    AbsenceEvent,
    DistrictTopicEvent,
    MandateEvent,
    MembershipEvent,
    OrganisationEvent,
    PersonEvent,
)
from .imports import Import
from .invitations import Invitation
from .mandates import Mandate
from .people import LONG_PASSWORD, Person
from .places import District, FederalState, Membership, Organisation, Topic
from .profiles import Profile
from .retention import RetentionRun
from .sign_ins import SignIn
from .terms import RunningQuerySet

__all__ = [
    "LONG_PASSWORD",
    "Absence",
    "AbsenceEvent",
    "District",
    "DistrictTopicEvent",
    "FederalState",
    "Import",
    "Invitation",
    "Mandate",
    "MandateEvent",
    "Membership",
    "MembershipEvent",
    "Organisation",
    "OrganisationEvent",
    "Person",
    "PersonEvent",
    "Profile",
    "RetentionRun",
    "RunningQuerySet",
    "SignIn",
    "Topic",
]

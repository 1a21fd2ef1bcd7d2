"""What belongs to a county and to a person in the meetings, for the registers of members."""

from . import contributions, groups, planning, polls, proposals, registrations, tasks

__all__ = ["contributions", "groups", "planning", "polls", "proposals", "registrations", "tasks"]

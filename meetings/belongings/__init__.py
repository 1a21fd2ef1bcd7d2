"""What belongs to a county and to a person in the meetings, for the registers of members."""

from . import (
    contributions,
    groups,
    minutes,
    planning,
    polls,
    proposals,
    registrations,
    talking,
    tasks,
)

__all__ = [
    "contributions",
    "groups",
    "minutes",
    "planning",
    "polls",
    "proposals",
    "registrations",
    "talking",
    "tasks",
]

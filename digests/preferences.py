"""What a person has chosen, read from where each part of it is kept."""

from mailroom.models import Preference

from .models import DigestPreference
from .rhythm import DEFAULT, Schedule

NAME = "digest"


def schedule_of(person) -> Schedule:
    """The person's rhythm, or the default; also for somebody who wants no summary now."""
    row = DigestPreference.objects.filter(person=person).first()
    return Schedule(row.rhythm, row.weekday, row.hour) if row else DEFAULT


def wants_none(person) -> bool:
    return Preference.objects.filter(person=person, kind=NAME).exists()

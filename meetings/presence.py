"""Who was there beside who was registered, by county, and how many that are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from members.models import District

from .models import Attendance, Attendee, Registration
from .stages import Mode

WAITED = "auf der Warteliste"
UNANNOUNCED = "unangemeldet"
OTHERS = "Geschäftsstelle und Gäste"
NOBODY = "Noch ist niemand vermerkt."


@dataclass(frozen=True)
class Row:
    """Somebody who was registered, or who came without (``attendee`` is None)."""

    label: str
    said: str
    attendee: Attendee | None
    attendance: Attendance | None

    @property
    def mode(self) -> str:
        """Empty for who is not there."""
        return self.attendance.mode if self.attendance else ""


@dataclass(frozen=True)
class Group:
    """The people of one county, or those of none."""

    district: District | None
    rows: list[Row]

    @property
    def title(self) -> str:
        return str(self.district) if self.district else OTHERS


def presence(registrations: Iterable[Registration], there: Iterable[Attendance]) -> list[Group]:
    """Everybody who was registered or is there, by county; people of no county last."""
    there = list(there)
    by_attendee = {one.attendee_id: one for one in there if one.attendee_id}
    groups: dict[District | None, list[Row]] = {}
    listed = set()
    for registration in registrations:
        for attendee in registration.attendees.all() if registration.attends else []:
            listed.add(attendee.pk)
            row = Row(
                attendee.label,
                _said(registration, attendee),
                attendee,
                by_attendee.get(attendee.pk),
            )
            groups.setdefault(registration.district, []).append(row)
    for one in there:
        if one.attendee_id not in listed:
            groups.setdefault(one.district, []).append(Row(one.label, UNANNOUNCED, None, one))
    counties = sorted((d for d in groups if d), key=lambda district: district.sort_key)
    return [Group(d, groups[d]) for d in [*counties, *([None] if None in groups else [])]]


def counted(there: Iterable[Attendance]) -> str:
    """``9 Landkreise, 12 Personen: 10 vor Ort, 2 online``"""
    there = list(there)
    if not there:
        return NOBODY
    counties = len({one.district_id for one in there if one.district_id})
    modes = Counter(one.mode for one in there)
    by_mode = ", ".join(f"{modes[mode]} {mode.label}" for mode in Mode if modes[mode])
    return (
        f"{counties} {'Landkreis' if counties == 1 else 'Landkreise'}, "
        f"{len(there)} {'Person' if len(there) == 1 else 'Personen'}: {by_mode}"
    )


def _said(registration, attendee) -> str:
    if registration.waits_since and attendee.mode == Mode.ON_SITE:
        return WAITED
    return f"angemeldet {Mode(attendee.mode).label}"

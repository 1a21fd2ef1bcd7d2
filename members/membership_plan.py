"""What a file of counties would do: memberships to begin or change, topics to set.

A membership is known by county and first day; what has a column in the file holds,
what has none stays as it is.
"""

from collections import defaultdict
from datetime import date

from forum_portal.dates import plain_date

from .cells import Row
from .membership_file import Said
from .models import District, Membership
from .people_file import File
from .planning import Entry, Plan

ENDLESS = date.max
OVERLAP = "Der Landkreis ist in dieser Zeit schon Mitglied"


def plan(file: File, *, now, lock=False) -> Plan:
    """``lock``: nobody changes the counties in it until the transaction ends."""
    return _Counties(file, lock).plan


class _Counties:
    def __init__(self, file: File, lock: bool):
        self.plan = Plan(unread=file.unread)
        self.said: dict[int, Said] = {r.line: r.values["said"] for r in file.rows if not r.problems}
        self.districts = self._known_districts(lock)
        self.memberships = defaultdict(list)
        for membership in Membership.objects.filter(district__in=list(self.districts)):
            self.memberships[membership.district_id].append(membership)
        self.topics_in: dict[str, int] = {}
        self.touched: dict[tuple, tuple[Entry, Membership]] = {}
        self.plan.entries = [self._entry(row) for row in file.rows]
        self._refuse_overlaps()
        self._note_deeds()

    def _known_districts(self, lock) -> dict[str, District]:
        ids = {said.district.pk for said in self.said.values()}
        districts = District.objects.filter(pk__in=ids).order_by("pk")
        if lock:
            list(districts.select_for_update(no_key=True))
        return {district.pk: district for district in districts.prefetch_related("topics")}

    def _entry(self, row: Row) -> Entry:
        said = self.said.get(row.line)
        title = str(said.district) if said else row.text("district") or row.text("ags")
        entry = Entry.of(row, title)
        if said:
            district = self.districts[said.district.pk]
            self._membership(entry, said, district)
            if said.topics is not None:
                self._topics(entry, said, district)
        return entry

    def _membership(self, entry, said, district) -> None:
        known = self._known_membership(entry, said, district)
        if entry.conflicts:
            return
        membership = known or self._new_membership(entry, said, district)
        key = district.pk, membership.joined_on
        if key in self.touched:
            line = self.touched[key][0].line
            entry.conflicts.append(f"Dasselbe steht schon in Zeile {line}.")
            return
        self.touched[key] = (entry, membership)
        if known:
            self._change(entry, said, known)

    def _known_membership(self, entry, said, district) -> Membership | None:
        held = self.memberships[district.pk]
        if said.joined_on:
            return next((one for one in held if one.joined_on == said.joined_on), None)
        if len(held) == 1:
            return held[0]
        why = "gibt es mehrere Zeiten" if held else "gibt es noch keine Mitgliedschaft"
        words = "Bitte geben Sie bei „Mitglied seit“ den Tag an."
        entry.conflicts.append(f"Für {district} {why}. {words}")
        return None

    def _new_membership(self, entry, said, district) -> Membership:
        entry.is_new = True
        term = f"von {plain_date(said.joined_on)}"
        term += f" bis {plain_date(said.left_on)}" if said.left_on else " an"
        founding = " als Gründungsmitglied" if said.is_founding_member else ""
        entry.says.append(f"Wird{founding} Mitglied {term}.")
        return Membership(
            district=district,
            joined_on=said.joined_on,
            left_on=said.left_on,
            is_founding_member=bool(said.is_founding_member),
        )

    def _change(self, entry, said, membership) -> None:
        if said.has_end and entry.change("Mitglied bis", membership.left_on, said.left_on, _end):
            membership.left_on = said.left_on
        if said.is_founding_member is not None and entry.change(
            "Gründungsmitglied", membership.is_founding_member, said.is_founding_member, _yes
        ):
            membership.is_founding_member = said.is_founding_member
        if membership.left_on and membership.left_on < membership.joined_on:
            since = plain_date(membership.joined_on)
            entry.conflicts.append(f"„Mitglied bis“ liegt vor dem Beitritt ({since}).")

    def _topics(self, entry, said, district) -> None:
        """Said once for a county; a further line may repeat the same topics."""
        before = self.topics_in.setdefault(district.pk, entry.line)
        if before != entry.line:
            if self.said[before].topics != said.topics:
                entry.conflicts.append(f"In Zeile {before} hat der Landkreis andere Themen.")
            return
        present = frozenset(district.topics.all())
        if entry.change("Themen", present, said.topics, _named):
            district.wanted = said.topics

    def _refuse_overlaps(self) -> None:
        terms = defaultdict(list)
        for (district, _), pair in self.touched.items():
            terms[district].append(pair)
        brought = {id(membership) for _, membership in self.touched.values()}
        for district, held in self.memberships.items():
            terms[district] += [(None, one) for one in held if id(one) not in brought]
        for pairs in terms.values():
            before = None
            for entry, membership in sorted(pairs, key=lambda pair: pair[1].joined_on):
                if before and membership.joined_on <= (before[1].left_on or ENDLESS):
                    _clash(before, (entry, membership))
                if before is None or _last(membership) > _last(before[1]):
                    before = (entry, membership)

    def _note_deeds(self) -> None:
        for entry, membership in self.touched.values():
            changes = [c.label for c in entry.changes if c.label != "Themen"]
            if membership.pk is None:
                self.plan.add(membership, "beigetreten")
            elif changes:
                membership.district = self.districts[membership.district_id]
                self.plan.change(membership, f"Mitgliedschaft geändert: {', '.join(changes)}")
        for district in self.districts.values():
            if hasattr(district, "wanted"):
                self.plan.change(district, "Themen geändert")


def _clash(one: tuple, other: tuple) -> None:
    """Said at the later of the two that the file brings or changes."""
    bringing = [entry for entry, term in (one, other) if entry and (not term.pk or entry.changes)]
    if not bringing:
        return
    at = max(bringing, key=lambda entry: entry.line)
    entry, membership = one if at is other[0] else other
    where = f"Zeile {entry.line}" if entry else f"seit {plain_date(membership.joined_on)}"
    at.conflicts.append(f"{OVERLAP}: {where}.")


def _last(membership) -> date:
    return membership.left_on or ENDLESS


def _end(on: date | None) -> str:
    return plain_date(on) if on else "ohne Ende"


def _yes(value: bool) -> str:
    return "ja" if value else "nein"


def _named(topics) -> str:
    return ", ".join(sorted(topic.name for topic in topics)) or "(keine)"

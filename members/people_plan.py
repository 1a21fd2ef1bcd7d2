"""What a file of people would do: accounts to open, names to change, mandates to begin or change.

A mandate is known by person, place, function and first day; what has a column in the
file holds, what has none stays as it is.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from forum_portal.dates import day, plain_date
from forum_portal.tables import seen

from .cells import Row
from .models import District, Mandate, Membership, Person
from .people_file import File, Said
from .planning import Entry, Plan
from .stages import Function

ENDLESS = date.max


def plan(file: File, *, now, lock=False) -> Plan:
    """``lock``: nobody changes the people and places in it until the transaction ends."""
    return _People(file, now, lock).plan


class _People:
    def __init__(self, file: File, now, lock: bool):
        self.plan = Plan(unread=file.unread)
        self.now = now
        self.said: dict[int, Said] = {r.line: r.values["said"] for r in file.rows if not r.problems}
        self.people = self._known_people(lock)
        self.mandates = self._known_mandates()
        self.members = set(Membership.objects.running(now).values_list("district", flat=True))
        self.names: dict[str, tuple[int, str]] = {}
        self.first: dict[str, Entry] = {}
        self.touched: dict[tuple, tuple[Entry, Mandate]] = {}
        self.entries = {row.line: self._entry(row) for row in file.rows}
        self.plan.entries = list(self.entries.values())
        self._refuse_overlaps()
        self._note_deeds()

    # What is there -----------------------------------------------------------------------

    def _known_people(self, lock) -> dict[str, Person]:
        if lock:
            _lock_places({said.place for said in self.said.values() if said.place})
        people = Person.objects.filter(email__in={said.email for said in self.said.values()})
        if lock:
            people = people.order_by("pk").select_for_update(no_key=True)
        return {person.email: person for person in people}

    def _known_mandates(self) -> dict[tuple, list[Mandate]]:
        """By person, place and function, of all who stand in the file."""
        found = defaultdict(list)
        people = {person.pk: person for person in self.people.values()}
        for mandate in Mandate.objects.filter(person__in=list(people)).order_by("starts_on", "pk"):
            mandate.person = people[mandate.person_id]
            place = mandate.district_id or mandate.organisation_id
            found[mandate.person_id, place, mandate.function].append(mandate)
        return found

    # One line ----------------------------------------------------------------------------

    def _entry(self, row: Row) -> Entry:
        said = self.said.get(row.line)
        entry = Entry.of(row, said.email if said else row.text("email"))
        if said:
            self._name(entry, said)
            self._account(entry, said)
            if said.place:
                self._mandate(entry, said)
        return entry

    def _name(self, entry, said) -> None:
        line, name = self.names.get(said.email, (0, ""))
        if name and said.name and name != said.name:
            entry.conflicts.append(f"Zu dieser Adresse steht in Zeile {line} ein anderer Name.")
        if said.name and not name:
            self.names[said.email] = (entry.line, said.name)

    def _account(self, entry, said) -> None:
        """The account belongs to the first line of its address."""
        before = self.first.setdefault(said.email, entry)
        if before is not entry and said.place is None:
            entry.conflicts.append(f"Die Adresse steht schon in Zeile {before.line}.")
        if before is entry and said.email not in self.people:
            entry.is_new = True
            entry.says.append("Das Konto wird angelegt.")

    def _mandate(self, entry, said) -> None:
        known = self._known_mandate(entry, said)
        if entry.conflicts:
            return
        mandate = known or self._new_mandate(entry, said)
        key = (said.email, _place_key(said.place), said.function, mandate.starts_on)
        if key in self.touched:
            line = self.touched[key][0].line
            entry.conflicts.append(f"Dasselbe steht schon in Zeile {line}.")
            return
        self.touched[key] = (entry, mandate)
        if known:
            self._change(entry, said, known)

    def _known_mandate(self, entry, said) -> Mandate | None:
        held = self._held(said)
        if said.starts_on:
            return next((one for one in held if one.starts_on == said.starts_on), None)
        today = day(self.now)
        running = [one for one in held if one.ends_on is None or one.ends_on >= today]
        if len(running) == 1:
            return running[0]
        why = "gibt es mehrere Zeiten" if running else "gibt es die Zuständigkeit noch nicht"
        entry.conflicts.append(f"Für {said.place} {why}. Bitte geben Sie bei „von“ den Tag an.")
        return None

    def _held(self, said) -> list[Mandate]:
        person = self.people.get(said.email)
        return self.mandates.get((person.pk, said.place.pk, said.function), []) if person else []

    def _new_mandate(self, entry, said) -> Mandate:
        entry.is_new = True
        mandate = Mandate(
            function=said.function,
            title=said.title or "",
            starts_on=said.starts_on,
            ends_on=said.ends_on,
            may_vote=bool(said.may_vote),
        )
        _put(mandate, said.place)
        entry.says.append(f"{mandate.label} für {said.place}, {_term(mandate)}.")
        person = self.people.get(said.email)
        if person and not person.is_active:
            entry.conflicts.append("Das Konto ist geschlossen. Bitte öffnen Sie es zuerst wieder.")
        if isinstance(said.place, District) and said.place.pk not in self.members:
            words = f"{said.place} ist zurzeit nicht Mitglied; so lange gibt das keine Rechte."
            entry.says.append(words)
        return mandate

    def _change(self, entry, said, mandate) -> None:
        """``mandate`` as the line says; what a line does not speak of stays."""
        if said.title is not None and entry.change(
            "Bezeichnung", seen(mandate.title), said.title, _or_nothing
        ):
            mandate.title = said.title
        if said.has_end and entry.change("bis", mandate.ends_on, said.ends_on, _end):
            mandate.ends_on = said.ends_on
        if said.may_vote is not None and entry.change(
            "stimmberechtigt", mandate.may_vote, said.may_vote, _yes
        ):
            mandate.may_vote = said.may_vote
        if mandate.ends_on and mandate.ends_on < mandate.starts_on:
            since = plain_date(mandate.starts_on)
            entry.conflicts.append(f"„bis“ liegt vor dem Beginn der Zuständigkeit ({since}).")

    # All lines together ------------------------------------------------------------------

    def _refuse_overlaps(self) -> None:
        """What the constraints of the database would refuse, with the lines that clash."""
        at_place, leads = self._by_person_and_place(), self._leads()
        for mandates in at_place.values():
            self._refuse(mandates, "Die Person hat diese Funktion in dieser Zeit dort schon")
        for mandates in leads.values():
            self._refuse(mandates, "Der Landkreis hat in dieser Zeit schon eine Koordination")

    def _by_person_and_place(self) -> dict[tuple, list[tuple]]:
        groups = defaultdict(list)
        for key, (entry, mandate) in self.touched.items():
            groups[key[:3]].append((entry, mandate))
        for email, place, function in groups:
            person = self.people.get(email)
            held = self.mandates.get((person.pk, place[1], function), []) if person else []
            touched = {id(mandate) for _, mandate in groups[email, place, function]}
            groups[email, place, function] += [(None, m) for m in held if id(m) not in touched]
        return groups

    def _leads(self) -> dict[str, list[tuple]]:
        groups = defaultdict(list)
        for entry, mandate in self.touched.values():
            if mandate.function == Function.LEAD:
                groups[mandate.district_id].append((entry, mandate))
        touched = {mandate.pk for _, mandate in self.touched.values() if mandate.pk}
        others = Mandate.objects.filter(function=Function.LEAD, district__in=list(groups))
        for mandate in others.exclude(pk__in=touched).select_related("person"):
            groups[mandate.district_id].append((None, mandate))
        return groups

    def _refuse(self, mandates: list[tuple], words: str) -> None:
        """Sorted by their first day each must begin after all before it have ended."""
        before = None
        for entry, mandate in sorted(mandates, key=lambda pair: pair[1].starts_on):
            if before and mandate.starts_on <= (before[1].ends_on or ENDLESS):
                _clash(before, (entry, mandate), words)
            if before is None or (mandate.ends_on or ENDLESS) > (before[1].ends_on or ENDLESS):
                before = (entry, mandate)

    def _note_deeds(self) -> None:
        for email, entry in self.first.items():
            self._note_account(email, entry)
        for (email, *_), (entry, mandate) in self.touched.items():
            if mandate.pk is None:
                mandate.person = self.people[email]
                self.plan.add(mandate, "Zuständigkeit begonnen")
            elif changes := [c.label for c in entry.changes if c.label != "Name"]:
                _put(mandate, self.said[entry.line].place)
                self.plan.change(mandate, f"Zuständigkeit geändert: {', '.join(changes)}")

    def _note_account(self, email: str, entry: Entry) -> None:
        """Opened, or another name; an empty name counts where no line gives one."""
        said = self.said[entry.line]
        line, name = self.names.get(email, (entry.line, ""))
        person = self.people.get(email)
        if person is None:
            self.people[email] = Person(email=email, name=name)
            self.plan.add(self.people[email], "Konto angelegt")
        elif said.name is not None and seen(person.name) != name:
            self.entries[line].change("Name", person.name, name, _or_nothing)
            person.name = name
            self.plan.change(person, "Konto geändert: Name")


def _lock_places(places: Iterable) -> None:
    """In one order, before the people, as everything that saves mandates does."""
    for model in {type(place) for place in places}:
        ids = [place.pk for place in places if type(place) is model]
        list(model.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True))


def _put(mandate: Mandate, place) -> None:
    if isinstance(place, District):
        mandate.district = place
    else:
        mandate.organisation = place


def _place_key(place) -> tuple:
    return type(place).__name__, place.pk


def _clash(one: tuple, other: tuple, words: str) -> None:
    """Said at the later of the two that the file brings or changes."""
    bringing = [entry for entry, mandate in (one, other) if entry and _is_touched(entry, mandate)]
    if not bringing:
        return
    at = max(bringing, key=lambda entry: entry.line)
    entry, mandate = one if at is other[0] else other
    who = f" ({mandate.person})" if mandate.pk and mandate.function == Function.LEAD else ""
    where = f"Zeile {entry.line}" if entry else f"{_term(mandate)}{who}"
    at.conflicts.append(f"{words}: {where}.")


def _is_touched(entry: Entry, mandate: Mandate) -> bool:
    return mandate.pk is None or bool(entry.changes)


def _term(mandate: Mandate) -> str:
    since = f"ab {plain_date(mandate.starts_on)}"
    if mandate.ends_on:
        since = f"von {plain_date(mandate.starts_on)} bis {plain_date(mandate.ends_on)}"
    return f"{since}, stimmberechtigt" if mandate.may_vote else since


def _or_nothing(text: str) -> str:
    return text or "(leer)"


def _end(on: date | None) -> str:
    return plain_date(on) if on else "ohne Ende"


def _yes(value: bool) -> str:
    return "ja" if value else "nein"

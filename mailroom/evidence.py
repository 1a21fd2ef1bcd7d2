"""Did she get it? What the office reads about mail: by occasion, by person, and of one mail.

Never what a mail says. Its subject only where the office may see what it is about, and of mail
that carries a credential nothing but its kind and what came of it.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import Count, Max, Q

from forum_portal.dates import thousands

from . import wording
from .addresses import address_key
from .models import Attempt, Bounce, Mail, Pause, Suppression
from .registers import About, kind_named, kinds, label_of
from .stages import FINAL, Fate


@dataclass(frozen=True)
class Part:
    """How many mails of an occasion came to one fate."""

    fate: Fate
    number: int

    @property
    def shape(self) -> str:
        return wording.SHAPES[self.fate]

    @property
    def words(self) -> str:
        return f"{thousands(self.number)} {self.fate.label}"


@dataclass(frozen=True)
class Occasion:
    """What was owed to several people for one reason: what it is, and what came of it."""

    name: str
    label: str
    about: About | None
    is_resend: bool
    at: datetime
    parts: list[Part]

    @property
    def due(self) -> int:
        return sum(part.number for part in self.parts)


@dataclass(frozen=True)
class Entry:
    """One mail to one person, and in a sentence why it stands where it does."""

    mail: Mail
    label: str
    about: About | None
    why: str

    @property
    def subject(self) -> str:
        """What it says at the top, where the office may see what it is about."""
        return self.mail.subject if self.about and not self.mail.sealed else ""

    @property
    def at(self) -> datetime:
        return self.mail.settled_at or self.mail.created_at

    @property
    def shape(self) -> str:
        return wording.SHAPES[Fate(self.mail.fate)]

    @property
    def words(self) -> str:
        return Fate(self.mail.fate).label

    @property
    def address(self) -> str:
        """Where it went, if that is not what the person is known by."""
        person, address = self.mail.recipient, self.mail.envelope_to
        return "" if self.mail.sealed or (person and address == person.email) else address


@dataclass(frozen=True)
class Step:
    """Something that happened to a mail."""

    at: datetime
    title: str
    text: str = ""


def occasions(names: list[str], person, now: datetime) -> list[Occasion]:
    """The occasions of these names, in their order, as far as ``person`` may see them."""
    counted, examples, at = defaultdict(list), {}, {}
    rows = Mail.objects.overseen_by(person, now).by_occasion().filter(group__in=names).with_fate()
    counts = rows.values("group", "fate").annotate(
        number=Count("pk"), last=Max("created_at"), example=Max("pk")
    )
    for row in counts.order_by():
        name = row["group"]
        counted[name].append(Part(Fate(row["fate"]), row["number"]))
        examples[name] = row["example"]
        at[name] = max(row["last"], at.get(name, row["last"]))
    mails = Mail.objects.overseen_by(person, now).in_bulk(examples.values())
    about = _about(mails.values(), person, now)
    return [
        Occasion(
            name,
            label_of(mail.kind),
            about.get(mail.pk),
            mail.resend_of_id is not None,
            at[name],
            sorted(counted[name], key=_rank),
        )
        for name in names
        if (mail := mails.get(examples.get(name)))
    ]


def entries(mails: list[Mail], person, now: datetime) -> list[Entry]:
    """What ``person`` of the office reads of these ``mails``, which know their fate."""
    about, why = _about(mails, person, now), reasons(mails, now)
    return [Entry(mail, label_of(mail.kind), about.get(mail.pk), why[mail.pk]) for mail in mails]


def reasons(mails: list[Mail], now: datetime) -> dict[int, str]:
    """For each of ``mails`` the sentence that says why it stands where it does."""
    attempts, bounces = _last(Attempt, mails), _last(Bounce, mails)
    paused_since = Pause.objects.values_list("since", flat=True).first()
    return {
        mail.pk: wording.why(mail, attempts.get(mail.pk), bounces.get(mail.pk), paused_since, now)
        for mail in mails
    }


def history(mail: Mail) -> list[Step]:
    """All that happened to ``mail``, in order; nothing where it carries a credential."""
    if mail.sealed:
        return []
    steps = [
        Step(mail.created_at, "Vorgemerkt", _ordered(mail)),
        *[_attempted(mail, attempt) for attempt in mail.attempts.all()],
        *[_came_back(bounce) for bounce in mail.bounces.all()],
    ]
    if mail.state in FINAL:
        steps.append(Step(mail.settled_at, mail.get_state_display().capitalize()))
    if again := Mail.objects.filter(resend_of=mail).select_related("ordered_by").first():
        steps.append(Step(again.created_at, "Noch einmal veranlasst", f"Von {_who(again)}"))
    return sorted(steps, key=lambda step: step.at)


def suppressed(people) -> dict[int, Suppression]:
    """Of ``people`` those to whose address no mail goes, by id."""
    keys = {person.pk: address_key(person.address_for_mail) for person in people}
    found = {
        row.address_key: row for row in Suppression.objects.filter(address_key__in=keys.values())
    }
    return {pk: found[key] for pk, key in keys.items() if key in found}


def with_suppressed_address(people) -> list:
    """Of the QuerySet ``people`` those to whose address no mail goes."""
    addresses = list(Suppression.objects.values_list("address", flat=True))
    if not addresses:
        return []
    having = people.filter(Q(email__in=addresses) | Q(delivery_address__in=addresses))
    return [person for person in having if person.address_for_mail in addresses]


def people_written_to(person, now: datetime):
    """Everybody whom the portal may have written to, for the office."""
    people = get_user_model().objects.known().order_by("email")
    return people if person.is_office(now) else people.none()


def named(people, words: str):
    """Of the QuerySet ``people`` those in whose name or addresses each of ``words`` stands."""
    for word in words.split():
        known_by = Q(name__icontains=word) | Q(email__icontains=word)
        people = people.filter(known_by | Q(delivery_address__icontains=word))
    return people


def _about(mails, person, now) -> dict[int, About]:
    """What the mails are about, each kind asked once."""
    by_kind = defaultdict(list)
    for mail in mails:
        if not mail.sealed:
            by_kind[mail.kind].append(mail)
    about = {}
    for kind in by_kind.keys() & set(kinds()):
        about |= kind_named(kind).about(by_kind[kind], person, now)
    return about


def _last(model, mails) -> dict[int, Attempt | Bounce]:
    """The latest row of ``model`` for each of ``mails``."""
    rows = model.objects.filter(mail__in=[mail.pk for mail in mails])
    latest = rows.order_by("mail", "-at", "-pk").distinct("mail")
    return {row.mail_id: row for row in latest}


def _rank(part: Part) -> int:
    return list(Fate).index(part.fate)


def _ordered(mail) -> str:
    return f"Noch einmal, veranlasst von {_who(mail)}" if mail.resend_of_id else ""


def _who(mail) -> str:
    return str(mail.ordered_by or "einer Person, deren Konto es nicht mehr gibt")


def _attempted(mail, attempt) -> Step:
    text = wording.without_tokens(attempt.text)
    if attempt.phase in wording.DECIDED:
        return Step(attempt.at, wording.PHASES[attempt.phase], text)
    if attempt.code is None:
        is_lost = attempt.phase == "DOT"
        return Step(attempt.at, wording.PHASES["LOST" if is_lost else "BROKEN"])
    title = "Angenommen" if attempt.code == 250 else wording.said(mail, attempt)
    return Step(attempt.at, title, f"Antwort: {attempt.code} {text}")


def _came_back(bounce) -> Step:
    title = "Zurückgekommen" if bounce.is_hard else "Meldung eines Mailservers unterwegs"
    text = wording.without_tokens(bounce.text)
    return Step(bounce.at, title, f"{bounce.status} {text}".strip())

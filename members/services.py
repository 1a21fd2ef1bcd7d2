"""What people do with members: one verb each, one transaction each.

``by`` is the person who does it, or None where a command does; the admin's log
keeps it. A rule that is broken comes back as a ``ValidationError`` in German.
"""

from datetime import date, datetime
from pathlib import Path

from allauth.account.models import EmailAddress
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from forum_portal.dates import plain_date

from . import district_file, names
from .district_file import Problem, Refused
from .models import District, FederalState, Mandate, Membership, Person
from .stages import DistrictKind


def join(district, *, on: date, founding=False, by, now: datetime) -> Membership:
    """``district`` becomes a member of the Forum on the day ``on``."""
    membership = Membership(district=district, joined_on=on, is_founding_member=founding)
    return add_membership(membership, by=by, now=now)


def add_membership(membership, *, by, now: datetime) -> Membership:
    """Save a new ``membership``, which may also be one that is over."""
    return _keep(membership, by, now, ADDITION, "beigetreten")


def change_membership(membership, *, by, now: datetime) -> Membership:
    membership.refuse_later_begin(now)
    return _keep(membership, by, now, CHANGE, _named("Mitgliedschaft geändert", membership))


def end_membership(membership, *, on: date, by, now: datetime) -> Membership:
    """``on`` is the last day; the county's mandates give no right after it."""
    _refuse_later_end(membership.left_on, on)
    membership.left_on = on
    return _keep(membership, by, now, CHANGE, "Mitgliedschaft beendet")


def begin_mandate(person, place, function, *, starts_on: date, by, now: datetime, **fields):
    """``person`` acts for ``place``, a county or an organisation, from ``starts_on``."""
    where = "district" if isinstance(place, District) else "organisation"
    mandate = Mandate(
        person=person,
        function=function,
        starts_on=starts_on,
        **{where: place},
        **fields,
    )
    return add_mandate(mandate, by=by, now=now)


def add_mandate(mandate, *, by, now: datetime) -> Mandate:
    """Save a new ``mandate``, which may also be one that is to come or is over."""
    return _keep(mandate, by, now, ADDITION, "Zuständigkeit begonnen")


def change_mandate(mandate, *, by, now: datetime) -> Mandate:
    mandate.refuse_later_begin(now)
    return _keep(mandate, by, now, CHANGE, _named("Zuständigkeit geändert", mandate))


def end_mandate(mandate, *, on: date, by, now: datetime) -> Mandate:
    """``on`` is the last day on which ``mandate`` gives rights."""
    _refuse_later_end(mandate.ends_on, on)
    mandate.ends_on = on
    return _keep(mandate, by, now, CHANGE, "Zuständigkeit beendet")


def _refuse_later_end(known: date | None, on: date):
    if known and on > known:
        raise ValidationError(f"Das endet schon am {plain_date(known)}.")


def create_person(email: str, *, name="", verified=False, by, now: datetime) -> Person:
    """An account without any right. ``verified``: somebody answers for the address."""
    person = Person(email=email.strip().lower(), name=name)
    return open_account(person, verified=verified, by=by, now=now)


@transaction.atomic
def open_account(person, *, verified=False, by, now: datetime) -> Person:
    """Save a new ``person``, with the address to sign in with.

    There is no password yet: the person signs in with a code, which also
    verifies the address.
    """
    person.created_at = now
    person.set_unusable_password()
    _keep(person, by, now, ADDITION, "Konto angelegt")
    _replace_address(person, verified)
    return person


@transaction.atomic
def change_person(person, *, by, now: datetime) -> Person:
    """Save what has changed; a new address counts as unverified until a code has reached it.

    The old one then opens nothing any more, whatever the person had begun to change.
    """
    if person == by and not person.is_active:
        raise ValidationError({"is_active": "Das eigene Konto schließt eine andere Person."})
    _keep(person, by, now, CHANGE, _named("Konto geändert", person))
    own = EmailAddress.objects.filter(user=person, primary=True)
    if not own.filter(email=person.email).exists():
        _replace_address(person, verified=False)
    return person


def close_account(person, *, by, now: datetime) -> Person:
    """Nobody signs in with it any more, and no mail goes there; what is signed in is out."""
    person.is_active = False
    return change_person(person, by=by, now=now)


def reopen_account(person, *, by, now: datetime) -> Person:
    person.is_active = True
    return change_person(person, by=by, now=now)


def _replace_address(person, verified):
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=verified)


def record_login(person, *, now: datetime) -> None:
    """Remember this sign-in and the one before, from which "new" counts."""
    person.previous_login, person.last_login = person.last_login, now
    person.save(update_fields=["previous_login", "last_login"])


def import_districts(path: Path = district_file.OWN_COPY) -> int:
    """Bring states and counties up to ``path``; how many counties it holds.

    All or nothing: ``Refused`` names each wrong line, and then nothing has changed.
    """
    states = _states()
    rows = district_file.read(path, {state.key for state in states})
    districts = _districts(rows)
    with transaction.atomic():
        _upsert(states, "key")
        _upsert(districts, "ags")
    return len(districts)


def _states():
    return [
        FederalState(key=record["key"], iso=record["iso"], name=record["name"])
        for record in district_file.read_own("federal_states.csv")
    ]


def _districts(rows):
    """Counties with addresses and sorting keys that no other county has."""
    files = {row.values["ags"] for row in rows}
    others = list(District.objects.exclude(ags__in=files))
    counties = {row.values["name"] for row in rows if row.values["kind"] == DistrictKind.RURAL}
    counties |= {other.name for other in others if other.kind == DistrictKind.RURAL}
    owners = {key: known.ags for known in District.objects.all() for key in _unique(known)}
    districts, problems = [], []
    for row in rows:
        district = District(**row.values, **_keys(row.values, counties))
        keys = _unique(district)
        if text := _unusable(district):
            problems.append(Problem(row.line, text))
        elif any(owners.get(key, district.ags) != district.ags for key in keys):
            problems.append(Problem(row.line, f"Den Namen {district.name} gibt es schon."))
        owners |= dict.fromkeys(keys, district.ags)
        districts.append(district)
    if problems:
        raise Refused(problems)
    return districts


def _unique(district):
    return {district.slug, district.sort_key, district.full_name}


def _unusable(district):
    """Why no address or sorting key comes of the name, if so."""
    if not names.slug(district.name):
        return "Der Name enthält keinen lateinischen Buchstaben."
    for field in ("slug", "sort_key"):
        if len(getattr(district, field)) > District._meta.get_field(field).max_length:
            return "Der Name ist ausgeschrieben (ß als ss, ä als ae) zu lang."
    return ""


def _keys(values, counties):
    """A city that shares its name with a county gets "-stadt" in its address."""
    is_namesake = values["kind"] == DistrictKind.URBAN and values["name"] in counties
    return {
        "slug": names.slug(values["name"]) + ("-stadt" if is_namesake else ""),
        "sort_key": f"{names.sort_key(values['name'])} {values['kind']}",
    }


def _upsert(objects, key):
    model = type(objects[0])
    fields = [f.name for f in model._meta.concrete_fields if f.name != key]
    model.objects.bulk_create(
        objects, update_conflicts=True, unique_fields=[key], update_fields=fields
    )


@transaction.atomic
def _keep(thing, by, now, flag, message):
    """Check, save and log; a race that the database decides reads like the check."""
    _queue_up(thing)
    thing.full_clean(exclude=["password"] if isinstance(thing, Person) else None)
    try:
        with transaction.atomic():
            thing.save()
    except IntegrityError as error:
        raise ValidationError(_rule(thing, error)) from None
    if by is not None:
        _log(thing, by, now, flag, message)
    return thing


def _log(thing, by, now, flag, message):
    LogEntry.objects.create(
        action_time=now,
        user=by,
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        object_repr=str(thing)[:200],
        action_flag=flag,
        change_message=message,
    )


def _named(what, thing):
    """``what``, and the names of the fields in which ``thing`` differs from what is saved."""
    saved = type(thing).objects.get(pk=thing.pk)
    changed = [
        str(field.verbose_name)
        for field in thing._meta.concrete_fields
        if getattr(thing, field.attname) != getattr(saved, field.attname)
    ]
    return f"{what}: {', '.join(changed)}" if changed else what


def _queue_up(thing):
    """One at a time for a place: exclusion constraints may deadlock where two insert at once."""
    if isinstance(thing, Mandate | Membership):
        place = thing.place if isinstance(thing, Mandate) else thing.district
        places = type(place).objects.select_for_update(no_key=True)
        places.filter(pk=place.pk).first()


def _rule(thing, error):
    """What the constraint says that the database held against ``thing``."""
    broken = error.__cause__.diag.constraint_name
    rules = {rule.name: rule.violation_error_message for rule in thing._meta.constraints}
    return rules.get(broken, "Das gibt es schon.")

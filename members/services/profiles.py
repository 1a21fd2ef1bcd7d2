"""Profiles: a person changes the own one; what it held is gone with it."""

from collections.abc import Iterable
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from uuid import uuid4

from django.contrib.admin.models import CHANGE
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from ..models import Person, Profile, Topic
from ..refusals import ChangedMeanwhile
from ..snapshot import profile_fingerprint
from .keeping import keep, named

KEPT = "Ihre Eingaben stehen noch im Formular. Bitte vergleichen Sie, bevor Sie speichern."


def change_profile(
    person: Person,
    *,
    name: str,
    topics: Iterable[Topic],
    experience: str,
    languages: list[str],
    phone: str,
    may_be_public: bool,
    picture: bytes | None = None,
    removes_picture: bool = False,
    seen: str | None = None,
    by,
    now: datetime,
) -> Profile:
    """The profile says just this from now on.

    ``picture`` is the JPEG of ``pictures.portrait`` that takes the place of the
    present one; without it that one stays, unless it is removed. ``seen`` is the
    ``profile_fingerprint`` of what the person saw: what was saved since is not
    overwritten (``ChangedMeanwhile``).
    """
    values = {"experience": experience, "languages": languages, "phone": phone}
    with _stored(picture) as stored, transaction.atomic():
        profile = _locked(person)
        if seen and seen != profile_fingerprint(profile):
            raise ChangedMeanwhile(f"Ihr Profil wurde inzwischen geändert\n{KEPT}")
        if profile.person.name != name:
            profile.person.name = name
            keep(profile.person, by, now, CHANGE, named("Konto geändert", profile.person))
        if stored or removes_picture:
            _replace_picture(profile, stored)
        for field, value in values.items():
            setattr(profile, field, value)
        if may_be_public != bool(profile.consented_at):
            profile.consented_at = now if may_be_public else None
        keep(profile, by, now, CHANGE, named("Profil geändert", profile))
        profile.topics.set(topics)
        return profile


@transaction.atomic
def delete_profile(person: Person) -> None:
    """Nothing is left of it, neither rows nor the picture."""
    profile = _locked(person)
    _replace_picture(profile, "")
    profile.delete()


def _locked(person) -> Profile:
    """The profile with the person as both stand now; whoever else saves them waits."""
    fresh = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    profile = Profile.objects.get_or_create(person=fresh)[0]
    profile.person = fresh
    return profile


@contextmanager
def _stored(picture: bytes | None):
    """The name under which ``picture`` lies; where saving fails it does not stay behind."""
    if picture is None:
        yield ""
        return
    name = default_storage.save(f"portraits/{uuid4().hex}.jpg", ContentFile(picture))
    try:
        yield name
    except BaseException:
        default_storage.delete(name)
        raise


def _replace_picture(profile, name) -> None:
    """The old file goes when it is certain that nothing names it any more."""
    if old := profile.picture.name:
        transaction.on_commit(partial(default_storage.delete, old), robust=True)
    profile.picture = name

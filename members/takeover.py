"""When two accounts merge: what becomes of mandates, mail, profile and all that signs in."""

from functools import partial

from allauth.mfa.models import Authenticator
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from forum_portal.dates import plain_date
from mailroom.models import Preference
from mailroom.registers import label_of
from mailroom.services import hand_over, owed_to
from mailroom.stages import State

from . import history
from .models import Absence, Mandate, Profile, SignIn
from .models.terms import LAST_DAY
from .sessions import end_sessions
from .transfer import Goes, Moves, Transfer


class MandatesMove(Moves):
    """Where both hold the same function at the same place at the same time, it becomes one."""

    def __init__(self):
        super().__init__("members.Mandate.person", "Zuständigkeit", "Zuständigkeiten")

    def clashes(self, old, kept, now):
        held = _held(kept)
        for mandate in _held(old):
            if others := [other for other in held if _overlap(mandate, other)]:
                first, last = _span([mandate, *others])
                until = f"bis {plain_date(last)}" if last else "ohne Ende"
                yield (
                    f"{mandate}: Beide Konten haben das zur selben Zeit. "
                    f"Daraus wird eine Zuständigkeit von {plain_date(first)} {until}."
                )
        if count := _of_themselves(old, kept).count():
            yield (
                f"{count} {'Vertretung entfällt' if count == 1 else 'Vertretungen entfallen'}: "
                "Niemand vertritt sich selbst."
            )

    def carry(self, old, kept, now):
        _of_themselves(old, kept).delete()
        for mandate in _held(old):
            if others := [other for other in _held(kept) if _overlap(mandate, other)]:
                _unite(others[0], [mandate, *others[1:]])
            else:
                mandate.person = kept
                mandate.save(update_fields=["person"])


def _held(person) -> list[Mandate]:
    mandates = Mandate.objects.filter(person=person).order_by("starts_on", "pk")
    return list(mandates.select_related("district", "organisation"))


def _overlap(one: Mandate, other: Mandate) -> bool:
    """Whether both are the same function at the same place, on one day at least."""
    if (one.place, one.function) != (other.place, other.function):
        return False
    return one.starts_on <= (other.ends_on or LAST_DAY) and other.starts_on <= (
        one.ends_on or LAST_DAY
    )


def _span(mandates):
    ends = [mandate.ends_on for mandate in mandates]
    return min(m.starts_on for m in mandates), None if None in ends else max(ends)


def _unite(kept: Mandate, others: list[Mandate]) -> None:
    """``kept`` covers all of them; the rights of each are its own."""
    together = [kept, *others]
    kept.starts_on, kept.ends_on = _span(together)
    kept.title = next((mandate.title for mandate in together if mandate.title), "")
    kept.may_vote = any(mandate.may_vote for mandate in together)
    kept.is_administration = any(mandate.is_administration for mandate in together)
    for other in others:
        _move_absences(other, kept)
        other.delete()
    kept.save()


def _move_absences(gone: Mandate, kept: Mandate) -> None:
    """Times away that both mandates have count once."""
    Absence.objects.filter(Q(mandate=gone, deputy=kept) | Q(mandate=kept, deputy=gone)).delete()
    both = Absence.objects.filter(
        mandate=kept, starts_on__lte=OuterRef("ends_on"), ends_on__gte=OuterRef("starts_on")
    )
    away = Absence.objects.filter(mandate=gone)
    away.filter(Exists(both)).delete()
    away.update(mandate=kept)
    Absence.objects.filter(deputy=gone).update(deputy=kept)


def _of_themselves(old, kept):
    """Absences in which the one account stands in for the other."""
    return Absence.objects.filter(
        Q(mandate__person=old, deputy__person=kept) | Q(mandate__person=kept, deputy__person=old)
    )


class MailsMove(Moves):
    def __init__(self):
        super().__init__("mailroom.Mail.recipient", "Mail im Postausgang", "Mails im Postausgang")

    def clashes(self, old, kept, now):
        twice = self.rows(old).filter(
            Exists(owed_to(kept.pk, OuterRef("occasion"))), state__in=[State.QUEUED, State.CLAIMED]
        )
        if count := twice.count():
            yield (
                "1 Mail wartet für beide Konten: Sie geht nur einmal hinaus."
                if count == 1
                else f"{count} Mails warten für beide Konten: Sie gehen nur einmal hinaus."
            )

    def carry(self, old, kept, now):
        hand_over(old.pk, kept.pk, now=now)


class PreferencesMove(Moves):
    """What the account that stays has chosen counts."""

    def __init__(self):
        super().__init__("mailroom.Preference.person", "Wunsch zu Mails", "Wünsche zu Mails")

    def clashes(self, old, kept, now):
        for preference in self._both(old, kept):
            yield (
                f"Mails „{label_of(preference.kind)}“: Beide Konten haben etwas gewählt. "
                f"Es gilt, was {kept} gewählt hat."
            )

    def carry(self, old, kept, now):
        self._both(old, kept).delete()
        super().carry(old, kept, now)

    def _both(self, old, kept):
        chosen = Preference.objects.filter(person=kept).values("kind")
        return self.rows(old).filter(kind__in=chosen).order_by("kind")


class ProfileMoves(Moves):
    """One person has one profile: that of the account that stays, if it has one."""

    def __init__(self):
        super().__init__("members.Profile.person", "Profil", "Profile")

    def effects(self, old, kept, now):
        return iter(()) if _has_profile(kept) else super().effects(old, kept, now)

    def clashes(self, old, kept, now):
        if _has_profile(kept) and _has_profile(old):
            yield f"Beide Konten haben ein Profil. Es bleibt das von {kept}."

    def carry(self, old, kept, now):
        profile = self.rows(old).first()
        if profile is None:
            return
        if _has_profile(kept):
            if name := profile.picture.name:
                transaction.on_commit(partial(default_storage.delete, name), robust=True)
            profile.delete()
        else:
            self._rename(old, kept)

    def _rename(self, old, kept):
        """The person is the key of the profile, and of what hangs on it."""
        for relation in Profile._meta.many_to_many:
            through = relation.remote_field.through
            column = relation.m2m_field_name()
            through.objects.filter(**{column: old.pk}).update(**{f"{column}_id": kept.pk})
        self.rows(old).update(person=kept)


def _has_profile(person) -> bool:
    return Profile.objects.filter(person=person).exists()


class SignInsGo(Goes):
    """Whoever is signed in with the account that goes is signed out."""

    def __init__(self):
        super().__init__("members.SignIn.person", "Anmeldung", "Anmeldungen")

    def effects(self, old, kept, now):
        if count := SignIn.objects.filter(person=old).open().count():
            ends = "endet" if count == 1 else "enden"
            yield f"{self.counted(count)} mit {old.email} {ends} sofort."

    def carry(self, old, kept, now):
        end_sessions(old)
        super().carry(old, kept, now)


class FactorsGo(Goes):
    """Nothing that signs somebody in moves."""

    def __init__(self):
        super().__init__("mfa.Authenticator.user", "zweiter Faktor", "zweite Faktoren")

    def clashes(self, old, kept, now):
        has_one = Authenticator.objects.filter(user=kept).exists()
        if self.rows(old).exists() and not has_one:
            yield f"{kept} hat danach keinen zweiten Faktor und richtet ihn neu ein."


class HistoryMoves(Transfer):
    """Who held which mandate stays told; what the account was is told no more."""

    columns = ("members.PersonEvent.pgh_obj", "members.MandateEvent.person")

    def effects(self, old, kept, now):
        return iter(())

    def carry(self, old, kept, now):
        history.hand_over(old, kept)

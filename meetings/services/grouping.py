"""Working groups: the office founds and ends them, counties join and leave, somebody leads.

Each verb is one transaction with the group's row locked, and leaves one event.
"""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from members.models import District

from ..access import may_take_in
from ..models import GroupEvent, GroupMember, WorkingGroup
from ..refusals import ChangedMeanwhile, NotYourCounty, WrongStage
from ..stages import GroupVerb
from .inviting import invite_to_coming
from .polling import ask_who_joined


@transaction.atomic
def create_group(
    *, name: str, purpose: str = "", is_closed=False, uid: UUID | None = None, by, now: datetime
) -> WorkingGroup:
    """A new group without counties; with a ``uid`` that exists already, the one that has it."""
    uid = uid or uuid4()
    there = WorkingGroup.objects.filter(uid=uid).first()
    if there:
        return there
    said = {"name": name, "purpose": purpose, "is_closed": is_closed, "founded_at": now}
    WorkingGroup(**said).full_clean()
    group, is_new = WorkingGroup.objects.get_or_create(uid=uid, defaults=said)
    if is_new:
        _record(group, GroupVerb.FOUNDED, by, now)
    return group


@transaction.atomic
def change_group(
    group: WorkingGroup, *, seen: int | None = None, by, now: datetime, **said
) -> None:
    """What it is called and for; ``seen`` is the edition from which the person began."""
    _lock(group)
    if all(getattr(group, name) == value for name, value in said.items()):
        return
    if seen not in (None, group.edition):
        raise ChangedMeanwhile(
            "Jemand hat die Arbeitsgruppe inzwischen geändert",
            f"Jetzt heißt sie „{group.name}“. Speichern Sie noch einmal, dann gilt, was Sie hier "
            "eingegeben haben.",
        )
    for name, value in said.items():
        setattr(group, name, value)
    group.edition += 1
    group.full_clean()
    group.save()
    _record(group, GroupVerb.CHANGED, by, now)


@transaction.atomic
def end_group(group: WorkingGroup, *, by, now: datetime) -> None:
    """Its work is done; what there was stays to be read, also who took part."""
    _lock(group)
    group.ended_at = now
    group.save(update_fields=["ended_at"])
    _record(group, GroupVerb.ENDED, by, now)


@transaction.atomic
def join_group(
    group: WorkingGroup, district: District, *, person=None, by, now: datetime
) -> GroupMember:
    """The county takes part, perhaps by ``person``; one that does already stays as it is."""
    _lock(group)
    _require_may_join(group, district, by, now)
    _require_acting(person, district, now)
    member, is_new = GroupMember.objects.get_or_create(
        group=group, district=district, defaults={"person": person, "joined_at": now}
    )
    if is_new:
        _record(group, GroupVerb.JOINED, by, now, district)
        because = f"group:{member.pk}"
        invite_to_coming(group, district, because, now)
        ask_who_joined(group, district, because, now)
    return member


@transaction.atomic
def change_member(
    member: GroupMember, *, person, leads: bool | None = None, by, now: datetime
) -> None:
    """Who takes part for the county, and whether that person leads; None leaves that to the county.

    A group has one lead: whoever led it before takes part as the others do.
    """
    _lock_member(member)
    leads = (member.leads and person is not None) if leads is None else leads
    if person != member.person:
        _require_acting(person, member.district, now)
    before = member.person, member.leads
    if leads and not member.leads:
        GroupMember.objects.filter(group=member.group, leads=True).update(leads=False)
    member.person, member.leads = person, leads
    member.full_clean(exclude=["group", "district"])
    member.save()
    if member.leads != before[1]:
        _record(member.group, GroupVerb.LEAD, by, now, member.district)
    elif person != before[0]:
        _record(member.group, GroupVerb.PERSON, by, now, member.district)


@transaction.atomic
def leave_group(member: GroupMember, *, by, now: datetime) -> None:
    """The county takes part no more, and if it led the group, nobody does."""
    _lock_member(member)
    member.delete()
    _record(member.group, GroupVerb.LEFT, by, now, member.district)


@transaction.atomic
def hand_over(member: GroupMember, of: int, to, *, by, now: datetime) -> None:
    """``to`` takes part instead of ``of``, as lead too; nothing, if that is not how it is."""
    here = GroupMember.objects.filter(pk=member.pk, person=of, group__ended_at=None)
    if here.update(person=to):
        _record(member.group, GroupVerb.PERSON, by, now, member.district)


def _lock(group) -> None:
    """The group's row, as it is now; what is over changes no more."""
    group.refresh_from_db(from_queryset=WorkingGroup.objects.select_for_update(no_key=True))
    if group.ended_at:
        raise WrongStage("Die Arbeitsgruppe ist beendet", "Daran lässt sich nichts mehr ändern.")


def _lock_member(member) -> None:
    """The group's row, then the member as it is now."""
    _lock(member.group)
    present = GroupMember.objects.filter(pk=member.pk).first()
    if present is None:
        raise ChangedMeanwhile("Der Landkreis ist inzwischen nicht mehr in der Arbeitsgruppe")
    member.person, member.leads = present.person, present.leads


def _require_may_join(group, district, person, now) -> None:
    """Lead and office take in any county of the Forum; others bring in their own."""
    if may_take_in(person, group, now):
        if not District.objects.members(now).filter(pk=district.pk).exists():
            raise NotYourCounty(f"{district} ist nicht Mitglied im Forum")
        return
    if district not in person.acts_for(now):
        raise NotYourCounty(
            f"Sie vertreten {district} nicht", "Beitreten kann, wer dort zuständig ist."
        )
    if group.is_closed:
        raise WrongStage(
            "Die Arbeitsgruppe nimmt nicht von selbst auf",
            "Bitte wenden Sie sich an die Leitung oder an die Geschäftsstelle.",
        )


def _require_acting(person, district, now) -> None:
    if person and not (person.is_active and district in person.acts_for(now)):
        raise NotYourCounty(
            f"{person} vertritt {district} nicht", "Bitte wählen Sie jemand anderen."
        )


def _record(group, verb, by, now, district=None) -> GroupEvent:
    return GroupEvent.objects.create(group=group, verb=verb, at=now, by=by, district=district)

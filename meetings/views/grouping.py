"""Working groups: the list, the page of each, and what office, lead and counties do there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum_portal import clock
from members.acting_for import acting_for

from .. import access
from ..forms.grouping import GroupForm, MemberForm, TakeInForm
from ..models import ActionItem, DatePoll, GroupMember, Meeting, WorkingGroup
from ..refusals import ChangedMeanwhile, Refused
from ..services import grouping
from .action_items import rows
from .finding import group_step, refuse

MOST_PAST = 5


@require_safe
def groups(request):
    now, person = clock.now(), request.user
    visible = WorkingGroup.objects.visible_to(person, now)
    own = person.acts_for(now)
    takes_part = GroupMember.objects.filter(district__in=own).values_list("group", flat=True)
    context = {
        "groups": _with_leads(visible.at_work().with_size(), now),
        "ended": visible.ended(),
        "takes_part": set(takes_part) if own else set(),
        "is_inside": person.is_office(now) or bool(own),
        "may_create_group": access.may_create_group(person, now),
    }
    return render(request, "meetings/groups.html", context)


def _with_leads(found, now):
    leads = GroupMember.objects.with_people(now).filter(leads=True)
    return found.prefetch_related(Prefetch("members", leads, to_attr="leading"))


@require_safe
def group(request, pk):
    now, person = clock.now(), request.user
    found = _find(request, pk, now)
    members = list(found.members.with_people(now))
    own, is_over = person.acts_for(now), found.ended_at is not None
    takes_in = not is_over and access.may_take_in(person, found, now)
    meetings = Meeting.objects.visible_to(person, now).filter(group=found).select_related("group")
    tasks = ActionItem.objects.visible_to(person, now).open().filter(meeting__group=found)
    there = {member.district for member in members}
    may_join = not is_over and access.may_join_group(person, found, now)
    plans = access.may_change_group(person, found, now)
    context = {
        "group": found,
        "lead": next((member for member in members if member.leads), None),
        "members": [
            {"member": one, "may_change": takes_in or (is_ours and not is_over), "is_own": is_ours}
            for one in members
            for is_ours in [one.district in own]
        ],
        "joinable": [district for district in own if district not in there] if may_join else [],
        "is_ours": plans or bool(there & set(own)),
        "coming": meetings.coming(now),
        "polls": DatePoll.objects.visible_to(person, now).filter(group=found).under_way(),
        "past": meetings.past(now)[:MOST_PAST],
        "tasks": rows(tasks.with_people(), person, now),
        "may_take_in": takes_in,
        "may_change_group": plans and not is_over,
        "events": found.events.select_related("by", "district").order_by("-pk") if plans else [],
    }
    return render(request, "meetings/group.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create_group(request):
    now = clock.now()
    if not access.may_create_group(request.user, now):
        raise PermissionDenied
    form = GroupForm(request.POST or None)
    if form.is_valid():
        deed = {"uid": form.cleaned_data["token"], "by": request.user, "now": now}
        try:
            made = grouping.create_group(**form.values(), **deed)
            messages.success(
                request,
                "Die Arbeitsgruppe ist angelegt\nNehmen Sie jetzt Landkreise auf und benennen Sie "
                "die Leitung."
                + ("" if made.is_closed else " Landkreise können auch selbst beitreten."),
            )
            return redirect(made)
        except ValidationError as error:
            form.add_errors(error)
    return render(request, "meetings/create_group.html", {"form": form})


@group_step
def change_group(request, pk):
    now = clock.now()
    found = _find(request, pk, now, access.may_change_group)
    form = GroupForm(request.POST or None, group=found)
    context = {"group": found, "form": form}
    if form.is_valid():
        deed = {"seen": form.cleaned_data["seen"], "by": request.user, "now": now}
        try:
            grouping.change_group(found, **form.values(), **deed)
            messages.success(request, "Die Änderungen sind gespeichert")
            return redirect(found)
        except ChangedMeanwhile as refusal:
            context["refusal"] = str(refusal)
            form.data = {**form.data.dict(), "seen": found.edition}
        except ValidationError as error:
            found.refresh_from_db()
            form.add_errors(error)
    return render(request, "meetings/change_group.html", context)


@group_step
def end_group(request, pk):
    now = clock.now()
    found = _find(request, pk, now, access.may_end_group)
    if request.method == "POST":
        grouping.end_group(found, by=request.user, now=now)
        messages.success(request, f"Beendet: {found}")
        return redirect(found)
    coming = Meeting.objects.visible_to(request.user, now).filter(group=found).coming(now)
    return render(request, "meetings/end_group.html", {"group": found, "coming": coming.count()})


@require_POST
def join_group(request, pk):
    """The county of the button, by default that for which the person acts at present."""
    now = clock.now()
    found = _find(request, pk, now, access.may_join_group)
    acting = acting_for(request, now)
    key = request.POST.get("district", acting.district.pk)
    district = next((d for d in [acting.district, *acting.others] if d.pk == key), None)
    if district is None:
        raise Http404
    try:
        grouping.join_group(found, district, person=request.user, by=request.user, now=now)
    except Refused as refusal:
        return refuse(request, pk, str(refusal), "meetings:group")
    messages.success(
        request, f"{district} ist dabei\nGenannt sind Sie; das lässt sich hier jederzeit ändern."
    )
    return redirect(found)


@group_step
def take_in(request, pk):
    now = clock.now()
    found = _find(request, pk, now, access.may_take_in)
    form = TakeInForm(request.POST or None, group=found, now=now)
    if form.is_valid():
        member = grouping.join_group(found, **form.chosen(), by=request.user, now=now)
        messages.success(request, f"{member.district} ist dabei")
        return redirect(found)
    return render(request, "meetings/take_in.html", {"group": found, "form": form})


@group_step
def change_member(request, pk, district):
    now = clock.now()
    member = _find_member(request, pk, district, now, access.may_change_member)
    with_lead = access.may_appoint_lead(request.user, member.group, now)
    form = MemberForm(request.POST or None, member=member, now=now, with_lead=with_lead)
    if form.is_valid():
        grouping.change_member(member, **form.values(), by=request.user, now=now)
        messages.success(request, f"Gespeichert: {member.district}")
        return redirect(member.group)
    context = {"group": member.group, "member": member, "form": form}
    return render(request, "meetings/change_member.html", context)


@group_step
def leave_group(request, pk, district):
    now = clock.now()
    member = _find_member(request, pk, district, now, access.may_leave_group)
    if request.method == "POST":
        grouping.leave_group(member, by=request.user, now=now)
        messages.success(request, f"{member.district} ist nicht mehr in der Arbeitsgruppe")
        return redirect(member.group)
    is_own = member.district in request.user.acts_for(now)
    context = {"group": member.group, "member": member, "is_own": is_own}
    return render(request, "meetings/leave_group.html", context)


def _find(request, pk, now, may=None) -> WorkingGroup:
    """The group, if the person may see it (else 404) and ``may`` do this to it (else 403)."""
    found = get_object_or_404(WorkingGroup.objects.visible_to(request.user, now), pk=pk)
    if may and not may(request.user, found, now):
        raise PermissionDenied
    return found


def _find_member(request, pk, district, now, may) -> GroupMember:
    """A county of just this group, as ``_find`` finds a group."""
    found = _find(request, pk, now)
    member = get_object_or_404(found.members.with_people(now), district=district)
    if not may(request.user, member, now):
        raise PermissionDenied
    return member

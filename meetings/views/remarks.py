"""Counties remark about the minutes of a meeting; the office decides about each remark."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render

from forum_portal import clock
from members.acting_for import acting_for

from .. import access
from ..forms.minutes import DecideForm, RemarkForm
from ..models import Minutes, Remark
from ..refusals import Refused
from ..services import minuting
from .minutes import find_minutes, minutes_step


@minutes_step
def make_remark(request, pk):
    now = clock.now()
    minutes = find_minutes(request, pk, now, access.may_make_remark)
    form = RemarkForm(request.POST or None, district=acting_for(request, now).district)
    own = {district.pk: district for district in request.user.acts_for(now)}
    district = own.get(form["district"].value())
    context = {"minutes": minutes, "meeting": minutes.meeting, "form": form, "district": district}
    if request.method != "POST":
        minuting.require_time_to_remark(minutes, now)
    elif form.is_valid():
        if district is None:
            raise PermissionDenied
        try:
            minuting.make_remark(minutes, district, **form.values(), by=request.user, now=now)
            messages.success(
                request,
                "Die Anmerkung ist abgegeben\nWie die Geschäftsstelle entscheidet, erfahren alle "
                f"Zuständigen für {district} per E-Mail.",
            )
            return _back(minutes)
        except Refused as refusal:
            context["refusal"] = str(refusal)
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, "meetings/make_remark.html", context)


@minutes_step
def withdraw_remark(request, pk, remark):
    now = clock.now()
    found = _find(request, pk, remark, now, access.may_withdraw_remark)
    if request.method == "POST":
        minuting.withdraw_remark(found, by=request.user, now=now)
        messages.success(request, "Die Anmerkung ist zurückgezogen")
        return _back(found.minutes)
    return _page(request, "withdraw_remark", found)


@minutes_step
def decide_remark(request, pk, remark):
    """Taking a remark up does not change the text: the answer leads on to where that is done."""
    now = clock.now()
    found = _find(request, pk, remark, now, access.may_decide_remark)
    form = DecideForm(request.POST or None)
    if form.is_valid():
        minuting.decide_remark(found, **form.values(), by=request.user, now=now)
        messages.success(request, f"Die Anmerkung ist {found.get_stage_display()}")
        return redirect("meetings:change_minutes", pk) if form.accepted else _back(found.minutes)
    return _page(request, "decide_remark", found, form)


def _find(request, pk, remark, now, may) -> Remark:
    """The remark of just this meeting, if the person may see it (404) and do this (403)."""
    minutes: Minutes = find_minutes(request, pk, now)
    visible = Remark.objects.visible_to(request.user, now).of(minutes.meeting)
    found = get_object_or_404(visible, pk=remark)
    found.minutes = minutes
    if not may(request.user, found, now):
        raise PermissionDenied
    return found


def _page(request, name, remark, form=None):
    context = {"meeting": remark.minutes.meeting, "remark": remark, "form": form}
    return render(request, f"meetings/{name}.html", context)


def _back(minutes):
    return redirect(f"{minutes.get_absolute_url()}#anmerkungen")

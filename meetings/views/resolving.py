"""The resolutions of a meeting: the office enters and corrects them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, render

from forum_portal import clock

from .. import access
from ..forms.resolving import ResolutionForm
from ..models import Resolution
from ..refusals import ChangedMeanwhile, Refused
from ..services import resolving
from .by_script import entered, entering, saving_step
from .finding import back_to, find, keep_where_from, require_to_write, step


@saving_step
def enter_resolution(request, pk):
    now = clock.now()
    meeting = find(request, pk, now, access.may_enter_resolution)
    require_to_write(request, meeting, now)
    form = ResolutionForm(request.POST or None, meeting=meeting)
    context = {"meeting": meeting, "form": form}
    keep_where_from(request, form)
    if form.is_valid():
        deed = {"uid": form.cleaned_data["token"], "by": request.user, "now": now}
        try:
            resolution = resolving.enter_resolution(meeting, **form.values(), **deed)
            messages.success(request, f"{resolution} ist eingetragen")
            return entered(request, _list_of(meeting))
        except Refused as refusal:
            context["refusal"] = str(refusal)
        except ValidationError as error:
            form.add_error(None, error)
    return entering(request, "meetings/enter_resolution.html", context)


@step
def change_resolution(request, pk, resolution):
    now = clock.now()
    found = _find(request, pk, resolution, now, access.may_change_resolution)
    form = ResolutionForm(request.POST or None, meeting=found.meeting, resolution=found)
    context = {"meeting": found.meeting, "resolution": found, "form": form}
    if form.is_valid():
        deed = {"seen": form.cleaned_data["seen"], "by": request.user, "now": now}
        try:
            resolving.change_resolution(found, **form.values(), **deed)
            messages.success(request, f"{found} ist gespeichert")
            return back_to(request, _list_of(found.meeting))
        except ChangedMeanwhile as refusal:
            context["refusal"] = str(refusal)
            form.data = {**form.data.dict(), "seen": found.edition}
        except Refused as refusal:
            context["refusal"] = str(refusal)
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, "meetings/change_resolution.html", context)


@step
def delete_resolution(request, pk, resolution):
    now = clock.now()
    found = _find(request, pk, resolution, now, access.may_delete_resolution)
    if request.method == "POST":
        resolving.delete_resolution(found, by=request.user, now=now)
        messages.success(request, f"{found} ist gelöscht")
        return back_to(request, _list_of(found.meeting))
    context = {"meeting": found.meeting, "resolution": found}
    return render(request, "meetings/delete_resolution.html", context)


def _find(request, pk, resolution, now, may) -> Resolution:
    """One of just this meeting, if the person may see it (else 404) and do this (403)."""
    meeting = find(request, pk, now)
    visible = Resolution.objects.visible_to(request.user, now).select_related("item")
    found = get_object_or_404(visible, meeting=meeting, pk=resolution)
    found.meeting = meeting
    if not may(request.user, found, now):
        raise PermissionDenied
    require_to_write(request, meeting, now)
    return found


def _list_of(meeting) -> str:
    return f"{meeting.get_absolute_url()}#beschluesse"

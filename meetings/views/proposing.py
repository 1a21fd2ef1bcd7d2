"""Counties propose items for the agenda; the office takes them up or says why not."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render

from forum_portal import clock
from members.acting_for import acting_for

from .. import access
from ..forms.proposing import AcceptForm, DeclineForm, ProposalForm
from ..models import Proposal
from ..refusals import Refused
from ..services import proposing
from .finding import find, step


@step
def propose_item(request, pk):
    now = clock.now()
    meeting = find(request, pk, now, access.may_propose_item)
    acting = acting_for(request, now)
    own = {d.pk: d for d in (acting.district, *acting.others) if meeting.is_open_to(d)}
    form = ProposalForm(request.POST or None, district=next(iter(own.values())))
    context = {"meeting": meeting, "form": form}
    context["district"] = own.get(form["district"].value())
    if form.is_valid():
        if context["district"] is None:
            raise PermissionDenied
        try:
            uid, deed = form.cleaned_data["token"], {"by": request.user, "now": now}
            proposing.propose_item(meeting, context["district"], **form.values(), uid=uid, **deed)
            messages.success(
                request,
                "Der Punkt ist vorgeschlagen\nWie die Geschäftsstelle entscheidet, erfahren alle "
                f"Zuständigen für {context['district']} per E-Mail.",
            )
            return _back(meeting)
        except Refused as refusal:
            context["refusal"] = str(refusal)
    return render(request, "meetings/propose_item.html", context)


@step
def withdraw_proposal(request, pk, proposal):
    now = clock.now()
    found = _find(request, pk, proposal, now, access.may_withdraw_proposal)
    if request.method == "POST":
        proposing.withdraw_proposal(found, by=request.user, now=now)
        messages.success(request, f"Der Vorschlag „{found}“ ist zurückgezogen")
        return _back(found.meeting)
    return _page(request, "withdraw_proposal", found)


@step
def accept_proposal(request, pk, proposal):
    now = clock.now()
    found = _find(request, pk, proposal, now, access.may_decide_proposal)
    form = AcceptForm(request.POST or None, proposal=found)
    if form.is_valid():
        try:
            proposing.accept_proposal(found, **form.cleaned_data, by=request.user, now=now)
            messages.success(request, f"„{found}“ steht auf der Tagesordnung")
            return _back(found.meeting, "to")
        except ValidationError as error:
            form.add_error("minutes", error.messages)
    return _page(request, "accept_proposal", found, form)


@step
def decline_proposal(request, pk, proposal):
    now = clock.now()
    found = _find(request, pk, proposal, now, access.may_decide_proposal)
    form = DeclineForm(request.POST or None)
    if form.is_valid():
        proposing.decline_proposal(found, **form.cleaned_data, by=request.user, now=now)
        messages.success(request, f"Der Vorschlag „{found}“ ist abgelehnt")
        return _back(found.meeting)
    return _page(request, "decline_proposal", found, form)


def _find(request, pk, proposal, now, may) -> Proposal:
    """The proposal of just this meeting, if the person may see it (else 404) and do this (403)."""
    meeting = find(request, pk, now)
    visible = Proposal.objects.visible_to(request.user, now)
    visible = visible.select_related("district", "proposed_by")
    found = get_object_or_404(visible, meeting=meeting, pk=proposal)
    found.meeting = meeting
    if not may(request.user, found, now):
        raise PermissionDenied
    return found


def _page(request, name, proposal, form=None):
    context = {"meeting": proposal.meeting, "proposal": proposal, "form": form}
    return render(request, f"meetings/{name}.html", context)


def _back(meeting, where="vorschlaege"):
    return redirect(f"{meeting.get_absolute_url()}#{where}")

"""The door of each step: what it means, and then the step."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from forum_portal import clock
from meetings.representing import invited
from members.models import District

from .. import access
from ..forms.moving import MoveForm
from ..refusals import ChangedMeanwhile
from ..services import moving
from ..services.steps import latest_event
from ..stages import Stage
from ..wording import step as step_of
from .finding import find, step


@step
def move_recommendation(request, pk, to):
    now = clock.now()
    if to not in Stage or to == Stage.IDEA:
        raise Http404
    to, found = Stage(to), find(request, pk, now, access.may_move_recommendation)
    moving.require_possible(found, to)
    # Also a POST without any field is one: most steps ask for nothing.
    data = request.POST if request.method == "POST" else None
    form, context = MoveForm(data, recommendation=found, step=step_of(found, to)), {}
    if form.is_valid():
        try:
            return _move(request, found, to, form, now)
        except ChangedMeanwhile as meanwhile:
            form = MoveForm(
                _having_seen(data, found), recommendation=found, step=step_of(found, to)
            )
            context["meanwhile"] = str(meanwhile)
    context |= {
        "recommendation": found,
        "step": step_of(found, to),
        "is_told": moving.is_told(found.stage, to),
        "form": form,
        "districts": District.objects.members(now).count(),
        "people": invited(now).count(),
    }
    return render(request, "recommendations/move_recommendation.html", context)


def _move(request, found, to, form, now):
    event = moving.move(found, to, **form.cleaned_data, by=request.user, now=now)
    said = f"Neuer Stand: {found.get_stage_display()}"
    if moving.is_told(event.from_stage, to):
        said += "\nDie Mitglieder erfahren es per E-Mail."
    messages.success(request, said)
    return redirect(found)


def _having_seen(data, found):
    """What was sent, as from a page that shows the recommendation as it stands now."""
    data = data.copy()
    data["seen"] = latest_event(found)
    return data

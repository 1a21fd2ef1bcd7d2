"""The door of each step: what it means, and then the step."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from forum_portal import clock
from meetings.representing import invited
from members.models import District

from .. import access
from ..forms.moving import MoveForm
from ..refusals import WrongStage
from ..services import moving
from ..stages import NEXT, Stage
from ..wording import step as step_of
from .finding import find, step


@step
def move_recommendation(request, pk, to):
    now = clock.now()
    if to not in Stage or to == Stage.IDEA:
        raise Http404
    found = find(request, pk, now, access.may_move_recommendation)
    if to not in NEXT[found.stage]:
        raise WrongStage.of(found)
    taken = step_of(found, Stage(to))
    # Also a POST without any field is one: most steps ask for nothing.
    data = request.POST if request.method == "POST" else None
    form = MoveForm(data, recommendation=found, step=taken)
    if form.is_valid():
        moving.move(found, Stage(to), **form.cleaned_data, by=request.user, now=now)
        messages.success(
            request,
            f"Neuer Stand: {found.get_stage_display()}\nDie Mitglieder erfahren es per E-Mail.",
        )
        return redirect(found)
    context = {
        "recommendation": found,
        "step": taken,
        "form": form,
        "districts": District.objects.members(now).count(),
        "people": invited(now).count(),
    }
    return render(request, "recommendations/move_recommendation.html", context)

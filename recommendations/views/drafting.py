"""What the office does with the text, one page for each verb."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from forum_portal import clock, dates

from .. import access
from ..forms.comparing import compared
from ..forms.drafting import DemandFormSet, RecommendationForm
from ..refusals import ChangedMeanwhile, TextClosed
from ..services import drafting
from ..services.steps import require_open_text
from ..snapshot import fingerprint
from .finding import find, step

KEPT = "Ihre Eingaben stehen noch im Formular, gespeichert sind sie nicht."


@require_http_methods(["GET", "HEAD", "POST"])
def create_recommendation(request):
    now = clock.now()
    if not access.may_create_recommendation(request.user, now):
        raise PermissionDenied
    data = request.POST or None
    form, formset = RecommendationForm(data, now=now), DemandFormSet(data)
    if data and _are_valid(form, formset):
        demands = formset.demands()
        created = drafting.create_recommendation(
            uid=form.uid(demands, request.user, dates.day(now)),
            **form.values(),
            demands=demands,
            by=request.user,
            now=now,
        )
        messages.success(
            request,
            "Die Idee ist gespeichert\nSie hat die Nummer "
            f"{created.sign} und ist für alle Mitglieder sichtbar.",
        )
        return redirect(created)
    return render(
        request, "recommendations/create_recommendation.html", {"form": form, "formset": formset}
    )


@step
def change_recommendation(request, pk):
    now = clock.now()
    found = find(request, pk, now, access.may_change_recommendation)
    data, context = request.POST or None, {"recommendation": found}
    if not data:
        require_open_text(found)
    form = RecommendationForm(data, instance=copy(found), now=now)
    formset = DemandFormSet(data, recommendation=found)
    if data and _are_valid(form, formset):
        try:
            return _save(request, found, form, formset, now)
        except TextClosed as closed:
            context |= _beside(f"{closed}\n{KEPT}", form, formset, found)
        except ChangedMeanwhile as meanwhile:
            context |= _beside(meanwhile, form, formset, found)
            form = RecommendationForm(_having_seen(data, found), instance=copy(found), now=now)
    context |= {"form": form, "formset": formset}
    return render(request, "recommendations/change_recommendation.html", context)


def _are_valid(form, formset) -> bool:
    """Both looked at; the first summary, which takes the focus, speaks for both."""
    valid = [form.is_valid(), formset.is_valid()]
    if not any(valid):
        form.helper.form_error_title = "Bitte prüfen Sie Ihre Angaben"
    return all(valid)


def _save(request, found, form, formset, now):
    event = drafting.change_recommendation(
        found,
        **form.values(),
        demands=formset.demands(),
        seen=form.seen_version(),
        by=request.user,
        now=now,
    )
    said = "Die Änderungen sind gespeichert" if event else "Es war nichts zu ändern"
    messages.success(request, said)
    return redirect(found)


def _beside(why, form, formset, found) -> dict:
    """Why nothing was saved, and what was entered beside what stands."""
    return {"meanwhile": str(why), "compared": compared(form.values(), formset.demands(), found)}


def _having_seen(data, found):
    """What was sent, as from a form that shows the recommendation as it stands now."""
    data = data.copy()
    data["seen"] = fingerprint(found)
    return data

"""The lead of a county is away for a time, and somebody of the county stands in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from forum_portal import clock
from forum_portal.dates import plain_date

from .. import access, services
from ..forms.absences import AbsenceForm
from ..models import Absence, Mandate
from .ending import done
from .finding import find_county, refuse


@require_http_methods(["GET", "HEAD", "POST"])
def enter_absence(request, slug):
    now = clock.now()
    district = find_county(request, slug, now)
    lead = Mandate.objects.lead_of(district, now)
    if lead is None:
        words = "Zurzeit ist keine Koordination eingetragen\nVertreten wird nur die Koordination."
        return refuse(request, words, "members:mandates", slug)
    if not access.may_enter_absence(request.user, lead, now):
        raise PermissionDenied
    form = AbsenceForm(request.POST or None, lead=lead, now=now)
    if request.method == "POST" and form.is_valid():
        deed = {**form.cleaned_data, "by": request.user, "now": now}
        if absence := done(form, services.enter_absence, lead, **deed):
            messages.success(request, _entered(absence))
            return redirect("members:mandates", slug)
    context = {"district": district, "lead": lead, "form": form}
    return render(request, "members/enter_absence.html", context)


@require_POST
def end_absence(request, slug, pk):
    now = clock.now()
    district = find_county(request, slug, now)
    absences = Absence.objects.not_over(now).with_people()
    absence = get_object_or_404(absences, pk=pk, mandate__district=district)
    if not access.may_enter_absence(request.user, absence.mandate, now):
        raise PermissionDenied
    services.end_absence(absence, by=request.user, now=now)
    messages.success(request, f"{absence.deputy.person} vertritt die Koordination nicht mehr.")
    return redirect("members:mandates", slug)


def _entered(absence) -> str:
    return (
        f"{absence.deputy.person} vertritt die Koordination\n"
        f"Vom {plain_date(absence.starts_on)} bis {plain_date(absence.ends_on)}. "
        "Danach endet die Vertretung von selbst."
    )

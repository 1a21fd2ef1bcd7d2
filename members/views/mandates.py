"""Who is responsible at a county: begun, changed and ended on the county's own pages."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from forum_portal import clock
from forum_portal.dates import day, plain_date
from forum_portal.outlooks import fingerprint

from .. import access, endings, services
from ..forms.mandates import (
    BeginByAddressForm,
    BeginForKnownForm,
    ChangeForm,
    LastDayForm,
)
from ..models import Absence, Mandate
from ..powers import powers
from .ending import done, ended
from .finding import find_county, find_mandate, refuse

PAST_ON_A_PAGE = 20


@require_safe
def mandates(request, slug):
    now = clock.now()
    district = find_county(request, slug, now)
    managed = Mandate.objects.managed_by(request.user, now).filter(district=district)
    managed = managed.with_rights(now).select_related("person")
    lead = Mandate.objects.lead_of(district, now)
    past = Paginator(managed.over(now).order_by("-ends_on", "pk"), PAST_ON_A_PAGE)
    past = past.get_page(request.GET.get("page"))
    membership = district.membership(now)
    return render(
        request,
        "members/mandates.html",
        {
            "district": district,
            "is_member": membership is not None and membership.runs(now),
            "running": _rows(request, managed.within(now).in_order(), now),
            "coming": _rows(request, managed.to_come(now).order_by("starts_on", "pk"), now),
            "past": past,
            "past_rows": _rows(request, past, now),
            "absences": Absence.objects.not_over(now).of_county(district).with_people(),
            "may_enter_absence": lead is not None
            and access.may_enter_absence(request.user, lead, now),
            "today": day(now),
        },
    )


def _rows(request, mandates, now) -> list[dict]:
    return [
        {
            "mandate": mandate,
            "powers": powers(mandate),
            "may_end": access.may_end_mandate(request.user, mandate, now),
            "may_change": access.may_change_mandate(request.user, mandate, now),
        }
        for mandate in mandates
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def begin_mandate(request, slug):
    now = clock.now()
    district = find_county(request, slug, now)
    form_class = BeginByAddressForm if request.user.is_office(now) else BeginForKnownForm
    about = {"instance": Mandate(district=district), "by": request.user, "now": now}
    form = form_class(request.POST or None, **about)
    if request.method == "POST" and form.is_valid():
        new = form.mandate()
        if mandate := done(form, services.add_mandate, new, by=request.user, now=now):
            messages.success(request, _begun(mandate, now))
            return redirect("members:mandates", district.slug)
    may_invite = access.may_invite(request.user, district, now)
    context = {"district": district, "form": form, "may_invite": may_invite}
    return render(request, "members/begin_mandate.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change_mandate(request, slug, pk):
    now = clock.now()
    mandate = find_mandate(request, slug, pk, now, access.may_change_mandate)
    if mandate.is_over(now):
        return refuse(request, _over(mandate), "members:mandates", slug)
    form = ChangeForm(request.POST or None, instance=mandate, by=request.user, now=now)
    if request.method == "POST" and form.is_valid():
        changed = form.save(commit=False)
        if done(form, services.change_mandate, changed, by=request.user, now=now):
            messages.success(request, f"Die Zuständigkeit von {mandate.person} ist geändert.")
            return redirect("members:mandates", slug)
    context = {"district": mandate.district, "held": mandate, "form": form}
    return render(request, "members/change_mandate.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def end_mandate(request, slug, pk):
    now = clock.now()
    mandate = find_mandate(request, slug, pk, now, access.may_end_mandate)
    if mandate.is_over(now):
        return refuse(request, _over(mandate), "members:mandates", slug)
    if not mandate.has_begun(now):
        return _withdraw(request, mandate, now)
    outlooks = endings.of_mandates([mandate], now)
    seen = fingerprint(outlooks)
    form = LastDayForm(request.POST or None, now=now, button="Beenden")
    if ended(request, form, services.end_mandate, mandate, seen, now):
        messages.success(request, _ended(mandate, now))
        return _after(request, mandate.district, now)
    context = {"district": mandate.district, "held": mandate, "form": form, "seen": seen}
    context["effects"] = outlooks[0].effects
    return render(request, "members/end_mandate.html", context)


def _withdraw(request, mandate, now):
    """One that has not begun is not ended, it does not begin."""
    if request.method == "POST":
        try:
            services.withdraw(mandate, by=request.user, now=now)
        except ValidationError as refusal:
            return refuse(request, refusal.messages[0], "members:mandates", mandate.district.slug)
        messages.success(request, f"Die Zuständigkeit von {mandate.person} beginnt nicht.")
        return redirect("members:mandates", mandate.district.slug)
    context = {"district": mandate.district, "held": mandate}
    return render(request, "members/withdraw_mandate.html", context)


def _after(request, district, now):
    """Back to the list, unless whoever did it has ended what opens it."""
    request.user.refresh_from_db()
    if access.may_manage_mandates(request.user, district, now):
        return redirect("members:mandates", district.slug)
    return redirect("front:home")


def _begun(mandate, now) -> str:
    verb = "ist" if mandate.starts_on <= day(now) else "wird"
    return (
        f"{mandate.person} {verb} zuständig als „{mandate.label}“\n"
        f"Ab {plain_date(mandate.starts_on)}, für {mandate.district}."
    )


def _ended(mandate, now) -> str:
    one = f"Die Zuständigkeit von {mandate.person}"
    return endings.ended_in_words(one, mandate.ends_on, now)


def _over(mandate) -> str:
    return f"Diese Zuständigkeit ist seit {plain_date(mandate.ends_on)} beendet."

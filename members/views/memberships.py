"""Which counties belong to the Forum: the office takes them in, and lets them go."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from forum_portal import clock
from forum_portal.dates import day, plain_date
from forum_portal.outlooks import fingerprint

from .. import access, endings, services
from ..filters import AdmissionFilter
from ..forms.mandates import LastDayForm
from ..forms.memberships import JoinForm
from ..models import District, Membership
from .ending import done, ended
from .finding import find_county, refuse

COUNTIES_ON_A_PAGE = 50


@require_safe
def admit(request):
    """All 401 counties, for the office to find the one that joins."""
    now = clock.now()
    if not access.may_admit(request.user, now):
        raise PermissionDenied
    narrowed = AdmissionFilter(request.GET, District.objects.reachable_by(request.user, now))
    found = narrowed.qs.select_related("federal_state").prefetch_related("memberships")
    page = Paginator(found, COUNTIES_ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [(district, _in_words(district.memberships.all(), now)) for district in page]
    return render(request, "members/admit.html", {"filter": narrowed, "page": page, "rows": rows})


def _in_words(memberships, now) -> tuple[str, str]:
    """Shape and words: is the county a member, will it be, or was it?"""
    if term := _open(memberships, now):
        if term.has_begun(now):
            return "done", f"Mitglied seit {term.joined_on.year}"
        return "planned", f"Mitglied ab {plain_date(term.joined_on)}"
    if left := max((term.left_on for term in memberships), default=None):
        return "none", f"Mitglied bis {plain_date(left)}"
    return "open", "kein Mitglied"


@require_safe
def memberships(request, slug):
    now = clock.now()
    district = _find(request, slug, now)
    terms = list(district.memberships.order_by("-joined_on"))
    context = {"district": district, "memberships": terms, "open": _open(terms, now)}
    return render(request, "members/memberships.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request, slug):
    now = clock.now()
    district = _find(request, slug, now)
    form = JoinForm(request.POST or None, instance=Membership(district=district), now=now)
    if request.method == "POST" and form.is_valid():
        new = form.save(commit=False)
        if membership := done(form, services.add_membership, new, by=request.user, now=now):
            messages.success(request, _joined(membership, now))
            return redirect("members:memberships", slug)
    return render(request, "members/join.html", {"district": district, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, slug):
    now = clock.now()
    district = _find(request, slug, now)
    membership = _open(district.memberships.select_related("district"), now)
    if membership is None:
        return refuse(request, f"{district} ist kein Mitglied.", "members:memberships", slug)
    if not membership.has_begun(now):
        return _withdraw(request, membership, now)
    outlooks = endings.of_memberships([membership], by=request.user, now=now)
    seen = fingerprint(outlooks)
    form = LastDayForm(request.POST or None, now=now, button="Mitgliedschaft beenden")
    if ended(request, form, services.end_membership, membership, seen, now):
        one = f"Die Mitgliedschaft von {district}"
        messages.success(request, endings.ended_in_words(one, membership.left_on, now))
        return redirect("members:memberships", slug)
    context = {"district": district, "form": form, "seen": seen, "effects": outlooks[0].effects}
    return render(request, "members/leave.html", context)


def _find(request, slug, now):
    return find_county(request, slug, now, access.may_manage_memberships)


def _open(memberships, now) -> Membership | None:
    """The one that runs, else the next that is to come."""
    terms = [term for term in memberships if not term.is_over(now)]
    return min(terms, key=lambda term: term.joined_on, default=None)


def _withdraw(request, membership, now):
    """One that has not begun is not ended, it does not begin."""
    if request.method == "POST":
        try:
            services.withdraw(membership, by=request.user, now=now)
        except ValidationError as refusal:
            return refuse(
                request, refusal.messages[0], "members:memberships", membership.district.slug
            )
        words = f"{membership.district} wird am {plain_date(membership.joined_on)} nicht Mitglied."
        messages.success(request, words)
        return redirect("members:memberships", membership.district.slug)
    context = {"district": membership.district, "membership": membership}
    return render(request, "members/withdraw_membership.html", context)


def _joined(membership, now) -> str:
    since = plain_date(membership.joined_on)
    if membership.joined_on <= day(now):
        return f"{membership.district} ist Mitglied seit {since}."
    return f"{membership.district} wird am {since} Mitglied."

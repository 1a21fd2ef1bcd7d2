"""The pages that show recommendations, to the members and to anyone."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forum_portal import clock
from forum_portal.markdown import to_html

from .. import access
from ..addressing import by_addressee
from ..filters import DemandFilter, RecommendationFilter
from ..models import Demand, DemandAddressee, Event, Recommendation
from ..progress import end, progress
from ..services.moving import successors
from ..stages import OPEN_TEXT, Stage
from ..wording import SHAPES, happened, steps
from .finding import find

ON_A_PAGE = 25
ADDRESSEES = Prefetch("addressees", DemandAddressee.objects.select_related("federal_state"))


@login_not_required
@require_safe
def recommendations(request):
    now = clock.now()
    listed = Recommendation.objects.listed_to(request.user, now)
    narrowed = RecommendationFilter(
        request.GET,
        listed.newest_first().prefetch_related("topics"),
        **_bounds(request, listed, now),
    )
    page = Paginator(narrowed.qs, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "recommendations/recommendations.html",
        {
            "tabs": _tabs("recommendations:recommendations"),
            "filter": narrowed,
            "page": page,
            "rows": [(found, SHAPES[Stage(found.stage)]) for found in page],
            "counts": by_addressee(request.user, now),
            "sees_way": access.may_see_way(request.user, now),
            "may_create_recommendation": access.may_create_recommendation(request.user, now),
        },
    )


@login_not_required
@require_safe
def demands(request):
    now = clock.now()
    listed = Demand.objects.listed_to(request.user, now).newest_first()
    narrowed = DemandFilter(
        request.GET,
        listed.select_related("recommendation").prefetch_related(ADDRESSEES),
        **_bounds(request, Recommendation.objects.listed_to(request.user, now), now),
    )
    return render(
        request,
        "recommendations/demands.html",
        {
            "tabs": _tabs("recommendations:demands"),
            "filter": narrowed,
            "state": narrowed.form.is_valid() and narrowed.form.cleaned_data["land"],
            "page": Paginator(narrowed.qs, ON_A_PAGE).get_page(request.GET.get("page")),
            "counts": by_addressee(request.user, now),
            "sees_way": access.may_see_way(request.user, now),
        },
    )


@login_not_required
@require_safe
def recommendation(request, pk):
    """One recommendation. Whoever sees none here and has not signed in may do so."""
    now = clock.now()
    try:
        found = find(request, pk, now)
    except Http404:
        if request.user.is_authenticated:
            raise
        return redirect_to_login(request.get_full_path())
    events = list(found.events.select_related("by"))
    sees_way = access.may_see_way(request.user, now)
    return render(
        request,
        "recommendations/recommendation.html",
        {
            "recommendation": found,
            "demands": found.demands.prefetch_related(ADDRESSEES),
            "text": to_html(found.text),
            "progress": progress(found, events),
            "end": end(found, events),
            "sees_way": sees_way,
            "history": _history(events) if sees_way else [],
            "replaces": found.replaces.visible_to(request.user, now),
            **_steps(found, access.may_move_recommendation(request.user, found, now)),
            "may_change": found.stage in OPEN_TEXT
            and access.may_change_recommendation(request.user, found, now),
        },
    )


def _bounds(request, listed, now) -> dict:
    """What the filter offers: the years that there are, and stages to those who see them."""
    years = listed.order_by("-year").values_list("year", flat=True).distinct()
    return {"years": years, "sees_way": access.may_see_way(request.user, now)}


def _steps(found, moves) -> dict:
    """The steps that somebody who ``moves`` recommendations can take, and whether one must wait."""
    if not moves:
        return {"steps": []}
    possible = steps(found)
    waits = found.stage == Stage.PUBLISHED and not successors(found).exists()
    if waits:
        possible = [step for step in possible if step.to != Stage.REPLACED]
    return {"steps": possible, "waits_for_successor": waits}


def _history(events: list[Event]) -> list[tuple[Event, str]]:
    return [(event, happened(event)) for event in reversed(events)]


def _tabs(current: str) -> list[dict]:
    tabs = [
        ("recommendations:recommendations", "Empfehlungen"),
        ("recommendations:demands", "Forderungen"),
    ]
    return [
        {"label": label, "url": reverse(name), "current": name == current} for name, label in tabs
    ]

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from digests.content import for_person, new_span
from digests.deadlines import grouped
from forum_portal import clock
from meetings.access import may_subscribe_calendar
from meetings.models import Meeting
from meetings.wording import accusative, listed
from members.access import may_use_portal
from members.handover import left_by_mandates
from members.locator import MOST_NUMBERS
from members.models import District, Mandate
from recommendations.models import Recommendation

from .. import health
from .. import metrics as figures
from ..start import NextMeeting, office_work

PUBLISHED_SHOWN = 5


@login_not_required
@require_safe
def home(request):
    """The portal's front door: open to all, and the start page of those who have a mandate."""
    person, now = request.user, clock.now()
    if not person.is_authenticated or not may_use_portal(person, now):
        return _welcome(request, now)
    span = new_span(person, now)
    content = for_person(person, span, now)
    context = {
        "content": content,
        "since": span.since,
        "next": NextMeeting.of(person, now),
        "members": District.objects.members(now).select_related("federal_state"),
        "own": person.acts_for(now),
        "tasks": grouped(content.tasks, now),
    }
    if districts := person.acts_for(now):
        context["left"] = left_by_mandates(person.manages(now), now)
        context["for_whom"] = listed(map(accusative, districts))
        return render(request, "front/start.html", context)
    if person.is_office(now):
        return render(request, "front/office.html", context | office_work(person, now))
    context["published"] = _published()
    context["meets"] = Meeting.objects.visible_to(person, now).exists()
    return render(request, "front/partner.html", context)


def _published():
    return Recommendation.objects.published().newest_first()[:PUBLISHED_SHOWN]


def _welcome(request, now):
    """What anyone may know: who belongs to the Forum, who agreed to be named, what is published."""
    with_contacts = District.objects.members(now).with_contacts(Mandate.objects.public(now))
    members = with_contacts.select_related("federal_state").numbered_by_state()
    return render(
        request,
        "front/welcome.html",
        {
            "members": members,
            "has_numbers": len(members) <= MOST_NUMBERS,
            "published": _published(),
        },
    )


@require_safe
def settings(request):
    may = may_subscribe_calendar(request.user, clock.now())
    return render(request, "front/settings.html", {"may_subscribe_calendar": may})


@login_not_required
@never_cache
@require_safe
def healthz(request):
    """For whoever watches the portal: 503 only when nothing works any more."""
    state = health.check()
    return JsonResponse(state.in_words(), status=200 if state.database else 503)


@login_not_required
@never_cache
@require_safe
def metrics(request):
    """Figures for Prometheus, without a login: the proxy lets nobody from outside ask."""
    text = figures.text(clock.now())
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")

"""The page on which somebody gets a calendar to subscribe to, and what the program then reads."""

from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum_portal import clock

from .. import access
from ..feed import calendar_of
from ..models import CalendarFeed
from ..services import subscribing


@require_http_methods(["GET", "HEAD", "POST"])
def subscribe_calendar(request):
    """The address is on the answer to the POST alone, and can never be shown again."""
    now = clock.now()
    _require_may_subscribe(request, now)
    before = CalendarFeed.objects.filter(person=request.user).first()
    context = {"feed": before}
    if request.method == "POST":
        token = subscribing.subscribe_calendar(request.user, now=now)
        path = reverse("meetings:calendar_feed", args=[token])
        context |= {"address": f"{settings.PUBLIC_URL}{path}", "is_renewed": before is not None}
    return render(request, "meetings/subscribe_calendar.html", context)


@require_POST
def unsubscribe_calendar(request):
    _require_may_subscribe(request, clock.now())
    if subscribing.unsubscribe_calendar(request.user):
        messages.success(
            request,
            "Das Abo ist beendet\nIhr Kalenderprogramm erhält nichts mehr. Was es schon "
            "geholt hat, löschen Sie bitte dort.",
        )
    return redirect("meetings:subscribe_calendar")


def _require_may_subscribe(request, now) -> None:
    if not access.may_subscribe_calendar(request.user, now):
        raise PermissionDenied


@login_not_required
@require_safe
def calendar_feed(request, token):
    """Whatever opens nothing is answered alike: unknown, renewed, revoked, or without mandate."""
    now = clock.now()
    by_token = CalendarFeed.objects.filter(token_hash=subscribing.hashed(token))
    feed = by_token.select_related("person").first()
    if feed is None or not access.may_subscribe_calendar(feed.person, now):
        raise Http404
    content = calendar_of(feed.person, now).encode()
    response = HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Cache-Control": "no-store, private",
            "ETag": f'"{sha256(content).hexdigest()}"',
            "Content-Disposition": 'inline; filename="treffen.ics"',
        },
    )
    return get_conditional_response(request, etag=response["ETag"], response=response)

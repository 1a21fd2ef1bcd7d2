"""Rights end with the mandate, at the next request, and may ask for a second factor."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from forum_portal.clock import now

from . import access, history
from .authenticators import lacks_second_factor

ACCOUNT = "/konto/"
# The same for everyone: nothing there depends on who is signed in.
SAME_FOR_ALL = (
    "/impressum/",
    "/datenschutz/",
    "/barrierefreiheit/",
    "/abbestellen/",
    "/healthz/",
    "/metrics",
    "/demo/",
)
NOT_SAVED = (
    "Was Sie eben abgeschickt haben, wurde nicht gespeichert\n"
    "Bitte richten Sie erst einen zweiten Faktor ein und tun Sie es dann noch einmal."
)


def deeds_have_a_doer(get_response):
    """What a request changes, the history knows who did it. Looking changes nothing."""

    def middleware(request):
        if request.method != "POST":
            return get_response(request)
        with history.doing(request.user, now()):
            return get_response(request)

    return middleware


def running_mandate_required(get_response):
    """Signed in but without a running mandate: only public pages and the account are open."""

    def middleware(request):
        return get_response(request)

    middleware.process_view = _refuse_without_mandate
    return middleware


def _refuse_without_mandate(request, view, args, kwargs):
    is_public = not getattr(view, "login_required", True)
    if is_public or request.path.startswith(ACCOUNT) or not request.user.is_authenticated:
        return None
    instant = now()
    if access.may_use_portal(request.user, instant):
        return None
    return _no_mandate(request, instant)


def _no_mandate(request, instant):
    context = {
        "ended_on": request.user.mandates_ended_on(instant),
        "begins_on": request.user.mandates_begin_on(instant),
        "lost_input": request.method == "POST",
    }
    response = render(request, "members/no_mandate.html", context, status=403)
    if request.htmx:
        response["HX-Refresh"] = "true"  # part of a page cannot say this; the whole page does
    return response


def second_factor_required(get_response):
    """Who needs a second factor and has none sets one up before anything else.

    That holds on public pages too: they show more to somebody with rights.
    """

    def middleware(request):
        return get_response(request)

    middleware.process_view = _refuse_without_second_factor
    return middleware


def _refuse_without_second_factor(request, view, args, kwargs):
    if request.path.startswith((ACCOUNT, *SAME_FOR_ALL)) or not request.user.is_authenticated:
        return None
    if not lacks_second_factor(request, now()):
        return None
    if request.method == "POST" or request.htmx:
        return _no_second_factor(request)
    return redirect("mfa_index")


def _no_second_factor(request):
    response = render(request, "members/no_second_factor.html", status=403)
    if request.htmx:
        if request.method == "POST":
            messages.warning(request, NOT_SAVED)
        response["HX-Redirect"] = reverse("mfa_index")
    return response

"""Rights end with the mandate, at the next request."""

from django.shortcuts import render

from forum_portal.clock import now

from . import access

ACCOUNT = "/konto/"


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

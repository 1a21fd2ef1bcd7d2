"""What holds for every response of the portal."""

import logging
from time import perf_counter
from urllib.parse import urlsplit
from uuid import uuid4

import structlog
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils.cache import has_vary_header

from . import metrics

log = structlog.get_logger("forum_portal.requests")
METHODS = ["GET", "HEAD", "POST", "OPTIONS"]


def each_request_is_accounted_for(get_response):
    """One line in the log and one figure: route, method, status, duration.

    The route is the pattern of the address, so that no token, name or search
    word of an address is in it.
    """

    def middleware(request):
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=uuid4().hex)
        began = perf_counter()
        method = request.method
        response = get_response(request)
        seconds = perf_counter() - began
        route = request.resolver_match.route if request.resolver_match else "-"
        metrics.count(method, route, response.status_code, seconds)
        log.log(
            logging.ERROR if response.status_code >= 500 else logging.INFO,
            "request",
            method=method,
            route=f"/{route}",
            status=response.status_code,
            ms=round(seconds * 1000),
            exc_info=getattr(request, "raised", None),
        )
        return response

    def process_exception(request, exception):
        request.raised = exception

    middleware.process_exception = process_exception
    return middleware


def private_pages(get_response):
    """Keep out of every cache what depends on who is asking.

    A page that has looked at the session, or sets a cookie, was made for one
    person. Static files are answered before this middleware is reached.
    """

    def middleware(request):
        response = get_response(request)
        if has_vary_header(response, "Cookie") or response.cookies:
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware


def nothing_stays(get_response):
    """Whoever has signed out, in whichever way, leaves nothing in the browser's storage."""

    def middleware(request):
        response = get_response(request)
        if getattr(request, "has_signed_out", False):
            response["Clear-Site-Data"] = '"storage"'
        return response

    return middleware


def no_nul(get_response):
    """Refuse a NUL in address or cookies, on which PostgreSQL raises; forms look themselves."""

    def middleware(request):
        cookies = "".join(request.COOKIES.values())
        if "\0" in request.path + cookies or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the request")
        return get_response(request)

    return middleware


class LoginRequired(LoginRequiredMiddleware):
    """Whoever sends a form without being signed in comes back to the page of the form."""

    def handle_no_permission(self, request, view_func):
        page = urlsplit(request.headers.get("Referer", ""))
        if request.method != "POST" or page.netloc != request.get_host():
            return super().handle_no_permission(request, view_func)
        where = page._replace(scheme="", netloc="", fragment="").geturl()
        return redirect_to_login(where, self.get_login_url(view_func))


def nothing_to_look_at(get_response):
    """What can only be sent and not looked at says so, to whoever follows such an address."""

    def middleware(request):
        response = get_response(request)
        if response.status_code == 405 and request.method == "GET" and not response.content:
            response.content = render_to_string("405.html")
        return response

    return middleware


def looking_counts_nothing(get_response):
    """HEAD is GET without its body, OPTIONS asks no view, and there are no methods but POST.

    Libraries that know GET alone as harmless, as the limits of allauth do, would
    count what a mail gateway only looked at.
    """

    def middleware(request):
        if request.method == "HEAD":
            request.method = "GET"
        return get_response(request)

    def process_view(request, view, args, kwargs):
        if request.method == "OPTIONS":
            return HttpResponse(headers={"Allow": ", ".join(METHODS)})
        return None if request.method in METHODS else HttpResponseNotAllowed(METHODS)

    middleware.process_view = process_view
    return middleware

"""What holds for every response of the portal."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.utils.cache import has_vary_header


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


def no_nul(get_response):
    """Refuse a NUL in address or cookies, on which PostgreSQL raises; forms look themselves."""

    def middleware(request):
        cookies = "".join(request.COOKIES.values())
        if "\0" in request.path + cookies or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the request")
        return get_response(request)

    return middleware


def looking_counts_nothing(get_response):
    """HEAD is GET without its body, and OPTIONS asks no view.

    Libraries that know GET alone as harmless, as the limits of allauth do, would
    count what a mail gateway only looked at.
    """

    def middleware(request):
        if request.method == "HEAD":
            request.method = "GET"
        return get_response(request)

    def process_view(request, view, args, kwargs):
        if request.method == "OPTIONS":
            return HttpResponse(headers={"Allow": "GET, HEAD, POST, OPTIONS"})
        return None

    middleware.process_view = process_view
    return middleware

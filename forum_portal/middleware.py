"""What holds for every response of the portal."""

from django.core.exceptions import BadRequest
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


def no_nul_in_addresses(get_response):
    """Refuse an address with a NUL in it, on which PostgreSQL raises; forms look themselves."""

    def middleware(request):
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        return get_response(request)

    return middleware

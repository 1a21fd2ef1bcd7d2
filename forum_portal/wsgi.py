import os

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum_portal.settings")

portal = get_wsgi_application()


def application(environ, start_response):
    """The portal, which reads UTF-8 and nothing else.

    Django builds a request before any handler that could refuse it, and raises
    on some encodings that Python knows.
    """
    _, parameters = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
    if parameters.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
        return [b"Bitte senden Sie Ihre Angaben in UTF-8.\n"]
    return portal(environ, start_response)

"""What stands on the screen when something went wrong: one plain sentence, what to do next."""

import sys

from django.db import InterfaceError, OperationalError
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

SECONDS_UNTIL_ANOTHER_TRY = 30


def bad_request(request, exception):
    return render(None, "400.html", status=400)


@requires_csrf_token
def forbidden(request, exception):
    """The text of ``PermissionDenied`` says why: its first line is the heading."""
    heading, _, text = str(exception).partition("\n")
    return render(request, "403.html", {"heading": heading, "text": text}, status=403)


@requires_csrf_token
def not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    """Without the database the portal is only away for a while; all else is a fault of ours."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        response = render(None, "503.html", status=503)
        response["Retry-After"] = SECONDS_UNTIL_ANOTHER_TRY
        return response
    return render(None, "500.html", status=500)

"""What the views of meetings share: finding a meeting, and saying no."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from ..models import Meeting
from ..refusals import Refused


def find(request, pk, now, may=None) -> Meeting:
    """The meeting, if the person may see it (else 404) and ``may`` do this to it (else 403)."""
    visible = Meeting.objects.visible_to(request.user, now).select_related("host")
    meeting = get_object_or_404(visible, pk=pk)
    if may and not may(request.user, meeting, now):
        raise PermissionDenied
    return meeting


def refuse(request, pk, text):
    """Back to the meeting's page, with what is true instead as a warning."""
    messages.warning(request, text)
    return to_page(request, "meetings:meeting", pk)


def to_page(request, *where):
    """On to another page as a whole, also for htmx, which would put it in the place of a part."""
    response = redirect(*where)
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": response.url})
    return response


def step(view):
    """A page that asks for one step of a meeting and takes it by POST; refusals are said."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answering(request, pk, **more):
        try:
            return view(request, pk, **more)
        except Refused as refusal:
            return refuse(request, pk, str(refusal))
        except ValidationError as error:
            return refuse(request, pk, "\n".join(["Nicht gespeichert", *error.messages]))

    return answering

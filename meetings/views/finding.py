"""What the views of meetings share: finding a meeting, and saying no."""

import re
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from forum_portal.forms import sent_to

from ..models import DatePoll, Meeting, WorkingGroup
from ..refusals import Refused
from ..services.steps import require_begun, require_open
from ..stages import Circle, Kind

KEY = re.compile("[0-9]{1,9}")


def find(request, pk, now, may=None) -> Meeting:
    """The meeting, if the person may see it (else 404) and ``may`` do this to it (else 403)."""
    visible = Meeting.objects.visible_to(request.user, now).with_circle()
    visible = visible.select_related("host", "group")
    meeting = get_object_or_404(visible, pk=pk)
    if may and not may(request.user, meeting, now):
        raise PermissionDenied
    return meeting


def find_poll(request, pk, now, may=None) -> DatePoll:
    """The date poll, as ``find`` finds a meeting."""
    visible = DatePoll.objects.visible_to(request.user, now).with_circle()
    visible = visible.select_related("host", "group")
    poll = get_object_or_404(visible, pk=pk)
    if may and not may(request.user, poll, now):
        raise PermissionDenied
    return poll


def require_to_write(request, meeting, now) -> None:
    """Of what is written down about a meeting: from its start until its minutes are adopted.

    Words that are sent after that are refused by the service, and stay in their form.
    """
    if request.method == "POST":
        require_begun(meeting, now)
    else:
        require_open(meeting, now)


def of_group(request) -> dict:
    """What a form begins with where somebody came to it from the page of a working group."""
    key = request.GET.get("arbeitsgruppe", "")
    groups = WorkingGroup.objects.at_work().filter(pk=key) if KEY.fullmatch(key) else []
    about = {"kind": Kind.WORKING_GROUP, "circle": Circle.GROUP}
    return next(({**about, "group": group.pk} for group in groups), {})


def refuse(request, pk, text, page="meetings:meeting"):
    """Back to the page of the meeting or poll, with what is true instead as a warning."""
    messages.warning(request, text)
    return to_page(request, page, pk)


def to_page(request, *where):
    """On to another page as a whole, also for htmx, which would put it in the place of a part."""
    response = redirect(*where)
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": response.url})
    return response


def back_to(request, otherwise):
    """Back to the page of the portal from which somebody sent a form or followed a link to it.

    The field ``next`` says so, or ``next`` in the address.
    """
    return redirect(came_from(request) or otherwise)


def came_from(request) -> str:
    back = request.POST.get("next") or request.GET.get("next", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_ours else ""


def keep_where_from(request, form) -> None:
    """A form with mistakes, which was sent from another page, still leads back there."""
    if back := came_from(request):
        sent_to(form, request.path, back)


def step(view, page="meetings:meeting"):
    """A page that asks for one step of a meeting and takes it by POST; refusals are said."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answering(request, pk, **more):
        try:
            return view(request, pk, **more)
        except Refused as refusal:
            return refuse(request, pk, str(refusal), page)
        except ValidationError as error:
            return refuse(request, pk, "\n".join(["Nicht gespeichert", *error.messages]), page)

    return answering


def poll_step(view):
    """``step`` of a date poll."""
    return step(view, "meetings:poll")


def group_step(view):
    """``step`` of a working group."""
    return step(view, "meetings:group")

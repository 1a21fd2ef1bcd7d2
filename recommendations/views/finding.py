"""What the views of recommendations share: finding one, and saying no."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from ..models import Recommendation
from ..refusals import Refused


def find(request, pk, now, may=None) -> Recommendation:
    """The one that the person may see (else 404) and ``may`` do this to (else 403)."""
    visible = Recommendation.objects.visible_to(request.user, now)
    found = get_object_or_404(visible.select_related("lead_district", "replaced_by"), pk=pk)
    if may and not may(request.user, found, now):
        raise PermissionDenied
    return found


def step(view):
    """A page that takes what the office enters by POST; what the rules refuse is said."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answering(request, pk, *args, **kwargs):
        try:
            return view(request, pk, *args, **kwargs)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        except ValidationError as error:
            messages.warning(request, "\n".join(["Nicht gespeichert", *error.messages]))
        return redirect("recommendations:recommendation", pk)

    return answering

"""What a page of the office saves while somebody works on it, by a script that reads JSON."""

from functools import wraps

from django.core.exceptions import ValidationError
from django.http import JsonResponse

from ..refusals import Refused
from .finding import step

SCRIPT = "application/json"


def is_by_script(request) -> bool:
    return request.headers.get("Accept") == SCRIPT


def saving_step(view):
    """``step``; what a page would be led away by is said to a script in its answer."""
    page = step(view)

    @wraps(view)
    def answering(request, pk, **more):
        if not is_by_script(request):
            return page(request, pk, **more)
        try:
            return view(request, pk, **more)
        except Refused as refusal:
            return JsonResponse({"error": " ".join(str(refusal).splitlines())}, status=422)
        except ValidationError as error:
            return JsonResponse({"error": " ".join(error.messages)}, status=422)

    return answering

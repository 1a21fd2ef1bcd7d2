"""What a page of the office saves while somebody works on it, by a script that reads JSON."""

from functools import wraps

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import render

from ..refusals import Refused
from .finding import back_to, step

SCRIPT = "application/json"


def is_by_script(request) -> bool:
    return request.headers.get("Accept") == SCRIPT


def entered(request, otherwise):
    """Back to where somebody came from; a script is told where that is."""
    response = back_to(request, otherwise)
    return JsonResponse({"to": response.url}) if is_by_script(request) else response


def entering(request, template, context):
    """The page with the form; a script is told what is wrong with what it sent."""
    if not is_by_script(request):
        return render(request, template, context)
    wrong = [error for errors in context["form"].errors.values() for error in errors]
    words = [*context.get("refusal", "").splitlines(), *wrong]
    return JsonResponse({"error": " ".join(words)}, status=422)


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

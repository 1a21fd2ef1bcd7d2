"""Ending mandates and memberships: whoever confirms it has seen what follows."""

from django.core.exceptions import ValidationError

MEANWHILE = "Inzwischen hat sich etwas geändert. Bitte prüfen Sie noch einmal, was folgt."


def done(form, verb, thing, *, by, now, **more):
    """What ``verb`` made of ``thing``; None if a rule was broken, which the form then says."""
    try:
        return verb(thing, **more, by=by, now=now)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return None


def ended(request, form, verb, term, seen, now) -> bool:
    """Whether ``term`` has been ended by this request."""
    if request.method != "POST" or not form.is_valid():
        return False
    if request.POST.get("seen") != seen:
        form.add_error(None, MEANWHILE)
        return False
    return done(form, verb, term, on=form.cleaned_data["on"], by=request.user, now=now) is not None

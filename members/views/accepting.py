"""What the link in an invitation opens, for strangers and for people with an account.

Looking uses nothing up; only a POST accepts. A token that opens nothing is
answered like any address that does not exist.
"""

from functools import wraps

from allauth.account.internal.flows.login import (
    perform_login,
    perform_password_login,
    record_authentication,
)
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from forum_portal import clock

from .. import access, services, wording
from ..forms.accepting import AcceptForm
from ..models import Invitation, Person
from ..refusals import CannotAccept

PASSKEY = "passkey"


def behind_a_link(view):
    """The address is a key: nothing keeps the page, and nobody else learns where it is.

    Not ``no-referrer``, with which browsers send ``Origin: null`` and the form is refused.
    """

    @wraps(view)
    def answering(request, *args, **kwargs):
        try:
            response = view(request, *args, **kwargs)
        except Invitation.DoesNotExist:  # a new link was sent this moment
            raise Http404 from None
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "strict-origin"
        return response

    return answering


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password1", "password2")
@behind_a_link
def accept_invitation(request, token):
    now = clock.now()
    found = _find(token, now)
    account = Person.objects.filter(email=found.address).first()
    try:
        services.require_acceptable(found, account, now)
        if account is None and not request.user.is_authenticated:
            return _as_stranger(request, found, now)
        if account != request.user:
            return _as_somebody_else(request, found)
        return _as_member(request, found, now)
    except CannotAccept as refusal:
        return _over(request, found, refusal, now)


@login_not_required
@require_POST
@behind_a_link
def want_new_link(request, token):
    now = clock.now()
    services.want_new_link(_find(token, now), now=now)
    return redirect("members:accept_invitation", token)


def _find(token, now) -> Invitation:
    by_token = Invitation.objects.with_stage(now).filter(token_hash=services.hashed(token))
    return get_object_or_404(by_token)


def _as_stranger(request, found, now):
    """The mail reached the address, so it is verified; the account comes with the mandate."""
    by_passkey = request.POST.get("way") == PASSKEY
    user = Person(email=found.address)
    form = AcceptForm(
        data=request.POST if request.method == "POST" else None,
        user=user,
        initial={"name": found.name},
        with_password=not by_passkey,
    )
    if request.method == "POST" and form.is_valid():
        person = services.accept_invitation(
            found,
            name=form.cleaned_data["name"],
            password=form.cleaned_data.get("password1"),
            now=now,
        )
        login = Login(person, email=person.email, signup=True, redirect_url=_then(by_passkey))
        if by_passkey:  # the link came by mail, as a code does
            record_authentication(request, person, method="code", email=person.email)
            response = perform_login(request, login)
        else:
            response = perform_password_login(request, {"email": person.email}, login)
        _welcome(request, found, now)
        return response
    return render(request, "members/accept_invitation.html", _offer(found, now) | {"form": form})


def _as_member(request, found, now):
    """Somebody with an account begins one more mandate."""
    if request.method == "POST":
        services.accept_invitation(found, person=request.user, now=now)
        _welcome(request, found, now)
        return redirect("front:home")
    return render(request, "members/accept_invitation.html", _offer(found, now))


def _as_somebody_else(request, found):
    return render(request, "members/accept_as_whom.html", {"path": request.path})


def _over(request, found, refusal, now):
    is_wanted = services.may_be_wanted(found, now)
    context = {
        "invitation": found,
        "hindrance": refusal.hindrance,
        "text": refusal.text,
        "may_want": is_wanted and found.wanted_at is None,
        "wanted_at": found.wanted_at if is_wanted else None,
        "ask": _whom_to_ask(found, now),
    }
    return render(request, "members/invitation_over.html", context)


def _offer(found, now) -> dict:
    mandate = access.inviting_mandate(found.invited_by, found, now)
    return {
        "invitation": found,
        "role": wording.role(found),
        "term": wording.term(found, now),
        "inviter": wording.inviter(found.invited_by, mandate),
        "ask": found.invited_by.email,
    }


def _whom_to_ask(found, now) -> str:
    """Who invited, while they may."""
    may = access.may_offer(found.invited_by, found, now)
    return found.invited_by.email if may else ""


def _then(by_passkey) -> str:
    return reverse("mfa_add_webauthn" if by_passkey else "front:home")


def _welcome(request, found, now):
    term = wording.term(found, now)
    messages.success(request, f"Willkommen im Forum\nSie sind {term} zuständig: {found}.")

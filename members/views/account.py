"""/konto/: everything about the own account on one page, a section for each subject."""

from allauth.account.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from forum_portal.clock import now

from .. import second_factor, services
from ..authenticators import lacks_second_factor


@require_safe
def overview(request):
    person, instant = request.user, now()
    return render(
        request,
        "account/overview.html",
        {
            "factors": second_factor.Factors.of(person),
            "is_missing": lacks_second_factor(request, instant),
            "is_meant": second_factor.is_meant(person, instant),
            "connections": _connections(person),
            "sign_ins": person.sign_ins.open(),
            "session_key": request.session.session_key,
        },
    )


def _connections(person):
    """The providers that sign ``person`` in, by id; asked only where there are any."""
    ids = [provider["id"] for provider in settings.OIDC_PROVIDERS]
    tied = SocialAccount.objects.filter(user=person, provider__in=ids)
    return list(tied.values_list("provider", flat=True)) if ids else []


@require_POST
def end_sign_in(request, pk):
    """Somewhere else; here it is called signing out."""
    sign_in = get_object_or_404(request.user.sign_ins, pk=pk)
    is_here = sign_in.session_id == request.session.session_key
    services.end_sign_in(sign_in)
    if is_here:
        return _signed_out(request)
    messages.success(request, "Dort sind Sie abgemeldet")
    return redirect("account_overview")


@require_POST
def end_sign_ins(request):
    """Everywhere, here too: who suspects a stranger signs in again."""
    services.end_sign_ins(request.user)
    return _signed_out(request)


def _signed_out(request):
    get_adapter().logout(request)
    messages.success(request, "Sie sind abgemeldet")
    return redirect("account_login")

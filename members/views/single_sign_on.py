"""The way to the provider of a county and back."""

from secrets import token_urlsafe

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.core.ratelimit import consume, respond_429
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from requests import RequestException

from .. import services
from ..single_sign_on import ProviderAdapter


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def login(request, provider_id):
    """A GET asks; a POST leads to the provider, by a page.

    A redirect would not do: browsers hold a form's Content Security Policy
    against every redirect that follows it.
    """
    provider = _provider(request, provider_id)
    if request.user.is_authenticated:
        return redirect("/")
    if request.method != "POST":
        return render(request, "socialaccount/login.html", {"provider": provider})
    if not consume(request, action="oidc_login"):
        return respond_429(request)
    nonce = token_urlsafe(16)
    try:
        response = provider.redirect(
            request,
            process="login",
            next_url=get_next_redirect_url(request),
            data={"nonce": nonce},
            auth_params={"nonce": nonce},
        )
    except (OAuth2Error, RequestException, ValueError) as error:
        return render_authentication_error(request, provider, exception=error)
    return render(
        request, "socialaccount/leaving.html", {"provider": provider, "url": response.url}
    )


@login_not_required
@require_safe
def callback(request, provider_id):
    """Back from the provider. What this GET changes, only the browser can that was sent there:
    its session holds the state that is used up here."""
    _provider(request, provider_id)
    view = OAuth2CallbackView.adapter_view(ProviderAdapter(request, provider_id))
    return view(request)


@login_not_required
@require_safe
def cancelled(request):
    return render(request, "socialaccount/login_cancelled.html")


@require_POST
def disconnect(request, provider_id):
    provider = _provider(request, provider_id)
    if services.disconnect_provider(request.user, provider_id):
        get_account_adapter().send_notification_mail(
            "socialaccount/email/account_disconnected", request.user, {"provider": provider}
        )
        messages.success(request, f"{provider.name} meldet Sie hier nicht mehr an")
    return redirect("account_overview")


def _provider(request, provider_id):
    try:
        return get_adapter().get_provider(request, provider_id)
    except SocialApp.DoesNotExist:
        raise Http404 from None

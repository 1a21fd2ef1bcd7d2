"""Signing in with the account that a county gives its people, by OpenID Connect.

It opens an account that is there already and never makes one: the address that the
provider answers for must be the one that the person signs in with here.
"""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.shortcuts import render
from django.urls import reverse
from jwt import PyJWTError, get_unverified_header

from . import services
from .services.connections import Refused

SIGNATURES = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"}
ENDPOINTS = {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"}


class ProviderAdapter(OpenIDConnectOAuth2Adapter):
    """Checks what OpenID Connect Core 1.0 asks for, also where it would let us off."""

    @property
    def openid_config(self):
        try:
            config = super().openid_config
        except AttributeError as error:
            raise OAuth2Error("the configuration of the provider is none") from error
        if not all(config.get(name) for name in ENDPOINTS):
            raise OAuth2Error("the configuration of the provider is incomplete")
        return config

    def get_callback_url(self, request, app):
        """From ``PUBLIC_URL``, whatever Host header a request had."""
        path = reverse("openid_connect_callback", kwargs={"provider_id": self.provider_id})
        return settings.PUBLIC_URL + path

    def complete_login(self, request, app, token, *, response):
        try:
            claims = self._decode_id_token(app, response["id_token"])
            told = self._told(token, claims)
            login = self.get_provider().sociallogin_from_response(request, {"id_token": told})
        except (AttributeError, KeyError, TypeError, ValueError, ImproperlyConfigured) as error:
            raise OAuth2Error("an answer that does not follow the standard") from error
        login.nonce = claims.get("nonce")
        return login

    def _told(self, token, claims):
        """Address and its state from one and the same place."""
        if not self.openid_config.get("userinfo_endpoint"):
            return claims
        told = self._fetch_user_info(token.token)
        if told["sub"] != claims["sub"]:  # OpenID Connect Core 1.0, 5.3.2
            raise OAuth2Error("about somebody else")
        return told if told.get("email") else claims

    def _decode_id_token(self, app, id_token):
        """Signed by a key of the provider, although it came from the provider itself."""
        try:
            if get_unverified_header(id_token).get("alg") not in SIGNATURES:
                raise OAuth2Error("not signed with a key pair")
        except PyJWTError as error:
            raise OAuth2Error("no token") from error
        return jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = ProviderAdapter
    pkce_enabled_default = True

    def extract_extra_data(self, data):
        return {}  # what else the provider tells of a person is not ours to keep

    def serialize(self):
        """By its own id: two providers may know the portal under the same name."""
        return {"id": self.app.provider_id}


class SocialAdapter(DefaultSocialAccountAdapter):
    """Providers stand in the environment alone; sign-up is closed."""

    def list_apps(self, request, provider=None, client_id=None):
        return [
            SocialApp(
                provider="openid_connect",
                provider_id=known["id"],
                name=known["name"],
                client_id=known["client_id"],
                secret=known["secret"],
                settings={"server_url": known["server_url"]},
            )
            for known in settings.OIDC_PROVIDERS
            if provider == known["id"]
        ]

    def get_provider(self, request, provider, client_id=None):
        return Provider(request, app=self.get_app(request, provider=provider))

    def is_open_for_signup(self, request, sociallogin):
        return False

    def authenticate_by_email(self, sociallogin):
        return None  # pre_social_login does, with more questions

    def pre_social_login(self, request, sociallogin):
        """Ties the provider's account to the person it belongs to, or says why not."""
        account = sociallogin.account
        try:
            if sociallogin.state.get("data", {}).get("nonce") != sociallogin.nonce:
                raise Refused("stale")
            with transaction.atomic():
                person, is_tied = services.person_of(
                    account.provider, account.uid, _address(sociallogin)
                )
                if not is_tied:
                    sociallogin.connect(request, person)
                services.verify_address(person)
        except Refused as refused:
            page = _refusal(request, account.provider, refused.reason)
            raise ImmediateHttpResponse(page) from None
        sociallogin.user = person


def named(provider_id):
    """The provider with this id, as the environment describes it."""
    return next(known for known in settings.OIDC_PROVIDERS if known["id"] == provider_id)


def _address(sociallogin):
    """The one that the provider answers for; nothing but ``true`` says that it does."""
    verified = [a.email for a in sociallogin.email_addresses if a.verified is True]
    return verified[0].lower() if verified else None


def _refusal(request, provider, reason):
    context = {"provider": named(provider), "reason": reason}
    return render(request, "socialaccount/refused.html", context, status=403)

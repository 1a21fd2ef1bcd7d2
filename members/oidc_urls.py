"""Under /konto/oidc/, and only where a provider is configured."""

from django.urls import path

from .views import single_sign_on

urlpatterns = [
    path("abgebrochen/", single_sign_on.cancelled, name="socialaccount_login_cancelled"),
    path("<slug:provider_id>/login/", single_sign_on.login, name="openid_connect_login"),
    path(
        "<slug:provider_id>/login/callback/",
        single_sign_on.callback,
        name="openid_connect_callback",
    ),
    path("<slug:provider_id>/trennen/", single_sign_on.disconnect, name="account_disconnect"),
]

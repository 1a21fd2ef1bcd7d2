"""Everything under /konto/: django-allauth's own names, so that it finds its pages."""

from django.conf import settings
from django.urls import include, path

from .views import account, delivery, second_factor

second_factor_urls = [
    path("", second_factor.overview, name="mfa_index"),
    path("authenticate/", second_factor.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("totp/activate/", second_factor.activate_totp, name="mfa_activate_totp"),
    path("totp/deactivate/", second_factor.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", second_factor.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/generate/",
        second_factor.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "recovery-codes/download/",
        second_factor.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("webauthn/add/", second_factor.add_passkey, name="mfa_add_webauthn"),
    path("webauthn/login/", second_factor.login_with_passkey, name="mfa_login_webauthn"),
    path(
        "webauthn/reauthenticate/",
        second_factor.reauthenticate_with_passkey,
        name="mfa_reauthenticate_webauthn",
    ),
    path("webauthn/keys/<int:pk>/edit/", second_factor.rename_passkey, name="mfa_edit_webauthn"),
    path(
        "webauthn/keys/<int:pk>/remove/", second_factor.remove_passkey, name="mfa_remove_webauthn"
    ),
]

urlpatterns = [
    path("", account.overview, name="account_overview"),
    path("sitzungen/beenden/", account.end_sign_ins, name="account_end_sign_ins"),
    path("sitzungen/<int:pk>/beenden/", account.end_sign_in, name="account_end_sign_in"),
    path("zustelladresse/", delivery.delivery_address, name="account_delivery_address"),
    path(
        "zustelladresse/bestaetigen/",
        delivery.confirm_delivery_address,
        name="account_confirm_delivery_address",
    ),
    path("zustelladresse/code/", delivery.send_delivery_code, name="account_send_delivery_code"),
    path(
        "zustelladresse/entfernen/",
        delivery.remove_delivery_address,
        name="account_remove_delivery_address",
    ),
    path("2fa/", include(second_factor_urls)),
    path("", include("allauth.account.urls")),
]
if settings.OIDC_PROVIDERS:
    urlpatterns.append(path("oidc/", include("members.oidc_urls")))

"""Login is the default; what is open to anyone stands here."""

from django.urls import get_resolver
from django.urls.resolvers import URLResolver

OPEN = {
    "front:home",
    "front:healthz",
    "front:legal_notice",
    "front:privacy_notice",
    "front:accessibility_statement",
    "recommendations:recommendations",  # those that are published
    "recommendations:demands",
    "recommendations:recommendation",
    "front:metrics",
    "mailroom:unsubscribe",
    "meetings:calendar_feed",  # to whoever has the address
    # the ways in
    "members:accept_invitation",
    "members:want_new_link",
    "account_login",
    "account_logout",
    "account_signup",  # says that it is closed
    "account_inactive",
    "account_email_verification_sent",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_reset_password",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_password_reset_completed",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "admin:login",  # leads to the portal's own
    # in the demo alone
    "demo:mailboxes",
    "demo:mailbox",
    "demo:letter",
    "demo:letter_html",
    "demo:letter_part",
    "demo:letter_raw",
}


def views(resolver, namespaces=()):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (pattern.namespace,) if pattern.namespace else ()
            yield from views(pattern, namespaces + inner)
        else:
            yield ":".join((*namespaces, pattern.name or str(pattern.pattern))), pattern.callback


def test_only_these_pages_are_open_to_anyone():
    is_open = {
        name for name, view in views(get_resolver()) if not getattr(view, "login_required", True)
    }

    assert is_open == OPEN

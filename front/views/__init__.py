from .errors import bad_request, forbidden, not_found, server_error
from .legal import accessibility_statement, legal_notice, privacy_notice
from .pages import healthz, home, metrics, settings

__all__ = [
    "accessibility_statement",
    "bad_request",
    "forbidden",
    "healthz",
    "home",
    "legal_notice",
    "metrics",
    "not_found",
    "privacy_notice",
    "server_error",
    "settings",
]

from .errors import bad_request, forbidden, not_found, server_error
from .pages import healthz, home, settings

__all__ = [
    "bad_request",
    "forbidden",
    "healthz",
    "home",
    "not_found",
    "server_error",
    "settings",
]

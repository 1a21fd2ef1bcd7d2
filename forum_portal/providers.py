"""Who signs people in for a county by OpenID Connect, as the environment names them."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

NEEDED = {"id", "name", "server_url", "client_id", "secret"}
MAY_HAVE = {"domains": [], "second_factor": False}


def checked(providers) -> list[dict]:
    """``providers`` with all that they may have; a wrong one stops the start and says why."""
    if not isinstance(providers, list) or not all(isinstance(p, dict) for p in providers):
        raise _wrong("ist keine Liste von Anbietern")
    for provider in providers:
        _check(provider)
    if len({provider["id"] for provider in providers}) < len(providers):
        raise _wrong("nennt zwei Anbieter mit derselben id")
    return [MAY_HAVE | provider for provider in providers]


def _check(provider):
    called = f"Anbieter {provider.get('id', '?')}"
    if missing := {name for name in NEEDED if not provider.get(name)}:
        raise _wrong(f"{called}: es fehlt {', '.join(sorted(missing))}")
    if unknown := provider.keys() - NEEDED - MAY_HAVE.keys():
        raise _wrong(f"{called}: unbekannt ist {', '.join(sorted(unknown))}")
    if not re.fullmatch(r"[a-z0-9-]+", provider["id"]):
        raise _wrong(f"{called}: die id hat nur Kleinbuchstaben, Ziffern und Bindestriche")
    url = urlsplit(provider["server_url"])
    if url.scheme != "https" and url.hostname not in {"localhost", "127.0.0.1"}:
        raise _wrong(f"{called}: server_url muss mit https:// beginnen")
    if not isinstance(provider.get("domains", []), list):
        raise _wrong(f"{called}: domains ist eine Liste")
    if not isinstance(provider.get("second_factor", False), bool):
        raise _wrong(f"{called}: second_factor ist true oder false")


def _wrong(what):
    return ImproperlyConfigured(f"OIDC_PROVIDERS {what}. Siehe .env.example.")

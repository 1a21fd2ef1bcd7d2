import json
import statistics
from time import perf_counter

from django.core.management.base import BaseCommand
from django.db import transaction
from django.test import Client, override_settings

ROUNDS = 25
ADDRESSES = {"known": "celle@forum.example", "unknown": "niemand.hier@forum.example"}
WAYS = {
    "Anmelden mit falschem Passwort": lambda address: (
        "/konto/login/",
        {"login": address, "password": "falsch geraten"},
    ),
    "Code anfordern": lambda address: ("/konto/login/code/", {"email": address}),
    "Passwort vergessen": lambda address: ("/konto/password/reset/", {"email": address}),
}


class Command(BaseCommand):
    help = "What a known and an unknown address cost at each way in, in milliseconds; JSON."

    def handle(self, **options):
        # Within the real limits nobody could ask often enough to tell.
        with override_settings(ACCOUNT_RATE_LIMITS=False):
            self.stdout.write(json.dumps({way: _measured(way) for way in WAYS}))


def _measured(way: str) -> dict[str, float]:
    """The median of each, asked by turns, so that both meet the same machine."""
    times = {name: [] for name in ADDRESSES}
    for round_ in range(ROUNDS + 2):
        for name, address in ADDRESSES.items():
            taken = _asked(*WAYS[way](address))
            if round_ >= 2:
                times[name].append(taken)
    return {name: 1000 * statistics.median(taken) for name, taken in times.items()}


def _asked(path, data) -> float:
    client = Client(headers={"host": "localhost"})
    with transaction.atomic():
        began = perf_counter()
        response = client.post(path, data)
        taken = perf_counter() - began
        transaction.set_rollback(True)
    if response.status_code not in (200, 302):
        raise RuntimeError(f"{path}: {response.status_code}")
    return taken

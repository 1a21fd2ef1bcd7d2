"""How many requests, which answers, how long: by route, so that nobody stands in it.

With several processes each keeps its figures in ``PROMETHEUS_MULTIPROC_DIR``
(set by deploy/gunicorn.py), and whoever is asked adds them all up.
"""

import os

from prometheus_client import REGISTRY, CollectorRegistry, Histogram, multiprocess

REQUESTS = Histogram(
    "portal_request_seconds",
    "Seconds that the portal took to answer",
    ["method", "route", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}


def count(method: str, route: str, status: int, seconds: float) -> None:
    known = method if method in METHODS else "other"
    REQUESTS.labels(known, route, str(status)).observe(seconds)


def registry() -> CollectorRegistry:
    """The figures of all processes of this server."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    every = CollectorRegistry()
    multiprocess.MultiProcessCollector(every)
    return every

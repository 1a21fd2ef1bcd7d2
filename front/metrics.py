"""The figures for whoever watches the portal, in the text of Prometheus; no person in them."""

from django.db.models import Count, F, Min
from django.db.models.functions import Extract, Now
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from forum_portal import metrics
from mailroom.models import Heartbeat, Mail
from mailroom.pausing import is_paused
from mailroom.stages import State


def text() -> bytes:
    """Requests of all processes, and the ledger as it is now: four queries."""
    ledger = CollectorRegistry()
    ledger.register(Ledger())
    return generate_latest(metrics.registry()) + generate_latest(ledger)


class Ledger:
    """Read from the database when asked, and so the same from every process."""

    def collect(self):
        yield self.by_state()
        yield self.oldest()
        yield self.heartbeat()
        yield _gauge("portal_mail_paused", "1 while no mail leaves", int(is_paused()))

    def by_state(self):
        family = GaugeMetricFamily("portal_mails", "Rows of the ledger", labels=["state"])
        counted = dict(Mail.objects.values_list("state").annotate(count=Count("pk")))
        for state in State:
            family.add_metric([state.value], counted.get(state.value, 0))
        return family

    def oldest(self):
        queued = Mail.objects.filter(state=State.QUEUED)
        seconds = queued.aggregate(age=_age(Min("created_at")))["age"]
        what = "Seconds that the oldest waiting mail has waited"
        return _gauge("portal_mail_oldest_queued_seconds", what, seconds or 0)

    def heartbeat(self):
        seconds = Heartbeat.objects.values_list(_age(F("at")), flat=True).first()
        what = "Seconds since the last pass of the mailroom; NaN if there was none"
        missing = float("nan")
        return _gauge(
            "portal_mail_heartbeat_seconds", what, missing if seconds is None else seconds
        )


def _age(instant):
    return Extract(Now(), "epoch") - Extract(instant, "epoch")


def _gauge(name: str, what: str, value) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, value=float(value))

"""The figures for whoever watches the portal, in the text of Prometheus; no person in them."""

from datetime import datetime

from django.db.models import Count
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from forum_portal import metrics
from forum_portal.dates import day
from mailroom import alarms
from mailroom.models import Mail
from mailroom.pausing import is_paused
from mailroom.stages import State
from members.retention import last_done


def text(now: datetime) -> bytes:
    """Requests of all processes, and the ledger as it is at ``now``: six queries."""
    ledger = CollectorRegistry()
    ledger.register(Ledger(now))
    return generate_latest(metrics.registry()) + generate_latest(ledger)


class Ledger:
    """Read from the database when asked, and so the same from every process."""

    def __init__(self, now: datetime):
        self.now = now

    def collect(self):
        yield self.by_state()
        yield self.oldest_queued()
        yield self.oldest_uncertain()
        yield self.heartbeat()
        yield _gauge("portal_mail_paused", "1 while no mail leaves", int(is_paused()))
        yield self.retention()

    def by_state(self):
        family = GaugeMetricFamily("portal_mails", "Rows of the ledger", labels=["state"])
        counted = dict(Mail.objects.values_list("state").annotate(count=Count("pk")))
        for state in State:
            family.add_metric([state.value], counted.get(state.value, 0))
        return family

    def oldest_queued(self):
        age, _ = alarms.oldest_waiting(self.now)
        what = "Seconds that the oldest waiting mail has waited"
        return _gauge("portal_mail_oldest_queued_seconds", what, age.total_seconds())

    def oldest_uncertain(self):
        age, _ = alarms.oldest_uncertain(self.now)
        what = "Seconds that nobody has known of the oldest uncertain mail whether it arrived"
        return _gauge("portal_mail_uncertain_oldest_seconds", what, age.total_seconds())

    def heartbeat(self):
        seconds = alarms.seconds_since_pass()
        what = "Seconds since the last pass of the mailroom; NaN if there was none"
        missing = float("nan")
        return _gauge(
            "portal_mail_heartbeat_seconds", what, missing if seconds is None else seconds
        )

    def retention(self):
        done = last_done()
        days = (day(self.now) - done).days if done else float("nan")
        what = "Days since the last finished round of what is to be forgotten; NaN if none was"
        return _gauge("portal_retention_days", what, days)


def _gauge(name: str, what: str, value) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, value=float(value))

"""What anybody can do on the public pages."""

from datetime import datetime, timedelta

from django.db import transaction

from mailroom.services import announce

from .models import BarrierReport

VALID_FOR = timedelta(days=30)


@transaction.atomic
def report_barrier(*, page: str, description: str, reply_to: str, by, now: datetime):
    """Keep the report, and tell the people of the office by mail."""
    report = BarrierReport.objects.create(
        page=page, description=description, reply_to=reply_to, person=by, at=now
    )
    announce(
        "barrier_reported",
        occasion=f"barrier:{report.pk}",
        payload={"report": report.pk},
        now=now,
        valid_until=now + VALID_FOR,
    )
    return report

"""How long the reports of barriers are kept."""

from members.retention import ago, delete_some, rule

from .models import BarrierReport


@rule(
    "barrier_reports",
    what="Gemeldete Barrieren, mit Adresse für die Antwort",
    how_long="bis sie erledigt sind, höchstens {days}",
    why="um zu antworten und die Barriere zu beseitigen",
    setting="KEEP_BARRIER_REPORTS_DAYS",
)
def forget_barrier_reports(now) -> int:
    return delete_some(BarrierReport.objects.filter(at__lte=ago("KEEP_BARRIER_REPORTS_DAYS", now)))

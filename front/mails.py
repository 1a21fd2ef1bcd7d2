"""The mail that tells the office of a barrier."""

from mailroom.letters import compose
from mailroom.registers import Kind, register
from mailroom.stages import Policy, Priority
from members.models import Person

from .models import BarrierReport


@register
class BarrierReported(Kind):
    name = "barrier_reported"
    label = "Gemeldete Barrieren"
    policy = Policy.MUST_ARRIVE
    priority = Priority.INVITATION

    def concerns(self, person, now):
        return person.is_office(now)

    def recipients(self, payload, now):
        return Person.objects.receiving(now).office(now).values_list("pk", flat=True)

    def letter(self, mail, now):
        report = BarrierReport.objects.filter(pk=mail.payload["report"]).first()
        if report is None or not mail.recipient.is_office(now):
            return None
        return compose(
            "front/mail/barrier_reported",
            {"report": report, "facts": _facts(report)},
            mail=mail,
            now=now,
            subject="Barriere gemeldet",
            thread=f"barrier-{report.pk}",
        )

    def still_due(self, mail, now):
        return BarrierReport.objects.filter(pk=mail.payload["report"]).exists()


def _facts(report) -> list[dict]:
    """What was written, as text alone: nothing of it becomes a link or a header."""
    answer = report.reply_to or (report.person.email if report.person else "")
    facts = [
        ("Seite", report.page or "nicht angegeben"),
        ("Was nicht geht", report.description),
        ("Antwort an", answer or "nicht gewünscht"),
    ]
    return [{"label": label, "value": value} for label, value in facts]

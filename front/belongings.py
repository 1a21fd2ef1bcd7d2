"""What belongs to a person in front: the barriers that the person reported."""

from django.db.models import Q
from django.db.models.functions import Lower

from mailroom.forgetting import forget_letters_about
from members.leaver import addresses_of
from members.own_data import Part, own_data
from members.transfer import Moves, transfers

from .models import BarrierReport


@own_data
class Barriers(Part):
    key = "barrier_reports"
    title = "Gemeldete Barrieren"
    columns = {
        "at": "gemeldet",
        "page": "Seite",
        "description": "Was nicht geht",
        "reply_to": "Antwort an",
    }
    covers = ("front.BarrierReport.person", "front.BarrierReport.reply_to")
    goes = "Ihre Meldungen zur Barrierefreiheit"

    def things(self, person, now):
        own = Q(person=person) | Q(answer__in=addresses_of(person))
        return (
            BarrierReport.objects.alias(answer=Lower("reply_to")).filter(own).order_by("at", "pk")
        )

    def forget(self, leaver):
        """With what the mail about them said to the office, as long as its bytes are kept."""
        reports = list(self.things(leaver.person, leaver.now).values_list("pk", flat=True))
        forget_letters_about("report", reports)
        BarrierReport.objects.filter(pk__in=reports).delete()


transfers(Moves("front.BarrierReport.person", "gemeldete Barriere", "gemeldete Barrieren"))

"""What somebody asked, answered and did in date polls."""

from django.db.models import Exists, OuterRef

from forum_portal import dates
from members.own_data import Part, own_data
from members.transfer import Moves, transfers

from ..models import DatePoll, PollAnswer, PollEvent
from ..stages import PollVerb
from .rows import DEEDS_STAY


def _with_poll(things, path, person, now):
    """``things`` with the date poll at ``path``, and whether the person may see it still."""
    visible = DatePoll.objects.visible_to(person, now).filter(pk=OuterRef(f"{path}_id"))
    return things.select_related(path).annotate(sees=Exists(visible))


def _poll_named(poll, thing) -> str:
    """Its title to whoever may see it still; to others that there was one, and until when."""
    return poll.title if thing.sees else f"Terminabstimmung bis {dates.plain_date(poll.answer_by)}"


@own_data
class PollsMade(Part):
    key = "polls_made"
    title = "Terminabstimmungen, die Sie angelegt haben"
    columns = {"poll": "Terminabstimmung"}
    covers = ("meetings.DatePoll.created_by",)
    stays = f"Terminabstimmungen, die Sie angelegt haben, {DEEDS_STAY}"

    def things(self, person, now):
        visible = DatePoll.objects.visible_to(person, now).filter(pk=OuterRef("pk"))
        made = DatePoll.objects.filter(created_by=person).annotate(sees=Exists(visible))
        return made.order_by("pk")

    def row(self, poll, person):
        return {"poll": _poll_named(poll, poll)}


@own_data
class PollAnswers(Part):
    key = "poll_answers"
    title = "Antworten auf Terminabstimmungen"
    columns = {
        "answered_at": "geantwortet",
        "poll": "Terminabstimmung",
        "district": "für",
        "choices": "Antworten",
    }
    covers = ("meetings.PollAnswer.answered_by",)
    stays = f"Antworten auf Terminabstimmungen für Ihren Landkreis, {DEEDS_STAY}"

    def things(self, person, now):
        answers = PollAnswer.objects.filter(answered_by=person).select_related("district")
        answers = answers.prefetch_related("choices__date")
        return _with_poll(answers, "poll", person, now).order_by("answered_at", "pk")

    def row(self, answer, person):
        choices = sorted(answer.choices.all(), key=lambda choice: choice.date.starts_at)
        return {
            "answered_at": answer.answered_at,
            "poll": _poll_named(answer.poll, answer),
            "district": str(answer.district),
            "choices": "; ".join(f"{choice.date}: {choice}" for choice in choices),
        }


@own_data
class PollDeeds(Part):
    key = "poll_events"
    title = "Was Sie bei Terminabstimmungen getan haben"
    columns = {"at": "wann", "poll": "Terminabstimmung", "verb": "was", "district": "für"}
    covers = ("meetings.PollEvent.by",)
    stays = f"Der Verlauf der Terminabstimmungen, an dem Sie beteiligt waren, {DEEDS_STAY}"

    def things(self, person, now):
        events = PollEvent.objects.filter(by=person).select_related("district")
        return _with_poll(events, "poll", person, now).order_by("at", "pk")

    def row(self, event, person):
        return {
            "at": event.at,
            "poll": _poll_named(event.poll, event),
            "verb": PollVerb(event.verb),
            "district": str(event.district) if event.district else "",
        }


transfers(
    Moves("meetings.DatePoll.created_by", "Terminabstimmung", "Terminabstimmungen"),
    Moves(
        "meetings.PollAnswer.answered_by",
        "Antwort auf Terminabstimmung",
        "Antworten auf Terminabstimmungen",
    ),
    Moves(
        "meetings.PollEvent.by",
        "Schritt bei Terminabstimmungen",
        "Schritte bei Terminabstimmungen",
    ),
)

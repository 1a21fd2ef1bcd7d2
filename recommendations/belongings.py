"""What belongs to a county and to a person in the recommendations: led, begun, moved."""

from django.db.models import Exists, OuterRef

from mailroom.forgetting import forget_letters_about
from members.own_data import Part, own_data
from members.registers import Contribution, contribution
from members.transfer import Moves, transfers

from .models import Event, Recommendation
from .wording import happened

MOST_IN_A_REASON = 500


@contribution("Federführend bei")
def led(districts, person, now) -> list[Contribution]:
    """Recommendations that the counties lead, the newest first."""
    listed = Recommendation.objects.listed_to(person, now).filter(lead_district__in=districts)
    return [
        Contribution(
            found.lead_district_id,
            found.title,
            found.get_absolute_url(),
            f"Handlungsempfehlung {found.sign}, {found.get_stage_display()}",
            found.created_at,
        )
        for found in listed.newest_first()
    ]


def _named(recommendation, thing) -> str:
    """Its title to whoever may see it still; to others the number under which it is known."""
    if thing.sees:
        return recommendation.title
    return f"Handlungsempfehlung {recommendation.sign}"


@own_data
class RecommendationsBegun(Part):
    key = "recommendations_begun"
    title = "Handlungsempfehlungen, die Sie angelegt haben"
    columns = {"recommendation": "Empfehlung", "created_at": "angelegt"}
    covers = ("recommendations.Recommendation.created_by",)
    stays = "Handlungsempfehlungen, die Sie angelegt haben, als Arbeit des Forums, ohne Ihren Namen"

    def things(self, person, now):
        visible = Recommendation.objects.visible_to(person, now).filter(pk=OuterRef("pk"))
        begun = Recommendation.objects.filter(created_by=person).annotate(sees=Exists(visible))
        return begun.defer("text").order_by("created_at", "pk")

    def row(self, recommendation, person):
        return {
            "recommendation": _named(recommendation, recommendation),
            "created_at": recommendation.created_at,
        }


@own_data
class RecommendationDeeds(Part):
    key = "recommendation_events"
    title = "Was Sie bei Handlungsempfehlungen getan haben"
    columns = {"at": "wann", "recommendation": "Empfehlung", "what": "was", "reason": "Begründung"}
    covers = ("recommendations.Event.by",)
    stays = "Der Weg der Empfehlungen, an dem Sie beteiligt waren, ohne Ihren Namen"

    def things(self, person, now):
        visible = Recommendation.objects.visible_to(person, now)
        sees = Exists(visible.filter(pk=OuterRef("recommendation_id")))
        events = Event.objects.filter(by=person).select_related("recommendation")
        return events.defer("recommendation__text").annotate(sees=sees).order_by("at", "pk")

    def row(self, event, person):
        return {
            "at": event.at,
            "recommendation": _named(event.recommendation, event),
            "what": happened(event),
            "reason": event.reason if event.sees else "",
        }

    def forget(self, leaver):
        events = list(Event.objects.filter(leaver.named_in("reason")))
        for event in events:
            event.reason = leaver.without(event.reason)[:MOST_IN_A_REASON]
            event.save(update_fields=["reason"])
        forget_letters_about("recommendation", {event.recommendation_id for event in events})


transfers(
    Moves(
        "recommendations.Recommendation.created_by",
        "begonnene Empfehlung",
        "begonnene Empfehlungen",
    ),
    Moves("recommendations.Event.by", "Schritt bei Empfehlungen", "Schritte bei Empfehlungen"),
)

"""What a recommendation says, as one value: for forms that are open while somebody saves."""

from hashlib import sha256

from .models import Recommendation

FIELDS = ("title", "summary", "text", "lead_district_id", "stage")


def fingerprint(recommendation: Recommendation) -> str:
    """The same for as long as nobody changes text, topics, demands or stage."""
    values = [
        *(str(getattr(recommendation, name)) for name in FIELDS),
        sorted(recommendation.topics.values_list("pk", flat=True)),
        [
            (demand.text, sorted((a.addressee, a.federal_state_id or "") for a in addressees))
            for demand, addressees in demands_of(recommendation)
        ],
    ]
    return sha256(repr(values).encode()).hexdigest()


def demands_of(recommendation: Recommendation) -> list[tuple]:
    """Each demand in order with its addressees; asked anew."""
    demands = recommendation.demands.order_by("position").prefetch_related(
        "addressees__federal_state"
    )
    return [(demand, list(demand.addressees.all())) for demand in demands]

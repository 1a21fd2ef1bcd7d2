"""What a county has contributed to the recommendations: those that it leads."""

from members.registers import Contribution, contribution

from .models import Recommendation


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

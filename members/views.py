from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render

from forum_portal.clock import now

from . import access
from .models import District, Mandate


def directory(request):
    """The member counties by state, with whom to turn to."""
    instant = now()
    districts = _with_contacts(District.objects.visible_to(request.user, instant), request, instant)
    return render(
        request,
        "members/directory.html",
        {
            "districts": districts.order_by("federal_state__name", "sort_key"),
            "own": request.user.acts_for(instant),
            "shows_contacts": access.may_see_contacts(request.user, instant),
        },
    )


def district(request, slug):
    """One member county: its figures, its topics, and whom to turn to."""
    instant = now()
    visible = District.objects.visible_to(request.user, instant)
    found = get_object_or_404(_with_contacts(visible, request, instant), slug=slug)
    return render(
        request,
        "members/district.html",
        {
            "district": found,
            "membership": found.membership(instant),
            "own": found in request.user.acts_for(instant),
            "shows_contacts": access.may_see_contacts(request.user, instant),
        },
    )


def _with_contacts(districts, request, instant):
    """``districts`` with their topics, and as ``contacts`` the mandates that the person may see."""
    contacts = Mandate.objects.visible_to(request.user, instant).select_related("person")
    return districts.select_related("federal_state").prefetch_related(
        "topics", Prefetch("mandates", contacts.in_order(), to_attr="contacts")
    )

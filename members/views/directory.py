from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render

from forum_portal.clock import now

from .. import access
from ..contacts import with_gaps
from ..filters import DirectoryFilter
from ..locator import MOST_NUMBERS
from ..models import Absence, District, Mandate
from ..registers import contributions


def directory(request):
    """The member counties by state, with whom to turn to."""
    instant = now()
    shows_contacts = access.may_see_contacts(request.user, instant)
    narrowed = DirectoryFilter(
        request.GET,
        District.objects.members(instant),
        contacts=Mandate.objects.visible_to(request.user, instant),
        shows_contacts=shows_contacts,
    )
    found = _with_contacts(narrowed.qs, request, instant)
    districts = found.numbered_by_state()
    return render(
        request,
        "members/directory.html",
        {
            "filter": narrowed,
            "districts": districts,
            "own": request.user.acts_for(instant),
            "shows_contacts": shows_contacts,
            "has_numbers": len(districts) <= MOST_NUMBERS,
        },
    )


def district(request, slug):
    """A county that is or was a member: figures, topics, whom to turn to, what it has done."""
    instant = now()
    visible = District.objects.visible_to(request.user, instant)
    found = get_object_or_404(_with_contacts(visible, request, instant), slug=slug)
    own = request.user.acts_for(instant)
    membership = found.membership(instant)
    is_member = membership.runs(instant)
    return render(
        request,
        "members/district.html",
        {
            "district": found,
            "here": [found],
            "membership": membership,
            "is_member": is_member,
            "own": [found] if found in own else [],
            "shows_contacts": is_member and access.may_see_contacts(request.user, instant),
            "absences": Absence.objects.visible_to(request.user, instant).of_county(found),
            "may_manage": access.may_manage_mandates(request.user, found, instant),
            "contributions": contributions(found, request.user, instant),
        },
    )


def _with_contacts(districts, request, instant):
    """``districts`` with their topics, and as ``contacts`` the mandates that the person may see."""
    contacts = Mandate.objects.visible_to(request.user, instant).select_related("person")
    if request.user.is_office(instant):
        districts = with_gaps(districts, instant)
    return districts.select_related("federal_state").prefetch_related(
        "topics", Prefetch("mandates", contacts.in_order(), to_attr="contacts")
    )

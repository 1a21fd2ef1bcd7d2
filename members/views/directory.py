"""The directory: counties and people to be found, and the page of a county."""

from collections import Counter
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from forum_portal import clock

from .. import access, services
from ..contacts import with_gaps
from ..filters import DirectoryFilter
from ..forms.topics import TopicsForm
from ..locator import MOST_NUMBERS
from ..models import Absence, District, Mandate
from ..models.places import contacts_of
from ..refusals import ChangedMeanwhile
from ..registers import contributions
from ..snapshot import topics_fingerprint
from ..stages import Function

PEOPLE_ON_A_PAGE, MOST_CONTACTS = 25, 4
TABS = [("Landkreise und Personen", "members:directory"), ("Partner", "members:partners")]
TABS_OF_PARTNERS = [("Landkreise", "members:directory"), ("Ihre Organisation", "members:partners")]
GROUPS = {Function.OFFICER: "Fachkräfte"}  # elsewhere one word fits one and several


def tabs(person, current: str, now) -> list[dict]:
    names = TABS if access.may_see_contacts(person, now) else TABS_OF_PARTNERS
    return [
        {"label": label, "url": reverse(name), "current": name == current} for label, name in names
    ]


@require_safe
def directory(request):
    """The member counties by state with whom to turn to, and people by what they know."""
    now = clock.now()
    contacts = Mandate.objects.visible_to(request.user, now)
    shows_contacts = access.may_see_contacts(request.user, now)
    narrowed = DirectoryFilter(
        request.GET,
        District.objects.members(now),
        contacts=contacts,
        shows_contacts=shows_contacts,
    )
    found = _for_whom(request, narrowed.qs, now).numbered_by_state()
    page = Paginator(found, MOST_NUMBERS).get_page(request.GET.get("page"))
    districts = _with_what_is_listed(page.object_list, contacts)
    return render(
        request,
        "members/directory.html",
        {
            "tabs": tabs(request.user, "members:directory", now),
            "filter": narrowed,
            "found": found,
            "page": page,
            "districts": districts,
            "states": _by_state(districts, found),
            "own": request.user.acts_for(now),
            "shows_contacts": shows_contacts,
            "has_numbers": len(found) <= MOST_NUMBERS,
            "people": _people(narrowed, contacts, request),
        },
    )


def _for_whom(request, districts, now):
    """With their states; the office also learns where nobody can be reached."""
    if request.user.is_office(now):
        districts = with_gaps(districts, now)
    return districts.select_related("federal_state")


def _with_what_is_listed(districts, contacts) -> list[District]:
    """Those of one page with topics, and the first of their contacts."""
    first = contacts.as_contacts()[: MOST_CONTACTS + 1]
    prefetch_related_objects(districts, "topics", contacts_of(first))
    for district in districts:
        district.has_more = len(district.contacts) > MOST_CONTACTS
        district.contacts = district.contacts[:MOST_CONTACTS]
    return districts


def _by_state(districts, found) -> list[dict]:
    """The counties of the page by state, each state with how many of it were found."""
    counts = Counter(district.federal_state for district in found)
    return [
        {"state": state, "count": counts[state], "districts": list(group)}
        for state, group in groupby(districts, key=lambda district: district.federal_state)
    ]


def _people(narrowed, contacts, request):
    """A page of the people that were looked for; None where nobody was."""
    if not narrowed.finds_people:
        return None
    people = narrowed.people().with_contacts(contacts)
    return Paginator(people, PEOPLE_ON_A_PAGE).get_page(request.GET.get("personen"))


@require_safe
def district(request, slug):
    """A county that is or was a member: figures, topics, whom to turn to, what it has done."""
    now = clock.now()
    found = _find(request, slug, now)
    own = request.user.acts_for(now)
    membership = found.membership(now)
    is_member = membership.runs(now)
    return render(
        request,
        "members/district.html",
        {
            "district": found,
            "here": [found],
            "membership": membership,
            "is_member": is_member,
            "own": [found] if found in own else [],
            "shows_contacts": is_member and access.may_see_contacts(request.user, now),
            "groups": _by_function(found.contacts),
            "absences": Absence.objects.visible_to(request.user, now).of_county(found),
            "may_manage": access.may_manage_mandates(request.user, found, now),
            "may_change_topics": access.may_change_topics(request.user, found, now),
            "contributions": contributions(found, request.user, now),
        },
    )


def _by_function(contacts) -> list[tuple[str, list[Mandate]]]:
    """The contacts in their order, under the name of each function."""
    return [
        (GROUPS.get(function, Function(function).label), list(group))
        for function, group in groupby(contacts, key=lambda mandate: mandate.function)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def change_topics(request, slug):
    """What the county works on, entered by those who speak for it."""
    now = clock.now()
    found = _find(request, slug, now)
    if not access.may_change_topics(request.user, found, now):
        raise PermissionDenied
    form, context = TopicsForm(request.POST or None, district=found), {"district": found}
    if form.is_valid():
        values = form.cleaned_data
        try:
            services.change_topics(
                found, values["topics"], seen=values["seen"] or None, by=request.user, now=now
            )
        except ChangedMeanwhile as meanwhile:
            form = _again(request.POST, found)
            context |= {"meanwhile": str(meanwhile), "compared": form.compared()}
        else:
            messages.success(request, "Die Themen sind gespeichert")
            return redirect(found)
    return render(request, "members/change_topics.html", context | {"form": form})


def _again(posted, district) -> TopicsForm:
    """What was sent, as from a form that shows the topics as they stand now."""
    present = District.objects.get(pk=district.pk)
    data = posted.copy()
    data["seen"] = topics_fingerprint(present.topics.all())
    again = TopicsForm(data, district=present)
    again.is_valid()
    return again


def _find(request, slug, now) -> District:
    """A county with state, topics and the contacts that whoever looks may see."""
    visible = _for_whom(request, District.objects.visible_to(request.user, now), now)
    contacts = Mandate.objects.visible_to(request.user, now)
    shown = visible.prefetch_related("topics").with_contacts(contacts)
    return get_object_or_404(shown, slug=slug)

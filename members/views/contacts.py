"""Whom to turn to: a person's page, the partners, and contacts for an address book."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from forum_portal import clock

from .. import access, vcard
from ..models import District, Mandate, Organisation, Person
from .directory import tabs
from .profiles import answer_with_picture


@require_safe
def person(request, pk):
    now = clock.now()
    return render(request, "members/person.html", {"person": _find(request, pk, now)})


@require_safe
def picture(request, pk):
    return answer_with_picture(_find(request, pk, clock.now()))


@require_safe
def person_card(request, pk):
    now = clock.now()
    return _card(f"kontakt-{pk}", _find(request, pk, now).contacts, now)


@require_safe
def district_cards(request, slug):
    """All contacts of a county in one file."""
    now = clock.now()
    district = get_object_or_404(District.objects.visible_to(request.user, now), slug=slug)
    contacts = Mandate.objects.visible_to(request.user, now).filter(district=district)
    if not contacts.exists():
        raise Http404
    return _card(f"kontakte-{slug}", contacts.as_contacts(), now)


@require_safe
def partners(request):
    """The organisations beside the counties; to a partner the own one alone."""
    now = clock.now()
    visible = Organisation.objects.visible_to(request.user, now)
    contacts = Mandate.objects.visible_to(request.user, now)
    return render(
        request,
        "members/partners.html",
        {
            "tabs": tabs(request.user, "members:partners", now),
            "organisations": visible.with_contacts(contacts),
            "shows_contacts": access.may_see_contacts(request.user, now),
        },
    )


def _find(request, pk, now) -> Person:
    """The person with the mandates that whoever looks may see; else there is none."""
    people = Person.objects.visible_to(request.user, now)
    contacts = Mandate.objects.visible_to(request.user, now)
    return get_object_or_404(people.with_contacts(contacts), pk=pk)


def _card(name, mandates, now) -> HttpResponse:
    return HttpResponse(
        vcard.cards(mandates, now),
        content_type=vcard.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}.vcf"'},
    )

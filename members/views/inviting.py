"""The invitations that the office and the counties send, and what became of them."""

import re

from allauth.core.ratelimit import consume
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum_portal import clock
from forum_portal.dates import deadline

from .. import access, services
from ..filters import InvitationFilter
from ..forms.inviting import InviteForm, PlaceForm
from ..models import District, Invitation
from .finding import find_county
from .listing import entries

ON_A_PAGE = 25
MANY_LINKS = re.compile(r"[0-9]{1,6}")
LINK_SENT = (
    "Ein neuer Link ist unterwegs\nEr geht an dieselbe Adresse. Der Link davor gilt nicht mehr."
)
LINK_SENT_BEFORE = (
    "Ein neuer Link ist schon unterwegs\nSeit Sie die Seite geöffnet haben, wurde er verschickt."
)
TOO_MANY = (
    "Das waren sehr viele Einladungen auf einmal\n"
    "Diese ist nicht verschickt. Bitte versuchen Sie es in einer Stunde noch einmal."
)


@require_safe
def invitations(request):
    """All of them, for the office."""
    now = clock.now()
    if not access.may_see_all_invitations(request.user, now):
        raise PermissionDenied
    everywhere = Invitation.objects.visible_to(request.user, now)
    return _list(request, everywhere, now, invite_url=reverse("members:invite"))


@require_safe
def district_invitations(request, slug):
    """Those of one county, for who manages its people, and for the office."""
    now = clock.now()
    district = find_county(request, slug, now, access.may_invite)
    there = Invitation.objects.visible_to(request.user, now).at(district)
    invite_url = reverse("members:invite_to_district", args=[slug])
    return _list(request, there, now, invite_url=invite_url, district=district)


@require_http_methods(["GET", "HEAD", "POST"])
def invite_to_district(request, slug):
    now = clock.now()
    district = find_county(request, slug, now, access.may_invite)
    return _invite(request, district, now, back=["members:district_invitations", slug])


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request):
    """The office chooses the place first; what can be offered depends on it."""
    now = clock.now()
    if not access.may_see_all_invitations(request.user, now):
        raise PermissionDenied
    form = PlaceForm(request.GET or None, by=request.user, now=now)
    if not form.is_valid():
        return render(request, "members/invite_where.html", {"form": form})
    place = form.place()
    if isinstance(place, District):
        return redirect("members:invite_to_district", place.slug)
    return _invite(request, place, now, back=["members:invitations"])


@require_safe
def invitation(request, pk):
    now = clock.now()
    found = _find(request, pk, now)
    [entry] = entries([found], now)
    may_offer = access.may_offer(request.user, found, now)
    context = {
        "entry": entry,
        "may_renew": may_offer and not found.is_closed,
        "may_revoke": may_offer and not found.is_closed and entry.is_open,
        "list_url": _list_url(request, found, now),
    }
    return render(request, "members/invitation.html", context)


@require_POST
def renew_invitation(request, pk):
    """Carries how many links had been sent, so that a second click sends no second one."""
    now = clock.now()
    found = _find(request, pk, now, access.may_offer)
    if not consume(request, action="invite", user=request.user):
        messages.error(request, TOO_MANY)
        return redirect(found)
    try:
        sent = services.renew_invitation(found, seen=_seen(request), by=request.user, now=now)
        messages.success(request, LINK_SENT if sent else LINK_SENT_BEFORE)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    return redirect(found)


def _seen(request) -> int:
    seen = request.POST.get("seen", "")
    return int(seen) if MANY_LINKS.fullmatch(seen) else 0


@require_POST
def revoke_invitation(request, pk):
    now = clock.now()
    found = _find(request, pk, now, access.may_offer)
    try:
        services.revoke_invitation(found, by=request.user, now=now)
        messages.success(request, "Die Einladung ist zurückgezogen\nIhr Link gilt nicht mehr.")
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    return redirect(found)


def _invite(request, place, now, *, back):
    form = InviteForm(_posted(request), place=place, by=request.user, now=now)
    status = 200
    if request.method == "POST" and form.is_valid():
        if not consume(request, action="invite", user=request.user):
            messages.error(request, TOO_MANY)
            status = 429
        elif sent := _sent(request, form, now):
            messages.success(
                request,
                f"Die Einladung ist unterwegs\n{sent.address} bekommt einen Link, der bis "
                f"{deadline(sent.expires_at)} gilt.",
            )
            return redirect(*back)
    context = {"form": form, "place": place, "back_url": reverse(back[0], args=back[1:])}
    return render(request, "members/invite.html", context, status=status)


def _posted(request):
    return request.POST if request.method == "POST" else None


def _sent(request, form, now) -> Invitation | None:
    try:
        return services.invite(form.offer(), by=request.user, now=now)
    except ValidationError as refusal:
        form.refuse(refusal)
        return None


def _list(request, found, now, *, invite_url, district=None):
    narrowed = InvitationFilter(request.GET, found.with_stage(now))
    page = Paginator(narrowed.qs, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": narrowed,
        "page": page,
        "entries": entries(page.object_list, now),
        "district": district,
        "invite_url": invite_url,
        "is_used": narrowed.is_narrowed or bool(page.paginator.count),
    }
    return render(request, "members/invitations.html", context)


def _find(request, pk, now, may=None) -> Invitation:
    visible = Invitation.objects.visible_to(request.user, now).with_stage(now)
    found = get_object_or_404(visible, pk=pk)
    if may and not may(request.user, found, now):
        raise PermissionDenied
    return found


def _list_url(request, found, now) -> str:
    if access.may_see_all_invitations(request.user, now):
        return reverse("members:invitations")
    return reverse("members:district_invitations", args=[found.district.slug])

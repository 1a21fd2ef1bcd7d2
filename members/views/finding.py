"""What the views of mandates and memberships share: finding, and saying no."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect

from .. import access
from ..models import District, Mandate


def find_county(request, slug, now, may=access.may_manage_mandates) -> District:
    """The county, if the person may see that there is one (else 404), and ``may`` (else 403)."""
    district = get_object_or_404(District.objects.reachable_by(request.user, now), slug=slug)
    if not may(request.user, district, now):
        raise PermissionDenied
    return district


def find_mandate(request, slug, pk, now, may) -> Mandate:
    """A mandate at a county for which the person decides; ``may`` asks about this one."""
    district = find_county(request, slug, now)
    managed = Mandate.objects.managed_by(request.user, now).with_rights(now)
    mandate = get_object_or_404(managed.select_related("person"), pk=pk, district=district)
    mandate.district = district
    if not may(request.user, mandate, now):
        raise PermissionDenied
    return mandate


def refuse(request, text, *where):
    """Back to where ``where`` leads, with what is true instead as a warning."""
    messages.warning(request, text)
    return redirect(*where)

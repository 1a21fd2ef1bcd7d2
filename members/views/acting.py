"""Somebody who acts for several counties says for which."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from forum_portal import clock

from ..acting_for import choose


@require_POST
def act_for(request):
    """Without a county the choice is taken back; another's is none."""
    own = request.user.acts_for(clock.now())
    asked = request.POST.get("district", "")
    district = next((d for d in own if d.pk == asked), None)
    if asked and district is None:
        raise Http404
    choose(request, district)
    if district and len(own) > 1:
        messages.success(request, f"Sie handeln jetzt für {district}.")
    return redirect(_back(request))


def _back(request) -> str:
    """A page of the portal that the form names, else the start."""
    url = request.POST.get("next", "")
    is_own = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if is_own else "/"

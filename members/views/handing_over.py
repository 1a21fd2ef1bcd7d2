"""What somebody has in hand for a county goes to others there."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from forum_portal import clock
from forum_portal.outlooks import fingerprint

from .. import access, endings, services
from ..forms.handing_over import HandOverForm
from ..handover import in_hand
from ..registers import contributions
from .ending import MEANWHILE
from .finding import find_mandate, refuse


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request, slug, pk):
    now = clock.now()
    mandate = find_mandate(request, slug, pk, now, access.may_hand_over)
    if not mandate.has_begun(now):
        words = "Diese Zuständigkeit hat noch nicht begonnen. Sie können sie zurücknehmen."
        return refuse(request, words, "members:mandates", slug)
    things = in_hand(mandate.person, mandate.district, now)
    outlooks = endings.of_mandates([mandate], now)
    seen = fingerprint(outlooks)
    form = HandOverForm(request.POST or None, mandate=mandate, things=things, now=now)
    if _is_handed_over(request, form, seen, now):
        return redirect("members:mandates", slug)
    context = {
        "district": mandate.district,
        "held": mandate,
        "form": form,
        "things": things,
        "seen": seen,
        "effects": outlooks[0].effects,
        "is_over": mandate.is_over(now),
        "stays": list(endings.stays_in_words(contributions(mandate.district, request.user, now))),
    }
    return render(request, "members/hand_over.html", context)


def _is_handed_over(request, form, seen, now) -> bool:
    if request.method != "POST" or not form.is_valid():
        return False
    if request.POST.get("seen") != seen:
        form.add_error(None, MEANWHILE)
        return False
    mandate, on = form.mandate, form.cleaned_data.get("on")
    try:
        count = services.hand_over(mandate, form.successors(), on=on, by=request.user, now=now)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return False
    messages.success(request, _told(mandate, count, on, now))
    return True


def _told(mandate, count, on, now) -> str:
    one = f"Die Zuständigkeit von {mandate.person}"
    ended = endings.ended_in_words(one, on, now) if on else f"{one} ist vorbei."
    taken = "Übergeben ist nichts." if not count else f"Übergeben: {count}."
    return f"{ended}\n{taken}"

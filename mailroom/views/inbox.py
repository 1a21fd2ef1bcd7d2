from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from forum_portal.clock import now

from .. import services
from ..inbox import entries
from ..models import Mail, Preference
from ..registers import UnknownKind, kind_named, kinds
from ..stages import Delivery
from ..unsubscribing import InvalidToken, subscription

MAILS_ON_A_PAGE = 25


@require_safe
def inbox(request):
    mails = Mail.objects.visible_to(request.user).order_by("-created_at", "-id")
    page = Paginator(mails, MAILS_ON_A_PAGE).get_page(request.GET.get("page"))
    turned_off = _turned_off(request.user).filter(kind__in=kinds()).order_by("at")
    return render(
        request,
        "mailroom/inbox.html",
        {
            "page": page,
            "entries": entries(page.object_list, now()),
            "turned_off": [(off, kind_named(off.kind)) for off in turned_off],
        },
    )


@require_POST
def resubscribe(request, kind):
    off = get_object_or_404(_turned_off(request.user), kind=kind)
    services.resubscribe(request.user, off.kind, now=now())
    label = kind_named(off.kind).label
    messages.success(
        request, f"Wieder bestellt: {label}\nSie erhalten diese Mails ab jetzt wieder."
    )
    return redirect("mailroom:inbox")


def _turned_off(person):
    return Preference.objects.filter(person=person, delivery=Delivery.OFF)


@login_not_required
@csrf_exempt  # RFC 8058: the mail program posts without cookie; the token is the proof
def unsubscribe(request, token):
    """GET shows a button; POST ends one kind of mail for one person and nothing else."""
    try:
        named = subscription(token)
        kind = kind_named(named.kind)
    except (InvalidToken, UnknownKind):
        raise Http404("Dieser Link ist unvollständig.") from None
    if not kind.can_unsubscribe:
        raise Http404("Diese Mails lassen sich nicht abbestellen.")
    person = get_object_or_404(get_user_model(), pk=named.person_id)
    if request.method == "POST":
        services.unsubscribe(person, kind.name, now=now())
    return render(
        request, "mailroom/unsubscribe.html", {"kind": kind, "done": request.method == "POST"}
    )

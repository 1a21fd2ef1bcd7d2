"""What became of mail, for the office: by occasion, by person, one by one, and once more."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from forum_portal import clock

from .. import access, evidence, resending, services
from ..filters import OccasionFilter, PersonFilter, RecipientFilter
from ..models import Announcement, Bounce, Mail, Preference
from ..refusals import CannotResend
from ..registers import label_of

ON_A_PAGE = 25
BOUNCES_SHOWN = 10


def overseeing(view):
    """A page for those who look after the mail of others; ``now`` is handed in."""

    @wraps(view)
    def answering(request, *args, **kwargs):
        now = clock.now()
        if not access.may_oversee_mail(request.user, now):
            raise PermissionDenied
        return view(request, *args, now=now, **kwargs)

    return answering


@require_safe
@overseeing
def occasions(request, now):
    rows = Mail.objects.overseen_by(request.user, now).by_occasion().with_fate()
    narrowed = OccasionFilter(request.GET, rows)
    groups = narrowed.qs.values("group").annotate(last=Max("created_at"))
    page = _page(request, groups.order_by("-last", "group"))
    names = [row["group"] for row in page]
    return render(
        request,
        "mailroom/occasions.html",
        {
            "tabs": _tabs("mailroom:occasions"),
            "filter": narrowed,
            "page": page,
            "occasions": evidence.occasions(names, request.user, now),
            "waiting": [
                (row, label_of(row.kind))
                for row in Announcement.objects.filter(fanned_out_at=None).order_by("created_at")
            ],
        },
    )


@require_safe
@overseeing
def occasion(request, name, now):
    """All whom one occasion is for."""
    found = evidence.occasions([name], request.user, now)
    if not found:
        raise Http404
    rows = Mail.objects.overseen_by(request.user, now).by_occasion().filter(group=name)
    narrowed = RecipientFilter(request.GET, rows.with_fate().select_related("recipient"))
    page = _page(request, narrowed.qs.order_by("recipient__email", "pk"))
    return render(
        request,
        "mailroom/occasion.html",
        {
            "occasion": found[0],
            "filter": narrowed,
            "page": page,
            "entries": evidence.entries(page.object_list, request.user, now),
        },
    )


@require_safe
@overseeing
def people(request, now):
    narrowed = PersonFilter(request.GET, evidence.people_written_to(request.user, now))
    page = _page(request, narrowed.qs)
    suppressed = evidence.suppressed(page.object_list)
    return render(
        request,
        "mailroom/people.html",
        {
            "tabs": _tabs("mailroom:people"),
            "filter": narrowed,
            "page": page,
            "people": [(person, suppressed.get(person.pk)) for person in page],
        },
    )


@require_safe
@overseeing
def person(request, pk, now):
    """All mail to one person, and what stands in its way."""
    found = get_object_or_404(evidence.people_written_to(request.user, now), pk=pk)
    rows = Mail.objects.overseen_by(request.user, now).filter(recipient=found).with_fate()
    page = _page(request, rows.select_related("recipient").order_by("-created_at", "-pk"))
    turned_off = Preference.objects.filter(person=found).order_by("at")
    bounces = Bounce.objects.filter(mail__recipient=found).order_by("-at")[:BOUNCES_SHOWN]
    return render(
        request,
        "mailroom/person.html",
        {
            "person": found,
            "page": page,
            "entries": evidence.entries(page.object_list, request.user, now),
            "suppression": evidence.suppressed([found]).get(found.pk),
            "bounces": bounces,
            "turned_off": [(off, label_of(off.kind)) for off in turned_off],
        },
    )


@require_safe
@overseeing
def mail(request, pk, now):
    found = _find(request, pk, now)
    [entry] = evidence.entries([found], request.user, now)
    again = Mail.objects.filter(resend_of=found).first()
    return render(
        request,
        "mailroom/mail.html",
        {
            "entry": entry,
            "history": evidence.history(found),
            "again": again,
            "may_resend": access.may_resend(request.user, found, now)
            and resending.is_offered(found),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@overseeing
def resend(request, pk, now):
    """GET says what will happen; POST owes the mail once more."""
    found = _find(request, pk, now)
    if not access.may_resend(request.user, found, now):
        raise PermissionDenied
    try:
        if request.method == "POST":
            services.resend(found, by=request.user, now=now)
            messages.success(
                request, "Die Mail geht noch einmal hinaus\nSie wird dafür neu geschrieben."
            )
            return redirect("mailroom:mail", pk)
        resending.require_possible(found, now)
    except CannotResend as refusal:
        messages.warning(request, str(refusal))
        return redirect("mailroom:mail", pk)
    [entry] = evidence.entries([found], request.user, now)
    return render(request, "mailroom/resend.html", {"entry": entry})


def _find(request, pk, now) -> Mail:
    rows = Mail.objects.overseen_by(request.user, now).by_occasion().with_fate()
    related = ("recipient", "ordered_by", "resend_of")
    return get_object_or_404(rows.select_related(*related), pk=pk)


def _page(request, rows):
    return Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))


def _tabs(current: str) -> list[dict]:
    tabs = [("mailroom:occasions", "Nach Anlass"), ("mailroom:people", "Nach Person")]
    return [
        {"label": label, "url": reverse(name), "current": name == current} for name, label in tabs
    ]

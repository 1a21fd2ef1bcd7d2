"""Impressum, Datenschutz and Barrierefreiheit, open to anyone."""

from allauth.core.ratelimit import consume
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from forum_portal import clock
from members import retention

from .. import legal, services
from ..duties import DUTIES
from ..forms import BarrierForm

TOO_MANY = (
    "Das waren viele Meldungen in kurzer Zeit\n"
    "Ihre Eingaben stehen noch im Formular. Bitte versuchen Sie es in einer Stunde noch einmal."
)


@login_not_required
@require_safe
def legal_notice(request):
    return render(request, "front/legal_notice.html", legal.entries())


@login_not_required
@require_safe
def privacy_notice(request):
    """With the rules of retention as the code applies them."""
    return render(
        request,
        "front/privacy_notice.html",
        {
            **legal.entries(),
            "rules": retention.rules(),
            "duties": DUTIES,
            "backup_days": settings.BACKUPS_KEPT,
        },
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def accessibility_statement(request):
    """The statement, and the way to tell the office of a barrier."""
    data = request.POST if request.method == "POST" else None
    form, status = BarrierForm(data), 200
    if form.is_valid():
        if consume(request, action="report_barrier", key="all"):
            _report(request, form)
            return redirect("front:accessibility_statement")
        messages.error(request, TOO_MANY)
        status = 429
    context = {**legal.entries(), "form": form, "portal_address": settings.PUBLIC_URL}
    return render(request, "front/accessibility_statement.html", context, status=status)


def _report(request, form) -> None:
    person = request.user if request.user.is_authenticated else None
    services.report_barrier(**form.cleaned_data, by=person, now=clock.now())
    messages.success(
        request,
        "Danke für Ihre Meldung\nDie Geschäftsstelle liest sie und antwortet Ihnen, "
        "wenn Sie eine Adresse angegeben haben.",
    )

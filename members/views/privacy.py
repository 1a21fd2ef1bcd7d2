"""One's own data as a file, and leaving; open to whoever has an account, also without a mandate."""

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from forum_portal.clock import now
from forum_portal.dates import day

from .. import own_data_file, services
from ..forms.leaving import DeleteAccountForm
from ..own_data import parts
from ..parting import Parting
from .recently import recently_signed_in


@require_safe
def own_data(request):
    """What the portal holds of whoever looks, counted, and the two files."""
    instant = now()
    counted = [(part, part.count(request.user, instant)) for part in parts()]
    return render(request, "members/own_data.html", {"counted": counted})


@require_http_methods(["GET", "HEAD", "POST"])
def own_data_json(request):
    return _file(request, own_data_file.as_json, "json", "application/json")


@require_http_methods(["GET", "HEAD", "POST"])
def own_data_html(request):
    return _file(request, own_data_file.as_html, "html", "text/html; charset=utf-8")


def _file(request, write, ending, content_type):
    """Only a POST makes the file; whoever comes back by the address alone finds the button."""
    if request.method != "POST":
        return redirect("members:own_data")
    return _made(request, write, ending, content_type)


@recently_signed_in
def _made(request, write, ending, content_type):
    instant = now()
    file = write(request.user, instant)
    name = f"eigene-daten-{day(instant).isoformat()}.{ending}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=content_type)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_account(request):
    """What goes and what stays; whoever then types the own address, and proves it, leaves."""
    parting = Parting.of(request.user, now())
    form = DeleteAccountForm(request.POST or None, person=request.user)
    if form.is_valid() and not parting.refusal:
        return _left(request)
    return render(
        request,
        "members/delete_account.html",
        {"parting": parting, "form": form, "backup_days": settings.BACKUPS_KEPT},
    )


@recently_signed_in
def _left(request):
    try:
        services.delete_account(request.user, by=request.user, now=now())
    except ValidationError:
        return redirect("members:delete_account")  # which says why not
    logout(request)
    return render(request, "members/account_deleted.html")

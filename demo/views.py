"""What the demo's mail server has kept, open to whoever sits at this machine."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from members.models import Person

from . import mailboxes as post

LETTERS_ON_A_PAGE = 50
# A mail may bring its own styles, and its links open in a window of their own; no more.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
LINKS_LEAVE_THE_FRAME = '<base target="_blank">'


@login_not_required
@require_safe
def mailboxes(request):
    people = list(Person.objects.known().values_list("email", flat=True))
    boxes = post.mailboxes(_folder(), people)
    return render(request, "demo/mailboxes.html", {"mailboxes": boxes})


@login_not_required
@require_safe
def mailbox(request, address):
    files = post.letters_to(_folder(), address)
    page = Paginator(files, LETTERS_ON_A_PAGE).get_page(request.GET.get("page"))
    letters = [post.Letter(path) for path in page.object_list]
    return render(
        request, "demo/mailbox.html", {"address": address, "page": page, "letters": letters}
    )


@login_not_required
@require_safe
def letter(request, address, name):
    found = _letter_or_404(address, name)
    return render(
        request,
        "demo/letter.html",
        {
            "address": address,
            "letter": found,
            "html": found.first("text/html"),
            "text": found.first("text/plain"),
        },
    )


@login_not_required
@require_safe
@xframe_options_sameorigin
def letter_html(request, address, name):
    part = _letter_or_404(address, name).first("text/html")
    if part is None:
        raise Http404
    response = HttpResponse(LINKS_LEAVE_THE_FRAME + part.text)
    response["Content-Security-Policy"] = MAIL_POLICY
    return response


@login_not_required
@require_safe
def letter_raw(request, address, name):
    return _download(_letter_or_404(address, name).raw, name)


@login_not_required
@require_safe
def letter_part(request, address, name, number):
    parts = _letter_or_404(address, name).parts
    if number >= len(parts):
        raise Http404
    part = parts[number]
    suffix = ".ics" if part.is_calendar else ".bin"
    return _download(part.data, part.filename or f"teil-{number}{suffix}")


def _letter_or_404(address, name):
    found = post.letter_to(_folder(), address, name)
    if found is None:
        raise Http404
    return found


def _download(data: bytes, filename: str):
    """``data`` as a file to keep: never something that a browser would run here."""
    return HttpResponse(
        data,
        content_type="application/octet-stream",
        headers={"Content-Disposition": content_disposition_header(True, filename)},
    )


def _folder():
    return settings.DATA_DIR / "mail"

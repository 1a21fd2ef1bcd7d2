"""Papers of a meeting: handed out to those who see it, laid before it by the office."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from forum_portal import clock

from .. import access
from ..forms.papers import PaperForm
from ..models import MeetingPaper
from ..papers import CONTENT_TYPES, download_name
from ..refusals import ChangedMeanwhile, NotStored
from ..services import papers
from ..services.steps import require_stage
from ..snapshot import paper_fingerprint
from .finding import find, step

INERT = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store, private",
}


@require_safe
def paper(request, pk, paper):
    """The file as a download, which no browser shows or runs in the name of the portal."""
    found = _find(request, pk, paper, clock.now())
    try:
        file = default_storage.open(found.file.name)
    except OSError:
        raise Http404 from None
    return FileResponse(
        file,
        as_attachment=True,
        filename=download_name(found),
        content_type=CONTENT_TYPES[found.kind],
        headers=INERT,
    )


@step
def add_paper(request, pk):
    now = clock.now()
    meeting = find(request, pk, now, access.may_add_paper)
    require_stage(meeting, *papers.OPEN_TO_PAPERS)
    form = PaperForm(*_sent(request), meeting=meeting)
    context = {"meeting": meeting, "form": form}
    try:
        if form.is_valid():
            uid, deed = form.cleaned_data["token"], {"by": request.user, "now": now}
            added = papers.add_paper(meeting, **form.values(), uid=uid, **deed)
            messages.success(request, f"Die Unterlage „{added}“ ist eingestellt")
            return redirect(f"{meeting.get_absolute_url()}#unterlagen")
    except NotStored as refusal:
        context["refusal"] = str(refusal)
    return render(request, "meetings/add_paper.html", context)


@step
def change_paper(request, pk, paper):
    now = clock.now()
    found = _find(request, pk, paper, now, access.may_change_paper)
    require_stage(found.meeting, *papers.OPEN_TO_PAPERS)
    form = PaperForm(*_sent(request), meeting=found.meeting, paper=found)
    context = {"meeting": found.meeting, "paper": found, "form": form}
    try:
        if form.is_valid():
            seen = form.cleaned_data["seen"] or None
            deed = {"seen": seen, "by": request.user, "now": now}
            papers.change_paper(found, **form.values(), **deed)
            messages.success(request, f"Die Unterlage „{found}“ ist gespeichert")
            return redirect(f"{found.meeting.get_absolute_url()}#unterlagen")
    except NotStored as refusal:
        context["refusal"] = str(refusal)
    except ChangedMeanwhile as refusal:
        if not MeetingPaper.objects.filter(pk=found.pk).exists():
            raise
        data = request.POST.copy()
        data["seen"] = paper_fingerprint(found)
        context["refusal"] = str(refusal)
        context["form"] = PaperForm(data, meeting=found.meeting, paper=found)
    return render(request, "meetings/change_paper.html", context)


@step
def withdraw_paper(request, pk, paper):
    now = clock.now()
    found = _find(request, pk, paper, now, access.may_withdraw_paper)
    require_stage(found.meeting, *papers.OPEN_TO_PAPERS)
    if request.method == "POST":
        papers.withdraw_paper(found, by=request.user, now=now)
        messages.success(request, f"Die Unterlage „{found}“ ist zurückgezogen")
        return redirect(f"{found.meeting.get_absolute_url()}#unterlagen")
    return render(
        request, "meetings/withdraw_paper.html", {"meeting": found.meeting, "paper": found}
    )


def _find(request, pk, paper, now, may=None) -> MeetingPaper:
    """The paper of just this meeting, if the person may see that."""
    meeting = find(request, pk, now, may)
    visible = MeetingPaper.objects.visible_to(request.user, now).select_related("item")
    found = get_object_or_404(visible, meeting=meeting, pk=paper)
    found.meeting = meeting
    return found


def _sent(request) -> tuple:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)

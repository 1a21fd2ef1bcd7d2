"""The minutes of a meeting: read, drafted, changed, circulated, adopted, and taken along."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from forum_portal import clock, dates
from forum_portal.differences import differences
from forum_portal.markdown import blocks, plain_lines, to_html
from forum_portal.typesetting import set_pdf
from forum_portal.word import TYPE, write_docx

from .. import access
from ..forms.minutes import AdoptForm, CirculateForm, MinutesForm
from ..models import Meeting, Minutes, MinutesVersion, Remark
from ..protocol import protocol, talk
from ..refusals import ChangedMeanwhile, WrongStage
from ..representing import asked_to
from ..services import minuting
from ..services.steps import require_begun
from ..stages import MinutesStage
from ..wording import minutes_status
from .finding import find, step
from .guests import PDF

SHAPES = {
    MinutesStage.DRAFT: "planned",
    MinutesStage.CIRCULATED: "half",
    MinutesStage.ADOPTED: "done",
}


def find_minutes(request, pk, now, may=None) -> Minutes:
    """The minutes of the meeting, if the person may see them (404) and do this to them (403)."""
    meeting = find(request, pk, now)
    visible = Minutes.objects.visible_to(request.user, now).select_related("adopted_in")
    minutes = get_object_or_404(visible, meeting=meeting)
    minutes.meeting = meeting
    if may and not may(request.user, minutes, now):
        raise PermissionDenied
    return minutes


def minutes_step(view):
    """``step`` that leads back to the minutes."""
    return step(view, "meetings:minutes")


@require_safe
def minutes(request, pk):
    now = clock.now()
    found = find_minutes(request, pk, now)
    may_change = access.may_change_minutes(request.user, found, now)
    version = minuting.last_version(found)
    return _page(
        request,
        "minutes",
        found,
        version=version,
        text=to_html(version.text, keeps_lines=True),
        is_changed=found.circulated_number and version.number > found.circulated_number,
        remarks=Remark.objects.visible_to(request.user, now).of(found.meeting),
        own=request.user.acts_for(now),
        may_change=may_change,
        takes_remarks=found.takes_remarks(now),
        may_remark=found.takes_remarks(now) and access.may_make_remark(request.user, found, now),
    )


@step
def draft_minutes(request, pk):
    """The page shows what the draft would say; nothing is kept before it is sent."""
    now = clock.now()
    meeting = find(request, pk, now, access.may_draft_minutes)
    require_begun(meeting, now)
    if request.method == "POST":
        made = minuting.draft_minutes(meeting, by=request.user, now=now)
        messages.success(request, "Der Entwurf ist angelegt\nNur die Geschäftsstelle sieht ihn.")
        return redirect(made)
    if there := Minutes.objects.filter(meeting=meeting).first():
        return redirect(there)
    context = {"meeting": meeting, "text": to_html(protocol(talk(meeting)), keeps_lines=True)}
    return render(request, "meetings/draft_minutes.html", context)


@minutes_step
def change_minutes(request, pk):
    """The text; asked for anew from the notes, or saved by two at once, it shows both texts."""
    now = clock.now()
    found = find_minutes(request, pk, now, access.may_change_minutes)
    if request.method != "POST":
        minuting.require_changeable(found)
    last = minuting.last_version(found)
    text = protocol(talk(found.meeting)) if "neu" in request.GET else last.text
    form = MinutesForm(request.POST or None, initial={"text": text, "seen": last.number})
    refusal = ""
    if form.is_valid():
        said = form.cleaned_data
        text = said["text"]
        try:
            deed = {"seen": said["seen"] or 0, "by": request.user, "now": now}
            saved = minuting.change_minutes(found, text=text, note=said["note"], **deed)
            messages.success(request, f"{saved} ist gespeichert")
            return redirect(found)
        except ChangedMeanwhile as meanwhile:
            refusal, last = str(meanwhile), minuting.last_version(found)
            form.data = {**form.data.dict(), "seen": last.number}
        except ValidationError as error:
            form.add_error(None, error)
        except WrongStage as adopted:
            refusal, last = str(adopted), minuting.last_version(found)
    return _page(
        request,
        "change_minutes",
        found,
        form=form,
        version=last,
        refusal=refusal,
        is_anew="neu" in request.GET and not refusal,
        lines=differences(_written(last.text), _written(text)) if text != last.text else [],
    )


@minutes_step
def circulate_minutes(request, pk):
    now = clock.now()
    found = find_minutes(request, pk, now, access.may_circulate_minutes)
    minuting.require_next(found, MinutesStage.CIRCULATED)
    form = CirculateForm(request.POST or None, now=now)
    if form.is_valid():
        try:
            minuting.circulate_minutes(found, **form.values(), by=request.user, now=now)
            messages.success(request, "Das Protokoll ist im Umlauf\nDie Mails sind unterwegs.")
            return redirect(found)
        except ValidationError as error:
            form.add_error(None, error)
    return _page(
        request,
        "circulate_minutes",
        found,
        form=form,
        people=asked_to(found.meeting, now).count(),
    )


@minutes_step
def adopt_minutes(request, pk):
    now = clock.now()
    found = find_minutes(request, pk, now, access.may_adopt_minutes)
    minuting.require_next(found, MinutesStage.ADOPTED)
    minuting.require_time_to_adopt(found, now)
    later = Meeting.objects.visible_to(request.user, now).begun_after(found.meeting, now)
    form = AdoptForm(request.POST or None, later=later)
    if form.is_valid():
        minuting.adopt_minutes(found, **form.cleaned_data, by=request.user, now=now)
        messages.success(request, "Das Protokoll ist genehmigt\nEs ändert sich nicht mehr.")
        return redirect(found)
    return _page(request, "adopt_minutes", found, form=form, has_later=later.exists())


@require_safe
def minutes_versions(request, pk):
    now = clock.now()
    found = find_minutes(request, pk, now)
    versions = list(_versions(request, found, now))
    return _page(
        request,
        "minutes_versions",
        found,
        versions=zip(versions, [*versions[1:], None], strict=True),
        names_people=access.may_change_minutes(request.user, found, now),
    )


@require_safe
def minutes_version(request, pk, number):
    now = clock.now()
    found = find_minutes(request, pk, now)
    version = get_object_or_404(_versions(request, found, now), number=number)
    return _page(
        request,
        "minutes_version",
        found,
        version=version,
        text=to_html(version.text, keeps_lines=True),
    )


@require_safe
def compare_versions(request, pk, before, after):
    now = clock.now()
    found = find_minutes(request, pk, now)
    versions = _versions(request, found, now)
    one, other = (get_object_or_404(versions, number=number) for number in (before, after))
    lines = differences(plain_lines(one.text), plain_lines(other.text))
    return _page(
        request,
        "compare_versions",
        found,
        before=one,
        after=other,
        lines=lines if one.text != other.text else [],
    )


@require_safe
def minutes_file(request, pk, form):
    """The text as it stands, for paper and for Word; the same minutes make the same bytes."""
    found = find_minutes(request, pk, clock.now())
    version = minuting.last_version(found)
    status, words = _status(request, found), blocks(version.text)
    facts = [status, f"{version} vom {dates.plain_date(version.written_at)}"]
    if found.adoption_note:
        facts.append(f"Vermerk zur Genehmigung: {found.adoption_note}")
    moments = [version.written_at, found.circulated_at, found.adopted_at]
    made_at = max(moment for moment in moments if moment)
    if form == "pdf":
        data = {"title": str(found), "status": status, "facts": facts, "blocks": words}
        file, content_type = set_pdf("meetings/print/minutes.typ", data, now=made_at), PDF
    elif form == "docx":
        file, content_type = write_docx(str(found), facts, words, made_at=made_at), TYPE
    else:
        raise Http404
    name = f"protokoll-{found.meeting_id}.{form}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(file, content_type=content_type, headers=disposition)


def _written(text: str) -> list[str]:
    """The lines as they stand in the form, without empty ones."""
    return [line for line in text.split("\n") if line.strip()]


def _versions(request, minutes, now):
    visible = MinutesVersion.objects.visible_to(request.user, now)
    return visible.of(minutes.meeting).select_related("written_by")


def _status(request, minutes) -> str:
    as_partner = access.comes_as_partner(request.user, minutes.meeting, clock.now())
    return minutes_status(minutes, as_partner=as_partner)


def _page(request, name, minutes, **context):
    context |= {
        "as_partner": access.comes_as_partner(request.user, minutes.meeting, clock.now()),
        "minutes": minutes,
        "meeting": minutes.meeting,
        "status_words": _status(request, minutes),
        "shape": SHAPES[MinutesStage(minutes.stage)],
    }
    return render(request, f"meetings/{name}.html", context)

"""What the office does with meetings, one page for each verb."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from forum_portal import clock, dates

from .. import access
from ..forms.agenda import AgendaFormSet
from ..forms.comparing import compared, compared_agendas
from ..forms.ordering import ordered
from ..forms.planning import GUESTS, CancelForm, MeetingForm
from ..forms.when import WhenForm
from ..refusals import ChangedMeanwhile, NoRoom, StaysInvited
from ..representing import asked_to, counties_of, invited_to, partners_of
from ..services import planning
from ..services.registering import promised
from ..services.steps import require_next, require_stage
from ..snapshot import fingerprint, snapshot
from ..stages import Format, Stage
from ..wording import soon
from .finding import find, of_group, step


@require_http_methods(["GET", "HEAD", "POST"])
def create_meeting(request):
    now = clock.now()
    if not access.may_create_meeting(request.user, now):
        raise PermissionDenied
    initial = of_group(request)
    return _create(request, MeetingForm(request.POST or None, initial=initial, now=now), None, now)


@step
def copy_meeting(request, pk):
    """A new meeting that begins as another one was; nothing is kept until the form is saved."""
    now = clock.now()
    template = find(request, pk, now, access.may_copy_meeting)
    form = MeetingForm(request.POST or None, initial=MeetingForm.like(template), now=now)
    return _create(request, form, template, now)


def _create(request, form, template, now):
    if request.method == "POST" and form.is_valid():
        values = form.values()
        meeting = planning.create_meeting(
            uid=form.uid(), like=template, **values, by=request.user, now=now
        )
        _say_created(request, meeting, values)
        return redirect(meeting)
    items = template.agenda.count() if template else 0
    context = {"form": form, "template": template, "items": items}
    return render(request, "meetings/create_meeting.html", context)


@step
def change_meeting(request, pk):
    now = clock.now()
    meeting = find(request, pk, now, access.may_change_meeting)
    require_stage(meeting, Stage.DRAFT, Stage.ANNOUNCED)
    return _save(request, meeting, MeetingForm, planning.change_meeting, now)


@step
def move_meeting(request, pk):
    now = clock.now()
    meeting = find(request, pk, now, access.may_move_meeting)
    require_stage(meeting, Stage.ANNOUNCED)
    return _save(request, meeting, WhenForm, planning.move_meeting, now)


def _save(request, meeting, form_class, verb, now):
    """The page of a form about ``meeting``; what a colleague saved meanwhile is shown with it."""
    form = form_class(request.POST or None, instance=copy(meeting), now=now)
    context = {"meeting": meeting}
    try:
        if request.method == "POST" and form.is_valid():
            before = copy(meeting)
            verb(meeting, **form.values(), seen=form.seen_version(), by=request.user, now=now)
            messages.success(request, _changed(meeting, before, now) + _invites(form, meeting))
            return redirect(meeting)
    except NoRoom as full:
        meeting.refresh_from_db()
        form.add_error("capacity", ". ".join(str(full).splitlines()))
    except StaysInvited as refusal:
        meeting.refresh_from_db()
        form.add_error("circle", ". ".join(str(refusal).splitlines()))
    except ChangedMeanwhile as meanwhile:
        form = form_class(_having_seen(request, meeting), instance=copy(meeting), now=now)
        context |= _both(request, meeting, meanwhile, now)
    return render(request, f"meetings/{verb.__name__}.html", {**context, "form": form})


@step
def announce_meeting(request, pk):
    now = clock.now()
    meeting = find(request, pk, now, access.may_announce_meeting)
    require_next(meeting, Stage.ANNOUNCED)
    if request.method == "POST":
        planning.announce_meeting(meeting, by=request.user, now=now)
        messages.success(
            request,
            "Das Treffen ist angekündigt\nDie Einladungen sind unterwegs. "
            f"Antworten können die Landkreise bis {dates.deadline(meeting.answer_until)}.",
        )
        return redirect(meeting)
    context = {
        "meeting": meeting,
        "districts": counties_of(meeting, now).count(),
        "people": asked_to(meeting, now).count(),
        "partners": meeting.partners.all(),
        "partners_people": partners_of(meeting, now).count(),
        "promised": len(promised(meeting, now)),
    }
    return render(request, "meetings/announce_meeting.html", context)


@step
def cancel_meeting(request, pk):
    now = clock.now()
    meeting = find(request, pk, now, access.may_cancel_meeting)
    planning.require_cancellable(meeting, now)
    form = CancelForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        planning.cancel_meeting(meeting, **form.cleaned_data, by=request.user, now=now)
        rest = (
            "\nAlle Eingeladenen erhalten eine Absage per E-Mail." if meeting.announced_at else ""
        )
        messages.success(request, f"Das Treffen ist abgesagt{rest}")
        return redirect(meeting)
    context = {"form": form, "meeting": meeting}
    if meeting.announced_at:
        context["people"] = invited_to(meeting, now).count()
    return render(request, "meetings/cancel_meeting.html", context)


@step
def hold_meeting(request, pk):
    now = clock.now()
    meeting = find(request, pk, now, access.may_hold_meeting)
    require_next(meeting, Stage.HELD)
    if request.method == "POST":
        planning.hold_meeting(meeting, by=request.user, now=now)
        messages.success(request, "Das Treffen ist abgeschlossen")
        return redirect(meeting)
    return render(request, "meetings/hold_meeting.html", {"meeting": meeting})


@step
def change_agenda(request, pk):
    now = clock.now()
    meeting = find(request, pk, now, access.may_change_agenda)
    require_stage(meeting, Stage.DRAFT, Stage.ANNOUNCED)
    formset = AgendaFormSet(request.POST or None, meeting=meeting)
    # A form with mistakes goes on from what it was opened with.
    context, seen = {"meeting": meeting}, request.POST.get("seen") or None
    try:
        if "move" in request.POST:
            formset = AgendaFormSet(meeting=meeting, ordered=ordered(request.POST))
        elif request.method == "POST" and formset.is_valid():
            planning.change_agenda(meeting, formset.items(), seen=seen, by=request.user, now=now)
            messages.success(request, "Die Tagesordnung ist gespeichert")
            return redirect(meeting)
    except ChangedMeanwhile as meanwhile:
        compared = compared_agendas(meeting, formset.items())
        formset, seen = AgendaFormSet(request.POST, meeting=meeting), None
        context |= {"meanwhile": str(meanwhile), "compared": compared}
    context |= {"formset": formset, "seen": seen or formset.seen}
    return render(request, "meetings/change_agenda.html", context)


def _having_seen(request, meeting):
    """What was sent, as from a form that shows the meeting as it stands now."""
    data = request.POST.copy()
    data["seen"] = fingerprint(meeting)
    return data


def _both(request, meeting, meanwhile, now) -> dict:
    return {"meanwhile": str(meanwhile), "compared": compared(request.POST, meeting, now)}


def _say_created(request, meeting, values) -> None:
    """The same form sent twice is one draft, which may have changed in between."""
    several = ("invited", "partners")
    said = {**values, **{name: set(values[name]) for name in several}}
    there = {name: getattr(meeting, name) for name in values if name not in several}
    if said == there | {name: set(getattr(meeting, name).all()) for name in several}:
        messages.success(
            request,
            "Der Entwurf ist gespeichert\nEr ist nur für die Geschäftsstelle sichtbar, "
            "bis Sie das Treffen ankündigen.",
        )
    else:
        messages.warning(
            request,
            "Diesen Entwurf gibt es schon\nEr wurde seither geändert. Hier steht, was jetzt gilt.",
        )


def _invites(form, meeting) -> str:
    if meeting.stage != Stage.ANNOUNCED or not set(form.changed_data) & set(GUESTS):
        return ""
    return "\nWer neu eingeladen ist, erhält eine Einladung per E-Mail."


def _changed(meeting, before, now) -> str:
    """What is said after a change: mail goes out only if it reads otherwise, and not at once."""
    if meeting.stage != Stage.ANNOUNCED or snapshot(meeting) == snapshot(before):
        return "Die Änderungen sind gespeichert"
    title = "Die Änderungen sind gespeichert"
    if meeting.starts_at != before.starts_at:
        when = dates.beginning(meeting.starts_at, meeting.ends_at)
        title = f"Das Treffen ist verschoben auf {when}"
    said = (
        f"{title}\n"
        "Was jetzt anders ist als in der letzten Mail, erfahren alle Eingeladenen "
        f"{soon(meeting.settles_at, now)} per E-Mail. Bis dahin können Sie noch etwas ändern. "
        "Die Rückmeldungen der Landkreise gelten weiter."
    )
    if meeting.format != before.format and meeting.format != Format.HYBRID:
        said += f" Wer anders angemeldet war, nimmt jetzt {meeting.get_format_display()} teil."
    return said

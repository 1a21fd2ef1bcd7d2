"""The page beside the talk, on which the office writes down what is said.

A script sends one note at a time; without it the page is one form with a button.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from forum_portal import clock, dates
from forum_portal.forms import sent_to

from .. import access
from ..forms.action_items import ActionItemForm
from ..forms.attending import shown
from ..forms.noting import places
from ..forms.resolving import ResolutionForm
from ..models import ActionItem, Attendance, Minutes, Note, Resolution
from ..presence import counted, presence
from ..refusals import Refused, WrittenMeanwhile
from ..representing import MODES, all_representatives
from ..services import noting
from ..services.steps import require_begun
from .action_items import rows
from .attending import attendance_form
from .by_script import is_by_script, saving_step
from .finding import find


@saving_step
def take_notes(request, pk):
    now = clock.now()
    meeting = find(request, pk, now, access.may_take_notes)
    require_begun(meeting, now)
    if request.method != "POST" and Minutes.objects.adopted().filter(meeting=meeting).exists():
        return _kept(request, meeting, now)
    found = places(meeting, request.POST or None)
    sent = [place for place in found if place.form and place.form.is_bound]
    if request.method == "POST" and not sent:
        raise ValidationError(noting.NO_ITEM)
    for place in sent:
        _save(place, meeting, request.user, now)
    if request.method == "POST" and is_by_script(request):
        return _told(sent, now)
    if request.method == "POST" and all(place.is_saved for place in sent):
        messages.success(request, f"Gespeichert {dates.clock_time(now)}")
        return redirect("meetings:take_notes", pk)
    context = {"meeting": meeting, "places": found, "unsaved": [p for p in sent if not p.is_saved]}
    return render(request, "meetings/take_notes.html", context | _beside(request, meeting, now))


def _kept(request, meeting, now):
    """What was written down, to read: the minutes hold, and it changes no more."""
    groups, there = _there(request, meeting, now)
    notes = [note for note in Note.objects.of(meeting) if note.text]
    context = {"meeting": meeting, "notes": notes, "groups": groups, "counted": counted(there)}
    return render(request, "meetings/kept_notes.html", context)


def _save(place, meeting, person, now) -> None:
    """The words are written, or stand on the page beside those of somebody else."""
    if not place.form.is_valid():
        return
    try:
        note = noting.write_note(meeting, **place.form.values(), by=person, now=now)
        place.saved(note)
    except WrittenMeanwhile as meanwhile:
        place.form = place.form.beside(meanwhile.note)
    except Refused as refusal:
        place.form.add_error("text", str(refusal).splitlines())
    except ValidationError as error:
        place.form.add_error("text", error.messages)


def _told(sent, now) -> JsonResponse:
    """What came of the one note that a script has sent."""
    told = {"saved": dates.clock_time(now)}
    for place in sent:
        form = place.form
        if form.meanwhile:
            note = form.meanwhile
            who = f"{note.written_by}, {dates.clock_time(note.written_at)}"
            answer = {"edition": note.edition, "text": note.text, "who": who}
            return JsonResponse(answer, status=409)
        if not place.is_saved:
            words = [error for errors in form.errors.values() for error in errors]
            return JsonResponse({"error": " ".join(words)}, status=400)
        told["edition"] = form["seen"].value()
    return JsonResponse(told)


def _beside(request, meeting, now) -> dict:
    """Who is there, what is resolved and who is to do what, with the forms to enter it."""
    groups, there = _there(request, meeting, now)
    tasks = ActionItem.objects.visible_to(request.user, now).of(meeting)
    return {
        "groups": groups,
        "shown": shown(groups),
        "counted": counted(there),
        "modes": MODES[meeting.format],
        "resolutions": Resolution.objects.visible_to(request.user, now).of(meeting),
        "action_items": rows(tasks, request.user, now),
        **_forms(meeting, now),
    }


def _there(request, meeting, now) -> tuple[list, list]:
    """By county, and all who are there."""
    registered = meeting.registrations.select_related("district").prefetch_related("attendees")
    there = list(Attendance.objects.visible_to(request.user, now).of(meeting))
    return presence(registered, there), there


def _forms(meeting, now) -> dict:
    """Those of other pages, which lead back to this one."""
    people = all_representatives(now)
    forms = {
        "add_attendance": attendance_form(None, meeting, people, now),
        "enter_resolution": ResolutionForm(meeting=meeting),
        "enter_action_item": ActionItemForm(meeting=meeting, now=now, people=people),
    }
    page = reverse("meetings:take_notes", args=[meeting.pk])
    lists = {"enter_resolution": "#beschluesse", "enter_action_item": "#aufgaben"}
    for name, form in forms.items():
        form.auto_id = f"{name}_%s"
        form.helper.attrs["autocomplete"] = "off"
        action = reverse(f"meetings:{name}", args=[meeting.pk])
        sent_to(form, action, f"{page}{lists.get(name, '#anwesenheit')}")
    return {f"form_{name}": form for name, form in forms.items()}

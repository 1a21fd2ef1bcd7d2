"""Who is there: the list that the office ticks beside the talk, and whoever comes unannounced."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from forum_portal import clock, dates
from members.models import District

from .. import access
from ..forms.attending import AttendanceForm, marks
from ..models import Attendance
from ..presence import counted
from ..refusals import Refused
from ..representing import all_representatives
from ..services import attending
from .by_script import entered, entering, is_by_script, saving_step
from .finding import find, keep_where_from, require_to_write, step


@require_POST
@saving_step
def note_attendance(request, pk):
    """What was ticked: the whole list, or one person by the script."""
    now = clock.now()
    meeting = find(request, pk, now, access.may_note_attendance)
    sent = marks(request.POST, meeting.format)
    if is_by_script(request) and not sent:
        raise ValidationError("So kann hier niemand da sein. Bitte laden Sie die Seite neu.")
    refused = attending.note_attendance(meeting, sent, by=request.user, now=now)
    if is_by_script(request):
        return _told(request, meeting, sent, refused, now)
    for sentence in refused:
        messages.warning(request, sentence)
    if not refused:
        messages.success(request, "Die Anwesenheit ist gespeichert")
    return redirect(_list_of(meeting))


def _told(request, meeting, sent, refused, now) -> JsonResponse:
    """How those stand now that were sent, and how many are there."""
    there = list(Attendance.objects.visible_to(request.user, now).of(meeting))
    modes = {one.attendee_id: one.mode for one in there}
    told = {
        "modes": {number: modes.get(number, attending.NOT_THERE) for number in sent},
        "counted": counted(there),
        "saved": dates.clock_time(now),
    }
    if refused:
        return JsonResponse({**told, "error": " ".join(refused)}, status=409)
    return JsonResponse(told)


@saving_step
def add_attendance(request, pk):
    now = clock.now()
    meeting = find(request, pk, now, access.may_add_attendance)
    require_to_write(request, meeting, now)
    form = attendance_form(request.POST or None, meeting, all_representatives(now), now)
    keep_where_from(request, form)
    context = {"meeting": meeting, "form": form}
    if form.is_valid():
        deed = {"uid": form.cleaned_data["token"], "by": request.user, "now": now}
        try:
            attendance = attending.add_attendance(meeting, **form.values(), **deed)
            messages.success(request, f"Als anwesend vermerkt: {attendance}")
            return entered(request, _list_of(meeting))
        except Refused as refusal:
            context["refusal"] = str(refusal)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
    return entering(request, "meetings/add_attendance.html", context)


def attendance_form(data, meeting, people, now) -> AttendanceForm:
    """With those of ``people`` to choose from who are not there; what is sent may come twice."""
    there = meeting.attendances.filter(person__isnull=False).values_list("person_id", flat=True)
    members = District.objects.members(now).order_by("sort_key")
    taken = set() if data else set(there)
    return AttendanceForm(data, meeting=meeting, people=people, members=members, there=taken)


@require_POST
@step
def remove_attendance(request, pk, attendance):
    now = clock.now()
    meeting = find(request, pk, now, access.may_remove_attendance)
    visible = Attendance.objects.visible_to(request.user, now)
    found = get_object_or_404(visible, meeting=meeting, pk=attendance)
    found.meeting = meeting
    attending.remove_attendance(found, by=request.user, now=now)
    messages.success(request, f"Nicht mehr vermerkt: {found}")
    return redirect(_list_of(meeting))


def _list_of(meeting) -> str:
    return f"{reverse('meetings:take_notes', args=[meeting.pk])}#anwesenheit"

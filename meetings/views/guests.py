"""Who comes, for those who prepare the meeting: the page, and files of it to take along."""

import io

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum_portal import clock, sheets
from forum_portal.typesetting import set_pdf

from .. import access
from ..guests import Guest, attendance, badges, guests, lines, with_people
from ..participation import people_in_words
from ..seats import counted_seats
from .finding import find

TYPES = {"csv": sheets.CSV, "xlsx": sheets.XLSX}
PDF = "application/pdf"


@require_safe
def attendees(request, pk):
    now = clock.now()
    meeting = find(request, pk, now, access.may_see_attendees)
    registrations = with_people(meeting)
    coming = guests(meeting, registrations)
    return render(
        request,
        "meetings/attendees.html",
        {
            "meeting": meeting,
            "may_plan": access.may_change_meeting(request.user, meeting, now),
            "guests": [guest for guest in coming if not guest.place],
            "waiting": [guest for guest in coming if guest.place],
            "seats": counted_seats(meeting, registrations),
            "people": people_in_words(registrations),
        },
    )


@require_safe
def attendee_list(request, pk, form):
    meeting = find(request, pk, clock.now(), access.may_see_attendees)
    if form not in TYPES:
        raise Http404
    file, rows = io.BytesIO(), lines(_all(meeting))
    if form == "csv":
        file.writelines(sheets.csv_lines(rows))
    else:
        sheets.write_xlsx(file, [("Teilnehmende", rows)])
    file.seek(0)
    name = f"Teilnehmende Treffen {meeting.pk}.{form}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[form])


@require_safe
def name_badges(request, pk):
    now = clock.now()
    meeting = find(request, pk, now, access.may_see_attendees)
    return _pdf("badges", badges(meeting, _all(meeting)), f"namensschilder-{meeting.pk}", now)


@require_safe
def attendance_sheet(request, pk):
    now = clock.now()
    meeting = find(request, pk, now, access.may_see_attendees)
    return _pdf("attendance", attendance(meeting, _all(meeting)), f"anwesenheit-{meeting.pk}", now)


def _all(meeting) -> list[Guest]:
    return guests(meeting, with_people(meeting))


def _pdf(template, data, name, now) -> HttpResponse:
    return HttpResponse(
        set_pdf(f"meetings/print/{template}.typ", data, now=now),
        content_type=PDF,
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
    )

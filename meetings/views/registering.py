"""A county answers an invitation."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from forum_portal import clock, dates
from members.models import District

from .. import access
from ..participation import participation
from ..refusals import AnsweredMeanwhile, Refused
from ..services import registering
from ..stages import Reply
from ..wording import capitalised, coming_in_words, nominative
from .finding import find, refuse
from .panel import Panel


@require_http_methods(["GET", "HEAD", "POST"])
def register(request, pk):
    now = clock.now()
    meeting = find(request, pk, now, access.may_register)
    panel = Panel(meeting, request.user, _district(request, now), now)
    panel.form = panel.make_form(request.POST or None)
    try:
        if request.method == "POST":
            registering.require_open(meeting, panel.district, panel.registration, now)
        if request.method == "POST" and panel.form.is_valid():
            return _answered(request, panel, _answer(panel, now))
    except AnsweredMeanwhile as meanwhile:
        _show_both(panel, meanwhile, request.POST)
    except Refused as refusal:
        return _refused(request, panel, refusal)
    except ValidationError as error:
        panel.form.add_error(None, error)
    if request.method != "POST" and not panel.is_open:
        return redirect(meeting)
    return _show(request, panel)


def _district(request, now) -> District:
    """The county that the form is for: one that the person acts for, or none exists."""
    own = request.user.acts_for(now)
    if not own:
        raise PermissionDenied
    asked = request.POST if request.method == "POST" else request.GET
    wanted = asked.get("district", own[0].pk)
    for district in own:
        if district.pk == wanted:
            return district
    raise Http404


def _answer(panel, now):
    form = panel.form
    common = {"seen": form.seen_at(), "by": panel.person, "now": now}
    if form.cleaned_data["reply"] == Reply.DECLINED:
        return registering.decline(panel.meeting, panel.district, **common)
    return registering.register(panel.meeting, panel.district, coming=form.coming(), **common)


def _answered(request, panel, registration):
    """The answer is kept: say what holds now, and until when it can be changed."""
    message = _message(panel, registration)
    if not request.htmx:
        messages.success(request, message)
        return redirect(panel.meeting)
    panel.registration, panel.form, panel.message = registration, None, message
    return _show(request, panel, is_new=True)


def _refused(request, panel, refusal):
    if not request.htmx:
        return refuse(request, panel.meeting.pk, str(refusal))
    panel = Panel(panel.meeting, panel.person, panel.district, panel.now)
    panel.form, panel.refusal = None, str(refusal)
    return _show(request, panel)


def _show_both(panel, meanwhile, posted):
    """What a colleague answered, above what this person wanted to answer."""
    panel.registration, panel.refusal = meanwhile.registration, str(meanwhile)
    data = posted.copy()
    data["seen"] = meanwhile.registration.answered_at.isoformat()
    panel.form = panel.make_form(data)


def _show(request, panel, is_new=False):
    context = {"meeting": panel.meeting, "panel": panel}
    if not request.htmx:
        return render(request, "meetings/register.html", context)
    panel.takes_focus = request.method == "GET"
    if is_new and urlsplit(request.htmx.current_url or "").path != request.path:
        context |= _renewed(panel)
    return render(request, "meetings/_registration.html", context)


def _renewed(panel) -> dict:
    """What else on the meeting's page follows from the answer; the form's own page has none."""
    meeting, person, now = panel.meeting, panel.person, panel.now
    registrations = list(
        meeting.registrations.select_related("district").prefetch_related("attendees")
    )
    return {
        "participation": participation(
            meeting, District.objects.members(now), registrations, person.acts_for(now), now
        ),
        "shows_video_link": access.may_join_video(person, meeting, registrations, now),
        "is_coming": True,
    }


def _message(panel, registration) -> str:
    county = capitalised(nominative(panel.district))
    until = f"Ändern können Sie das bis {dates.deadline(panel.meeting.answer_until)}."
    if registration.reply == Reply.DECLINED:
        return f"{county} nimmt nicht teil\n{until}"
    who = capitalised(coming_in_words(registration))
    return f"{county} ist angemeldet\n{who}. {until}"

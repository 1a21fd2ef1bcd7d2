"""A county answers an invitation."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from forum_portal import clock, dates
from members.acting_for import acting_for, choose, ended_at, in_words
from members.models import District

from .. import access
from ..participation import participation
from ..refusals import AnsweredMeanwhile, NoRoom, Refused
from ..representing import counties_of
from ..services import registering
from ..stages import Reply
from ..wording import capitalised, coming_in_words, nominative
from .finding import find, refuse, to_page
from .panel import Panel

FOR_ANOTHER = (
    "Sie handeln gerade für {acting}\n"
    "Dieses Formular ist für {district}. Es ist nichts gespeichert, Ihre Angaben stehen noch da. "
    "Mit dem Knopf darunter wechseln Sie zu {district} und geben die Antwort ab."
)
MOVES_UP = "Werden Plätze frei, rückt die Warteliste von selbst nach; Sie erfahren es per E-Mail."
NO_LONGER = "Ihre Antwort ist nicht gespeichert\n{ended}"


@require_http_methods(["GET", "HEAD", "POST"])
def register(request, pk):
    now = clock.now()
    meeting = find(request, pk, now, access.may_register)
    acting = acting_for(request, now)
    key = (request.POST if request.method == "POST" else request.GET).get("district")
    district = _district(meeting, acting, key)
    if district is None:
        return _no_longer(request, meeting, key, now)
    panel = Panel(meeting, request.user, district, now, is_acting=district == acting.district)
    if request.method == "POST" and not panel.is_acting:
        if not request.POST.get("switch"):
            return _ask_to_switch(request, panel, acting.district)
        choose(request, district)
        panel = Panel(meeting, request.user, district, now)
    return _register(request, panel, now)


def _register(request, panel, now):
    if panel.is_acting:
        panel.form = panel.make_form(request.POST or None)
    try:
        if request.method == "POST":
            registering.require_open(panel.meeting, panel.district, panel.registration, now)
        if request.method == "POST" and panel.form.is_valid():
            return _answered(request, panel, _answer(panel, now))
    except NoRoom as full:
        panel.form.add_error(None, ". ".join(str(full).splitlines()))
    except AnsweredMeanwhile as meanwhile:
        _show_both(panel, meanwhile, request.POST)
    except Refused as refusal:
        return _refused(request, panel, refusal)
    except ValidationError as error:
        panel.form.add_error(None, error)
    if request.method != "POST" and not panel.is_open:
        return redirect(panel.meeting)
    return _show(request, panel)


def _district(meeting, acting, key) -> District | None:
    """The county that the form is for, if the person acts for it and it is invited."""
    own = [d for d in (acting.district, *acting.others) if meeting.is_open_to(d)]
    return next((d for d in own if key in (None, d.pk)), None)


def _ask_to_switch(request, panel, acting):
    """The form as it was sent, which now says that it also changes for whom the person acts."""
    data = request.POST.copy()
    data["switch"] = "1"
    panel.form = panel.make_form(data)
    panel.is_acting = True  # the form is shown, and says for whom it is
    panel.refusal = FOR_ANOTHER.format(acting=acting, district=panel.district)
    return _show(request, panel)


def _no_longer(request, meeting, key, now):
    """The form was opened when the person still acted for this county; or there is none."""
    over = ended_at(request.user, key, now)
    if request.method != "POST" or over is None:
        raise Http404
    return refuse(request, meeting.pk, NO_LONGER.format(ended=in_words(*over)))


def _answer(panel, now):
    form = panel.form
    common = {"seen": form.seen_at(), "by": panel.person, "now": now}
    if form.cleaned_data["reply"] == Reply.DECLINED:
        return registering.decline(panel.meeting, panel.district, **common)
    return registering.register(panel.meeting, panel.district, coming=form.coming(), **common)


def _answered(request, panel, registration):
    """The answer is kept: say what holds now, and until when it can be changed."""
    message = _message(panel, registration)
    if not request.htmx or request.POST.get("switch"):
        messages.success(request, message)
        return to_page(request, panel.meeting)
    panel.answered(registration, message)
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
            meeting, counties_of(meeting, now), registrations, person.acts_for(now), now
        ),
        "shows_video_link": access.may_join_video(person, meeting, registrations, now),
        "may_see_attendees": access.may_see_attendees(person, meeting, now),
        "is_coming": True,
    }


def _message(panel, registration) -> str:
    county = capitalised(nominative(panel.district))
    until = f"Ändern können Sie das bis {dates.deadline(panel.meeting.answer_until)}."
    if registration.reply == Reply.DECLINED:
        return f"{county} nimmt nicht teil\n{until}"
    who = capitalised(coming_in_words(registration))
    if registration.waiting:
        until = f"{MOVES_UP} {until}"
    state = "ist angemeldet" if registration.coming else "steht auf der Warteliste"
    return f"{county} {state}\n{who}. {until}"

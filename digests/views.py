from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from forum_portal import clock, dates

from . import services
from .content import for_person, new_span
from .deadlines import grouped
from .forms import PreferenceForm
from .preferences import schedule_of, wants_none
from .stages import Rhythm


@require_safe
def news(request):
    """The summary as a page: the same content, whole, since the sign-in before this one."""
    now = clock.now()
    span = new_span(request.user, now)
    content = for_person(request.user, span, now)
    return render(
        request,
        "digests/news.html",
        {
            "content": content,
            "tasks": grouped(content.tasks, now),
            "since": span.since,
            "is_inside": request.user.is_office(now) or bool(request.user.acts_for(now)),
        },
    )


def preference(request):
    """How often the summary comes; the page says what the mailroom knows."""
    now, person = clock.now(), request.user
    form = PreferenceForm(request.POST or None, initial=_chosen(person))
    if request.method == "POST" and form.is_valid():
        services.set_preference(person, **form.cleaned_data, now=now)
        messages.success(request, _says(form.cleaned_data["rhythm"], person, now))
        return redirect("digests:preference")
    return render(request, "digests/preference.html", {"form": form})


def _chosen(person) -> dict:
    schedule = schedule_of(person)
    rhythm = Rhythm.NEVER if wants_none(person) else schedule.rhythm
    return {"rhythm": rhythm, "weekday": schedule.weekday, "hour": schedule.hour}


def _says(rhythm, person, now) -> str:
    if rhythm == Rhythm.NEVER:
        return (
            "Sie erhalten keine Zusammenfassung mehr\n"
            "Einladungen und Erinnerungen zu Treffen kommen weiter. Neues steht unter „Neu“."
        )
    schedule = schedule_of(person)
    return (
        f"Die Zusammenfassung kommt {schedule.in_words}\n"
        f"Zum nächsten Mal am {dates.long_date(schedule.next_slot(now))}, wenn es Neues gibt."
    )

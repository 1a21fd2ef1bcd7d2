from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from forum_portal import clock, dates
from mailroom.preferences import choosable, delivery_of, formal

from . import services
from .appointments import appointments
from .content import for_person, is_narrowed, new_span
from .deadlines import grouped
from .forms import PreferenceForm
from .preferences import wish_of
from .stages import Rhythm


@require_safe
def news(request):
    """The summary as a page: the same content, whole, since the sign-in before this one."""
    now, person = clock.now(), request.user
    span, own = new_span(person, now), {district.pk for district in person.acts_for(now)}
    content, wish = for_person(person, span, now), wish_of(person)
    return render(
        request,
        "digests/news.html",
        {
            "content": content,
            "tasks": grouped(content.tasks, now),
            "appointments": appointments({person.pk: own}, now)[person.pk],
            "since": span.since,
            "is_inside": person.is_office(now) or bool(own) or bool(content.all_groups),
            "wish": wish,
            "is_narrowed": is_narrowed(wish.scope),
        },
    )


def preference(request):
    """What comes when: the summary, and each kind of mail that leaves a choice."""
    now, person = clock.now(), request.user
    form = PreferenceForm(
        request.POST or None, initial=_chosen(person), kinds=choosable(person, now)
    )
    if request.method == "POST" and form.is_valid():
        services.set_preference(person, **form.choice(), now=now)
        messages.success(request, _says(form.cleaned_data["rhythm"], person, now))
        return redirect("digests:preference")
    return render(request, "digests/preference.html", {"form": form, "formal": formal(person, now)})


def _chosen(person) -> dict:
    wish = wish_of(person)
    schedule = wish.schedule
    return {
        "rhythm": Rhythm.NEVER if wish.wants_none else schedule.rhythm,
        "weekday": schedule.weekday,
        "hour": schedule.hour,
        "topics": wish.scope.topics,
        "states": wish.scope.states,
        **{f"kind_{kind}": delivery for kind, delivery in delivery_of(person).items()},
    }


def _says(rhythm, person, now) -> str:
    if rhythm == Rhythm.NEVER:
        return (
            "Sie erhalten keine Zusammenfassung mehr\n"
            "Einladungen und Absagen kommen weiter. Neues steht unter „Neu“."
        )
    schedule = wish_of(person).schedule
    return (
        f"Die Zusammenfassung kommt {schedule.in_words}\n"
        f"Zum nächsten Mal am {dates.long_date(schedule.next_slot(now))}, wenn es Neues gibt."
    )

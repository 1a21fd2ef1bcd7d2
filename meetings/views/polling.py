"""Date polls: their page, what the office does with them, and a county's answer."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from forum_portal import clock, dates
from members.acting_for import acting_for, choose, ended_at, in_words

from .. import access
from ..forms.polling import AnswerForm, ChooseForm, EndForm, PollDateForm, PollForm
from ..models import Meeting, PollAnswer
from ..refusals import AnsweredMeanwhile, StaysInvited
from ..representing import asked_to, counties_of
from ..services import polling
from ..stages import PollStage
from ..suiting import compare
from .finding import KEY, find_poll, of_group, poll_step, refuse

NO_LONGER = "Ihre Antwort ist nicht gespeichert\n{ended}"
FOR_ANOTHER = (
    "Sie handeln gerade für {acting}\n"
    "Dieses Formular ist für {district}. Es ist nichts gespeichert, Ihre Angaben stehen noch da. "
    "Mit dem Knopf darunter wechseln Sie zu {district} und geben die Antwort ab."
)


class Panel:
    """What one county has answered, and the form for it while answers are taken."""

    def __init__(self, poll, offered, district, answers, now, *, is_acting=True):
        self.poll, self.offered, self.district = poll, offered, district
        self.answer = next((a for a in answers if a.district_id == district.pk), None)
        self.is_open, self.is_acting = poll.takes_answers(now), is_acting
        self.form = self.make_form() if self.is_open and is_acting else None
        self.refusal = ""

    def make_form(self, data=None) -> AnswerForm:
        about = {"poll": self.poll, "offered": self.offered, "district": self.district}
        return AnswerForm(data, **about, answer=self.answer)

    @property
    def id(self) -> str:
        return f"antwort-{self.district.pk}"

    @property
    def is_complete(self) -> bool:
        return self.answer is not None and len(self.answer.choices.all()) == len(self.offered)

    @property
    def shape(self) -> str:
        if self.is_complete:
            return "done"
        return "due" if self.is_open else "none"

    @property
    def words(self) -> str:
        if self.is_complete:
            return f"{self.district} hat geantwortet."
        if self.answer:
            return f"{self.district} hat noch nicht zu allen Terminen geantwortet."
        return f"{self.district} hat {'noch ' if self.is_open else ''}nicht geantwortet."


@require_safe
def poll(request, pk):
    now = clock.now()
    found = find_poll(request, pk, now)
    offered, given = list(found.dates.all()), _answers(found)
    answers = [answer for answer in given if found.is_open_to(answer.district)]
    members = counties_of(found, now).select_related("federal_state")
    own, is_open = request.user.acts_for(now), found.takes_answers(now)
    plans = access.may_run_poll(request.user, found, now)
    context = {
        "poll": found,
        "is_open": is_open,
        "comparison": compare(found, offered, members, answers, own, is_open=is_open),
        "panels": _panels(request, found, offered, answers, now) if found.opened_at else [],
        "may_run": plans,
        "has_answers": bool(given),
        "events": found.events.select_related("by", "district").order_by("-pk") if plans else [],
        "meeting": _meeting(request.user, found, now),
    }
    return render(request, "meetings/poll.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create_poll(request):
    now = clock.now()
    if not access.may_create_meeting(request.user, now):
        raise PermissionDenied
    form = PollForm(request.POST or None, initial=of_group(request), now=now)
    if form.is_valid():
        uid = form.cleaned_data["token"]
        made = polling.create_poll(**form.values(), uid=uid, by=request.user, now=now)
        messages.success(
            request,
            "Der Entwurf ist gespeichert\nEr ist nur für die Geschäftsstelle sichtbar, "
            "bis Sie die Terminabstimmung eröffnen.",
        )
        return redirect(made)
    return render(request, "meetings/create_poll.html", {"form": form})


@poll_step
def change_poll(request, pk):
    now = clock.now()
    found = find_poll(request, pk, now, access.may_run_poll)
    polling.require_changeable(found)
    form = PollForm(request.POST or None, instance=copy(found), now=now)
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            polling.change_poll(found, **form.values(), seen=seen, by=request.user, now=now)
            told = "\nAlle Gefragten erfahren es per E-Mail." if found.opened_at else ""
            messages.success(request, f"Die Änderungen sind gespeichert{told}")
            return redirect(found)
        except StaysInvited as refusal:
            form.add_error("circle", ". ".join(str(refusal).splitlines()))
    return _page(request, "change_poll", found, form=form)


@poll_step
def open_poll(request, pk):
    now = clock.now()
    found = find_poll(request, pk, now, access.may_run_poll)
    polling.require_poll_next(found, PollStage.OPEN)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        seen = int(seen) if KEY.fullmatch(seen) else None
        polling.open_poll(found, seen=seen, by=request.user, now=now)
        messages.success(
            request,
            "Die Terminabstimmung läuft\nDie Mails an alle Gefragten sind unterwegs. "
            f"Antworten können die Landkreise bis {dates.deadline(found.answer_by)}.",
        )
        return redirect(found)
    asked = {
        "districts": counties_of(found, now).count(),
        "people": asked_to(found, now).count(),
    }
    return _page(request, "open_poll", found, **asked)


@poll_step
def add_poll_date(request, pk):
    now = clock.now()
    found = find_poll(request, pk, now, access.may_run_poll)
    polling.require_extendable(found, now)
    form = PollDateForm(request.POST or None, poll=found, now=now)
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        polling.add_poll_date(found, form.date, seen=seen, by=request.user, now=now)
        messages.success(request, "Der Termin ist ergänzt\nAlle Gefragten erfahren es per E-Mail.")
        return redirect(found)
    return _page(request, "add_poll_date", found, form=form)


@poll_step
def choose_date(request, pk, date):
    now = clock.now()
    found = find_poll(request, pk, now, access.may_run_poll)
    chosen = get_object_or_404(found.dates, pk=date)
    polling.require_poll_next(found, PollStage.DECIDED)
    form = ChooseForm(request.POST or None, poll=found)
    if form.is_valid():
        values, deed = form.cleaned_data, {"by": request.user, "now": now}
        meeting = polling.choose_date(found, chosen, **values, **deed)
        messages.success(
            request,
            "Der Termin ist gewählt\nDas Treffen ist als Entwurf angelegt. Ergänzen Sie, was noch "
            "fehlt, und kündigen Sie es dann an.",
        )
        return redirect(meeting)
    return _page(request, "choose_date", found, form=form, date=chosen, is_open=_is_open(found))


@poll_step
def end_poll(request, pk):
    return _end(request, pk, polling.end_poll, PollStage.ENDED, "Abstimmung beenden")


@poll_step
def cancel_poll(request, pk):
    return _end(request, pk, polling.cancel_poll, PollStage.CANCELLED, "Abstimmung absagen")


def _end(request, pk, verb, stage, button):
    now = clock.now()
    found = find_poll(request, pk, now, access.may_run_poll)
    polling.require_poll_next(found, stage)
    form = EndForm(request.POST or None, button=button, is_told=bool(found.opened_at))
    if form.is_valid():
        verb(found, **form.cleaned_data, by=request.user, now=now)
        messages.success(request, f"Die Terminabstimmung ist {found.get_stage_display()}")
        return redirect(found)
    return _page(request, verb.__name__, found, form=form)


@poll_step
def answer_poll(request, pk):
    now = clock.now()
    found = find_poll(request, pk, now, access.may_answer_poll)
    acting = acting_for(request, now)
    key = (request.POST if request.method == "POST" else request.GET).get("district")
    own = [d for d in (acting.district, *acting.others) if d and found.is_open_to(d)]
    district = next((d for d in own if key in (None, d.pk)), None)
    if district is None:
        return _no_longer(request, found, key, now)
    is_acting = district == acting.district or bool(request.POST.get("switch"))
    offered, answers = list(found.dates.all()), _answers(found)
    panel = Panel(found, offered, district, answers, now, is_acting=is_acting)
    if request.method != "POST":
        return redirect(f"{found.get_absolute_url()}#{panel.id}")
    if not is_acting:
        return _ask_to_switch(request, panel, acting.district)
    if district != acting.district:
        choose(request, district)
    return _answer(request, panel, now)


def _answer(request, panel, now):
    panel.form = panel.make_form(request.POST)
    if panel.form.is_valid():
        try:
            polling.answer_poll(
                panel.poll,
                panel.district,
                suits=panel.form.suits(),
                seen=panel.form.seen_at(),
                by=request.user,
                now=now,
            )
        except AnsweredMeanwhile as meanwhile:
            return _show_both(request, panel, meanwhile)
        by = dates.deadline(panel.poll.answer_by)
        messages.success(
            request,
            f"Die Antwort für {panel.district} ist gespeichert\nBis {by} können Sie sie ändern.",
        )
        return redirect(panel.poll)
    return _page(request, "answer_poll", panel.poll, panel=panel)


def _show_both(request, panel, meanwhile):
    """What was sent stays in the form, which has now seen the colleague's answer."""
    answer = meanwhile.registration
    data = request.POST.copy()
    data["seen"] = answer.answered_at.isoformat()
    panel.answer = answer
    panel.form = panel.make_form(data)
    panel.refusal = f"{meanwhile}\nIhre Auswahl steht noch da. Senden Sie sie, ersetzt sie diese."
    said = {choice.date_id: choice for choice in answer.choices.all()}
    both = [(date, said.get(date.pk)) for date in panel.offered]
    return _page(request, "answer_poll", panel.poll, panel=panel, present=both)


def _ask_to_switch(request, panel, acting):
    data = request.POST.copy()
    data["switch"] = "1"
    panel.form = panel.make_form(data)
    panel.refusal = FOR_ANOTHER.format(acting=acting, district=panel.district)
    return _page(request, "answer_poll", panel.poll, panel=panel)


def _no_longer(request, found, key, now):
    """The form was opened when the person still acted for this county; or there is none."""
    over = ended_at(request.user, key, now)
    if request.method != "POST" or over is None:
        raise Http404
    return refuse(request, found.pk, NO_LONGER.format(ended=in_words(*over)), "meetings:poll")


def _answers(found) -> list[PollAnswer]:
    answers = found.answers.select_related("district")
    return list(answers.prefetch_related("choices"))


def _panels(request, found, offered, answers, now) -> list[Panel]:
    """One for each county of the person, that for which the person acts at present first."""
    acting = acting_for(request, now)
    own = [acting.district, *acting.others] if acting.district else []
    counties = [district for district in own if found.is_open_to(district)]
    return [
        Panel(found, offered, d, answers, now, is_acting=d == acting.district) for d in counties
    ]


def _meeting(person, found, now):
    """What became of the poll, as far as the person may see it."""
    if found.meeting_id is None:
        return None
    return Meeting.objects.visible_to(person, now).filter(pk=found.meeting_id).first()


def _is_open(found) -> bool:
    return found.takes_answers(clock.now())


def _page(request, name, found, **context):
    return render(request, f"meetings/{name}.html", {"poll": found, **context})

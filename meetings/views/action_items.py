"""What is to be done after meetings: the list of it, and on a meeting's page each step."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from forum_portal import clock, dates

from .. import access
from ..forms.action_items import ActionItemForm
from ..models import ActionItem
from ..refusals import ChangedMeanwhile, Refused
from ..services import action_items as doing
from ..services.steps import require_begun
from .by_script import entered, entering, saving_step
from .finding import back_to, find, keep_where_from, step

ON_A_PAGE = 25
VIEWS = {"": "Meine", "alle": "Alle offenen", "erledigt": "Erledigte"}


@dataclass(frozen=True)
class Row:
    """A task as lists show it, with what the person who looks can do about it."""

    item: ActionItem
    shape: str
    words: str
    may_finish: bool


def rows(items, person, now) -> list[Row]:
    return [
        Row(item, *_status(item, now), bool(access.may_finish_action_item(person, item, now)))
        for item in items
    ]


def _status(item, now) -> tuple[str, str]:
    if item.done_at:
        return "done", f"erledigt am {dates.plain_date(item.done_at)}"
    return ("missing", "überfällig") if item.due_at < now else ("open", "offen")


@require_safe
def action_items(request):
    now, person = clock.now(), request.user
    view = request.GET.get("ansicht", "")
    view = view if view in VIEWS else ""
    found = _found(view, person, now).with_people()
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    address = reverse("meetings:action_items")
    context = {
        "view": view,
        "tabs": [
            {
                "label": label,
                "url": f"{address}?ansicht={name}" if name else address,
                "current": name == view,
            }
            for name, label in VIEWS.items()
        ],
        "is_inside": person.is_office(now) or bool(person.acts_for(now)),
        "page": page,
        "rows": rows(page.object_list, person, now),
    }
    return render(request, "meetings/action_items.html", context)


def _found(view, person, now):
    visible = ActionItem.objects.visible_to(person, now)
    if view == "erledigt":
        return visible.done()
    if view == "alle":
        return visible.open()
    return visible.open().of_counties(person.acts_for(now), with_office=person.is_office(now))


@saving_step
def enter_action_item(request, pk):
    now = clock.now()
    meeting = find(request, pk, now, access.may_enter_action_item)
    require_begun(meeting, now)
    form = ActionItemForm(request.POST or None, meeting=meeting, now=now)
    keep_where_from(request, form)
    context = {"meeting": meeting, "form": form}
    if form.is_valid():
        deed = {"uid": form.cleaned_data["token"], "by": request.user, "now": now}
        try:
            item = doing.enter_action_item(meeting, **form.values(), **deed)
            messages.success(request, f"Eingetragen: „{item}“")
            return entered(request, item)
        except Refused as refusal:
            context["refusal"] = str(refusal)
        except ValidationError as error:
            form.add_errors(error)
    return entering(request, "meetings/enter_action_item.html", context)


@step
def change_action_item(request, pk, item):
    now = clock.now()
    found = _find(request, pk, item, now, access.may_change_action_item)
    form = ActionItemForm(request.POST or None, meeting=found.meeting, now=now, item=found)
    context = {"meeting": found.meeting, "item": found, "form": form}
    if form.is_valid():
        deed = {"seen": form.cleaned_data["seen"], "by": request.user, "now": now}
        try:
            doing.change_action_item(found, **form.values(), **deed)
            messages.success(request, f"Gespeichert: „{found}“")
            return back_to(request, found)
        except ChangedMeanwhile as refusal:
            context["refusal"] = str(refusal)
            form.data = {**form.data.dict(), "seen": found.edition}
        except ValidationError as error:
            form.add_errors(error)
    return render(request, "meetings/change_action_item.html", context)


@step
def delete_action_item(request, pk, item):
    now = clock.now()
    found = _find(request, pk, item, now, access.may_delete_action_item)
    if request.method == "POST":
        where = found.get_absolute_url()
        doing.delete_action_item(found, by=request.user, now=now)
        messages.success(request, f"Gelöscht: „{found}“")
        return back_to(request, where)
    context = {"meeting": found.meeting, "item": found}
    return render(request, "meetings/delete_action_item.html", context)


@require_POST
def finish_action_item(request, pk, item):
    now = clock.now()
    found = _find(request, pk, item, now, access.may_finish_action_item)
    doing.finish_action_item(found, by=request.user, now=now)
    messages.success(request, f"Erledigt: „{found}“")
    return back_to(request, found)


@require_POST
def reopen_action_item(request, pk, item):
    now = clock.now()
    found = _find(request, pk, item, now, access.may_reopen_action_item)
    doing.reopen_action_item(found, by=request.user, now=now)
    messages.success(request, f"Wieder offen: „{found}“")
    return back_to(request, found)


def _find(request, pk, item, now, may) -> ActionItem:
    """The task of just this meeting, if the person may see it (else 404) and do this (403)."""
    meeting = find(request, pk, now)
    visible = ActionItem.objects.visible_to(request.user, now).with_people()
    found = get_object_or_404(visible, meeting=meeting, pk=item)
    found.meeting = meeting
    if not may(request.user, found, now):
        raise PermissionDenied
    return found

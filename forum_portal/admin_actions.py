"""Actions on chosen rows of the Django admin that first show what follows from them."""

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.template.response import TemplateResponse

from .clock import now
from .outlooks import Outlook, fingerprint

MOST = 100


class PreviewedAction:
    """One action: a page with the outlook for each chosen row, then the deed, all or nothing.

    Who confirms has seen what follows: if that has changed by then, the page is
    shown again.
    """

    allowed_permissions = ["change"]
    do_not_call_in_templates = True
    name: str
    short_description: str
    intro: str
    button: str
    form_class: type[forms.Form] = forms.Form

    def outlooks(self, things, *, by, now) -> list[Outlook]:
        raise NotImplementedError

    def do(self, thing, form, *, by, now) -> None:
        raise NotImplementedError

    def told(self, count: int, form) -> str:
        """The sentence about what was done to ``count`` rows."""
        raise NotImplementedError

    @property
    def __name__(self):
        return self.name

    def __call__(self, model_admin, request, queryset):
        things = list(queryset[: MOST + 1])
        if len(things) > MOST:
            words = f"Bitte höchstens {MOST} auf einmal auswählen."
            model_admin.message_user(request, words, messages.ERROR)
            return None
        outlooks = self.outlooks(things, by=request.user, now=now())
        touched = [outlook for outlook in outlooks if not outlook.untouched]
        seen = fingerprint(outlooks)
        is_confirmed = "confirmed" in request.POST
        form = self.form_class(request.POST if is_confirmed else None)
        if is_confirmed and form.is_valid():
            if request.POST.get("seen") != seen:
                form.add_error(
                    None, "Inzwischen hat sich etwas geändert. Bitte prüfen Sie noch einmal."
                )
            elif touched and self._done(request, touched, form):
                model_admin.message_user(request, self.told(len(touched), form))
                return None
        return self._page(model_admin, request, outlooks, form, seen)

    def _done(self, request, touched, form) -> bool:
        try:
            with transaction.atomic():
                for outlook in touched:
                    title = outlook.title
                    self.do(outlook.thing, form, by=request.user, now=now())
        except ValidationError as refusal:
            form.add_error(None, f"{title}: {' '.join(refusal.messages)}")
        except OperationalError:
            form.add_error(None, "Gerade wurde etwas gespeichert, das dem widerspricht.")
        return form.is_valid()

    def _page(self, model_admin, request, outlooks, form, seen):
        context = model_admin.admin_site.each_context(request) | {
            "action": self,
            "title": self.short_description.removesuffix(" …"),
            "opts": model_admin.opts,
            "outlooks": outlooks,
            "can_go_on": any(not outlook.untouched for outlook in outlooks),
            "form": form,
            "seen": seen,
            "chosen_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/preview.html", context)

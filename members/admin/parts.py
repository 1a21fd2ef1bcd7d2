"""What the admins of members have in common."""

import json
from datetime import date

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from forum_portal.admin_parts import PlainChoices, PortalAdmin, ReadingInline, Trespass
from forum_portal.clock import now

from .. import history, services, telling
from ..models import Mandate


class TellsHistory:
    """For an admin: its history says field by field what became of a row, whoever changed it."""

    def history_view(self, request, object_id, extra_context=None):
        thing = self.get_object(request, unquote(object_id))
        if thing is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, thing):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": "Verlauf",
            "subtitle": str(thing),
            "thing": thing,
            "page": telling.page_of(thing, request.GET.get("page")),
            "opts": self.opts,
            "preserved_filters": self.get_preserved_filters(request),
        }
        return TemplateResponse(request, "admin/history.html", context)

    def log_addition(self, request, obj, message):
        return self._log(request, obj, ADDITION, message)

    def log_change(self, request, obj, message):
        return self._log(request, obj, CHANGE, message)

    def _log(self, request, obj, flag, message):
        """At the moment of the change, so that the history tells both as one deed."""
        return LogEntry.objects.create(
            action_time=history.moment(now()),
            user=request.user,
            content_type=ContentType.objects.get_for_model(obj),
            object_id=obj.pk,
            object_repr=str(obj)[:200],
            action_flag=flag,
            change_message=json.dumps(message) if isinstance(message, list) else message,
        )


class ServiceAdmin(TellsHistory, PortalAdmin):
    """Saves by the verbs of ``services``, which also write the log."""

    def add(self, obj, form, **deed):
        raise NotImplementedError

    def change(self, obj, **deed):
        raise NotImplementedError

    def save_model(self, request, obj, form, change):
        deed = {"by": request.user, "now": now()}
        if change:
            self.change(obj, **deed)
        else:
            self.add(obj, form, **deed)

    def log_addition(self, request, obj, message):
        """The service has recorded it."""

    def log_change(self, request, obj, message):
        """The service has recorded it."""


class FixedForm(forms.ModelForm):
    """Fields of the model that are ``FIXED`` once it is saved are shown, not offered."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self._meta.model.FIXED:
            if name in self.fields:
                self.fields[name].disabled = self.instance.pk is not None


class TermAdmin(ServiceAdmin):
    """A term that has begun is part of the history: it ends, and is not deleted."""

    form = FixedForm

    def has_delete_permission(self, request, obj=None):
        has_begun = obj is not None and obj.has_begun(now())
        return not has_begun and super().has_delete_permission(request, obj)

    def get_actions(self, request):
        """Several at once are ended; one that has not begun is deleted on its own page."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


class KeepsWhatIsUsed:
    """For an admin: what others refer to is not deleted, and the answer says what refers to it."""

    called: str

    def get_actions(self, request):
        """Deleted is one at a time, on its own page, which can say why not."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def delete_view(self, request, object_id, extra_context=None):
        thing = self.get_object(request, unquote(object_id))
        uses = _uses(thing) if thing else []
        if not uses:
            return super().delete_view(request, object_id, extra_context)
        words = f"{self.called} „{thing}“ ist noch in Gebrauch und bleibt: {', '.join(uses)}."
        self.message_user(request, words, messages.ERROR)
        return redirect(admin_urlname(self.opts, "change"), thing.pk)


def _uses(thing) -> list[str]:
    """What refers to ``thing``, counted: ``3 Handlungsempfehlungen``."""
    counts = [
        (getattr(thing, relation.get_accessor_name()).count(), relation.related_model._meta)
        for relation in thing._meta.related_objects
        if not relation.hidden
    ]
    return [
        f"{count} {options.verbose_name if count == 1 else options.verbose_name_plural}"
        for count, options in counts
        if count
    ]


class RunningFilter(admin.SimpleListFilter):
    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("laufend", "laufend"), ("nicht", "nicht laufend")]

    def queryset(self, request, queryset):
        running = queryset.model.objects.running(now()).values("pk")
        if self.value() == "laufend":
            return queryset.filter(pk__in=running)
        if self.value() == "nicht":
            return queryset.exclude(pk__in=running)
        return queryset


class LinkedInline(ReadingInline):
    show_change_link = True


class NewMandateInline(PlainChoices, admin.StackedInline):
    """A mandate to begin, on the page of the person or the place that it is for."""

    model = Mandate
    extra = 0
    verbose_name = "neue Zuständigkeit"
    verbose_name_plural = "Neue Zuständigkeiten"

    def has_view_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


def refuse_own_administration(mandate, by):
    """Nobody makes themselves administrator, not even for longer than they are."""
    if mandate.person_id != by.pk or not mandate.is_administration:
        return
    saved = Mandate.objects.filter(pk=mandate.pk).first()
    last, before = (one and (one.ends_on or date.max) for one in (mandate, saved))
    if saved is None or not saved.is_administration or last > before:
        raise Trespass("Die eigene Verwaltung erteilt oder verlängert eine andere Person.")


class BeginsMandates:
    """For an admin with a ``NewMandateInline``."""

    def save_formset(self, request, form, formset, change):
        for mandate in formset.save(commit=False):
            refuse_own_administration(mandate, request.user)
            services.add_mandate(mandate, by=request.user, now=now())

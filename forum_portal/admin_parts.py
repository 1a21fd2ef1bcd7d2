"""What the Django admins of the apps are made of."""

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    BadRequest,
    FieldDoesNotExist,
    ValidationError,
)
from django.core.validators import ProhibitNullCharactersValidator
from django.db import DataError, IntegrityError, OperationalError

from .clock import now


class ReadOnly:
    """For an admin or an inline: what it shows comes about elsewhere, and is only read here."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadingInline(ReadOnly, admin.TabularInline):
    """Rows that belong to the one on the page."""

    extra = 0
    can_delete = False
    template = "admin/reading_inline.html"


class CheckedKeys:
    """For an admin: a key that nobody can have chosen on a page is a bad request.

    Django looks such keys up as they come, and the database raises on them.
    """

    def changelist_view(self, request, *args, **kwargs):
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        _require_keys(self.model._meta.pk, chosen)
        try:
            return super().changelist_view(request, *args, **kwargs)
        except (DataError, OverflowError):
            raise BadRequest("a filter beyond what the database knows") from None

    def changeform_view(self, request, *args, **kwargs):
        options = self.model._meta
        for field in [*options.concrete_fields, *options.many_to_many]:
            if field.is_relation:
                chosen = [*request.GET.getlist(field.name), *request.POST.getlist(field.name)]
                _require_keys(field.target_field, [key for key in chosen if key])
        return super().changeform_view(request, *args, **kwargs)


prohibit_nul = ProhibitNullCharactersValidator()


def _require_keys(field, values):
    for value in values:
        try:
            prohibit_nul(value)
            field.clean(value, None)
        except ValidationError:
            raise BadRequest(f"{value!r} is no key") from None


class PlainChoices:
    """For an admin or an inline: beside a choice stands at most what adds to it."""

    class Media:
        js = ["js/admin_choices.js"]

    def formfield_for_dbfield(self, *args, **kwargs):
        field = super().formfield_for_dbfield(*args, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = False
            field.widget.can_delete_related = False
            field.widget.can_view_related = False
        return field


# What gives rights where Django's own models of users are used; here nothing reads it.
RIGHTS = {"is_staff", "is_superuser", "groups", "user_permissions", "password"}


class Trespass(ValidationError):
    """Somebody would give themselves rights; refused, and noted in the log."""


class PortalAdmin(CheckedKeys, PlainChoices, admin.ModelAdmin):
    """An admin as this portal has them.

    ``about`` says in a sentence what the rows are, for whoever is no programmer.
    What is refused although the form was right (a rule that a service keeps, two
    people saving at once) goes back to the form, which keeps what was typed.
    """

    about: str
    view_on_site = False
    list_per_page = 50

    def changelist_view(self, request, extra_context=None):
        context = {"about": self.about} | (extra_context or {})
        return super().changelist_view(request, context)

    def lookup_allowed(self, lookup, value, request):
        """A list is narrowed by what it shows, or one could guess at what it hides."""
        try:
            field = self.opts.get_field(lookup.partition("__")[0])
        except FieldDoesNotExist:
            return super().lookup_allowed(lookup, value, request)
        return field.name in self._shown(request) and super().lookup_allowed(lookup, value, request)

    def _shown(self, request) -> set[str]:
        entries = [*self.get_list_filter(request), *self.get_search_fields(request)]
        names = [entry[0] if isinstance(entry, tuple) else entry for entry in entries]
        names = [name.partition("__")[0] for name in names if isinstance(name, str)]
        return {*names, *self.get_list_display(request), self.opts.pk.name}

    def changeform_view(self, request, object_id=None, *args, **kwargs):
        if request.method == "POST":
            if "_saveasnew" in request.POST and not self.save_as:
                raise BadRequest("nothing is saved as new here")
            self._note_crafted(request, object_id)
        args = (object_id, *args)
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Trespass as refusal:
            self._note(request, object_id, f"Abgelehnt: {' '.join(refusal.messages)}")
            request.refusal = refusal
        except ValidationError as refusal:
            request.refusal = refusal
        except (IntegrityError, OperationalError):
            request.refusal = ValidationError(
                "Gerade wurde etwas gespeichert, das dem widerspricht."
            )
        return super().changeform_view(request, *args, **kwargs)

    def _note_crafted(self, request, object_id):
        """What no page of ours sends is not taken over, and noted with who sent it."""
        names = {field.name for field in self.opts.get_fields()} | RIGHTS
        sent = names & set(request.POST)
        if not sent:
            return
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        offered = self.get_form(request, obj, change=obj is not None).base_fields
        crafted = [
            name for name in sorted(sent) if name not in offered or _differs(name, obj, request)
        ]
        if crafted:
            self._note(request, object_id, f"Nicht übernommen: {', '.join(crafted)}")

    def _note(self, request, object_id, message):
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        LogEntry.objects.create(
            action_time=now(),
            user=request.user,
            content_type=ContentType.objects.get_for_model(self.model),
            object_id=obj and obj.pk,
            object_repr=str(obj)[:200] if obj else self.opts.verbose_name_plural,
            action_flag=CHANGE,
            change_message=message,
        )

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        refusal = getattr(request, "refusal", None)
        return _refused(form, refusal) if refusal else form


def _differs(name, obj, request) -> bool:
    """Whether a field that is fixed by now was sent with another value."""
    if obj is None or name not in getattr(obj, "FIXED", []):
        return False
    saved = getattr(obj, obj._meta.get_field(name).attname)
    return request.POST[name] != ("" if saved is None else str(saved))


def _refused(form_class, refusal):
    """``form_class``, which finds ``refusal`` in whatever it is given."""
    errors = getattr(refusal, "error_dict", {NON_FIELD_ERRORS: refusal})

    class Refused(form_class):
        def clean(self):
            cleaned = super().clean()
            for name, error in errors.items():
                self.add_error(name if name in self.fields else None, error)
            return cleaned

    return Refused


class ReadingAdmin(ReadOnly, PortalAdmin):
    """To look things up; what changes them are the pages of the portal."""

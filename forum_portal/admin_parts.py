"""What the Django admins of the apps are made of."""

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import NON_FIELD_ERRORS, BadRequest, ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db import DataError, IntegrityError, OperationalError


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

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as refusal:
            request.refusal = refusal
        except (IntegrityError, OperationalError):
            request.refusal = ValidationError(
                "Gerade wurde etwas gespeichert, das dem widerspricht."
            )
        return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        refusal = getattr(request, "refusal", None)
        return _refused(form, refusal) if refusal else form


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

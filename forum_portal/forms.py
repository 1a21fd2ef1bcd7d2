"""What the forms of all apps are made of."""

from unicodedata import category

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Hidden, Layout, Submit
from django import forms

JOINERS = "\u200c\u200d"  # written Persian and Hindi need them


def plain_line(text: str) -> str:
    """``text`` in one line, without marks that nobody sees and that turn what follows around."""
    seen = "".join(c for c in text if c in JOINERS or category(c) != "Cf")
    return " ".join(seen.split()) if seen.strip(JOINERS + " ") else ""


class OneLineField(forms.CharField):
    """Text without line breaks, which would reach subjects and calendar files."""

    def to_python(self, value):
        return plain_line(super().to_python(value))


class LinesField(forms.CharField):
    """Text of several lines, which browsers send with other ends than they got them with."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class Depending(Field):
    """A field that is needed or not by what another says: not marked as voluntary."""

    def render(self, form, context, *args, extra_context=None, **kwargs):
        extra_context = {**(extra_context or {}), "mark_optional": False}
        return super().render(form, context, *args, extra_context=extra_context, **kwargs)


def helper_for(*layout, button: str, button_id: str | None = None) -> FormHelper:
    helper = FormHelper()
    # What is missing is said by the page, in its own words and for all fields at once.
    helper.attrs = {"novalidate": True}
    helper.layout = Layout(*layout)
    helper.add_input(Submit("save", button, css_id=button_id))
    return helper


def sent_to(form: forms.Form, action: str, back: str) -> None:
    """``form``, which may stand on another page than its own, leads back to ``back``."""
    form.helper.form_action = action
    form.helper.layout.append(Hidden("next", back))


def filter_helper() -> FormHelper:
    """For the fields of a filter; elements/filter.html draws the form around them."""
    helper = FormHelper()
    helper.form_method = "get"
    helper.form_tag = False
    helper.disable_csrf = True
    return helper

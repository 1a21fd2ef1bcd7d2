"""The crispy pack ``kern``: what every form of the portal gives to eyes and screen readers."""

import re

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row, Submit
from django import forms
from django.template import Context, Template

from forum_portal.forms import OneLineField


class MeetingForm(forms.Form):
    title = forms.CharField(label="Titel", help_text="Worum es geht")
    venue = forms.CharField(label="Ort", required=False)
    host = forms.ChoiceField(label="Gastgeber", choices=[("celle", "Landkreis Celle")])
    reply = forms.ChoiceField(
        label="Teilnahme",
        choices=[("on_site", "Vor Ort"), ("online", "Online")],
        widget=forms.RadioSelect,
        help_text="Bis zur Frist können Sie das ändern.",
    )
    topics = forms.MultipleChoiceField(
        label="Themen",
        choices=[("a", "Wohnen")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    quiet = forms.BooleanField(label="Nur Link", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        if self.cleaned_data.get("venue") == "nowhere":
            raise forms.ValidationError("Dort ist <kein> Raum.")
        return self.cleaned_data


def crispy(form, helper=None):
    template = Template("{% load crispy_forms_tags %}{% crispy form helper %}")
    helper = FormHelper() if helper is None else helper
    return template.render(Context({"form": form, "helper": helper}))


def filtered(form):
    return Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(Context({"form": form}))


def ids(html):
    return re.findall(r'\bid="([^"]+)"', html)


@pytest.mark.parametrize("render", [crispy, filtered])
def test_every_id_stands_once_and_every_reference_leads_somewhere(render):
    html = render(MeetingForm({"title": ""}))

    assert len(ids(html)) == len(set(ids(html)))
    for reference in re.findall(r'(?:for|aria-describedby|href)="#?([^"]+)"', html):
        assert set(reference.split()) <= set(ids(html))


def test_a_hint_and_an_error_are_read_with_their_field():
    html = crispy(MeetingForm({"title": ""}))

    control = re.search(r'<input[^>]*name="title"[^>]*>', html).group()
    assert 'aria-describedby="id_title_helptext id_title_error"' in control
    assert 'aria-invalid="true"' in control


def test_radios_stand_in_a_fieldset_with_their_question():
    html = crispy(MeetingForm({"title": ""}))

    fieldset = re.search(r"<fieldset[^>]*div_id_reply.*?</fieldset>", html, re.DOTALL).group()
    assert re.search(r"<legend[^>]*>Teilnahme\s*</legend>", fieldset)
    assert 'aria-describedby="id_reply_helptext id_reply_error"' in fieldset
    assert fieldset.count('type="radio"') == 2


def test_the_summary_links_to_each_field_and_takes_the_focus():
    html = crispy(MeetingForm({"title": ""}))

    summary = html[: html.index('<div id="div_id_title"')]
    assert 'role="alert" tabindex="-1" autofocus' in summary
    assert re.findall(r'href="#([^"]+)"', summary) == ["id_title", "id_host", "id_reply_0"]


def test_an_error_of_the_whole_form_stands_in_the_summary_as_text():
    form = MeetingForm({"title": "x", "host": "celle", "reply": "online", "venue": "nowhere"})
    assert "<li>Dort ist &lt;kein&gt; Raum.</li>" in crispy(form)


def test_a_form_without_faults_has_no_summary():
    assert "kern-alert" not in crispy(MeetingForm())


def test_what_need_not_be_filled_says_so():
    html = crispy(MeetingForm())

    labels = dict(re.findall(r"<(?:label|legend)[^>]*>([^<]+)<span[^>]*>([^<]+)</span>", html))
    assert {label.strip(): mark for label, mark in labels.items()} == {
        "Ort": "freiwillig",
        "Themen": "freiwillig",
    }


def test_a_filter_does_not_mark_its_fields():
    helper = FormHelper()
    helper.form_method = "get"
    assert "freiwillig" not in crispy(MeetingForm(), helper)


def test_what_was_typed_stays_and_is_escaped():
    html = crispy(MeetingForm({"title": 'Ü"><b>', "host": "celle", "reply": "online"}))

    assert 'value="Ü&quot;&gt;&lt;b&gt;"' in html
    assert re.search(r'value="online"[^>]* checked', html)


def test_a_layout_keeps_hidden_fields_and_draws_its_button():
    helper = FormHelper()
    helper.render_hidden_fields = True
    helper.layout = Layout(Fieldset("Wo", Row("venue", "host")), Submit("save", "Speichern"))

    html = crispy(MeetingForm(), helper)

    assert '<legend class="kern-heading-small">Wo</legend>' in html
    assert 'type="hidden" name="token"' in html
    assert re.search(r'<button type="submit" class="kern-btn kern-btn--primary"', html)


def test_fields_have_labels_and_hints_but_no_placeholders():
    class Placeholder(forms.Form):
        name = forms.CharField(widget=forms.TextInput(attrs={"placeholder": "Name"}))

    assert "placeholder" not in crispy(Placeholder())


def test_rows_of_a_formset_name_themselves_in_the_summary():
    formset = forms.formset_factory(MeetingForm)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-1-title": "x"}
    )
    html = filtered(formset)

    assert 'href="#id_form-0-title">Punkt 1, Titel: ' in html
    assert 'href="#id_form-1-host">Punkt 2, Gastgeber: ' in html
    assert len(ids(html)) == len(set(ids(html)))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u200b\u200b", ""),
        ("\u200d", ""),
        ("abc\u202edef", "abcdef"),
        ("Stabs\u00adstelle", "Stabsstelle"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        (" Frau\n Müller ", "Frau Müller"),
    ],
)
def test_a_line_holds_nothing_that_nobody_sees(typed, kept):
    assert OneLineField(required=False).clean(typed) == kept

"""What the office enters about meetings."""

from uuid import uuid4, uuid5

from crispy_forms.layout import HTML, Fieldset
from django import forms
from django.forms.models import model_to_dict

from forum_portal.forms import Depending, OneLineField, helper_for
from members.models import District, Organisation

from ..models import (
    MOST_SEATS,
    Meeting,
    WorkingGroup,
    usual_answer_reminders,
    usual_reminders,
)
from ..reminding import too_late
from ..stages import DAYS, Circle, Format, Offset, Stage
from .when import WHEN, WhenForm

PLACE = ("format", "venue", "capacity", "travel_notes", "video_link", "host")
ABOUT = ("kind", "title", "summary", *PLACE)
REMINDERS = ("reminders", "answer_reminders")
MAILS = ("link_only", *REMINDERS)
CIRCLE = ("circle", "group", "invited", "partners")
LONGEST_TEXT = 5000
# Closed until somebody chooses among the counties; what it begins, the layout ends after them.
COUNTIES = (
    '<details class="fp-more"{% if form.shows_counties %} open{% endif %}>'
    '<summary>Ausgewählte Landkreise</summary><div class="fp-form fp-mt-s">'
)
PARTNERS = (
    '<details class="fp-more"{% if form.shows_partners %} open{% endif %}>'
    '<summary>Partner</summary><div class="fp-form fp-mt-s">'
)


class Ticks(forms.CheckboxSelectMultiple):
    """Boxes with a hidden blank beside them, so that none ticked is not the same as none sent."""

    def value_from_datadict(self, data, files, name):
        return list(filter(None, super().value_from_datadict(data, files, name) or []))


class MeetingForm(WhenForm):
    """All about a meeting; once it is announced, its time is not changed but moved."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    summary = forms.CharField(
        label="Kurzbeschreibung",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    capacity = forms.IntegerField(
        label="Plätze vor Ort",
        min_value=1,
        max_value=MOST_SEATS,
        required=False,
        help_text="So viele Personen können vor Ort teilnehmen, weitere stehen auf einer "
        "Warteliste. Ohne Angabe gibt es keine Grenze.",
    )
    travel_notes = forms.CharField(
        label="Anreise und Barrierefreiheit",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    video_link = forms.URLField(
        label="Zugang zur Videokonferenz",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="Steht auf der Seite des Treffens, nur für Personen der angemeldeten Landkreise "
        "und für die Geschäftsstelle.",
    )
    reminders = forms.MultipleChoiceField(
        label="Erinnerung vor dem Treffen",
        choices=Offset.choices,
        initial=usual_reminders,
        required=False,
        widget=Ticks,
        help_text="An alle, die kommen.",
    )
    answer_reminders = forms.MultipleChoiceField(
        label="Erinnerung vor der Antwortfrist",
        choices=[(day.value, day.label) for day in DAYS],
        initial=usual_answer_reminders,
        required=False,
        widget=Ticks,
        help_text="An Landkreise, die noch nicht geantwortet haben.",
    )

    invited = forms.MultipleChoiceField(label="Landkreise", required=False, widget=Ticks)
    partners = forms.MultipleChoiceField(
        label="Partner",
        required=False,
        widget=Ticks,
        help_text="Sie sehen dieses Treffen mit Unterlagen und Protokoll und erhalten Mails dazu. "
        "Ob jemand kommt, sagen sie Ihnen. Den Zugang zur Videokonferenz bekommen sie von Ihnen.",
    )

    class Meta(WhenForm.Meta):
        fields = (*ABOUT, *WHEN, *MAILS, "circle", "group")
        field_classes = {"title": OneLineField, "venue": OneLineField}
        widgets = {
            **WhenForm.Meta.widgets,
            "format": forms.RadioSelect,
            "circle": forms.RadioSelect,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(["kind", "title", "summary", *WHEN, "answer_on"])
        self.fields["format"].choices = Format.choices
        self.fields["venue"].help_text = "Bei Treffen vor Ort nötig."
        self.fields["host"].empty_label = "kein gastgebender Landkreis"
        members = District.objects.members(self.now)
        self.fields["host"].queryset = members | District.objects.filter(pk=self.instance.host_id)
        self._prepare_circle(members)
        when = self.when_layout()
        if self.instance.stage == Stage.ANNOUNCED:
            for name in (*WHEN, "all_day"):
                del self.fields[name]
            when = ["answer_on"]
        if self.instance.pk:
            del self.fields["token"]
        self.helper = helper_for(
            "seen" if self.instance.pk else "token",
            Fieldset("Worum es geht", "kind", "title", "summary"),
            Fieldset("Wer eingeladen ist", *self._circle_layout()),
            *when,
            Fieldset("Wo", "format", Depending("venue"), *PLACE[2:]),
            Fieldset("Mails", "link_only", *self._reminder_layout()),
            button="Änderungen speichern" if self.instance.pk else "Entwurf speichern",
        )

    @classmethod
    def like(cls, meeting: Meeting) -> dict:
        """What a form for another such meeting begins with: everything but when."""
        names = [name for name in cls._meta.fields if name not in WHEN]
        circle = {"invited": _keys(meeting), "partners": _partners(meeting)}
        return {**model_to_dict(meeting, names), **circle, "all_day": meeting.is_all_day}

    def uid(self) -> str:
        """One for each content of each form: sent twice it is one meeting, changed another."""
        return f"{uuid5(self.cleaned_data['token'], repr(self.values()))}@forum-portal"

    def clean(self):
        values = super().clean()
        if values.get("format") in (Format.ON_SITE, Format.HYBRID) and not values.get("venue"):
            self.add_error("venue", "Bitte geben Sie an, wo das Treffen stattfindet.")
        self._clean_reminders(values)
        self._clean_circle(values)
        return values

    def values(self) -> dict:
        chosen = [d for d in self._counties if d.pk in self.cleaned_data["invited"]]
        partners = [p for p in self._partners if str(p.pk) in self.cleaned_data.get("partners", [])]
        return {**super().values(), "invited": chosen, "partners": partners}

    def clean_circle(self):
        """What was sent without the question leaves it as it is."""
        return self.cleaned_data["circle"] or self.instance.circle

    def clean_group(self):
        return self.cleaned_data["group"] if "group" in self.data else self.instance.group

    def clean_invited(self):
        return self.cleaned_data["invited"] if "invited" in self.data else self._there

    def clean_partners(self):
        return self.cleaned_data["partners"] if "partners" in self.data else self._partners_there

    def clean_reminders(self):
        return self._chosen("reminders")

    def clean_answer_reminders(self):
        return self._chosen("answer_reminders")

    def _chosen(self, name) -> list[str]:
        """The furthest first; what was sent without these boxes leaves them as they are."""
        if name not in self.data:
            return getattr(self.instance, name)
        return [offset for offset in Offset.values if offset in self.cleaned_data[name]]

    def _clean_reminders(self, values):
        wanted = {name: values[name] for name in REMINDERS if name in values}
        wanted["answer_by"] = self._answer_by(values)
        for name, offsets in too_late(self.instance, wanted, self.now).items():
            for offset in offsets:
                self.add_error(
                    name, f"„{offset.label}“ ist schon vorbei. Bitte wählen Sie das wieder ab."
                )

    def _prepare_circle(self, members):
        """Which groups and counties there are to choose from, and what is chosen now."""
        meeting, fields = self.instance, self.fields
        self._there = _keys(meeting) if meeting.pk else []
        fields["circle"].required = False
        fields["circle"].choices = Circle.choices
        fields["circle"].help_text = (
            "Nur wer eingeladen ist, sieht das Treffen und erhält Mails dazu; Geschäftsstelle und "
            "gastgebender Landkreis sehen es immer."
        )
        if meeting.stage == Stage.ANNOUNCED:
            fields[
                "circle"
            ].help_text += " Jetzt können Sie nur noch Landkreise und Partner hinzunehmen."
        fields["group"].help_text = "Eingeladen sind ihre Landkreise, auch wer später beitritt."
        fields["group"].empty_label = "Bitte wählen"
        fields["group"].queryset = WorkingGroup.objects.at_work() | WorkingGroup.objects.filter(
            pk=meeting.group_id
        )
        self._counties = list(members | District.objects.filter(pk__in=self._there))
        fields["invited"].choices = [(d.pk, str(d)) for d in self._counties]
        self.initial.setdefault("invited", self._there)
        self._partners_there = _partners(meeting) if meeting.pk else []
        self._partners = list(Organisation.objects.partners())
        fields["partners"].choices = [(str(p.pk), str(p)) for p in self._partners]
        self.initial.setdefault("partners", self._partners_there)
        if not self._partners:
            del fields["partners"]

    def _clean_circle(self, values):
        """What the choice does not ask for is left out, whatever stands there."""
        circle = values.get("circle")
        if circle != Circle.GROUP:
            values["group"] = None
        elif not values.get("group") and "group" not in self.errors:
            self.add_error("group", "Bitte wählen Sie die Arbeitsgruppe, die sich trifft.")
        if circle != Circle.CHOSEN:
            values["invited"] = []
        elif not values.get("invited") and "invited" not in self.errors:
            self.add_error("invited", "Bitte wählen Sie mindestens einen Landkreis.")

    def _circle_layout(self) -> list:
        return [
            Depending("circle"),
            Depending("group"),
            HTML(COUNTIES),
            Depending("invited"),
            HTML('<input type="hidden" name="invited" value=""></div></details>'),
            *self._partners_layout(),
        ]

    def _partners_layout(self) -> list:
        """Nothing where the Forum has no partners."""
        if "partners" not in self.fields:
            return []
        end = '<input type="hidden" name="partners" value=""></div></details>'
        return [HTML(PARTNERS), "partners", HTML(end)]

    @property
    def shows_counties(self) -> bool:
        """Whether some are chosen, or should be."""
        return bool(self["invited"].value() or self["invited"].errors)

    @property
    def shows_partners(self) -> bool:
        """Whether some are invited, or one was sent that is none."""
        return bool(self["partners"].value() or self["partners"].errors)

    @staticmethod
    def _reminder_layout() -> list:
        return [
            part
            for name in REMINDERS
            for part in (name, HTML(f'<input type="hidden" name="{name}" value="">'))
        ]


def _keys(meeting) -> list[str]:
    """Of the counties that are chosen by name."""
    return list(meeting.invited.values_list("pk", flat=True))


def _partners(meeting) -> list[str]:
    """Their keys, as forms send them."""
    return [str(key) for key in meeting.partners.values_list("pk", flat=True)]


class CancelForm(forms.Form):
    reason = OneLineField(
        label="Grund der Absage",
        max_length=500,
        required=False,
    )

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = (
            "Steht auf der Seite des Treffens und in keiner Mail."
            if meeting.link_only
            else "Steht in der Mail an alle Eingeladenen."
        )
        self.helper = helper_for("reason", button="Treffen absagen")

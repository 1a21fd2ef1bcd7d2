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
    usual_answer_reminders,
    usual_reminders,
)
from ..reminding import too_late
from ..stages import DAYS, Format, Offset, Stage
from .circles import CIRCLE, CircleForm, Ticks, blank, keys_of
from .when import WHEN, WhenForm

PLACE = ("format", "venue", "capacity", "travel_notes", "video_link", "host")
ABOUT = ("kind", "title", "summary", *PLACE)
REMINDERS = ("reminders", "answer_reminders")
GUESTS = (*CIRCLE, "invited", "partners")
MAILS = ("link_only", *REMINDERS)
LONGEST_TEXT = 5000
SEEN_BY = (
    "Nur wer eingeladen ist, sieht das Treffen und erhält Mails dazu; Geschäftsstelle und "
    "gastgebender Landkreis sehen es immer."
)
OF_GROUP = "Eingeladen sind ihre Landkreise, auch wer später beitritt."
PARTNERS = (
    '<details class="fp-more"{% if form.shows_partners %} open{% endif %}>'
    '<summary>Partner</summary><div class="fp-form fp-mt-s">'
)


class MeetingForm(CircleForm, WhenForm):
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

    partners = forms.MultipleChoiceField(
        label="Partner",
        required=False,
        widget=Ticks,
        help_text="Sie sehen dieses Treffen mit Unterlagen und Protokoll und erhalten Mails dazu. "
        "Ob jemand kommt, sagen sie Ihnen. Den Zugang zur Videokonferenz bekommen sie von Ihnen.",
    )

    class Meta(WhenForm.Meta):
        fields = (*ABOUT, *WHEN, *MAILS, *CIRCLE)
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
        self._prepare_guests(members)
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
            Fieldset("Wer eingeladen ist", *self._circle_layout(), *self._partners_layout()),
            *when,
            Fieldset("Wo", "format", Depending("venue"), *PLACE[2:]),
            Fieldset("Mails", "link_only", *self._reminder_layout()),
            button="Änderungen speichern" if self.instance.pk else "Entwurf speichern",
        )

    @classmethod
    def like(cls, meeting: Meeting) -> dict:
        """What a form for another such meeting begins with: everything but when."""
        names = [name for name in cls._meta.fields if name not in WHEN]
        circle = {"invited": keys_of(meeting), "partners": _partners(meeting)}
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
        partners = [p for p in self._partners if str(p.pk) in self.cleaned_data.get("partners", [])]
        return {**super().values(), "invited": self.chosen_counties(), "partners": partners}

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

    def _prepare_guests(self, members):
        """The circle and the partners, of which an announced meeting loses none."""
        meeting, about = self.instance, SEEN_BY
        if meeting.stage == Stage.ANNOUNCED:
            about += " Jetzt können Sie nur noch Landkreise und Partner hinzunehmen."
        self._prepare_circle(members, about=about, of_group=OF_GROUP)
        self._partners_there = _partners(meeting) if meeting.pk else []
        self._partners = list(Organisation.objects.partners())
        self.fields["partners"].choices = [(str(p.pk), str(p)) for p in self._partners]
        self.initial.setdefault("partners", self._partners_there)
        if not self._partners:
            del self.fields["partners"]

    def _partners_layout(self) -> list:
        """Nothing where the Forum has no partners."""
        if "partners" not in self.fields:
            return []
        return [HTML(PARTNERS), "partners", HTML(f"{blank('partners')}</div></details>")]

    @property
    def shows_partners(self) -> bool:
        """Whether some are invited, or one was sent that is none."""
        return bool(self["partners"].value() or self["partners"].errors)

    @staticmethod
    def _reminder_layout() -> list:
        return [part for name in REMINDERS for part in (name, HTML(blank(name)))]


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

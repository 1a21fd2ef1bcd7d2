"""What the office writes into the minutes of a meeting, and what counties remark about them."""

from datetime import datetime
from uuid import uuid4

from django import forms

from forum_portal import dates
from forum_portal.forms import LinesField, OneLineField, helper_for

from ..models import Meeting, Remark
from ..models.minutes import LONGEST_MINUTES, LONGEST_REMARK
from ..stages import RemarkStage
from ..wall_time import days_after, end_of_day

USUAL_DAYS = 14
ANSWER = Remark._meta.get_field("answer").max_length


class MinutesForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = LinesField(
        label="Wortlaut",
        max_length=LONGEST_MINUTES,
        widget=forms.Textarea({"rows": 32}),
        help_text="Überschriften beginnen mit ##, Punkte einer Liste mit einem Strich, "
        "**so** wird etwas fett. Eine leere Zeile trennt Absätze. Steht \\ vor einem Zeichen, "
        "bleibt es, wie es ist.",
        error_messages={"required": "Bitte schreiben Sie, was im Protokoll steht."},
    )
    note = OneLineField(
        label="Was ist geändert",
        max_length=200,
        required=False,
        help_text="Steht in der Liste der Fassungen.",
    )

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.helper = helper_for("seen", "text", "note", button="Neue Fassung speichern")


class CirculateForm(forms.Form):
    remarks_on = forms.DateField(
        label="Anmerkungen bis",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="Die Frist endet um 23:59 Uhr. Vorher lässt sich das Protokoll nicht genehmigen.",
        error_messages={"required": "Bitte geben Sie an, bis wann Anmerkungen möglich sind."},
    )

    def __init__(self, data=None, *, now: datetime):
        usual = dates.day(days_after(now, USUAL_DAYS))
        super().__init__(data, initial={"remarks_on": usual})
        self.helper = helper_for("remarks_on", button="In Umlauf geben")

    def values(self) -> dict:
        return {"remarks_by": end_of_day(self.cleaned_data["remarks_on"])}


class RemarkForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    district = forms.CharField(widget=forms.HiddenInput)
    text = LinesField(
        label="Was anders sein soll",
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": 6}),
        help_text="Nennen Sie die Stelle und den Wortlaut, den Sie vorschlagen. "
        f"Lesen alle, die das Protokoll sehen. Höchstens {LONGEST_REMARK} Zeichen.",
        error_messages={"required": "Bitte schreiben Sie, was anders sein soll."},
    )

    def __init__(self, data=None, *, district=None):
        super().__init__(data, initial={"token": uuid4(), "district": district and district.pk})
        self.helper = helper_for("token", "district", "text", button="Anmerkung abgeben")

    def values(self) -> dict:
        return {"text": self.cleaned_data["text"], "uid": self.cleaned_data["token"]}


class DecideForm(forms.Form):
    decision = forms.ChoiceField(
        label="Entscheidung",
        choices=[(one.value, one.label) for one in (RemarkStage.ACCEPTED, RemarkStage.DECLINED)],
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie, was aus der Anmerkung wird."},
    )
    answer = OneLineField(
        label="Antwort",
        max_length=ANSWER,
        required=False,
        help_text="Lesen alle, die das Protokoll sehen. Wird die Anmerkung nicht übernommen, "
        "steht hier, warum.",
    )

    def __init__(self, *args):
        super().__init__(*args)
        self.helper = helper_for("decision", "answer", button="Entscheidung speichern")
        self.helper.mark_optional = False

    def clean(self):
        values = super().clean()
        declined = values.get("decision") == RemarkStage.DECLINED
        if declined and not values.get("answer") and "answer" not in self.errors:
            self.add_error("answer", "Bitte sagen Sie, warum die Anmerkung nicht übernommen wird.")
        return values

    @property
    def accepted(self) -> bool:
        return self.cleaned_data["decision"] == RemarkStage.ACCEPTED

    def values(self) -> dict:
        return {"accepted": self.accepted, "answer": self.cleaned_data["answer"]}


class LaterMeetingField(forms.ModelChoiceField):
    def label_from_instance(self, meeting):
        return f"{dates.plain_date(meeting.starts_at)}: {meeting}"


class AdoptForm(forms.Form):
    meeting = LaterMeetingField(
        label="Genehmigt beim Treffen",
        queryset=Meeting.objects.none(),
        empty_label="Bitte wählen",
        error_messages={"required": "Bitte wählen Sie, wo das Protokoll genehmigt wurde."},
    )
    note = OneLineField(
        label="Vermerk",
        max_length=500,
        required=False,
        help_text="Zum Beispiel: einstimmig, oder mit welcher Änderung.",
    )

    def __init__(self, data=None, *, later):
        super().__init__(data)
        self.fields["meeting"].queryset = later
        self.helper = helper_for("meeting", "note", button="Als genehmigt eintragen")

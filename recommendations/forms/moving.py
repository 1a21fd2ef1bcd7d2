"""What the office says with a step."""

from django import forms

from forum_portal.forms import OneLineField, helper_for

from ..models import Event
from ..services.moving import successors
from ..services.steps import latest_event
from ..stages import Stage
from ..wording import Step

NEEDS_REASON = "Bitte schreiben Sie, warum die Empfehlung zurückgezogen wird."
SEND_AGAIN = "Die Seite kam unvollständig an. Bitte senden Sie sie noch einmal ab."


class MoveForm(forms.Form):
    """Carries which event was the latest when the page was shown."""

    seen = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={
            "required": SEND_AGAIN,
            "invalid": SEND_AGAIN,
        },
    )
    reason = OneLineField(
        label="Begründung",
        max_length=Event._meta.get_field("reason").max_length,
        required=False,
        help_text="Steht in der Mail an die Mitglieder und im Verlauf.",
        error_messages={"required": NEEDS_REASON},
    )
    replaced_by = forms.ModelChoiceField(
        label="An die Stelle tritt",
        queryset=None,
        empty_label="Bitte wählen",
        error_messages={"required": "Bitte wählen Sie die Empfehlung, die an die Stelle tritt."},
    )

    def __init__(self, *args, recommendation, step: Step, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = latest_event(recommendation)
        self.fields["reason"].required = step.to == Stage.WITHDRAWN
        self.fields["replaced_by"].queryset = successors(recommendation)
        if step.to != Stage.REPLACED:
            del self.fields["replaced_by"]
        self.helper = helper_for(*reversed(self.fields), button=step.label)

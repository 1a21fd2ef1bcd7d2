"""What a county works on."""

from django import forms

from forum_portal.forms import helper_for

from ..models import District, Topic
from ..snapshot import topics_fingerprint
from .comparing import compared


class TopicsForm(forms.Form):
    topics = forms.ModelMultipleChoiceField(
        label="Themen",
        queryset=Topic.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Nach ihnen finden andere Landkreise den Ihren. Fehlt ein Thema, legt es die "
        "Geschäftsstelle an.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, district: District, **kwargs):
        self.present = {"topics": list(district.topics.all())}
        seen = topics_fingerprint(self.present["topics"])
        super().__init__(*args, initial={**self.present, "seen": seen}, **kwargs)
        self.helper = helper_for("topics", "seen", button="Themen speichern")
        self.helper.mark_optional = False

    def compared(self) -> list[dict]:
        return compared(self, self.present, ["topics"])

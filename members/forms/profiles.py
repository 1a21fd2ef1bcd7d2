"""What a person tells the other members of themselves."""

from datetime import datetime

from crispy_forms.layout import HTML, Div, Field, Fieldset
from django import forms

from forum_portal.forms import LinesField, OneLineField, helper_for

from ..models import Person, Profile, Topic
from ..models.languages import LANGUAGES
from ..models.profiles import LONGEST_EXPERIENCE
from ..pictures import FORMATS, portrait
from ..snapshot import profile_fingerprint
from .comparing import compared

SHOWN = ("name", "phone", "topics", "experience", "languages", "may_be_public")
TYPES = ",".join(f"image/{name.lower()}" for name in FORMATS)


def _longest(model, name: str) -> int:
    return model._meta.get_field(name).max_length


class ProfileForm(forms.Form):
    """Nothing here has to be filled in; what is left empty is shown nowhere."""

    name = OneLineField(
        label="Name",
        max_length=_longest(Person, "name"),
        required=False,
        help_text="Ohne Namen nennt das Portal Ihre Funktion.",
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    phone = OneLineField(
        label="Telefon",
        max_length=_longest(Profile, "phone"),
        required=False,
        validators=Profile._meta.get_field("phone").validators,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    picture = forms.FileField(
        label="Neues Bild",
        required=False,
        help_text="JPEG, PNG oder WebP, höchstens 5 MB. Das Portal schneidet es quadratisch zu und "
        "entfernt alles, was man nicht sieht, etwa den Ort der Aufnahme.",
        error_messages={"empty": "Diese Datei ist leer. Bitte wählen Sie ein Bild."},
        widget=forms.FileInput({"accept": TYPES}),
    )
    removes_picture = forms.BooleanField(label="Bild entfernen", required=False)
    topics = forms.ModelMultipleChoiceField(
        label="Themen",
        queryset=Topic.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Womit Sie sich beschäftigen.",
    )
    experience = LinesField(
        label="Erfahrung mit",
        max_length=LONGEST_EXPERIENCE,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Stichworte, nach denen andere suchen, etwa „Sprachmittlerpool, Förderanträge "
        f"(AMIF), Einbürgerungsfeier“. Höchstens {LONGEST_EXPERIENCE} Zeichen.",
    )
    languages = forms.MultipleChoiceField(
        label="Sprachen, in denen Sie beraten oder korrespondieren können",
        choices=LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    may_be_public = forms.BooleanField(
        label="Mein Name und meine Funktion dürfen auf der öffentlichen Startseite stehen",
        required=False,
        help_text="Wer das Portal ohne Anmeldung öffnet, liest dann bei Ihrem Landkreis Ihren "
        "Namen und Ihre Funktion, nichts sonst. Ohne Haken steht dort nichts über Sie. Nehmen "
        "Sie den Haken weg, verschwindet der Eintrag sofort.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, profile: Profile, now: datetime, **kwargs):
        self.profile = profile
        self.present = _present(profile)
        super().__init__(
            *args, initial=self.present | {"seen": profile_fingerprint(profile)}, **kwargs
        )
        if not profile.consented_at and not profile.person.acts_for(now):
            del self.fields["may_be_public"]  # it would change nothing
        if not profile.picture:
            del self.fields["removes_picture"]
        self.helper = helper_for(
            Fieldset("Wer Sie sind", "name", "phone"),
            Fieldset("Bild", HTML('{% include "members/_own_picture.html" %}'), *self._picture()),
            Fieldset(
                "Womit Sie helfen können",
                Field("topics", wrapper_class="fp-columns"),
                "experience",
                self._languages(),
            ),
            *self._consent(),
            "seen",
            button="Profil speichern",
        )
        self.helper.mark_optional = False  # the page says it once for all of them

    def _languages(self) -> Div:
        """Folded up, with the names of those that are ticked."""
        field = Field("languages", wrapper_class="fp-columns")
        folded = Div(field, template="members/_languages.html", open="languages" in self.errors)
        ticked = self["languages"].value() or []
        folded.spoken = [name for code, name in LANGUAGES if code in ticked]
        return folded

    def _picture(self) -> list[str]:
        return [name for name in ("picture", "removes_picture") if name in self.fields]

    def _consent(self) -> list[Fieldset]:
        if "may_be_public" not in self.fields:
            return []
        return [Fieldset("Außerhalb des geschützten Bereichs", "may_be_public")]

    def clean_picture(self) -> bytes | None:
        """The square JPEG that is kept, and not the file."""
        file = self.cleaned_data["picture"]
        return portrait(file, file.size) if file else None

    def values(self) -> dict:
        """What ``services.change_profile`` takes."""
        values = {"removes_picture": False, **self.cleaned_data}
        values.setdefault("may_be_public", self.present["may_be_public"])
        values["seen"] = values["seen"] or None
        return values

    def compared(self) -> list[dict]:
        """What was entered beside what stands, where they differ."""
        return compared(self, self.present, [name for name in SHOWN if name in self.fields])


def _present(profile: Profile) -> dict:
    return {
        "name": profile.person.name,
        "phone": profile.phone,
        "topics": list(profile.topics.all()),
        "experience": profile.experience,
        "languages": profile.languages,
        "may_be_public": profile.consented_at is not None,
    }

"""What the office enters to lay a paper before a meeting."""

from uuid import uuid4

from django import forms
from django.conf import settings

from forum_portal.forms import OneLineField, helper_for
from forum_portal.titles import require_visible

from ..models import AgendaItem, Meeting, MeetingPaper
from ..papers import ACCEPTED, EMPTY, IN_WORDS, recognise
from ..snapshot import paper_fingerprint


class PaperForm(forms.Form):
    """A new paper of ``meeting``, or ``paper``, of which the file need not be given anew."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    title = OneLineField(
        label="Titel",
        max_length=MeetingPaper._meta.get_field("title").max_length,
        help_text="So heißt die Unterlage auf der Seite des Treffens und beim Herunterladen.",
        error_messages={"required": "Bitte geben Sie der Unterlage einen Titel."},
    )
    item = forms.ModelChoiceField(
        label="Gehört zu",
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label="zum ganzen Treffen",
    )
    file = forms.FileField(
        label="Datei",
        error_messages={"required": "Bitte wählen Sie eine Datei aus.", "empty": EMPTY},
        widget=forms.FileInput({"accept": ACCEPTED}),
    )

    def __init__(self, *args, meeting: Meeting, paper: MeetingPaper | None = None):
        super().__init__(*args, initial=self._initial(paper))
        self.fields["item"].queryset = meeting.agenda.all()
        self.fields[
            "file"
        ].help_text = (
            f"{IN_WORDS}, höchstens {settings.PAPER_MOST_MEGABYTES} MB, ohne Makros und Kennwort."
        )
        if paper:
            self.fields["file"].required = False
            self.fields["file"].label = "Neue Datei"
        self.helper = helper_for(
            "seen" if paper else "token",
            "title",
            "file",
            "item",
            button="Unterlage speichern" if paper else "Unterlage einstellen",
        )

    def clean_title(self):
        require_visible(self.cleaned_data["title"])
        return self.cleaned_data["title"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file:
            recognise(file, file.size, file.name)
        return file

    def clean(self):
        """A browser does not send a file a second time by itself."""
        values = super().clean()
        if self.errors and "file" not in self.errors and values.get("file"):
            self.add_error("file", "Bitte wählen Sie die Datei noch einmal aus.")
        return values

    def values(self) -> dict:
        """What the services take."""
        file = self.cleaned_data["file"]
        given = {"file": file, "size": file.size, "name": file.name} if file else {}
        return {name: self.cleaned_data[name] for name in ("title", "item")} | given

    @staticmethod
    def _initial(paper) -> dict:
        if paper is None:
            return {"token": uuid4()}
        return {"title": paper.title, "item": paper.item_id, "seen": paper_fingerprint(paper)}

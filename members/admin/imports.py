"""Files of people and memberships in the Django admin: upload, preview, and what became of it."""

import io
from datetime import date, timedelta

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models.functions import Now
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from forum_portal import sheets, tables
from forum_portal.admin_parts import ReadingAdmin
from forum_portal.clock import now

from .. import membership_file, people_file, services
from ..models import Import
from ..stages import PREVENTING, ImportStage, Subject, Verdict

SHOWN = 100
MOST_PROBLEMS = 50
SLOW = timedelta(seconds=10)  # then a waiting import says that nobody answers
EXAMPLES = {
    Subject.PEOPLE: [
        ("integration@celle.example", "", "Landkreis Celle", "03351", "", "Fachkraft")
        + ("Fachstelle Integration", date(2026, 2, 1), None, False),
        ("koordination@celle.example", "", "Celle", "", "", "Koordination")
        + ("", date(2026, 2, 1), date(2028, 1, 31), True),
        ("kontakt@stiftung.example", "", "", "", "Beispielstiftung", "Ansprechperson")
        + ("", date(2026, 2, 1), None, False),
    ],
    Subject.MEMBERSHIPS: [
        ("Landkreis Celle", "03351", date(2026, 2, 1), None, False, "Sprachmittlung; Wohnen"),
        ("Coburg", "09473", date(2024, 1, 1), date(2026, 12, 31), True, ""),
    ],
}
COLUMNS = {
    Subject.PEOPLE: people_file.COLUMNS,
    Subject.MEMBERSHIPS: membership_file.COLUMNS,
}


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Datei",
        max_length=250,
        help_text="Excel-Arbeitsmappe (.xlsx) oder CSV, höchstens 5 MB und 20.000 Zeilen.",
        error_messages={
            "required": "Bitte wählen Sie eine Datei aus.",
            "empty": "Die Datei ist leer.",
        },
    )


class TakesFiles:
    """For an admin: rows come by a file as well, with a preview."""

    subject: Subject
    change_list_template = "admin/filing_list.html"

    def changelist_view(self, request, extra_context=None):
        url = reverse(f"admin:members_{self.opts.model_name}_import")
        return super().changelist_view(request, {"import_url": url} | (extra_context or {}))

    def get_urls(self):
        name = f"members_{self.opts.model_name}_import"
        guard = self.admin_site.admin_view
        return [
            path("import/", guard(self.import_file), name=name),
            path("import/vorlage.<str:form>", guard(self.import_template), name=f"{name}_template"),
            path("import/<int:pk>/", guard(self.import_one), name=f"{name}_one"),
            *super().get_urls(),
        ]

    def import_file(self, request):
        """Ask for a file, and lead to its preview."""
        self._require_right(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        problems = []
        if request.method == "POST":
            try:
                return redirect(self._upload(request, form))
            except tables.Refused as refusal:
                problems = refusal.problems
            except ValidationError:
                pass  # the form says what is missing
        context = {
            "title": f"{Subject(self.subject).label} importieren",
            "form": form,
            "problems": problems[:MOST_PROBLEMS],
            "columns": COLUMNS[self.subject],
            "templates": [self._template_link(form) for form in ("xlsx", "csv")],
        }
        return self._page(request, "admin/import.html", context)

    def _upload(self, request, form):
        if not form.is_valid():
            raise ValidationError("no file")
        file = form.cleaned_data["file"]
        if file.size > tables.MOST_BYTES:
            raise tables.Refused([tables.Problem(0, tables.TOO_BIG)])
        deed = {"by": request.user, "now": now()}
        return services.upload_import(self.subject, file.name, file.read(), **deed)

    def import_template(self, request, form):
        """A file to fill in; the second sheet of the workbook shows examples."""
        self._require_right(request)
        head = [column.heading for column in COLUMNS[self.subject]]
        examples = EXAMPLES[self.subject]
        name = f"Vorlage {Subject(self.subject).label}.{form}"
        if form == "csv":
            content = io.BytesIO(b"".join(sheets.csv_lines([head])))
            return FileResponse(content, as_attachment=True, filename=name, content_type=sheets.CSV)
        if form != "xlsx":
            raise Http404
        content = io.BytesIO()
        sheets.write_xlsx(content, [("Liste", [head]), ("Beispiele", [head, *examples])])
        content.seek(0)
        return FileResponse(content, as_attachment=True, filename=name, content_type=sheets.XLSX)

    def import_one(self, request, pk):
        """The preview of a file, how far it is, or what became of it."""
        self._require_right(request)
        known = Import.objects.filter(subject=self.subject).defer("content")
        one = get_object_or_404(known.select_related("by"), pk=pk)
        refusal = self._act(request, one) if request.method == "POST" else None
        if request.method == "POST" and refusal is None:
            return redirect(one)
        if request.htmx:
            return self._progress(request, one)
        context = {"title": f"Import {one}", "one": one, "refusal": refusal, **_lines(request, one)}
        return self._page(request, "admin/import_one.html", context)

    def _act(self, request, one) -> str | None:
        """Do what the button says; the refusal if it cannot be done."""
        by = request.user
        try:
            match request.POST.get("do"):
                case "confirm":
                    services.confirm_import(one, seen=request.POST.get("seen", ""), by=by)
                case "retry":
                    services.retry_import(one, by=by)
                case "discard":
                    services.discard_import(one, now=now())
                case _:
                    return "Bitte wählen Sie, was mit der Datei geschehen soll."
        except ValidationError as error:
            one.refresh_from_db()
            return " ".join(error.messages)
        return None

    def _progress(self, request, one):
        """What htmx asks for every second, until there is another page to show."""
        if not one.is_under_way:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return self._page(request, "admin/_import_progress.html", {"one": one, **_waiting(one)})

    def _require_right(self, request):
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied

    def _template_link(self, form: str) -> dict:
        name = f"admin:members_{self.opts.model_name}_import_template"
        return {"url": reverse(name, args=[form]), "label": f"Vorlage als {form.upper()}"}

    def _page(self, request, template: str, context: dict):
        shared = self.admin_site.each_context(request) | {"opts": self.opts}
        return TemplateResponse(request, template, shared | _waiting(context.get("one")) | context)


def _waiting(one: Import | None) -> dict:
    """Whether ``one`` waits for longer than a worker takes to answer."""
    if one is None or one.stage != ImportStage.WAITING or one.touched_at is None:
        return {"is_slow": False}
    unheard = Import.objects.filter(pk=one.pk, touched_at__lt=Now() - SLOW)
    return {"is_slow": unheard.exists()}


def _lines(request, one: Import) -> dict:
    """The lines that are shown, a page of one verdict; first of all what is wrong."""
    verdict = request.GET.get("stand", "")
    if verdict not in Verdict.values:
        verdict = "" if "stand" in request.GET else _first_to_read(one)
    lines = [line for line in one.lines if verdict in ("", line["verdict"])]
    for line in lines:
        line["label"] = Verdict(line["verdict"]).label
    page = Paginator(lines, SHOWN).get_page(request.GET.get("page"))
    tabs = [
        {"value": value.value, "label": value.label, "count": one.counts.get(value.value, 0)}
        for value in Verdict
    ]
    return {"page": page, "verdict": verdict, "tabs": [tab for tab in tabs if tab["count"]]}


def _first_to_read(one: Import) -> str:
    shown = [*PREVENTING, Verdict.NEW, Verdict.CHANGED]
    return next((verdict.value for verdict in shown if one.counts.get(verdict.value)), "")


@admin.register(Import)
class ImportAdmin(ReadingAdmin):
    about = "Welche Dateien hochgeladen wurden, von wem, und was daraus wurde"
    list_display = ["file_name", "subject", "stage", "by", "uploaded_at", "page"]
    list_filter = ["stage", "subject", "uploaded_at"]
    list_select_related = ["by"]
    search_fields = ["file_name", "by__email"]
    fields = ["file_name", "subject", "stage", "by", "uploaded_at", "ended_at", "note", "page"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content", "lines")

    @admin.display(description="Zeilen")
    def page(self, one):
        return format_html('<a href="{}">Zeilen von {}</a>', one.get_absolute_url(), one.file_name)

"""Lists of people, mandates and memberships to take out of the Django admin."""

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from forum_portal import sheets
from forum_portal.clock import now
from forum_portal.dates import day

from .. import services
from ..services.exporting import FORMS

TYPES = {"csv": sheets.CSV, "xlsx": sheets.XLSX}


class GivesFiles:
    """For an admin: the list as it is narrowed, all of its pages, as CSV or XLSX."""

    change_list_template = "admin/filing_list.html"

    def changelist_view(self, request, extra_context=None):
        name = f"admin:members_{self.opts.model_name}_export"
        urls = [(form.upper(), reverse(name, args=[form])) for form in FORMS]
        return super().changelist_view(request, {"export_urls": urls} | (extra_context or {}))

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.export))
        name = f"members_{self.opts.model_name}_export"
        return [path("export.<str:form>", view, name=name), *super().get_urls()]

    def export(self, request, form):
        """A POST, since it leaves a line in the log."""
        if form not in FORMS:
            raise Http404
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            changelist = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return redirect(f"admin:members_{self.opts.model_name}_changelist")
        chosen = changelist.get_queryset(request)
        deed = {"by": request.user, "now": now()}
        file = services.export(chosen, form, narrowed=changelist.has_active_filters, **deed)
        name = f"{self.opts.verbose_name_plural} {day(now()).isoformat()}.{form}"
        return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[form])

"""The Django admin: one door with the rest of the portal, open to administrators of today."""

from functools import update_wrapper
from urllib.parse import quote

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache


class PortalAdminConfig(AdminConfig):
    default_site = "forum_portal.admin_site.PortalAdminSite"


class ReadOnly:
    """For an admin or an inline: what it shows comes about elsewhere, and is only read here."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class CheckedKeys:
    """For an admin: a key that nobody can have chosen on a page is a bad request.

    Django looks such keys up as they come, and the database raises on them.
    """

    def changelist_view(self, request, *args, **kwargs):
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        _require_keys(self.model._meta.pk, chosen)
        return super().changelist_view(request, *args, **kwargs)

    def changeform_view(self, request, *args, **kwargs):
        options = self.model._meta
        for field in [*options.concrete_fields, *options.many_to_many]:
            if field.is_relation:
                chosen = [*request.GET.getlist(field.name), *request.POST.getlist(field.name)]
                _require_keys(field.target_field, [key for key in chosen if key])
        return super().changeform_view(request, *args, **kwargs)


prohibit_nul = ProhibitNullCharactersValidator()


def _require_keys(field, values):
    for value in values:
        try:
            prohibit_nul(value)
            field.clean(value, None)
        except ValidationError:
            raise BadRequest(f"{value!r} is no key") from None


class PortalAdminSite(admin.AdminSite):
    site_title = "Verwaltung"
    site_header = "Verwaltung des Portals"
    index_title = "Mitglieder, Personen und Zuständigkeiten"

    def has_permission(self, request):
        """An office mandate for the administration that runs now; no flag, no group."""
        return request.user.is_authenticated and request.user.is_staff

    def admin_view(self, view, cacheable=False):
        """Who is signed in and may not administer gets a plain no, not another login."""
        guarded = super().admin_view(view, cacheable)

        def inner(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return guarded(request, *args, **kwargs)

        return update_wrapper(inner, guarded)

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """There is one sign-in page, the portal's."""
        target = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
            target = reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?{REDIRECT_FIELD_NAME}={quote(target)}")
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect(target)

    def password_change(self, request, extra_context=None):
        """One page for passwords as well."""
        return redirect("account_change_password")

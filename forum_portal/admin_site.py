"""The Django admin: one door with the rest of the portal, open to administrators of today."""

from functools import update_wrapper
from urllib.parse import quote

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

# What is technical comes last.
LAST = ["mailroom", "front", "admin"]


class PortalAdminConfig(AdminConfig):
    default_site = "forum_portal.admin_site.PortalAdminSite"
    verbose_name = "Protokoll"


def _place(label):
    return LAST.index(label) if label in LAST else -1


class PortalAdminSite(admin.AdminSite):
    site_title = "Verwaltung"
    site_header = "Verwaltung des Portals"
    index_title = "Verwaltung des Portals"
    enable_nav_sidebar = False

    def has_permission(self, request):
        """An office mandate for the administration that runs now; no flag, no group."""
        return request.user.is_authenticated and request.user.is_staff

    def get_app_list(self, request, app_label=None):
        """In the order in which the apps build on each other."""
        found = self._build_app_dict(request, app_label)
        labels = [config.label for config in apps.get_app_configs() if config.label in found]
        areas = [found[label] for label in sorted(labels, key=_place)]
        for entry in (model for area in areas for model in area["models"]):
            entry["about"] = self.get_model_admin(entry["model"]).about
        return areas

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

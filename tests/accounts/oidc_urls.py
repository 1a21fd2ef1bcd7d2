"""The addresses of a portal that has a provider."""

from django.urls import include, path

from forum_portal.urls import handler403, handler404, urlpatterns  # noqa: F401

urlpatterns = [path("konto/oidc/", include("members.oidc_urls")), *urlpatterns]

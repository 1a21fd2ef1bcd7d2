from django.urls import path

from . import views

app_name = "front"
urlpatterns = [
    path("", views.home, name="home"),
    path("einstellungen/", views.settings, name="settings"),
    path("impressum/", views.legal_notice, name="legal_notice"),
    path("datenschutz/", views.privacy_notice, name="privacy_notice"),
    path("barrierefreiheit/", views.accessibility_statement, name="accessibility_statement"),
    path("healthz/", views.healthz, name="healthz"),
    path("metrics", views.metrics, name="metrics"),
]

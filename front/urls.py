from django.urls import path

from . import views

app_name = "front"
urlpatterns = [
    path("", views.home, name="home"),
    path("einstellungen/", views.settings, name="settings"),
    path("healthz/", views.healthz, name="healthz"),
]

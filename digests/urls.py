from django.urls import path

from . import views

app_name = "digests"
urlpatterns = [
    path("neu/", views.news, name="news"),
    path("einstellungen/zusammenfassung/", views.preference, name="preference"),
]

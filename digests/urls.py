from django.urls import path

from . import views

app_name = "digests"
urlpatterns = [
    path("neu/", views.news, name="news"),
    path("einstellungen/benachrichtigungen/", views.preference, name="preference"),
]

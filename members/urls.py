from django.urls import path

from . import views

app_name = "members"
urlpatterns = [
    path("konto/profil/", views.profile, name="profile"),
    path("konto/profil/bild/", views.own_picture, name="own_picture"),
    path("mitglieder/", views.directory, name="directory"),
    path("mitglieder/<slug:slug>/", views.district, name="district"),
]

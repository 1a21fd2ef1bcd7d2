from django.urls import path

from .views import directory, privacy, profiles

app_name = "members"
urlpatterns = [
    path("mitglieder/", directory.directory, name="directory"),
    path("mitglieder/<slug:slug>/", directory.district, name="district"),
    path("konto/daten/", privacy.own_data, name="own_data"),
    path("konto/daten/json/", privacy.own_data_json, name="own_data_json"),
    path("konto/daten/html/", privacy.own_data_html, name="own_data_html"),
    path("konto/loeschen/", privacy.delete_account, name="delete_account"),
    path("konto/profil/", profiles.profile, name="profile"),
    path("konto/profil/bild/", profiles.own_picture, name="own_picture"),
]

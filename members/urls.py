from django.urls import path

from . import views

app_name = "members"
urlpatterns = [
    path("mitglieder/", views.directory, name="directory"),
    path("mitglieder/<slug:slug>/", views.district, name="district"),
    path("konto/daten/", views.own_data, name="own_data"),
    path("konto/daten/json/", views.own_data_json, name="own_data_json"),
    path("konto/daten/html/", views.own_data_html, name="own_data_html"),
    path("konto/loeschen/", views.delete_account, name="delete_account"),
]

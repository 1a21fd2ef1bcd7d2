from django.urls import path

from .views import accepting, directory, inviting, privacy, profiles

app_name = "members"
urlpatterns = [
    path("mitglieder/", directory.directory, name="directory"),
    path("mitglieder/einladungen/", inviting.invitations, name="invitations"),
    path("mitglieder/einladungen/neu/", inviting.invite, name="invite"),
    path("mitglieder/einladungen/<int:pk>/", inviting.invitation, name="invitation"),
    path(
        "mitglieder/einladungen/<int:pk>/erneut/",
        inviting.renew_invitation,
        name="renew_invitation",
    ),
    path(
        "mitglieder/einladungen/<int:pk>/zurueckziehen/",
        inviting.revoke_invitation,
        name="revoke_invitation",
    ),
    path("mitglieder/<slug:slug>/", directory.district, name="district"),
    path(
        "mitglieder/<slug:slug>/einladungen/",
        inviting.district_invitations,
        name="district_invitations",
    ),
    path(
        "mitglieder/<slug:slug>/einladungen/neu/",
        inviting.invite_to_district,
        name="invite_to_district",
    ),
    path("konto/einladung/<str:token>/", accepting.accept_invitation, name="accept_invitation"),
    path("konto/einladung/<str:token>/neu/", accepting.want_new_link, name="want_new_link"),
    path("konto/daten/", privacy.own_data, name="own_data"),
    path("konto/daten/json/", privacy.own_data_json, name="own_data_json"),
    path("konto/daten/html/", privacy.own_data_html, name="own_data_html"),
    path("konto/profil/", profiles.profile, name="profile"),
    path("konto/profil/bild/", profiles.own_picture, name="own_picture"),
]

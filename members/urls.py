from django.urls import path

from . import views

app_name = "members"
urlpatterns = [
    path("mitglieder/", views.directory, name="directory"),
    path("mitglieder/einladungen/", views.invitations, name="invitations"),
    path("mitglieder/einladungen/neu/", views.invite, name="invite"),
    path("mitglieder/einladungen/<int:pk>/", views.invitation, name="invitation"),
    path(
        "mitglieder/einladungen/<int:pk>/erneut/", views.renew_invitation, name="renew_invitation"
    ),
    path(
        "mitglieder/einladungen/<int:pk>/zurueckziehen/",
        views.revoke_invitation,
        name="revoke_invitation",
    ),
    path("mitglieder/<slug:slug>/", views.district, name="district"),
    path(
        "mitglieder/<slug:slug>/einladungen/",
        views.district_invitations,
        name="district_invitations",
    ),
    path(
        "mitglieder/<slug:slug>/einladungen/neu/",
        views.invite_to_district,
        name="invite_to_district",
    ),
    path("konto/einladung/<str:token>/", views.accept_invitation, name="accept_invitation"),
    path("konto/einladung/<str:token>/neu/", views.want_new_link, name="want_new_link"),
]

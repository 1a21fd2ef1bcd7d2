from django.urls import path

from . import views

MANDATES = "mitglieder/<slug:slug>/zustaendige/"
MEMBERSHIP = "mitglieder/<slug:slug>/mitgliedschaft/"

app_name = "members"
urlpatterns = [
    path("mitglieder/", views.directory, name="directory"),
    path("mitglieder/handeln/", views.act_for, name="act_for"),
    path("mitglieder/aufnehmen/", views.admit, name="admit"),
    path("mitglieder/<slug:slug>/", views.district, name="district"),
    path(MANDATES, views.mandates, name="mandates"),
    path(f"{MANDATES}beginnen/", views.begin_mandate, name="begin_mandate"),
    path(f"{MANDATES}<int:pk>/aendern/", views.change_mandate, name="change_mandate"),
    path(f"{MANDATES}<int:pk>/beenden/", views.end_mandate, name="end_mandate"),
    path(f"{MANDATES}abwesend/", views.enter_absence, name="enter_absence"),
    path(f"{MANDATES}abwesend/<int:pk>/beenden/", views.end_absence, name="end_absence"),
    path(MEMBERSHIP, views.memberships, name="memberships"),
    path(f"{MEMBERSHIP}beitreten/", views.join, name="join"),
    path(f"{MEMBERSHIP}austreten/", views.leave, name="leave"),
]

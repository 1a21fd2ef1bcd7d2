from django.urls import path

from .views import (
    absences,
    accepting,
    acting,
    contacts,
    directory,
    handing_over,
    inviting,
    mandates,
    memberships,
    privacy,
    profiles,
)

MANDATES = "mitglieder/<slug:slug>/zustaendige/"
MEMBERSHIP = "mitglieder/<slug:slug>/mitgliedschaft/"

app_name = "members"
urlpatterns = [
    path("mitglieder/", directory.directory, name="directory"),
    path("mitglieder/handeln/", acting.act_for, name="act_for"),
    path("mitglieder/aufnehmen/", memberships.admit, name="admit"),
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
    path("mitglieder/partner/", contacts.partners, name="partners"),
    path("mitglieder/personen/<int:pk>/", contacts.person, name="person"),
    path("mitglieder/personen/<int:pk>/bild/", contacts.picture, name="picture"),
    path("mitglieder/personen/<int:pk>/kontakt.vcf", contacts.person_card, name="person_card"),
    path("mitglieder/<slug:slug>/", directory.district, name="district"),
    path("mitglieder/<slug:slug>/themen/", directory.change_topics, name="change_topics"),
    path("mitglieder/<slug:slug>/kontakte.vcf", contacts.district_cards, name="district_cards"),
    path(MANDATES, mandates.mandates, name="mandates"),
    path(f"{MANDATES}beginnen/", mandates.begin_mandate, name="begin_mandate"),
    path(f"{MANDATES}<int:pk>/aendern/", mandates.change_mandate, name="change_mandate"),
    path(f"{MANDATES}<int:pk>/beenden/", mandates.end_mandate, name="end_mandate"),
    path(f"{MANDATES}<int:pk>/uebergeben/", handing_over.hand_over, name="hand_over"),
    path(f"{MANDATES}abwesend/", absences.enter_absence, name="enter_absence"),
    path(f"{MANDATES}abwesend/<int:pk>/beenden/", absences.end_absence, name="end_absence"),
    path(MEMBERSHIP, memberships.memberships, name="memberships"),
    path(f"{MEMBERSHIP}beitreten/", memberships.join, name="join"),
    path(f"{MEMBERSHIP}austreten/", memberships.leave, name="leave"),
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
    path("konto/loeschen/", privacy.delete_account, name="delete_account"),
    path("konto/profil/", profiles.profile, name="profile"),
    path("konto/profil/bild/", profiles.own_picture, name="own_picture"),
]

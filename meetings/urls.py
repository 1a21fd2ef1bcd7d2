from django.urls import path

from . import views

app_name = "meetings"
urlpatterns = [
    path("", views.meetings, name="meetings"),
    path("neu/", views.create_meeting, name="create_meeting"),
    path("kalender/", views.subscribe_calendar, name="subscribe_calendar"),
    path("kalender/beenden/", views.unsubscribe_calendar, name="unsubscribe_calendar"),
    path("kalender/<str:token>.ics", views.calendar_feed, name="calendar_feed"),
    path("aufgaben/", views.action_items, name="action_items"),
    path("<int:pk>/", views.meeting, name="meeting"),
    path("<int:pk>/bearbeiten/", views.change_meeting, name="change_meeting"),
    path("<int:pk>/als-vorlage/", views.copy_meeting, name="copy_meeting"),
    path("<int:pk>/ankuendigen/", views.announce_meeting, name="announce_meeting"),
    path("<int:pk>/verschieben/", views.move_meeting, name="move_meeting"),
    path("<int:pk>/absagen/", views.cancel_meeting, name="cancel_meeting"),
    path("<int:pk>/abschliessen/", views.hold_meeting, name="hold_meeting"),
    path("<int:pk>/tagesordnung/", views.change_agenda, name="change_agenda"),
    path("<int:pk>/anmeldung/", views.register, name="register"),
    path("<int:pk>/teilnehmende/", views.attendees, name="attendees"),
    path("<int:pk>/teilnehmende/liste.<str:form>", views.attendee_list, name="attendee_list"),
    path("<int:pk>/teilnehmende/namensschilder.pdf", views.name_badges, name="name_badges"),
    path("<int:pk>/teilnehmende/anwesenheit.pdf", views.attendance_sheet, name="attendance_sheet"),
    path("<int:pk>/unterlagen/neu/", views.add_paper, name="add_paper"),
    path("<int:pk>/unterlagen/<int:paper>/", views.paper, name="paper"),
    path("<int:pk>/unterlagen/<int:paper>/bearbeiten/", views.change_paper, name="change_paper"),
    path(
        "<int:pk>/unterlagen/<int:paper>/zurueckziehen/",
        views.withdraw_paper,
        name="withdraw_paper",
    ),
    path("<int:pk>/vorschlagen/", views.propose_item, name="propose_item"),
    path(
        "<int:pk>/vorschlaege/<int:proposal>/zurueckziehen/",
        views.withdraw_proposal,
        name="withdraw_proposal",
    ),
    path(
        "<int:pk>/vorschlaege/<int:proposal>/annehmen/",
        views.accept_proposal,
        name="accept_proposal",
    ),
    path(
        "<int:pk>/vorschlaege/<int:proposal>/ablehnen/",
        views.decline_proposal,
        name="decline_proposal",
    ),
    path("<int:pk>/aufgaben/neu/", views.enter_action_item, name="enter_action_item"),
    path(
        "<int:pk>/aufgaben/<int:item>/bearbeiten/",
        views.change_action_item,
        name="change_action_item",
    ),
    path(
        "<int:pk>/aufgaben/<int:item>/loeschen/",
        views.delete_action_item,
        name="delete_action_item",
    ),
    path(
        "<int:pk>/aufgaben/<int:item>/erledigt/",
        views.finish_action_item,
        name="finish_action_item",
    ),
    path(
        "<int:pk>/aufgaben/<int:item>/wieder-offen/",
        views.reopen_action_item,
        name="reopen_action_item",
    ),
    path("<int:pk>/beschluesse/neu/", views.enter_resolution, name="enter_resolution"),
    path(
        "<int:pk>/beschluesse/<int:resolution>/bearbeiten/",
        views.change_resolution,
        name="change_resolution",
    ),
    path(
        "<int:pk>/beschluesse/<int:resolution>/loeschen/",
        views.delete_resolution,
        name="delete_resolution",
    ),
    path("<int:pk>/termin.ics", views.calendar_file, name="calendar_file"),
]

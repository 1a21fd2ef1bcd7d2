from django.urls import path

from . import views

EVIDENCE = "einstellungen/post/zustellung/"

app_name = "mailroom"
urlpatterns = [
    path("einstellungen/post/", views.inbox, name="inbox"),
    path("einstellungen/post/<slug:kind>/wieder/", views.resubscribe, name="resubscribe"),
    path(EVIDENCE, views.occasions, name="occasions"),
    path(f"{EVIDENCE}anlass/<path:name>/", views.occasion, name="occasion"),
    path(f"{EVIDENCE}personen/", views.people, name="people"),
    path(f"{EVIDENCE}personen/<int:pk>/", views.person, name="person"),
    path(f"{EVIDENCE}mails/<int:pk>/", views.mail, name="mail"),
    path(f"{EVIDENCE}mails/<int:pk>/noch-einmal/", views.resend, name="resend"),
    path("abbestellen/<str:token>/", views.unsubscribe, name="unsubscribe"),
]

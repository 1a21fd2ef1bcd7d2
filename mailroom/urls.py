from django.urls import path

from . import views

app_name = "mailroom"
urlpatterns = [
    path("einstellungen/post/", views.inbox, name="inbox"),
    path("einstellungen/post/<slug:kind>/wieder/", views.resubscribe, name="resubscribe"),
    path("abbestellen/<str:token>/", views.unsubscribe, name="unsubscribe"),
]

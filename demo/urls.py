from django.urls import path, register_converter
from django.urls.converters import StringConverter

from . import views
from .mailboxes import FILE_NAME


class LetterName(StringConverter):
    regex = FILE_NAME


register_converter(LetterName, "letter_name")

app_name = "demo"
urlpatterns = [
    path("post/", views.mailboxes, name="mailboxes"),
    path("post/<str:address>/", views.mailbox, name="mailbox"),
    path("post/<str:address>/<letter_name:name>/", views.letter, name="letter"),
    path("post/<str:address>/<letter_name:name>/html/", views.letter_html, name="letter_html"),
    path("post/<str:address>/<letter_name:name>/roh/", views.letter_raw, name="letter_raw"),
    path(
        "post/<str:address>/<letter_name:name>/teil/<int:number>/",
        views.letter_part,
        name="letter_part",
    ),
]

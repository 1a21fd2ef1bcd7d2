from django.urls import include, path

from . import bare

urlpatterns = [
    path("bare/<int:rows>/", bare.rows),
    path("", include("forum_portal.urls")),
]
handler404 = "front.views.not_found"

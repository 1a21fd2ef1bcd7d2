from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("front.urls")),
    path("", include("members.urls")),
    path("konto/", include("members.account_urls")),
    path("treffen/", include("meetings.urls")),
    path("empfehlungen/", include("recommendations.urls")),
    path("", include("digests.urls")),
    path("", include("mailroom.urls")),
    path("verwaltung/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("demo.urls")))

handler400 = "front.views.bad_request"
handler403 = "front.views.forbidden"
handler404 = "front.views.not_found"
handler500 = "front.views.server_error"

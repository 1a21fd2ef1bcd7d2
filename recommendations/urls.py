from django.urls import path

from . import views

app_name = "recommendations"
urlpatterns = [
    path("", views.recommendations, name="recommendations"),
    path("forderungen/", views.demands, name="demands"),
    path("neu/", views.create_recommendation, name="create_recommendation"),
    path("<int:pk>/", views.recommendation, name="recommendation"),
    path("<int:pk>/bearbeiten/", views.change_recommendation, name="change_recommendation"),
    path("<int:pk>/schritt/<str:to>/", views.move_recommendation, name="move_recommendation"),
]

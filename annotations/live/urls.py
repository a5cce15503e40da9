"""Addresses of the live stream, under /events/: apart from the others, so that a proxy can tell."""

from django.urls import path

from annotations.live import views

urlpatterns = [
    path("<slug:slug>/", views.stream, name="event-stream"),
    path("<slug:slug>/poll", views.poll, name="event-poll"),
]

"""Addresses of the pages. Names are noun-verb; each section has its own module."""

from django.urls import path

from annotations.web import annotations, outbox

urlpatterns = [
    # Annotate: the page, its card, its outbox; an annotation's own page
    path("articles/<int:article_id>/annotate", annotations.annotate, name="article-annotate"),
    path("articles/<int:article_id>/submit", annotations.submit, name="article-submit"),
    path("annotations/<uuid:annotation_id>", annotations.read, name="annotation-read"),
    path("annotations/<uuid:annotation_id>/card", annotations.card, name="annotation-card"),
    path("annotations/<uuid:annotation_id>/change", annotations.change, name="annotation-change"),
    path("revisions/<int:revision_id>/changes", outbox.send, name="outbox-send"),
    path("outbox/token", outbox.token, name="outbox-token"),
]

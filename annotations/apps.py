"""The Django app."""

from django.apps import AppConfig


class AnnotationsConfig(AppConfig):
    """Claims, sources and verification statuses, and their review."""

    name = "annotations"
    default_auto_field = "django.db.models.BigAutoField"

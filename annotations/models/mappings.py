"""What other tools' words mean in a project."""

from django.conf import settings
from django.db import models

from annotations.models.projects import Project


class ImportMapping(models.Model):
    """Foreign labels and relations → ours, as people of the project chose them last."""

    project = models.OneToOneField(
        Project, on_delete=models.PROTECT, primary_key=True, related_name="import_mapping"
    )
    labels = models.JSONField(default=dict)
    links = models.JSONField(default=dict)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "import_mapping"

    def __str__(self) -> str:
        return f"mapping of {self.project_id}"

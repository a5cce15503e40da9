"""Reads of what other tools' words mean in a project."""

from annotations.domain.mappings import Choices
from annotations.models import ImportMapping


def remembered(project_id: int) -> Choices:
    """What was chosen for other tools' words in the project's imports so far. One query."""
    found = ImportMapping.objects.filter(pk=project_id).first()
    return Choices(found.labels, found.links).of_others() if found else Choices()

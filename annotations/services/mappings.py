"""What other tools' words mean in a project is kept for its next import."""

from annotations.domain.mappings import MOST, Choices
from annotations.models import ImportMapping, Project, User
from annotations.queries.mappings import remembered


def remember(actor: User, project: Project, chosen: Choices) -> None:
    """Keep ``chosen``; what was chosen before for other words stays, as far as there is room."""
    if not (chosen.labels or chosen.links):
        return
    whole = chosen.over(remembered(project.pk))
    labels = dict(list(whole.labels.items())[-MOST:])
    links = dict(list(whole.links.items())[-MOST:])
    ImportMapping.objects.update_or_create(
        project=project, defaults={"labels": labels, "links": links, "changed_by": actor}
    )

"""What other tools' words mean in a project is kept for its next import."""

from annotations.domain.mappings import MOST, Choices
from annotations.models import ImportMapping, Project, User
from annotations.queries.mappings import remembered


def remember(actor: User, project: Project, chosen: Choices) -> None:
    """Keep ``chosen``, but for our own words; what was chosen before for others stays, as far as
    there is room.
    """
    chosen = chosen.of_others()
    if not (chosen.labels or chosen.links):
        return
    whole = chosen.over(remembered(project.pk))
    labels = dict(list(whole.labels.items())[-MOST:])
    links = dict(list(whole.links.items())[-MOST:])
    ImportMapping.objects.update_or_create(
        project=project, defaults={"labels": labels, "links": links, "changed_by": actor}
    )

"""Rows are locked in one order everywhere: articles by id, then annotations. So no deadlock."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from annotations.domain.errors import Gone, StaleVersion, VersionRequired
from annotations.models import Annotation, Article, Link, User
from annotations.permissions import Can, abilities, refusal


class NotFound(LookupError):
    """The object does not exist, or is not visible to the actor: both look the same."""


def lock_annotation(
    actor: User,
    annotation_id: UUID,
    ability: Can = Can.ANNOTATE,
    *,
    with_others: tuple[UUID, ...] = (),
    deleted: bool = False,
) -> Annotation:
    """Lock an annotation, its article and those of the claims that lean on it.

    ``with_others`` are further annotations whose articles are locked as well.
    Raises NotFound, NotAllowed, or Gone where it is deleted (unless ``deleted``).
    """
    found = Annotation.objects.visible_to(actor).filter(pk=annotation_id).first()
    if found is None:
        raise NotFound("annotation")
    if ability not in abilities(actor, found.project_id):
        raise refusal(ability, actor)
    lock_articles_of((annotation_id, *with_others))
    annotation = (
        Annotation.objects.select_for_update(of=("self",))
        .select_related("revision", "article")
        .get(pk=annotation_id)
    )
    if annotation.deleted_at and not deleted:
        raise Gone()
    return annotation


def lock_annotations(actor: User, ids: Sequence[UUID], ability: Can) -> list[Annotation]:
    """Lock several annotations of one project, in the order of ``ids``; the same locks as above.

    Raises NotFound (also where they are of several projects), NotAllowed, or Gone.
    """
    found = Annotation.objects.visible_to(actor).filter(pk__in=ids)
    places = list(found.values_list("project_id", "article_id"))
    projects = {project for project, _ in places}
    if len(places) != len(set(ids)) or len(projects) != 1:
        raise NotFound("annotation")
    if ability not in abilities(actor, projects.pop()):
        raise refusal(ability, actor)
    leaning = Link.objects.filter(target_id__in=ids).values_list("origin__article_id", flat=True)
    lock_articles({article for _, article in places} | set(leaning))
    locked = (
        Annotation.objects.select_for_update(of=("self",))
        .select_related("revision", "article__project")
        .filter(pk__in=ids)
        .order_by("pk")
    )
    rows = {annotation.pk: annotation for annotation in locked}
    if any(annotation.deleted_at for annotation in rows.values()):
        raise Gone()
    return [rows[id_] for id_ in ids]


def lock_articles_of(annotation_ids: Iterable[UUID]) -> None:
    """Lock the articles of these annotations, and of the claims that lean on them."""
    ids = list(annotation_ids)
    articles = set(Annotation.objects.filter(pk__in=ids).values_list("article_id", flat=True))
    leaning = Link.objects.filter(target_id__in=ids).values_list("origin__article_id", flat=True)
    lock_articles(articles | set(leaning))


def lock_articles(article_ids: set[int]) -> None:
    list(Article.objects.select_for_update().filter(pk__in=article_ids).order_by("pk").only("pk"))


def check_version(annotation: Annotation, version: int | None, *, required: bool) -> None:
    """Raises VersionRequired or StaleVersion (with the annotation in ``extra["current"]``)."""
    if version is None:
        if required:
            raise VersionRequired()
        return
    if version != annotation.version:
        raise StaleVersion(extra={"current": annotation, "version": annotation.version})

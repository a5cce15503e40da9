"""Reads that only an import needs."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, QuerySet

from annotations.domain.vocabulary import Slugs
from annotations.models import (
    Annotation,
    Article,
    Contributor,
    Job,
    Link,
    Project,
    Revision,
    Term,
    User,
)


def all_slugs(project_id: int) -> Slugs:
    """Vocabulary name → slug → id of the term's newest version, retired ones among them.

    What was tagged with a term that is retired since keeps it, here as there.
    """
    known: dict[str, dict[str, int]] = defaultdict(dict)
    rows = Term.objects.filter(project_id=project_id).current()
    for name, slug, term_id in rows.values_list("vocabulary__name", "slug", "id"):
        known[name][slug] = term_id
    return known


def text_here(project_id: int, address: str, sha256: str) -> str | None:
    """The text that a file of annotations names: by its hash, else by the article's address.

    An address that several articles have, or a hash of no text here, names none. One query.
    """
    rows = Revision.objects.filter(project_id=project_id)
    if sha256:
        rows = rows.filter(sha256=sha256)
    elif address:
        rows = rows.filter(article__source_url=address, pk=F("article__current_revision"))
    else:
        return None
    texts = list(rows.order_by("pk").values_list("text", flat=True)[:2])
    return texts[0] if len(set(texts)) == 1 else None


def has_address(project_id: int, address: str) -> bool:
    """Whether an article of the project is at ``address``. One query."""
    return (
        Article.objects.filter(project_id=project_id, source_url=address)
        .exclude(source_url="")
        .exists()
    )


def workers(claims: Iterable[Annotation]) -> dict[UUID, set[str]]:
    """Claim id → user names of who worked on it, or on its sources and markers. Two queries."""
    found: dict[UUID, set[str]] = defaultdict(set)
    ids = [claim.pk for claim in claims]
    own = Contributor.objects.filter(annotation__in=ids)
    for id_, name in own.values_list("annotation", "user__username"):
        found[id_].add(name)
    ends = Link.objects.filter(origin__in=ids, target__deleted_at=None)
    linked = ends.exclude(target__kind="claim")
    for id_, name in linked.values_list("origin", "target__contributors__user__username"):
        found[id_].add(name)
    return found


def imports_of(user: User, project: Project, *, newest: int = 50) -> QuerySet[Job]:
    """The project's imports, newest first, with who asked. One query."""
    jobs = Job.objects.visible_to(user).filter(project=project, kind=Job.Kind.IMPORT)
    return jobs.select_related("requested_by")[:newest]


def survey_of(job: Job) -> Job | None:
    """The job that looked at the file which ``job`` imports, if a person was asked. One query."""
    looks = Job.objects.filter(
        project=job.project, kind=Job.Kind.IMPORT, parameters__file=job.parameters.get("file")
    )
    return looks.filter(parameters__step="look").exclude(pk=job.pk).first()


def headlines(user: User, articles: Iterable[int]) -> dict[int, str]:
    """The headlines of those ``articles`` that are here and ``user`` may see. One query."""
    found = Article.objects.visible_to(user).filter(pk__in=set(articles))
    return dict(found.values_list("pk", "headline"))

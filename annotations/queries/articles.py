"""Reads articles: the article's own page, texts that are there already."""

from collections.abc import Collection

from annotations.models import Annotation, Article, Project, Revision, User


def article_of(user: User, article_id: int) -> Article | None:
    """An article that ``user`` may see, with project, current text and who added it. One query."""
    found = Article.objects.visible_to(user).filter(pk=article_id)
    return found.select_related("project", "current_revision", "created_by").first()


def revisions(article: Article) -> list[Revision]:
    """Versions of the text without their words, newest first. One query."""
    light = article.revisions.defer("text", "original", "search", "blocks")
    return list(light.select_related("created_by").order_by("-number"))


def revision_of(article: Article, number: int) -> Revision | None:
    """One version of the text. One query."""
    found = article.revisions.filter(number=number).defer("original", "search")
    return found.select_related("created_by").first()


def newest_number(user: User, revision_id: int) -> int | None:
    """The number of the newest version of the text that a revision is one of. One query."""
    found = Revision.objects.visible_to(user).filter(pk=revision_id)
    return found.values_list("article__current_revision__number", flat=True).first()


def deleted_annotations(article: Article) -> list[Annotation]:
    """What was deleted and can be brought back, latest first. One query."""
    found = article.annotations.exclude(deleted_at=None).select_related("revision")
    return list(found.order_by("-deleted_at").defer("revision__text", "revision__original")[:200])


def same_text(project: Project, sha256s: Collection[str]) -> list[Article]:
    """Articles of the project with exactly one of these texts. One query."""
    same = Revision.objects.filter(project=project, sha256__in=list(sha256s))
    return list(Article.objects.filter(pk__in=same.values("article_id")).order_by("pk")[:5])

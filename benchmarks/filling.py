"""Rows by the hundred thousand, written straight into the tables."""

import psycopg
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from annotations.models import Article, Project, Revision, User
from annotations.models.copying import copy_rows, reserve
from factcheck import postgres


def analyse() -> None:
    """Do now what autovacuum does within a minute of a large load."""
    with psycopg.connect(settings.SERVER.url(postgres.OWNER), autocommit=True) as owner:
        owner.execute("ANALYZE")


@transaction.atomic
def fill(project: Project, author: User, count: int) -> None:
    """Many short articles without annotations."""
    now, body = timezone.now(), "Twelve boats were lost near Quill Island, the mayor said."
    ids = list(zip(reserve(Article, count), reserve(Revision, count), strict=True))
    copy_rows(
        Article,
        [
            *("id", "project_id", "headline", "byline", "publisher", "source_url", "language"),
            *("direction", "licence", "story", "confidential_note", "current_revision_id"),
            *("labels_given", "version", "created_by_id", "created_at", "updated_at"),
        ],
        (
            (
                *(article, project.pk, f"Story {article}", "", "", "", "en", "ltr", "", "", ""),
                *(revision, [0, 0, 0], 1, author.pk, now, now),
            )
            for article, revision in ids
        ),
    )
    copy_rows(
        Revision,
        [
            *("id", "project_id", "article_id", "number", "text", "sha256", "length", "blocks"),
            *("complete_blocks", "original", "media_type", "original_sha256", "repairs"),
            *("created_by_id", "created_at"),
        ],
        (
            (
                *(revision, project.pk, article, 1, body, "", len(body), "[]", [], b""),
                *("text/plain", "", "[]", author.pk, now),
            )
            for article, revision in ids
        ),
    )

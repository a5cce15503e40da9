"""The articles and revisions of a batch of an import, as rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import F
from django.utils import timezone

from annotations.formats.checks import CheckedDocument
from annotations.models import Article, Project, Revision
from annotations.models.copying import as_array, copy_lines, copy_rows
from annotations.services.articles import METADATA
from annotations.services.import_places import Place
from annotations.services.import_review import Row
from annotations.services.import_rows import REVISION, revision_line

ARTICLE: Final = (
    *("id", "project_id", *METADATA, "current_revision_id", "labels_given", "version"),
    *("created_by_id", "created_at", "updated_at"),
)


@dataclass(frozen=True)
class Texts:
    """Documents with their places; ``users`` has everybody they name."""

    project: Project
    users: Mapping[str, int]
    placed: Sequence[tuple[CheckedDocument, Place]]

    def store(self, *, tagged: bool) -> dict[str, int]:
        """Write them, and what old articles have to know; count what is new.

        ``tagged`` says that the batch has new annotations.
        """
        current = {
            place.article_id: place.revision_id
            for document, place in self.placed
            if place.new_revision and document.record.revision.current
        }
        articles = {
            place.article_id: self._article(document, place, current.get(place.article_id))
            for document, place in self.placed
            if place.new_article
        }
        copy_rows(Article, ARTICLE, articles.values())
        new = [(document, place) for document, place in self.placed if place.new_revision]
        lines = (revision_line(self.project, *pair, self.users) for pair in new)
        copy_lines(Revision, REVISION, lines)
        for place in {place.article_id: place for _, place in self.placed}.values():
            if place.article_id not in articles and (tagged or new):
                Article.objects.filter(pk=place.article_id).update(
                    labels_given=place.numbers.given(),
                    current_revision_id=current.get(place.article_id, F("current_revision_id")),
                )
        return {"articles": len(articles), "revisions": len(new)}

    def _article(self, document: CheckedDocument, place: Place, current: int | None) -> Row:
        record = document.record.article
        return (
            *(place.article_id, self.project.pk, *(getattr(record, name) for name in METADATA)),
            *(current or place.revision_id, as_array(place.numbers.given()), 1),
            *(self.users[record.created_by], record.created_at, timezone.now()),
        )

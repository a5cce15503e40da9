"""The articles and revisions of a batch of an import, as rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from django.db.models import F
from django.utils import timezone

from annotations.formats.checks import CheckedDocument
from annotations.models import Article, Project, Revision
from annotations.models.copying import as_array, as_json, copy_rows
from annotations.services.articles import METADATA
from annotations.services.import_places import Place
from annotations.services.import_review import Row

ARTICLE: Final = (
    *("id", "project_id", *METADATA, "current_revision_id", "labels_given", "version"),
    *("created_by_id", "created_at", "updated_at"),
)
REVISION: Final = (
    *("id", "project_id", "article_id", "number", "text", "sha256", "length", "blocks"),
    *("complete_blocks", "original", "media_type", "original_sha256", "repairs"),
    *("created_by_id", "created_at"),
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
        copy_rows(Revision, REVISION, (self._revision(*pair) for pair in new))
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

    def _revision(self, document: CheckedDocument, place: Place) -> Row:
        revision = document.record.revision
        original = revision.original
        data = (original and original.data) or revision.text.encode()
        blocks = [
            {"start": block.start, "end": block.end, "kind": block.kind}
            for block in revision.blocks
        ]
        complete = [index for index, block in enumerate(revision.blocks) if block.complete]
        return (
            *(place.revision_id, self.project.pk, place.article_id, place.number),
            *(
                revision.text,
                revision.sha256,
                revision.length,
                as_json(blocks),
                as_array(complete),
                data,
            ),
            original.media_type if original else "text/plain; charset=utf-8",
            *(sha256(data).hexdigest(), as_json(revision.repairs)),
            *(self.users[revision.created_by], revision.created_at),
        )

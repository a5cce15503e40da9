"""A batch of checked documents becomes rows: one COPY a table, all of it or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from msgspec import to_builtins

from annotations.domain.history import Action
from annotations.domain.reviews import DRAFT
from annotations.domain.suggested_edits import narrowed
from annotations.formats.checks import CheckedAnnotation, CheckedDocument
from annotations.formats.records import (
    CommentRecord,
    EvidenceRecord,
    LinkRecord,
    SuggestedEditRecord,
)
from annotations.models import (
    Annotation,
    Comment,
    Contributor,
    Event,
    Evidence,
    Link,
    Project,
    SuggestedEdit,
    User,
)
from annotations.models.copying import as_json, copy_lines, copy_rows
from annotations.services.announcing import announce_events
from annotations.services.import_claim_reviews import store_claim_reviews
from annotations.services.import_differences import compared
from annotations.services.import_done import Done, Pending, tell
from annotations.services.import_headlines import articles_otherwise, on_older_texts
from annotations.services.import_ids import Ids
from annotations.services.import_places import Memory, Place, Places, derived
from annotations.services.import_review import (
    Review,
    ReviewRows,
    Row,
    content_of,
    reviewed,
    workers_of,
)
from annotations.services.import_rows import ANNOTATION, LINK, New, annotation_line, link_line
from annotations.services.import_texts import Texts

CONTRIBUTOR: Final = ("annotation_id", "user_id", "since")
EVIDENCE: Final = (
    *("id", "annotation_id", "url", "archived_url", "captured_at", "capture_sha256", "medium"),
    *("stance", "excerpt", "locator", "checked_by", "author_id", "body_sha256", "created_at"),
)
COMMENT: Final = (
    *("id", "annotation_id", "author_id", "text", "body_sha256", "created_at"),
    *("reply_to_id", "resolved_at", "resolved_by_id"),
)
SUGGESTED: Final = (
    *("id", "annotation_id", "author_id", "version", "changes", "comment", "body_sha256"),
    *("state", "created_at", "settled_at", "settled_by_id"),
)
EVENT: Final = ("project_id", "article_id", "actor_id", "action", "target", "changes", "at")


@dataclass
class Batch:
    """Documents that are stored in one transaction. ``users`` has everybody they name."""

    project: Project
    actor: User
    users: Mapping[str, int]
    documents: Sequence[CheckedDocument]
    memory: Memory
    done: Done = field(default_factory=Done)
    new: list[New] = field(default_factory=list)
    """Every annotation that is not there yet."""
    reviews: list[Review] = field(default_factory=list)

    def store(self) -> Done:
        """Write all rows, or none. Raises IntegrityError or DataError."""
        with transaction.atomic():
            places = Places(self.project, self.memory)
            placed = list(zip(self.documents, places.find(self.documents), strict=True))
            self.ids = Ids.find(self.project, placed, places)
            for document, place in placed:
                self._tell(document, place)
                self._sort(document, place)
            new = Texts(self.project, self.users, placed).store(tagged=bool(self.new))
            counts, problems = compared(self.documents, self.ids)
            self.done.counts.update(new | counts)
            older = on_older_texts(placed, {one.place.revision_id for one in self.new})
            self.done.counts.update("on_older_versions" for _ in older)
            self.done.problems += problems + articles_otherwise(placed) + older
            copy_lines(
                Annotation, ANNOTATION, (annotation_line(self.project, one) for one in self.new)
            )
            self._store_details()
            ReviewRows(self.users, self.reviews).write()
            self._store_importer()
            copy_rows(Event, EVENT, [row for pair in placed for row in self._events(*pair)])
            announce_events()
        places.commit()
        return self.done

    def _tell(self, document: CheckedDocument, place: Place) -> None:
        """Tell which rows of a document do not come in with it."""
        told = [replace(one, article=place.article_id) for one in document.problems]
        self.done.problems += told
        if place.new_article:
            self.done.made.add(place.article_id)

    def _sort(self, document: CheckedDocument, place: Place) -> None:
        """Tell the annotations of a document that are new from those that are there."""
        for id_, annotation in document.annotations.items():
            if id_ in self.ids.taken:
                reason = "This id, and the one derived from it, belong to another text."
                label = annotation.record.label
                self.done.tell(document.origin, place.article_id, label, reason)
                continue
            own = self.ids.ids[id_]
            if annotation.links_out:
                workers = workers_of(annotation, document)
                self.done.pending.append(
                    Pending(document.origin, place.article_id, own, annotation, workers)
                )
            if id_ in self.ids.there:
                continue
            self.done.counts[annotation.record.kind] += 1
            state = self._state(document, annotation, own, place.article_id)
            author, number = (
                self.users[annotation.record.author],
                place.numbers.give(annotation.record),
            )
            self.new.append(New(annotation, own, place, number, state, author, document.origin))

    def _state(
        self, document: CheckedDocument, annotation: CheckedAnnotation, own: UUID, article: int
    ) -> str | None:
        """The state to store; a claim that waits for links of its own is a draft until then."""
        record = annotation.record
        if record.kind != "claim":
            return None
        if annotation.links_out or (record.state == DRAFT and not record.submissions):
            return DRAFT
        review = reviewed(
            own,
            record,
            content_of(annotation, document),
            workers_of(annotation, document),
            self.project.required_approvals,
        )
        self.reviews.append(review)
        tell(self.done, document.origin, article, review)
        return review.state

    def _store_details(self) -> None:
        """Contributors, links, evidence, comments and suggestions of the new annotations."""
        links = list(self._links())
        records = [(one.id, one.annotation.record) for one in self.new]
        evidence = [
            self._evidence(one.id, row) for one in self.new for row in one.annotation.evidence
        ]
        comments = [self._comment(own, row) for own, record in records for row in record.comments]
        suggested = [
            self._suggested(own, row) for own, record in records for row in record.suggested_edits
        ]
        copy_rows(Contributor, CONTRIBUTOR, self._contributors())
        copy_lines(Link, LINK, (self._link(own, link) for own, link in links))
        copy_rows(Evidence, EVIDENCE, evidence)
        copy_rows(Comment, COMMENT, comments)
        copy_rows(SuggestedEdit, SUGGESTED, suggested)
        store_claim_reviews(self.actor, ((own, record.claim_review) for own, record in records))
        self.done.counts.update(links=len(links), evidence=len(evidence), comments=len(comments))

    def _links(self) -> Iterator[tuple[UUID, LinkRecord]]:
        """Those of new annotations, whose other end may be on another article of the same text."""
        for one in self.new:
            for link in one.annotation.links:
                if link.target in self.ids.elsewhere:
                    reason = "Its other end is here on another article that has the same text."
                    where = f"{one.annotation.record.label} links {link.type}"
                    self.done.tell(one.origin, one.place.article_id, where, reason)
                elif link.target in self.ids.ids:
                    yield one.id, link

    def _contributors(self) -> list[Row]:
        """Those beside the authors, whom the database adds."""
        rows: list[Row] = []
        for one in self.new:
            if one.annotation.record.contributors:
                since: dict[int, datetime] = {}
                for worker in one.annotation.record.contributors:
                    since.setdefault(self.users[worker.user], worker.since)
                since.pop(one.author, None)
                rows += [(one.id, user, when) for user, when in since.items()]
        return rows

    def _link(self, own: UUID, link: LinkRecord) -> str:
        return link_line(link, self.project, (own, self.ids.ids[link.target]), self.users)

    def _evidence(self, own: UUID, piece: EvidenceRecord) -> Row:
        return (
            *(self._free(piece.id), own, piece.url, piece.archived_url, piece.captured_at),
            *(piece.capture_sha256, piece.medium, piece.stance, piece.excerpt, piece.locator),
            *(piece.checked_by, self.users[piece.author], "", piece.created_at),
        )

    def _comment(self, own: UUID, said: CommentRecord) -> Row:
        return (
            *(self._free(said.id), own, self.users[said.author], said.text, "", said.created_at),
            None if said.reply_to is None else self._free(said.reply_to),
            *(said.resolved_at, said.resolved_by and self.users[said.resolved_by]),
        )

    def _suggested(self, own: UUID, edit: SuggestedEditRecord) -> Row:
        changes = narrowed(to_builtins(edit.changes))
        return (
            *(self._free(edit.id), own, self.users[edit.author], edit.version, as_json(changes)),
            *(edit.comment, "", edit.state, edit.created_at, edit.settled_at),
            edit.settled_by and self.users[edit.settled_by],
        )

    def _free(self, id_: UUID) -> UUID:
        """The id itself, or the derived one where it is taken."""
        return derived(self.project, id_) if id_ in self._details_there else id_

    @cached_property
    def _details_there(self) -> set[UUID]:
        records = [one.annotation.record for one in self.new]
        evidence = [piece.id for record in records for piece in record.evidence]
        comments = [comment.id for record in records for comment in record.comments]
        suggested = [edit.id for record in records for edit in record.suggested_edits]
        there: set[UUID] = set()
        if evidence:
            there |= set(Evidence.objects.filter(pk__in=evidence).values_list("pk", flat=True))
        if comments:
            there |= set(Comment.objects.filter(pk__in=comments).values_list("pk", flat=True))
        if suggested:
            edits = SuggestedEdit.objects.filter(pk__in=suggested)
            there |= set(edits.values_list("pk", flat=True))
        return there

    def _store_importer(self) -> None:
        """Whoever brings claims in may not decide on them; decisions of the file came before."""
        name, now = self.actor.username, timezone.now()
        if self.actor.is_system:
            return
        rows = [
            (one.id, self.actor.pk, now)
            for one in self.new
            if one.author != self.actor.pk
            and all(worker.user != name for worker in one.annotation.record.contributors)
        ]
        copy_rows(Contributor, CONTRIBUTOR, rows)

    def _events(self, document: CheckedDocument, place: Place) -> list[Row]:
        """One event for a document that brought something."""
        count = len(document.annotations)
        if self.ids.there:
            count = sum(id_ not in self.ids.there for id_ in document.annotations)
        if not (count or place.new_revision):
            return []
        changes: dict[str, list[object]] = {"annotations": [None, count]}
        if place.new_revision:
            changes["sha256"] = [None, document.record.revision.sha256]
        return [
            (
                *(self.project.pk, place.article_id, self.actor.pk),
                *(
                    Action.ARTICLE_IMPORTED.value,
                    str(place.number),
                    as_json(changes),
                    timezone.now(),
                ),
            )
        ]

"""Where imported rows go: articles and revisions that are there already, and ids that are free."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db import models

from annotations.domain.ids import beside
from annotations.formats.checks import CheckedDocument
from annotations.formats.records import AnnotationRecord
from annotations.models import Annotation, Article, Project, Revision
from annotations.models.copying import reserve
from annotations.models.insertion import SLOTS
from annotations.services.import_tags import Tags, what

NAMESPACE: Final = UUID("5f0c4f2e-8d0b-4d7e-9a57-0b6a4c1f7a55")  # of derived ids, for ever


@dataclass
class Numbers:
    """The ordinals of one article's annotations: given once, never again."""

    used: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def give(self, record: AnnotationRecord) -> int:
        """Return the number in the record's label where it is free, else the next one."""
        used = self.used[record.kind]
        wanted = int(record.label[1:])
        number = max(used) + 1 if wanted in used else wanted
        used.add(number)
        return number

    def given(self) -> list[int]:
        """What ``Article.labels_given`` becomes: the highest number of each kind."""
        return [max(self.used[kind], default=0) for kind in ("claim", "source", "status")]


@dataclass
class Place:
    """The article and revision of one document."""

    article_id: int
    revision_id: int
    number: int
    new_article: bool
    new_revision: bool
    numbers: Numbers


@dataclass
class Memory:
    """What an import knows from the batches before: which of our rows are taken by which line."""

    articles: dict[int, int] = field(default_factory=dict)
    """The file's article id → ours."""
    revisions: set[int] = field(default_factory=set)


@dataclass
class Places:
    """The places of a batch. ``memory`` is changed only when the batch is committed."""

    project: Project
    memory: Memory
    articles: dict[int, int] = field(default_factory=dict)
    revisions: set[int] = field(default_factory=set)
    tags: Tags = field(default_factory=Tags)
    """Those here on the texts of other tools' documents."""
    texts: dict[int, str] = field(default_factory=dict)
    """The SHA-256 of each revision that has a text of the batch."""

    def find(self, documents: Sequence[CheckedDocument]) -> list[Place]:
        """Return a place for each document: by its text's hash, else by its article, else new."""
        ours = self._all_there(documents)
        fresh = sum(one is None for one in ours)
        new_articles = iter(reserve(Article, fresh) if fresh else [])
        new_revisions = iter(reserve(Revision, fresh) if fresh else [])
        numbers: dict[int, Numbers] = defaultdict(Numbers)
        taken: dict[int, set[int]] = defaultdict(set)
        places = []
        for document, found in zip(documents, ours, strict=True):
            key = document.record.article.id
            article_id = found.article_id if found else self._article(key)
            new_article = article_id is None
            if article_id is None:
                article_id = self.articles[key] = next(new_articles)
            number = found.number if found else document.record.revision.number
            revision_id = found.pk if found else next(new_revisions)
            taken[article_id].add(number)
            places.append(
                Place(
                    article_id,
                    revision_id,
                    number,
                    new_article,
                    found is None,
                    numbers[article_id],
                )
            )
        self._number(places)
        return places

    def commit(self) -> None:
        """Remember what this batch took."""
        self.memory.articles |= self.articles
        self.memory.revisions |= self.revisions

    def has(self, revision: int, sha256: str) -> bool:
        """Whether a revision has this text."""
        return self.texts.get(revision) == sha256

    def _all_there(self, documents: Sequence[CheckedDocument]) -> list[Revision | None]:
        """The revision of each document that is there: those that are most alike choose first."""
        there = self._same_texts(documents)
        self.texts = {row.pk: sha256 for sha256, rows in there.items() for row in rows}
        foreign = {one.record.revision.sha256 for one in documents if one.rows}
        self.tags = Tags.on([pk for pk, sha256 in self.texts.items() if sha256 in foreign])
        found: list[Revision | None] = [None] * len(documents)
        choices = [self._liked(one, there) for one in documents]
        for at in sorted(range(len(documents)), key=lambda at: choices[at][0], reverse=True):
            found[at] = self._there(documents[at], choices[at][1])
        return found

    def _liked(
        self, document: CheckedDocument, there: Mapping[str, list[Revision]]
    ) -> tuple[tuple[int, int], list[Revision]]:
        """The revisions with a document's text, where it matters those most like it first."""
        rows = there.get(document.record.revision.sha256, [])
        if len(rows) < 2 or not document.rows:
            return (0, 0), rows
        ids = [one for id_ in document.annotations for one in (id_, derived(self.project, id_))]
        given = [what(one) for one in document.annotations.values()]
        likeness = self.tags.likeness([row.pk for row in rows], ids, given)
        rows = sorted(rows, key=lambda row: likeness[row.pk], reverse=True)
        return likeness[rows[0].pk], rows

    def _same_texts(self, documents: Sequence[CheckedDocument]) -> dict[str, list[Revision]]:
        hashes = {document.record.revision.sha256 for document in documents}
        rows = Revision.objects.filter(project=self.project, sha256__in=hashes).order_by("id")
        there: dict[str, list[Revision]] = defaultdict(list)
        for row in rows.only("id", "article_id", "sha256", "number"):
            there[row.sha256].append(row)
        return there

    def _there(self, document: CheckedDocument, rows: Sequence[Revision]) -> Revision | None:
        """The first of ``rows`` that no other line of the file is.

        Two documents of another tool's file that have one article id are about one text.
        """
        key = document.record.article.id
        article_id = self._article(key)
        about_one = bool(document.rows) and article_id is not None
        for row in rows:
            free = row.pk not in self.revisions and row.pk not in self.memory.revisions
            if (free or about_one) and article_id in (None, row.article_id):
                self.revisions.add(row.pk)
                self.articles[key] = row.article_id
                return row
        return None

    def _article(self, key: int) -> int | None:
        return self.articles.get(key) or self.memory.articles.get(key)

    def _number(self, places: Sequence[Place]) -> None:
        """Give new revisions of articles that are there the next number; know used ordinals.

        A tag that was given another kind has left a number, which only the counter knows.
        """
        old = {place.article_id for place in places if not place.new_article}
        if not old:
            return
        rows = Annotation.objects.filter(article__in=old).values_list(
            "article_id", "kind", "ordinal"
        )
        numbers = {place.article_id: place.numbers for place in places}
        for article_id, kind, ordinal in rows:
            numbers[article_id].used[kind].add(ordinal)
        counters = Article.objects.filter(pk__in=old).values_list("pk", "labels_given")
        for article_id, given in counters:
            for kind, slot in SLOTS.items():
                numbers[article_id].used[kind].update(range(1, given[slot - 1] + 1))
        last = dict(
            Revision.objects.filter(article__in=old)
            .values_list("article_id")
            .annotate(last=models.Max("number"))
        )
        for place in places:
            if place.new_revision and place.article_id in old:
                before = last.get(place.article_id, 0)
                place.number = last[place.article_id] = max(place.number, before + 1)


def derived(project: Project, original: UUID) -> UUID:
    """The id here of a row whose own id is taken: the same at every import."""
    return beside(original, NAMESPACE, f"{project.pk}:{original}")

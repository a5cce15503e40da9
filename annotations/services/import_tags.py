"""The tags that are here on the texts of a batch: what other tools' tags are compared with."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection

from annotations.domain.spans import Span
from annotations.formats.checks import CheckedAnnotation
from annotations.models.fields import literal

TAGS: Final = (
    "SELECT id, revision_id, kind, fragments::text, created_at FROM annotation "
    "WHERE revision_id = ANY(%s) ORDER BY deleted_at IS NOT NULL, ordinal, id"
)

PLACE: Final = re.compile(r"\[(\d+),(\d+)\)")


class What(NamedTuple):
    """The kind of a tag and its fragments, as PostgreSQL writes them: tags equal in both are one.

    So the user guide says of tagging by hand.
    """

    kind: str
    fragments: str


def what(annotation: CheckedAnnotation) -> What:
    return What(annotation.record.kind, literal(annotation.spans))


class Tag(NamedTuple):
    """A tag that is here."""

    revision: int
    what: What
    created_at: datetime

    def touches(self, spans: Sequence[Span]) -> bool:
        """Whether it shares a code point with one of ``spans``."""
        places = [(int(start), int(end)) for start, end in PLACE.findall(self.what.fragments)]
        return any(one.start < end and start < one.end for one in spans for start, end in places)


@dataclass
class Tags:
    """Every tag of some revisions; those that are deleted come last, as they stay deleted."""

    by_id: dict[UUID, Tag] = field(default_factory=dict)
    by_what: dict[tuple[int, What], list[UUID]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def on(cls, revisions: Collection[int]) -> "Tags":
        """Look up those of ``revisions`` at once."""
        found = cls()
        if revisions:
            with connection.cursor() as cursor:
                cursor.execute(TAGS, [list(revisions)])
                for id_, revision, kind, fragments, created_at in cursor.fetchall():
                    tag = found.by_id[id_] = Tag(revision, What(kind, fragments), created_at)
                    found.by_what[tag[:2]].append(id_)
        return found

    def same(self, revision: int, annotation: CheckedAnnotation) -> Iterator[UUID]:
        """The ids of the same words as the same kind on a revision.

        Not of what came in with the annotation, at the same moment: that is another row's.
        """
        for id_ in self.by_what.get((revision, what(annotation)), ()):
            if self.by_id[id_].created_at != annotation.record.created_at:
                yield id_

    def likeness(
        self, revisions: Collection[int], ids: Collection[UUID], given: Collection[What]
    ) -> dict[int, tuple[int, int]]:
        """How many of ``ids``, and then how many equal tags, each revision has."""
        known = Counter(self.by_id[id_].revision for id_ in ids if id_ in self.by_id)
        return {
            pk: (known[pk], sum((pk, one) in self.by_what for one in given)) for pk in revisions
        }

"""Which id each annotation of a batch gets here, and which of them are here already."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from annotations.formats.checks import CheckedDocument
from annotations.models import Project
from annotations.services.import_places import Place, Places, derived
from annotations.services.import_tags import Tags, what

Placed = Sequence[tuple[CheckedDocument, Place]]


@dataclass
class Ids:
    """Which id each annotation of a batch gets, and which of them are there already."""

    ids: dict[UUID, UUID] = field(default_factory=dict)
    there: set[UUID] = field(default_factory=set)
    """Original ids of annotations that an earlier import, or this project, has on this text."""
    taken: set[UUID] = field(default_factory=set)
    """Original ids for which no id is left: used twice in the file, or on another text."""
    alike: set[UUID] = field(default_factory=set)
    """Original ids that nobody knows here: the same words have another tag of the same kind."""
    elsewhere: set[UUID] = field(default_factory=set)
    """Original ids of annotations that are there on another article of the same text."""

    @classmethod
    def find(cls, project: Project, placed: Placed, places: Places) -> "Ids":
        """Look up all annotations of the batch at once."""
        wanted = [(id_, place) for document, place in placed for id_ in document.annotations]
        at = _revisions([id_ for id_, _ in wanted])
        own = {id_: id_ for id_, _ in wanted}
        if not (at or places.tags.by_id) and len(own) == len(wanted):
            return cls(own)
        at |= _revisions(
            [
                derived(project, id_)
                for id_, place in wanted
                if at.get(id_) not in (None, place.revision_id)
            ]
        )
        found, used = cls(), set[UUID]()
        for document, place in placed:
            if document.rows:
                _Foreign(project, document, place, places, at, found, used).find()
            else:
                found._by_id(project, document, place, at, used)
        return found

    def _by_id(
        self,
        project: Project,
        document: CheckedDocument,
        place: Place,
        at: dict[UUID, int],
        used: set[UUID],
    ) -> None:
        """The annotations of our own format are known by their ids alone."""
        for id_ in document.annotations:
            here = id_
            if here in used or at.get(here, place.revision_id) != place.revision_id:
                here = derived(project, id_)
            if here in used or at.get(here, place.revision_id) != place.revision_id:
                self.taken.add(id_)
                continue
            used.add(here)
            self.ids[id_] = here
            if here in at:
                self.there.add(id_)


@dataclass
class _Foreign:
    """The annotations of one document of another tool, whose ids may change from file to file."""

    project: Project
    document: CheckedDocument
    place: Place
    places: Places
    at: dict[UUID, int]
    found: Ids
    used: set[UUID]

    def find(self) -> None:
        """By our own ids and what has not changed, then by place, then by ids; the rest is new."""
        left = list(self.document.annotations)
        for known in (self._surely, self._alike, self._moved):
            left = [id_ for id_ in left if not self._take(id_, known)]
        for id_ in left:
            here = id_
            while here in self.used or here in self.at or here in self.tags.by_id:
                here = derived(self.project, here)
            self.used.add(here)
            self.found.ids[id_] = here

    @property
    def tags(self) -> Tags:
        return self.places.tags

    def _take(self, id_: UUID, known: Callable[[UUID], Iterator[UUID]]) -> bool:
        """Take the first that no other row of the document has, if there is one."""
        here = next((one for one in known(id_) if one not in self.used), None)
        if here is None:
            return False
        self.used.add(here)
        self.found.ids[id_] = here
        self.found.there.add(id_)
        if here not in (id_, derived(self.project, id_)):
            self.found.alike.add(id_)
        if self.tags.by_id[here].revision != self.place.revision_id:
            self.found.elsewhere.add(id_)
        return True

    def _surely(self, id_: UUID) -> Iterator[UUID]:
        """By an id that we gave, or one whose tag is the same still."""
        annotation = self.document.annotations[id_]
        for here in self._by_id(id_):
            if self.document.rows[id_].own or self.tags.by_id[here].what == what(annotation):
                yield here

    def _alike(self, id_: UUID) -> Iterator[UUID]:
        """The same words as the same kind."""
        return self.tags.same(self.place.revision_id, self.document.annotations[id_])

    def _moved(self, id_: UUID) -> Iterator[UUID]:
        """By an id, where a word of it is the same: other people's files have the same ids."""
        for here in self._by_id(id_):
            if self.tags.by_id[here].touches(self.document.annotations[id_].spans):
                yield here

    def _by_id(self, id_: UUID) -> Iterator[UUID]:
        """On this text, in whichever article of the project has it."""
        sha256 = self.document.record.revision.sha256
        here, further = id_, derived(self.project, id_)
        while here == id_ or here in self.tags.by_id:
            if here in self.tags.by_id and self.places.has(self.tags.by_id[here].revision, sha256):
                yield here
            here, further = further, derived(self.project, further)


def _revisions(ids: Sequence[UUID]) -> dict[UUID, int]:
    """Id → revision of those annotations that are there."""
    if not ids:
        return {}
    array = (
        f"{{{','.join([id_.hex for id_ in ids])}}}"  # the ORM would write thousands of parameters
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, revision_id FROM annotation WHERE id = ANY(%s::uuid[])", [array])
        return dict(cursor.fetchall())

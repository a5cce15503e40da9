"""Reads two versions of an article's text side by side: which tags of one fit the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from annotations.domain.differences import Piece as Changed
from annotations.domain.differences import words
from annotations.domain.excerpts import Piece, excerpt
from annotations.domain.reanchor import Texts
from annotations.domain.spans import Span
from annotations.models import Annotation, Revision

AROUND = 90  # code points of text shown on either side of a quote


@dataclass(frozen=True)
class Fits:
    """How many of the tags of a version also fit a newer one."""

    newest: Revision
    fit: int
    of: int


@dataclass(frozen=True)
class Placed:
    """A tag of the old version, and where it lies in the new one; None where it does not fit."""

    annotation: Annotation
    spans: Sequence[Span] | None
    before: Sequence[Piece]
    after: Sequence[Piece]
    """Its words in their surroundings, in either text; nothing where it does not fit."""
    became: Sequence[Changed]
    """Where it does not fit: its sentence, word by word, and what seems to have become of it."""
    moved: bool
    """Whether it was moved there before."""


def fits(old: Revision, newest: Revision) -> Fits:
    """Count the tags of ``old`` that lie on the same words of ``newest``. One query."""
    texts = Texts(old.text, newest.text)
    tags = Annotation.objects.alive().filter(revision=old).values_list("fragments", flat=True)
    places = [texts.place(spans) for spans in tags]
    return Fits(newest, sum(place is not None for place in places), len(places))


def placed(old: Revision, new: Revision) -> list[Placed]:
    """Every tag of ``old`` in reading order, with its place in ``new``. Two queries."""
    texts = Texts(old.text, new.text)
    tags = list(Annotation.objects.alive().filter(revision=old))
    ids = {moved_id(tag.pk, new.pk) for tag in tags}
    there = set(Annotation.objects.alive().filter(pk__in=ids).values_list("pk", flat=True))
    found = [_placed(texts, tag, moved_id(tag.pk, new.pk) in there) for tag in tags]
    return sorted(found, key=lambda one: (one.annotation.fragments[0].start, one.annotation.label))


def moved_id(annotation_id: UUID, revision_id: int) -> UUID:
    """The id that a tag has once it was moved to a version: always the same, so moved once."""
    return uuid5(annotation_id, f"revision {revision_id}")


def _placed(texts: Texts, tag: Annotation, moved: bool) -> Placed:
    spans = texts.place(tag.fragments)
    before = excerpt(texts.old, tag.fragments, AROUND)
    if spans:
        return Placed(tag, spans, before, excerpt(texts.new, spans, AROUND), [], moved)
    around, nearest = texts.nearest(tag.fragments)
    became = (
        words(
            texts.old[around.start : around.end],
            texts.new[nearest.start : nearest.end],
        )
        if nearest
        else []
    )
    return Placed(tag, None, before, [], became, moved)

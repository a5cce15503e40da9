"""Reads two versions of an article's text side by side: which tags of one fit the other."""

from collections.abc import Sequence
from dataclasses import dataclass

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


def fits(old: Revision, newest: Revision) -> Fits:
    """Count the tags of ``old`` that lie on the same words of ``newest``. One query."""
    texts = Texts(old.text, newest.text)
    tags = Annotation.objects.alive().filter(revision=old).values_list("fragments", flat=True)
    places = [texts.place(spans) for spans in tags]
    return Fits(newest, sum(place is not None for place in places), len(places))


def placed(old: Revision, new: Revision) -> list[Placed]:
    """Every tag of ``old`` in reading order, with its place in ``new``. One query."""
    texts = Texts(old.text, new.text)
    tags = Annotation.objects.alive().filter(revision=old).select_related("author")
    found = [
        Placed(
            tag,
            spans := texts.place(tag.fragments),
            excerpt(old.text, tag.fragments, AROUND),
            excerpt(new.text, spans, AROUND) if spans else [],
        )
        for tag in tags
    ]
    return sorted(found, key=lambda one: (one.annotation.fragments[0].start, one.annotation.label))

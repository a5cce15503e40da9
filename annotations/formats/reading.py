"""A document as it was read: where it stands in its file, and what the file calls its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from annotations.domain.errors import DomainError
from annotations.formats.records import DocumentRecord
from annotations.formats.sources import Origin

KEPT_BACK: Final = (
    "The text is not in the file: it was kept back for its licence, or asked for without texts. "
    "Run put_text_back.py of the release first, or export it with its text."
)


def left_out(error: DomainError) -> str:
    """Why a row was left out; the others come in."""
    return f"{error.detail.replace(' Nothing was changed.', '')} It was left out."


@dataclass(frozen=True)
class Problem:
    """Why a row was left out.

    ``line`` counts from 1, ``file`` is that inside a zip; ``where`` is the row's place in the line;
    ``article`` the number of the article that it is about, once that is stored here.
    """

    line: int
    file: str
    where: str
    reason: str
    article: int | None = None


class Row(NamedTuple):
    """An annotation in a file of another tool: its line there, and what it is called.

    ``ours`` says that we wrote it and could read it all, so that a detail which is missing was
    taken away; ``own`` that its id is one that we gave.
    """

    line: int
    name: str
    ours: bool
    own: bool = False


class Read(NamedTuple):
    """``rows`` has the document's annotations by their ids here; none for our own format.

    ``problems`` are those of its rows that could not be read.
    """

    origin: Origin
    record: DocumentRecord
    rows: Mapping[UUID, Row] = {}
    problems: Sequence[Problem] = ()

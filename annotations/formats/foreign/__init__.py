"""What others annotated, as every reader of this package yields it: one document at a time.

Offsets are in the unit of the file until ``units`` has found out which one that is. Labels, types
and attributes are the file's own words until ``mapping`` turns them into ours.
"""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from annotations.formats.records import Value
from annotations.formats.sources import Origin

JOINER = " "
"""What joins the words of a span's parts in ``ForeignSpan.quote``."""


@dataclass(slots=True)
class ForeignSpan:
    """A labelled passage: parts [start, end) in the order of the file.

    ``quote`` are the words that the file has for it, None where it has none; ``line`` is where
    it stands in the file; ``hint`` that their white space may be another;
    ``own`` our id of it, where it was written here; ``by`` tells the work
    of several people on one text apart.
    """

    id: str
    label: str
    parts: list[tuple[int, int]]
    line: int
    quote: str | None = None
    attributes: dict[str, Value] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    own: UUID | None = None
    by: str = ""
    hint: bool = False


@dataclass(slots=True)
class ForeignLink:
    """A typed relation between two spans, by their ids."""

    type: str
    origin: str
    target: str
    line: int


@dataclass(slots=True)
class Trouble:
    """A row that cannot be read, and why."""

    line: int
    where: str
    reason: str


@dataclass(slots=True)
class ForeignDocument:
    """A text with what was said about it.

    A file that does not hold the text names it: by ``address`` or ``sha256``; then ``text`` is
    None, and it has to be here already. ``left`` counts what the reader has no place for. ``unit``
    is that of the offsets where the file says so. ``unread`` says that it cannot come in at all:
    its troubles tell why.
    """

    name: str
    origin: Origin
    text: str | None
    spans: list[ForeignSpan] = field(default_factory=list)
    links: list[ForeignLink] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)
    address: str = ""
    sha256: str = ""
    unit: str = ""
    unread: bool = False

    def give_up(self, line: int, where: str, reason: str) -> None:
        """Say why nothing of this document can come in."""
        self.unread = True
        self.trouble(line, where, reason)

    def trouble(self, line: int, where: str, reason: str) -> None:
        self.troubles.append(Trouble(line, where, reason))

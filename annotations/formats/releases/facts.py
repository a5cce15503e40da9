"""What the files of a release are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Self

from annotations.domain.sides import Cut
from annotations.formats.redaction import BY_LICENCE, Redaction


@dataclass(frozen=True)
class Options:
    """What was asked for. ``licence`` is that of the annotations, ``notes`` say what is new.

    The rest is what ``annotations.formats.redaction`` and ``annotations.domain.sides`` know by
    these names.
    """

    state: str = "approved"
    unmasked: bool = False
    boilerplate: bool = True
    texts: str = BY_LICENCE
    split: str = ""
    dev_from: date | None = None
    test_from: date | None = None
    licence: str = ""
    notes: str = ""

    @property
    def redaction(self) -> Redaction:
        return Redaction(self.boilerplate, self.texts)

    @property
    def cut(self) -> Cut:
        return Cut(self.split, self.dev_from, self.test_from)

    @property
    def query(self) -> dict[str, Any]:
        """What decides on the data: no licence, no notes."""
        stored = self.stored()
        return {name: stored[name] for name in stored if name not in ("licence", "notes")}

    @property
    def choice(self) -> tuple[str, bool, bool, str]:
        """What decides on claims and words: releases that agree in it can be compared."""
        return self.state, self.unmasked, self.boilerplate, self.texts

    def stored(self) -> dict[str, Any]:
        """The options as JSON keeps them."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """The options that ``stored`` was made from."""
        days = {
            name: date.fromisoformat(stored[name])
            for name in ("dev_from", "test_from")
            if stored.get(name)
        }
        return cls(**{**stored, **days})


@dataclass(frozen=True)
class Head:
    """What is settled before the first byte is written."""

    project: str
    name: str
    number: int
    created_at: datetime
    created_by: str
    options: Options
    required_approvals: int
    guidelines_version: int
    vocabularies: Mapping[str, Mapping[str, int]]
    """Vocabulary → slug → newest version of the term."""
    earlier: int | None = None
    """Number of the release that this one is compared with."""

    @property
    def title(self) -> str:
        return f"{self.name}: release {self.number}"


@dataclass(frozen=True)
class FileFacts:
    """A file of a release: ``size`` in bytes; ``rows`` where it has rows."""

    path: str
    size: int
    sha256: str
    rows: int | None = None


@dataclass(frozen=True)
class Facts:
    """All that the card and its companions tell."""

    head: Head
    figures: Mapping[str, Any]
    lost: Mapping[str, int]
    files: Sequence[FileFacts] = field(default_factory=tuple)

    @property
    def data(self) -> list[FileFacts]:
        """The files that hold the dataset itself."""
        return [file for file in self.files if file.path.startswith("data/")]

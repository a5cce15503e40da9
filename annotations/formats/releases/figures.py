"""The counts of a release, made while its documents pass."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

from annotations.formats.records import AnnotationRecord, DocumentRecord

NOT_RECORDED: Final = "not recorded"
COUNTED: Final = (
    *("articles", "texts", "claims", "sources", "markers", "links", "evidence", "decisions"),
    *("annotators", "reviewers", "blocks", "fully annotated blocks", "texts kept back"),
)
"""What is counted, in the order of a reader's interest."""


@dataclass
class Figures:
    """Counts of what is in a release; people are counted, not named."""

    counts: Counter[str] = field(default_factory=Counter)
    labels: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    sides: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _last_article: int = 0
    _authors: set[str] = field(default_factory=set)
    _reviewers: set[str] = field(default_factory=set)

    def count(self, document: DocumentRecord, side: str) -> None:
        """Add a document. The texts of one article come one after another."""
        article, revision = document.article, document.revision
        self.counts["texts"] += 1
        self.sides[side]["texts"] += 1
        if article.id != self._last_article:
            self._last_article = article.id
            self.counts["articles"] += 1
            self.labels["languages"][article.language] += 1
            self.labels["licences of articles"][article.licence or "none given"] += 1
        self.counts["texts kept back"] += revision.full_sha256 is not None
        self.counts["blocks"] += len(revision.blocks)
        self.counts["fully annotated blocks"] += sum(block.complete for block in revision.blocks)
        for annotation in document.annotations:
            self._annotation(annotation, side)

    def as_dict(self) -> dict[str, Any]:
        """The counts as JSON, the same for the same documents."""
        people = {"annotators": len(self._authors), "reviewers": len(self._reviewers)}
        return {
            "counts": dict(sorted(self.counts.items())) | people,
            "labels": {name: ranked(self.labels[name]) for name in sorted(self.labels)},
            "sides": {name: dict(sorted(self.sides[name].items())) for name in sorted(self.sides)},
        }

    def _annotation(self, annotation: AnnotationRecord, side: str) -> None:
        kind = {"claim": "claims", "source": "sources", "status": "markers"}[annotation.kind]
        self.counts[kind] += 1
        self.counts["links"] += len(annotation.links)
        self.counts["evidence"] += len(annotation.evidence)
        self.counts["decisions"] += len(annotation.decisions)
        self._authors.add(annotation.author)
        self._reviewers.update(decision.reviewer for decision in annotation.decisions)
        version = annotation.guidelines_version
        self.labels["labelling guide version"][str(version or NOT_RECORDED)] += 1
        if annotation.kind == "claim":
            self.sides[side]["claims"] += 1
            self.labels["desk status"][annotation.desk_status or "none"] += 1
            self.labels["state of claims"][annotation.state or "none"] += 1
            self._terms(annotation, "claim", ("type", "act", "mode"))
        elif annotation.kind == "source":
            self._terms(annotation, "source", ("type",))
        else:
            self._terms(annotation, "marker", ("polarity", "modality"))

    def _terms(self, annotation: AnnotationRecord, kind: str, names: tuple[str, ...]) -> None:
        for name in names:
            value = annotation.attributes.get(name)
            self.labels[f"{kind} {name}"][str(value) if value else "none"] += 1


def ranked(counter: Counter[str]) -> dict[str, int]:
    """The counts, largest first, ties by name."""
    return dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))

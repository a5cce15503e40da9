"""CHANGES.md: claims added, removed and changed since an earlier release.

Words are quoted from the new release only: what the earlier one said may be hidden today.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from annotations.formats.records import AnnotationRecord, DocumentRecord
from annotations.formats.releases.facts import Head, Options
from annotations.formats.releases.words import plain

MOST: Final = 1000  # claims told of one sort; the rest is counted
TERMS: Final = ("type", "act", "mode", "priority")

Article = tuple[int, list[DocumentRecord]]
Claims = dict[UUID, tuple[DocumentRecord, AnnotationRecord]]


@dataclass
class Changes:
    """What differs, in lines of Markdown, with counts of all of it."""

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(
        default_factory=lambda: {"added": 0, "removed": 0, "changed": 0, "the same": 0}
    )

    def tell(self, what: str, line: str) -> None:
        self.counts[what] += 1
        lines: list[str] = getattr(self, what)
        if len(lines) < MOST:
            lines.append(line)


def compare(before: Iterable[DocumentRecord], now: Iterable[DocumentRecord]) -> Changes:
    """Compare two releases, each in the order of article ids; one article at a time is held."""
    changes = Changes()
    for old, new in _side_by_side(_articles(before), _articles(now)):
        _compare_article(
            _claims(old), _claims(new), new[0].article.headline if new else "", changes
        )
    return changes


def written(head: Head, earlier: Options | None, changes: Changes | None) -> bytes:
    """The file. Without ``earlier`` there is nothing to compare with."""
    lines = [f"# Changes in release {head.number}\n"]
    if head.options.notes:
        lines += [plain(head.options.notes, 5000), ""]
    if earlier is None or changes is None:
        lines.append("This is the first release: every claim in it is new.")
        return ("\n".join(lines) + "\n").encode()
    counts = ", ".join(f"{number} {what}" for what, number in changes.counts.items())
    lines.append(f"Since release {head.earlier}: claims {counts}.")
    if earlier.choice != head.options.choice:
        lines.append("\nThe two were made with different options; some of this is due to that.")
    for title, told, number in (
        ("Added", changes.added, changes.counts["added"]),
        ("Removed", changes.removed, changes.counts["removed"]),
        ("Changed", changes.changed, changes.counts["changed"]),
    ):
        if told:
            lines += [f"\n## {title}\n", *told]
        if number > len(told):
            lines.append(f"- … and {number - len(told)} more")
    return ("\n".join(lines) + "\n").encode()


def _articles(documents: Iterable[DocumentRecord]) -> Iterator[Article]:
    for article, found in groupby(documents, lambda document: document.article.id):
        yield article, list(found)


def _side_by_side(
    before: Iterator[Article], now: Iterator[Article]
) -> Iterator[tuple[list[DocumentRecord], list[DocumentRecord]]]:
    """The documents of each article on both sides; an empty list where one has none."""
    old, new = next(before, None), next(now, None)
    while old or new:
        if new is None or (old is not None and old[0] < new[0]):
            assert old is not None
            yield old[1], []
            old = next(before, None)
        elif old is None or new[0] < old[0]:
            yield [], new[1]
            new = next(now, None)
        else:
            yield old[1], new[1]
            old, new = next(before, None), next(now, None)


def _claims(documents: list[DocumentRecord]) -> Claims:
    return {
        annotation.id: (document, annotation)
        for document in documents
        for annotation in document.annotations
        if annotation.kind == "claim"
    }


def _compare_article(old: Claims, new: Claims, headline: str, changes: Changes) -> None:
    for id_, (document, claim) in new.items():
        if id_ not in old:
            changes.tell("added", _line(document, claim, _status(claim)))
            continue
        differing = list(_differences(*old[id_], document, claim))
        if differing:
            changes.tell("changed", _line(document, claim, "; ".join(differing)))
        else:
            changes.counts["the same"] += 1
    for id_, (document, claim) in old.items():
        if id_ not in new:
            where = f"“{plain(headline)}”" if headline else "no longer in the release"
            about = f"{claim.label} of article {document.article.id} ({where})"
            changes.tell("removed", f"- {about}, `{id_}`")


def _line(document: DocumentRecord, claim: AnnotationRecord, what: str) -> str:
    article = document.article
    about = f"{claim.label} of article {article.id} (“{plain(article.headline)}”)"
    return f"- {about}: “{plain(claim.quote)}”: {what}; `{claim.id}`"


def _status(claim: AnnotationRecord) -> str:
    return plain(claim.desk_status or "no finding")


def _differences(
    old_document: DocumentRecord,
    old: AnnotationRecord,
    new_document: DocumentRecord,
    new: AnnotationRecord,
) -> Iterator[str]:
    """Terms by their names, before and after; of words only that they are others."""
    if old.desk_status != new.desk_status:
        yield f"finding {_status(old)} → {_status(new)}"
    if old.state != new.state:
        yield f"state {plain(old.state or '')} → {plain(new.state or '')}"
    for name in TERMS:
        was, is_ = old.attributes.get(name), new.attributes.get(name)
        if was != is_:
            yield f"{name} {plain(str(was or 'none'))} → {plain(str(is_ or 'none'))}"
    then, now = _rest(old_document, old), _rest(new_document, new)
    yield from (name for name in then if then[name] != now[name])


def _words(annotation: AnnotationRecord) -> list[str]:
    """The words of each part as hashes: the same whether its text was kept back or not."""
    return [
        part.quote_sha256 or sha256(part.quote.encode()).hexdigest()
        for part in annotation.fragments
    ]


def _rest(document: DocumentRecord, claim: AnnotationRecord) -> dict[str, Any]:
    """What is compared by its words, under the name by which a difference is told."""
    by_id = {one.id: one for one in document.annotations}

    def end(target: UUID) -> Any:
        found = by_id.get(target)
        return (_words(found), found.attributes) if found else target

    given = {name: value for name, value in claim.attributes.items() if name not in TERMS}
    return {
        "place": (document.revision.number, [(one.start, one.end) for one in claim.fragments]),
        "words": _words(claim),
        "details": given,
        "normalised claim": claim.normalised_claim,
        "note": claim.note,
        "no source given": claim.no_source_given,
        "links": sorted((link.type, str(link.target), link.how) for link in claim.links),
        "linked sources and markers": [
            end(link.target) for link in sorted(claim.links, key=lambda link: str(link.target))
        ],
        "evidence": claim.evidence,
    }

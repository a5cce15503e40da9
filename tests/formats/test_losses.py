"""What a file does not hold is in its loss report: looked at for every field of every format."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final, get_args
from uuid import UUID

import pytest
from msgspec import NODEFAULT, Struct
from msgspec.structs import fields, replace

from annotations.formats import FORMATS
from annotations.formats.records import (
    AnnotationRecord,
    ClaimReviewRecord,
    DecisionRecord,
    DocumentRecord,
    PlaceRecord,
)
from annotations.formats.report import Report
from tests.formats.documents import MORNING, NOON, document

FOLLOWS: Final = {"schema", "unit", "length", "sha256", "quote", "changes"}
"""What is the same in all files, or follows from the text and the places; changes of suggested
edits are counted with these."""
WHOLE: Final = {"article", "revision", "annotations"}
"""What every document has, and what is below it is counted one by one."""
LABELS: Final = ("C1", "S1", "V1")
TOLD_TOGETHER: Final = {
    "details of articles": ("article.", "project", "revision.number"),
    "headlines and other facts about articles": ("article.", "revision.number"),
    "who added articles and texts, and when": (
        *("article.created_by", "article.created_at"),
        *("revision.created_by", "revision.created_at"),
    ),
    "article texts": ("revision.text",),
    "article texts (their SHA-256 is in the file)": ("revision.text",),
    "sources and markers, but for who made a claim": ("annotations.S1.", "annotations.V1."),
    "ids, places, authors, times and versions of sources and markers": tuple(
        f"annotations.{label}.{name}"
        for label in ("S1", "V1")
        for name in ("id", "label", "fragments", "author", "created_at", "updated_at", "version")
    ),
}
SAME: Final = {("claimreview", "annotations.C1.desk_status")}
"""What a file says in other words: there the label of the finding stands."""
OF_ANNOTATIONS: Final = {
    "ids": "id",
    "labels": "label",
    "authors": "author",
    "times": "created_at updated_at",
    "versions": "version",
}


def full() -> DocumentRecord:
    """The sample document with every field set that a record can have."""
    given = document()
    claim, _, source, marker = given.annotations
    (evidence,) = claim.evidence
    (edit,) = claim.suggested_edits
    first, *links = claim.links
    return replace(
        given,
        masked=True,
        article=replace(given.article, direction="rtl", embargo_until=MORNING),
        revision=replace(
            given.revision,
            current=False,
            full_sha256="c" * 64,
            hidden=[PlaceRecord(start=1, end=2)],
            repairs=[{"what": "line ends"}],
            blocks=given.revision.blocks[1:],
        ),
        annotations=[
            replace(
                claim,
                fragments=[replace(one, quote_sha256="d" * 64) for one in claim.fragments],
                desk_status="misleading",
                no_source_given=True,
                guidelines_version=3,
                links=[replace(first, how="softer"), *links],
                evidence=[
                    replace(
                        evidence,
                        archived_url="https://archive.example/log",
                        capture_sha256="e" * 64,
                        locator="page 2",
                        checked_by="rita",
                    )
                ],
                comments=[replace(claim.comments[1], resolved_at=NOON, resolved_by="edda")],
                suggested_edits=[edit],
                decisions=[
                    DecisionRecord(
                        verdict="retract",
                        retracts=1,
                        reasons=["other"],
                        comment="A slip",
                        hash="a" * 64,
                        submission=0,
                        imported=True,
                        reviewer="rita",
                        created_at=MORNING,
                    ),
                    *claim.decisions,
                    *claim.decisions,
                ],
                claim_review=ClaimReviewRecord(
                    claimant="Ilse Brandt",
                    claimant_type="person",
                    claim_date=date(2026, 2, 28),
                    url="https://desk.example/c1",
                    label="Misleading",
                    rating=3,
                    organisation="Desk",
                    organisation_url="https://desk.example/",
                    organisation_logo="https://desk.example/logo.png",
                ),
            ),
            replace(source, guidelines_version=2),
            marker,
        ],
    )


def other(value: Any) -> Any:
    """Another value of the same type."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case datetime():
            return value + timedelta(days=1)
        case UUID():
            return UUID(int=value.int + 1000)
        case str():
            return value.swapcase()
    raise TypeError(value)


def changes(record: Struct, path: str, inside: str = "") -> Iterator[tuple[str, str, Any]]:
    """Yield every field below ``record``, what it is counted with, and ``record`` without it.

    A field that has to be there gets another value instead.
    """
    for field in fields(record):
        value, where = getattr(record, field.name), f"{path}{field.name}"
        if field.name in FOLLOWS:
            continue
        if where not in WHOLE and field.name not in {"kind", "fragments"}:
            default = field.default_factory() if callable(field.default_factory) else field.default
            changed = other(value) if default is NODEFAULT else default
            if changed != value:
                yield where, inside, replace(record, **{field.name: changed})
        for below, counted, changed in _below(value, where, inside):
            yield below, counted, replace(record, **{field.name: changed})


def _below(value: Any, where: str, inside: str) -> Iterator[tuple[str, str, Any]]:
    if isinstance(value, Struct):
        yield from changes(value, f"{where}.", "" if where in WHOLE else where)
    elif isinstance(value, list) and value and isinstance(value[0], Struct):
        for place, item in enumerate(value if where in WHOLE else value[:1]):
            inner = (
                changes(item, f"{where}.{item.label}.")
                if isinstance(item, AnnotationRecord)
                else changes(item, f"{where}.", where)
            )
            for below, counted, changed in inner:
                yield below, counted, [*value[:place], changed, *value[place + 1 :]]


def written(name: str, given: DocumentRecord) -> tuple[bytes, dict[str, int]]:
    report = Report()
    return b"".join(FORMATS[name].write([given], report)), dict(report.lost)


def told_together(words: str) -> tuple[str, ...]:
    """The beginnings of the paths that one heading tells of."""
    what, of, _ = words.partition(" of annotations")
    parts = what.replace(" and ", ", ").split(", ")
    if of and set(parts) <= OF_ANNOTATIONS.keys():
        names = " ".join(OF_ANNOTATIONS[one] for one in parts).split()
        return tuple(f"annotations.{one}.{name}" for one in LABELS for name in names)
    return TOLD_TOGETHER.get(words, ())


def test_the_document_has_all_that_a_record_can_have():
    reached = {re.sub(r"\.[CSV]\d\b", "", path) for path, _, _ in changes(full(), "")}
    assert set(_paths(DocumentRecord, "")) <= reached


def _paths(cls: type[Struct], path: str) -> Iterator[str]:
    """Every field of the records that has a default."""
    for field in fields(cls):
        inner = [one for one in (field.type, *get_args(field.type)) if _is_record(one)]
        if field.name in FOLLOWS:
            continue
        if not field.required and f"{path}{field.name}" not in WHOLE:
            yield f"{path}{field.name}"
        for one in inner:
            yield from _paths(one, f"{path}{field.name}.")


def _is_record(given: object) -> bool:
    return isinstance(given, type) and issubclass(given, Struct)


@pytest.mark.parametrize("name", FORMATS)
def test_every_field_is_in_the_file_or_in_the_loss_report(name):
    file, lost = written(name, full())
    together = tuple(path for words in lost for path in told_together(words))
    counted, silent = set(), []
    for path, inside, changed in changes(full(), ""):
        if path.startswith(together) or inside in counted or (name, path) in SAME:
            continue
        other_file, other_lost = written(name, changed)
        if other_lost != lost:
            counted.add(path)
        elif other_file == file:
            silent.append(path)
    assert silent == []

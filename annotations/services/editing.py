"""What an edit makes of an annotation, worked out on a row that nobody has saved yet."""

from collections.abc import Mapping, Sequence
from typing import Any

from annotations.domain import reviews as review_rules
from annotations.domain import spans as span_rules
from annotations.domain import vocabulary
from annotations.domain.lengths import check_lengths
from annotations.models import Annotation, Link
from annotations.queries.vocabulary import slugs
from annotations.services.fragments import Part, checked_spans

SAID_OF_CLAIMS = {"desk_status": "", "normalised_claim": "", "no_source_given": False}


def edit(
    annotation: Annotation, fragments: Sequence[Part] | None, values: Mapping[str, Any]
) -> dict[str, Any]:
    """Change ``annotation`` in memory; returns what differs, field by field: [before, after].

    ``fragments`` are code points, end exclusive, each with the quote that was seen there.

    Raises BadSpan, QuoteMismatch, SplitsGrapheme, UnknownTerm, BadAttribute, TooLong or
    LinkNotAllowed.
    """
    given = dict(values)
    before = annotation.told()
    if fragments is not None:
        text = annotation.revision.text
        annotation.fragments = checked_spans(text, fragments)
        annotation.quote = span_rules.quote(text, annotation.fragments)
    if "kind" in given and given["kind"] != annotation.kind:
        _retype(annotation, given.pop("kind"))
        given.setdefault("attributes", {})
    _apply(annotation, given)
    return differences(before, annotation.told())


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Field → [before, after] of what ``Annotation.told`` says otherwise now."""
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}


def _retype(annotation: Annotation, kind: str) -> None:
    """Another kind keeps the words and the note; what only the old kind has goes."""
    linked = Link.objects.filter(origin=annotation) | Link.objects.filter(target=annotation)
    for link in linked.select_related("origin", "target"):
        origin = kind if link.origin_id == annotation.pk else link.origin.kind
        target = kind if link.target_id == annotation.pk else link.target.kind
        vocabulary.check_link(link.type, origin, target, link.how)
    annotation.kind, annotation.attributes, annotation.terms = kind, {}, []
    for name, nothing in SAID_OF_CLAIMS.items():
        setattr(annotation, name, nothing)
    claim = kind == vocabulary.CLAIM
    annotation.state = review_rules.DRAFT if claim else None
    annotation.desk_status = "unassessed" if claim else ""


def _apply(annotation: Annotation, values: Mapping[str, Any]) -> None:
    check_lengths(values)
    for name in ("note", "normalised_claim", "no_source_given", "desk_status"):
        if name in values:
            setattr(annotation, name, values[name])
    if annotation.kind != vocabulary.CLAIM:
        for name, nothing in SAID_OF_CLAIMS.items():
            setattr(annotation, name, nothing)
    elif not annotation.desk_status:
        annotation.desk_status = "unassessed"
    if "attributes" in values or "desk_status" in values:
        described = vocabulary.describe(
            annotation.kind,
            {**annotation.attributes, **values.get("attributes", {})},
            slugs(annotation.project_id),
            annotation.desk_status,
        )
        annotation.attributes, annotation.terms = described.attributes, described.terms

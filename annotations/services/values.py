"""What an annotation says: taken over from a change, and told to the history."""

from collections.abc import Mapping
from typing import Any, Final

from annotations.domain import vocabulary
from annotations.domain.lengths import check_lengths
from annotations.models import Annotation
from annotations.queries.vocabulary import slugs

SAID_OF_CLAIMS: Final[dict[str, Any]] = {
    "desk_status": "",
    "normalised_claim": "",
    "no_source_given": False,
}
"""What only claims say, and what stands there on the other kinds."""


def take_over(annotation: Annotation, values: Mapping[str, Any]) -> None:
    """Set what ``values`` say; attributes are merged key by key, and an empty value removes one.

    Raises TooLong, UnknownTerm or BadAttribute.
    """
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


def told(annotation: Annotation) -> dict[str, Any]:
    """What the history tells of an annotation, field by field."""
    return {
        "kind": annotation.kind,
        "fragments": [[span.start, span.end] for span in annotation.fragments],
        "quote": annotation.quote,
        "desk_status": annotation.desk_status,
        "attributes": annotation.attributes,
        "note": annotation.note,
        "normalised_claim": annotation.normalised_claim,
        "no_source_given": annotation.no_source_given,
    }


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Field → ``[before, after]`` of what ``told`` says differently now."""
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}

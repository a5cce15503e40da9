"""Which tool a row seems to be of, where it cannot be read as what it was said to be."""

from typing import Any, Final

SIGNS: Final = (
    ("jsonl", "Stetdesk’s own JSON Lines", ("schema", "revision")),
    ("labelstudio", "Label Studio’s JSON", ("data", "annotations")),
    ("labelstudio", "Label Studio’s JSON", ("data", "completions")),
    ("webannotation", "Web Annotations", ("target", "body")),
    ("webannotation", "Web Annotations", ("type", "first")),
    ("webannotation", "Web Annotations", ("type", "items")),
    ("doccano", "doccano’s JSON Lines", ("text", "label")),
    ("doccano", "doccano’s JSON Lines", ("text", "labels")),
    ("doccano", "doccano’s JSON Lines", ("text", "entities")),
)
"""A format, what people call it, and the keys that only its rows have."""
JSON_MIN: Final = (
    " It looks like Label Studio’s JSON-MIN, which has no ids and no relations: export as JSON "
    "there."
)


def seems(row: Any, asked: str) -> str:
    """A sentence with a space before it, or nothing where the row is of no format but ``asked``."""
    if isinstance(row, dict) and ("annotation_id" in row or any(map(_are_regions, row.values()))):
        return JSON_MIN
    for name, called, keys in SIGNS:
        if name != asked and isinstance(row, dict) and all(key in row for key in keys):
            return f" It looks like {called}: choose that format."
    return ""


def _are_regions(value: Any) -> bool:
    """Whether this is a list of regions as JSON-MIN has them: values without a result around."""
    first = value[0] if isinstance(value, list) and value else None
    return isinstance(first, dict) and {"start", "end", "labels"} <= first.keys()

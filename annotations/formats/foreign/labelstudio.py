"""Label Studio: a JSON export of tasks with their annotations.

Results that share an id are one region; ``value.text`` is a hint. Newer versions count code
points, older ones UTF-16 units, and the file does not say which.
"""

from collections.abc import Iterator
from typing import Any, Final

from annotations.domain import mappings
from annotations.formats.foreign import JOINER, ForeignDocument, ForeignLink, ForeignSpan
from annotations.formats.foreign.own import DETAILS, own_id
from annotations.formats.foreign.parts import join
from annotations.formats.records import Value
from annotations.formats.sources import Origin, Source, values

NAME: Final = "labelstudio"
LABEL: Final = "Label Studio (JSON)"
TEXTS: Final = True
SUFFIXES: Final = (".json", ".jsonl")
OURS: Final = "stetdesk"  # the key of ours in a task's data
ADDRESSES: Final = ("http://", "https://", "s3://", "gs://", "/data/")


def read(source: Source) -> Iterator[ForeignDocument]:
    """Yield the document of each task. Raises BadFile."""
    for member in source.datasets(*SUFFIXES):
        with source.open(member) as file:
            for number, task in values(file):
                yield _document(task, Origin(number, member.name))


def _document(task: Any, origin: Origin) -> ForeignDocument:
    document = ForeignDocument("", origin, "")
    data = task.get("data") if isinstance(task, dict) else None
    if not isinstance(data, dict):
        document.trouble(origin.line, "task", "A task needs “data” with its text.")
        return document
    annotations = task.get("annotations", task.get("completions"))
    annotations = annotations if isinstance(annotations, list) else []
    text = _text(data, annotations)
    if text is None:
        reason = "The text is not in the task: no one word of “data” is it, or an address is."
        document.trouble(origin.line, "task", reason)
        return document
    document.text = text
    document.name = f"{origin.file}#{task.get('id', origin.line)}"
    document.left["predictions"] += len(task.get("predictions") or [])
    for annotation in annotations:
        if isinstance(annotation, dict) and annotation.get("was_cancelled"):
            document.left["cancelled annotations"] += 1
        elif isinstance(annotation, dict) and isinstance(annotation.get("result"), list):
            _take(document, annotation, prefix=len(annotations) > 1, ours=OURS in data)
    join(document)
    return document


def _text(data: dict[str, Any], annotations: list[Any]) -> str | None:
    """What the regions are about: ``to_name`` of ``data``, its ``text``, or its only words."""
    names = {
        result.get("to_name")
        for annotation in annotations
        if isinstance(annotation, dict)
        for result in annotation.get("result") or []
        if isinstance(result, dict)
    }
    found = {name: value for name, value in data.items() if isinstance(value, str)}
    words = [
        found[name] for name in ("text", *sorted(filter(None, names), key=str)) if name in found
    ] or list(found.values())
    if not words or (len(words) > 1 and "text" not in found):
        return None
    alone = words[0].startswith(ADDRESSES) and len(words[0].split()) == 1
    return None if alone else words[0]


def _take(
    document: ForeignDocument, annotation: dict[str, Any], *, prefix: bool, ours: bool
) -> None:
    """The regions and relations of one person's annotation of the task.

    ``ours``: we wrote the task, so a region's id may be that of our annotation.
    """
    before = f"{annotation.get('id')}/" if prefix else ""
    regions: dict[str, _Region] = {}
    for place, result in enumerate(annotation["result"]):
        if not isinstance(result, dict):
            document.trouble(document.origin.line, f"result[{place}]", "A result is an object.")
        elif result.get("type") == "relation":
            _relation(document, result, before, place)
        elif not _add(regions, result):
            document.left[f"results of the type “{str(result.get('type'))[:40]}”"] += 1
    for id_, region in regions.items():
        spans = list(region.spans(f"{before}{id_}", document.origin.line))
        if ours and spans:
            spans[0].own = own_id(id_)
        document.spans += spans
        if not region.labels:
            document.left["regions without a label"] += 1


class _Region:
    """Results that share an id."""

    def __init__(self) -> None:
        self.parts: dict[tuple[int, int], str | None] = {}
        self.labels: dict[str, None] = {}
        self.attributes: dict[str, Value] = {}
        self.notes: list[str] = []

    def spans(self, id_: str, line: int) -> Iterator[ForeignSpan]:
        """A span for each label."""
        parts = sorted(self.parts)
        words = [self.parts[part] for part in parts]
        whole = None if None in words else JOINER.join(filter(None, words))
        for place, label in enumerate(self.labels):
            own = f"{id_}/{label}" if place else id_
            attributes, notes = dict(self.attributes), list(self.notes)
            yield ForeignSpan(own, label, parts, line, whole, attributes, notes)


def _add(regions: dict[str, _Region], result: dict[str, Any]) -> bool:
    """Put a result to its region; False where it is not about a passage of plain text."""
    value, id_ = result.get("value"), result.get("id")
    if not isinstance(value, dict) or not isinstance(id_, str | int):
        return False
    start, end, sort = value.get("start"), value.get("end"), result.get("type")
    if type(start) is not int or type(end) is not int or "startOffset" in value:
        return False
    region = regions.setdefault(str(id_), _Region())
    chosen = value.get(sort) if isinstance(sort, str) else None
    if sort in ("labels", "hypertextlabels") and isinstance(chosen, list):
        words = value.get("text")
        region.parts[start, end] = words if isinstance(words, str) else None
        region.labels |= dict.fromkeys(str(one) for one in chosen)
    elif sort == "choices" and isinstance(chosen, list):
        region.attributes[str(result.get("from_name"))] = ", ".join(map(str, chosen))
    elif sort == "textarea" and isinstance(value.get("text"), list | str):
        words = value["text"]
        said = [words] if isinstance(words, str) else [str(one) for one in words]
        name = str(result.get("from_name"))
        if mappings.normal(name) in DETAILS:
            region.attributes[name] = "\n".join(said)
        else:
            region.notes += said
    else:
        return False
    return True


def _relation(document: ForeignDocument, result: dict[str, Any], before: str, place: int) -> None:
    origin, target = result.get("from_id"), result.get("to_id")
    labels = result.get("labels") or ["relation"]
    if not isinstance(origin, str | int) or not isinstance(target, str | int):
        document.trouble(document.origin.line, f"result[{place}]", "A relation has two ends.")
        return
    if result.get("direction") == "left":
        origin, target = target, origin
    for label in labels if isinstance(labels, list) else [labels]:
        ends = f"{before}{origin}", f"{before}{target}"
        document.links.append(ForeignLink(str(label), *ends, document.origin.line))

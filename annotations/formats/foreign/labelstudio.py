"""Label Studio: a JSON export of tasks with their annotations.

Results that share an id are one region; ``value.text`` is a hint. Newer versions count code
points, older ones UTF-16 units, and the file does not say which.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from annotations.domain import mappings
from annotations.formats.foreign import JOINER, ForeignDocument, ForeignLink, ForeignSpan
from annotations.formats.foreign.guess import seems
from annotations.formats.foreign.own import DETAILS, own_id
from annotations.formats.foreign.parts import join
from annotations.formats.records import Value
from annotations.formats.sources import Origin, Source
from annotations.formats.values import values

NAME: Final = "labelstudio"
LABEL: Final = "Label Studio (JSON)"
TEXTS: Final = True
SUFFIXES: Final = (".json", ".jsonl")
UNTAKEN: Final = ("completed_by", "ground_truth", "lead_time")
"""What an annotation says of itself that has no place here."""
OURS: Final = "stetdesk"  # the key of ours in a task's data
NO_TEXT: Final = (
    "The text is not in the task, or several of its data could be it, so the task was left out. "
    "No address is opened: put the words themselves into “data”, as “text”."
)
NO_PLACE: Final = "Its start, end (in whole numbers) or labels are missing, so it was left out."
NO_PLAIN_TEXT: Final = (
    "Its regions are of an image, a sound, a page of HTML or the like ({}) and not of a plain "
    "text, so the task was left out."
)
HTML: Final = "hypertext"
SHAPES: Final = frozenset({"brush", "ellipse", "hypertext", "keypoint", "polygon", "rectangle"})
FILE: Final = re.compile(
    r"\.(bmp|csv|flac|gif|html?|jpe?g|json|m4a|mp[34]|ogg|pdf|png|svg|tiff?|txt|wav|web[mp])$",
    re.IGNORECASE,
)
ADDRESSES: Final = ("http://", "https://", "s3://", "gs://", "/data/")


def read(source: Source) -> Iterator[ForeignDocument]:
    """Yield the document of each task. Raises BadFile."""
    source.taken |= {one.name for one in source.named("config.xml")}  # how it is labelled
    for member in source.datasets(*SUFFIXES):
        with source.open(member) as file:
            for number, task in values(file):
                yield _document(task, Origin(number, member.name))


def _document(task: Any, origin: Origin) -> ForeignDocument:
    document = ForeignDocument("", origin, "")
    data = task.get("data") if isinstance(task, dict) else None
    if not isinstance(data, dict):
        reason = "A task of Label Studio has “data” with its text; this one has none."
        document.give_up(origin.line, "task", f"{reason}{seems(task, NAME)}")
        return document
    annotations = _annotations(document, task)
    results = [
        one for annotation in annotations for one in annotation["result"] if isinstance(one, dict)
    ]
    others = _other_sorts(results)
    if "text" in data and HTML not in others:  # its regions may be of a picture beside the text
        others = ""
    text = None if others else _text(data, results)
    if text is None:
        document.give_up(origin.line, "task", NO_PLAIN_TEXT.format(others) if others else NO_TEXT)
        return document
    document.text = text
    _count_untaken(document, task, data)
    document.name = f"{origin.file}#{task.get('id', origin.line)}"
    predictions = task.get("predictions")
    document.left["predictions"] += len(predictions) if isinstance(predictions, list) else 0
    for annotation in annotations:
        if annotation.get("was_cancelled"):
            document.left["cancelled annotations"] += 1
        else:
            document.left.update(
                f"“{name}” of annotations" for name in UNTAKEN if annotation.get(name)
            )
            _take(document, annotation, prefix=len(annotations) > 1, ours=OURS in data)
    join(document)
    return document


def _count_untaken(document: ForeignDocument, task: dict[str, Any], data: dict[str, Any]) -> None:
    """Count what a task has besides its text and its annotations."""
    others = [name for name, value in data.items() if value and value != document.text]
    document.left.update(f"“{name[:40]}” of the data" for name in others if name != OURS)
    document.left.update(f"“{name}”" for name in ("meta", "drafts") if task.get(name))


def _annotations(document: ForeignDocument, task: dict[str, Any]) -> list[dict[str, Any]]:
    """What people made of a task, each with its list of results."""
    given = task.get("annotations", task.get("completions"))
    found = []
    for place, one in enumerate(given if isinstance(given, list) else []):
        if isinstance(one, dict) and isinstance(one.get("result"), list):
            found.append(one)
        else:
            reason = "It has no list of results, so it was left out."
            document.trouble(document.origin.line, f"annotations[{place}]", reason)
    return found


def _is_of_text(result: dict[str, Any]) -> bool:
    """Whether this is a region of plain text."""
    value = result.get("value")
    plain = isinstance(value, dict) and "startOffset" not in value
    return plain and result.get("type") in ("labels", "hypertextlabels")


def _other_sorts(results: list[dict[str, Any]]) -> str:
    """Of which types the regions are, where none of them is of plain text."""
    if any(map(_is_of_text, results)):
        return ""
    sorts = {str(one.get("type")) for one in results}
    named = sorted(sort for sort in sorts if sort.endswith("labels") or sort in SHAPES)
    return ", ".join(f"“{sort[:40]}”" for sort in named[:4])


def _text(data: dict[str, Any], values: list[dict[str, Any]]) -> str | None:
    """What the regions are about: ``text`` of ``data``, what ``to_name`` names, its only words, or
    those that read at the regions' places as the regions say.
    """
    found = {name: value for name, value in data.items() if isinstance(value, str)}
    names = ["text", *sorted({str(one.get("to_name")) for one in values})]
    words = [found[name] for name in names if name in found] or list(found.values())
    if not {*names} & {*found} and len(words) > 1:
        fits = {text: sum(_reads(text, one) for one in values) for text in words}
        words = [text for text in words if fits[text] and fits[text] == max(fits.values())]
    if not words or (len(words) > 1 and "text" not in found):
        return None
    only = words[0]
    address = only.startswith(ADDRESSES) or FILE.search(only)
    markup = "text" not in found and only.lstrip().startswith("<")
    return None if markup or (address and len(only.split()) == 1) else only


def _reads(text: str, result: dict[str, Any]) -> bool:
    """Whether ``text`` has a region's words in it."""
    value = result.get("value")
    words = value.get("text") if isinstance(value, dict) else None
    return isinstance(words, str) and bool(words) and words in text


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
            reason = "This is no result, so it was left out."
            document.trouble(document.origin.line, f"result[{place}]", reason)
        elif result.get("type") == "relation":
            _relation(document, result, before, place)
        elif _is_out_of_place(result):
            where = f"{before}{result.get('id')}"
            document.trouble(document.origin.line, where[:100], NO_PLACE)
        elif not _add(regions, result):
            document.left[f"results of the type “{str(result.get('type'))[:40]}”"] += 1
    for id_, region in regions.items():
        spans = list(region.spans(f"{before}{id_}", document.origin.line))
        if ours and spans:
            spans[0].own = own_id(id_)
        for span in spans:
            span.by, span.hint = before, True
        document.spans += spans
        if not region.labels:
            document.left["regions without a label"] += 1


def _is_out_of_place(result: dict[str, Any]) -> bool:
    """Whether this is a region of plain text whose place cannot be read."""
    value = result.get("value")
    if result.get("type") != "labels" or not isinstance(value, dict):
        return False
    place = [value.get("start"), value.get("end")]
    labels = value.get("labels")
    return any(type(one) is not int for one in place) or not isinstance(labels, list)


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
        reason = "A relation has two ends; this one was left out."
        document.trouble(document.origin.line, f"result[{place}]", reason)
        return
    if result.get("direction") == "left":
        origin, target = target, origin
    for label in labels if isinstance(labels, list) else [labels]:
        ends = f"{before}{origin}", f"{before}{target}"
        document.links.append(ForeignLink(str(label), *ends, document.origin.line))

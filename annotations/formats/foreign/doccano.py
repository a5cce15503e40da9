"""doccano: JSON Lines or a JSON list of texts with labels, in either of its two shapes.

``{"text": …, "label": [[start, end, label], …]}``, or with ``entities`` and ``relations``. The
file says neither the unit of its offsets nor the words of a span.
"""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from annotations.formats.foreign import ForeignDocument, ForeignLink, ForeignSpan
from annotations.formats.foreign.guess import seems
from annotations.formats.foreign.own import own_id
from annotations.formats.foreign.parts import join
from annotations.formats.sources import Origin, Source
from annotations.formats.values import values

NAME: Final = "doccano"
LABEL: Final = "doccano (JSON Lines)"
TEXTS: Final = True
SUFFIXES: Final = (".jsonl", ".json")
KNOWN: Final = frozenset(
    {"id", "text", "data", "label", "labels", "entities", "relations", "stetdesk"}
)
LISTS: Final = ("label", "labels", "entities", "relations")
NO_LABEL: Final = "This is no [start, end, label] with whole numbers, so it was left out."
NO_ENTITY: Final = (
    "An entity has a label and, in whole numbers, start_offset and end_offset; this one was left "
    "out."
)
NO_RELATION: Final = "A relation has from_id, to_id and type; this one was left out."
WITH_RELATIONS: Final = "relations.jsonl"
WITHOUT: Final = "sequence_labeling.jsonl"
"""What we write holds each text twice, in both shapes: the one with more is read."""


def read(source: Source) -> Iterator[ForeignDocument]:
    """Yield the document of each row. Raises BadFile."""
    members = list(source.datasets(*SUFFIXES))
    both = {WITH_RELATIONS, WITHOUT} <= {member.name for member in members}
    for member in members:
        if both and member.name == WITHOUT:
            source.taken.add(member.name)
            continue
        with source.open(member) as file:
            for number, row in values(file):
                yield _document(row, Origin(number, member.name))


def _document(row: Any, origin: Origin) -> ForeignDocument:
    document = ForeignDocument("", origin, "")
    text = row.get("text", row.get("data")) if isinstance(row, dict) else None
    if not isinstance(text, str):
        reason = f"A row of doccano has a “text”; this one has none.{seems(row, NAME)}"
        document.give_up(origin.line, "row", reason)
        return document
    document.text = text
    match row.get("stetdesk"):
        case {"unit": str(unit)}:
            document.unit = unit
    document.name = f"{origin.file}#{row.get('id', origin.line)}"
    document.left.update(f"“{name[:40]}”" for name in row if name not in KNOWN and row[name])
    for name in LISTS:
        if row.get(name) is not None and not isinstance(row[name], list):
            document.trouble(origin.line, name, f"“{name}” is no list, so it was left out.")
    for place, one in enumerate(_list(row, "label") + _list(row, "labels")):
        _labelled(document, place, one)
    for place, one in enumerate(_list(row, "entities")):
        if isinstance(one, dict):
            _entity(document, place, one)
        else:
            _labelled(document, place, one)
    for place, one in enumerate(_list(row, "relations")):
        _relation(document, place, one)
    join(document)
    if isinstance(row.get("stetdesk"), dict):
        _recognise(document, _list(row["stetdesk"], "annotations"))
    return document


def _recognise(document: ForeignDocument, told: list[Any]) -> None:
    """Give spans that are where we wrote them, with the same kind, what we know of them.

    doccano gives back what we told it as it was, whatever was moved there since: that is told.
    Parts that nothing joins are one again where all of them are there.
    """
    waiting: dict[tuple[str, str], list[ForeignSpan]] = {}
    for span in reversed(document.spans):
        places = [list(part) for part in span.parts]
        waiting.setdefault((span.label, str(places)), []).append(span)
    for one in told:
        match one:
            case {"id": str(id_), "kind": str(kind), "spans": list(places)}:
                found = waiting.get((kind, str(places)))
                parts = [waiting.get((kind, str([part]))) for part in places]
                own = own_id(id_)
                if found and own:
                    _tell(found.pop(), own, one)
                elif own and len(places) > 1 and all(parts):
                    _tell(_joined(document, [part.pop() for part in parts if part]), own, one)
                elif own:
                    _moved(document, kind, one)


def _joined(document: ForeignDocument, parts: list[ForeignSpan]) -> ForeignSpan:
    """The first of ``parts`` with the places of all of them, which are no spans of their own."""
    head, *rest = parts
    for part in rest:
        head.parts = [*head.parts, *part.parts]
        document.spans.remove(part)
    return head


def _moved(document: ForeignDocument, kind: str, told: dict[str, Any]) -> None:
    label = str(told.get("label") or told["id"])[:40]
    reason = (
        f"In our text {label} is a {kind} at {str(told['spans'])[1:-1][:80]}; the file has no "
        f"{kind} there any more. It is left as it is here; what was drawn elsewhere is new."
    )
    document.trouble(document.origin.line, label, reason)


def _tell(span: ForeignSpan, own: UUID, told: dict[str, Any]) -> None:
    span.own = own
    if isinstance(told.get("details"), dict):
        span.attributes |= {
            name: value
            for name, value in told["details"].items()
            if isinstance(value, str | bool | int | float)
        }
    if isinstance(told.get("note"), str) and told["note"]:
        span.notes.append(told["note"])


def _list(row: dict[str, Any], name: str) -> list[Any]:
    found = row.get(name)
    return found if isinstance(found, list) else []


def _labelled(document: ForeignDocument, place: int, one: Any) -> None:
    line = document.origin.line
    match one:
        case [start, end, str(label)] if type(start) is type(end) is int:
            id_ = f"{start}-{end}-{label}"
            document.spans.append(ForeignSpan(f"{id_}#{place}", label, [(start, end)], line))
        case str():
            document.left["labels of a whole text"] += 1
        case _:
            document.trouble(line, f"label[{place}]", NO_LABEL)


def _entity(document: ForeignDocument, place: int, one: dict[str, Any]) -> None:
    line = document.origin.line
    match one:
        case {"label": str(label), "start_offset": start, "end_offset": end} if (
            type(start) is type(end) is int
        ):
            id_ = str(one.get("id", f"{start}-{end}-{label}#{place}"))
            document.spans.append(ForeignSpan(id_, label, [(start, end)], line))
        case _:
            document.trouble(line, f"entities[{place}]", NO_ENTITY)


def _relation(document: ForeignDocument, place: int, one: Any) -> None:
    line = document.origin.line
    match one:
        case {"from_id": int() | str() as origin, "to_id": int() | str() as target, "type": str(t)}:
            document.links.append(ForeignLink(t, str(origin), str(target), line))
        case _:
            document.trouble(line, f"relations[{place}]", NO_RELATION)

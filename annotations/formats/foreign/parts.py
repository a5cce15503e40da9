"""Divided annotations, where a tool's spans are whole: a link joins each part to the next."""

from annotations.formats.foreign import JOINER, ForeignDocument, ForeignSpan
from annotations.formats.tools import CONTINUED_BY


def join(document: ForeignDocument) -> None:
    """Make one span of those that continue each other; other links go to the first of them.

    An id that is there twice is left for the mapping to tell. A link that would lead back to where
    it came from, or to nothing, stays as it is.
    """
    spans: dict[str, ForeignSpan] = {}
    twice = [one for one in document.spans if spans.setdefault(one.id, one) is not one]
    first: dict[str, str] = {}
    rest = []
    for link in document.links:
        head, tail = _first(first, link.origin), spans.get(link.target)
        joins = link.type == CONTINUED_BY and head in spans and tail is not None
        if joins and link.target not in first and head != link.target:
            _add(spans[head], spans.pop(link.target))
            first[link.target] = head
        else:
            rest.append(link)
    for link in rest:
        link.origin, link.target = _first(first, link.origin), _first(first, link.target)
    document.spans, document.links = [*spans.values(), *twice], rest


def _first(first: dict[str, str], id_: str) -> str:
    while id_ in first:
        id_ = first[id_]
    return id_


def _add(head: ForeignSpan, tail: ForeignSpan) -> None:
    quoted = head.quote is not None and tail.quote is not None
    head.quote = f"{head.quote}{JOINER}{tail.quote}" if quoted else None
    head.parts = [*head.parts, *tail.parts]
    head.attributes = {**tail.attributes, **head.attributes}
    head.notes += tail.notes

"""W3C Web Annotation Data Model as JSON-LD (docs/formats/webannotation.md).

One AnnotationCollection with one page, an annotation a line. Offsets are code points of the text
whose SHA-256 the state names, end exclusive, as the Recommendation of 2017 counts them (§4.2.5).
"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from msgspec.json import encode

from annotations.formats.json_ld import Node, in_lines
from annotations.formats.losses import count_losses
from annotations.formats.records import (
    AnnotationRecord,
    DocumentRecord,
    FragmentRecord,
    LinkRecord,
    RevisionRecord,
)
from annotations.formats.report import Report

NAME: Final = "webannotation"
LABEL: Final = "Web Annotation (JSON-LD)"
SUFFIX: Final = ".jsonld"
MEDIA_TYPE: Final = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
LOSSLESS: Final = False

ASSESSING: Final = "assessing"
CONTEXT: Final = (
    "http://www.w3.org/ns/anno.jsonld",
    {ASSESSING: "oa:assessing"},  # a motivation of the vocabulary that the W3C context forgot
)
AROUND: Final = 32  # code points of prefix and suffix
KEPT: Final = frozenset(
    {
        *("article", "direction", "id", "label", "author", "created_at", "desk_status", "state"),
        *("attributes", "normalised_claim", "no_source_given", "note", "links", "links_made"),
    }
)
"""What is in the file, or what a heading of its own counts: facts about articles."""
PURPOSES: Final = {"identity": "identifying"}
_NOT_IN_AN_IRI: Final = re.compile(r"[\x00-\x20\x7f-\xa0<>\"{}|\\^`\u2028\u2029]")


def write(documents: Iterable[DocumentRecord], report: Report) -> Iterator[bytes]:
    """Yield the collection, the annotations of one document at a time."""
    waiting = iter(documents)
    first = next(waiting, None)
    groups = (_counted(one, report) for one in chain([first] if first else [], waiting))
    name = first.project if first else ""
    yield from in_lines(head(name), groups, lambda: foot(report.rows))


def _counted(document: DocumentRecord, report: Report) -> list[Node]:
    nodes = list(annotated(document))
    report.rows += len(nodes)
    _count_losses(document, report)
    return nodes


def annotated(document: DocumentRecord) -> Iterator[Node]:
    """Yield an Annotation for each tag of ``document``, and one for each link."""
    for annotation in document.annotations:
        yield tag(document, annotation)
        for link in annotation.links:
            yield _linking(annotation, link)


def tag(document: DocumentRecord, annotation: AnnotationRecord) -> Node:
    """What was tagged, and as what; a part of a divided tag is a target of its own."""
    assessed = [ASSESSING] if annotation.desk_status else []
    return {
        "id": urn(annotation.id),
        "type": "Annotation",
        "motivation": ["tagging", *assessed],
        **_made(annotation.author, annotation.created_at),
        "modified": _time(annotation.updated_at),
        "body": list(_bodies(annotation)),
        "target": targets(document, annotation),
    }


def urn(id_: UUID) -> str:
    """The IRI of what has this id."""
    return f"urn:uuid:{id_}"


def head(project: str) -> bytes:
    """What opens the collection; annotations follow, with commas between them."""
    collection = uuid5(NAMESPACE_URL, f"stetdesk:{project}")
    page = {"id": urn(uuid5(collection, "first")), "type": "AnnotationPage", "startIndex": 0}
    whole = {
        "@context": CONTEXT,
        "id": urn(collection),
        "type": "AnnotationCollection",
        "label": project,
        "first": page | {"items": []},
    }
    return encode(whole).removesuffix(b"]}}")


def foot(total: int) -> bytes:
    """What closes the collection, after ``total`` annotations."""
    return b']},"total":%d}' % total


def _bodies(annotation: AnnotationRecord) -> Iterator[Node]:
    yield said("tagging", annotation.kind)
    yield said("classifying", annotation.label, "label")
    if annotation.desk_status:
        yield said(ASSESSING, annotation.desk_status)
    if annotation.state:
        yield said("classifying", annotation.state, "state")
    for name, value in annotation.attributes.items():
        parts = value.items() if isinstance(value, dict) else [("", value)]
        for part, words in parts:
            called = f"{name}.{part}" if part else name
            yield said(PURPOSES.get(name, "classifying"), _words(words), called)
    if annotation.no_source_given:
        yield said("classifying", "true", "no_source_given")
    if annotation.normalised_claim:
        yield said("describing", annotation.normalised_claim)
    if annotation.note:
        yield said("commenting", annotation.note)


def said(purpose: str, value: str, name: str = "") -> Node:
    """A body in words; ``name`` tells which detail it is."""
    named = {"schema:name": name} if name else {}
    return {"type": "TextualBody", "purpose": purpose, **named, "value": value}


def _words(value: object) -> str:
    return encode(value).decode() if not isinstance(value, str) else value


def _linking(claim: AnnotationRecord, link: LinkRecord) -> Node:
    how = [said("classifying", link.how, "how")] if link.how else []
    return {
        "id": urn(uuid5(claim.id, f"{link.type} {link.target}")),
        "type": "Annotation",
        "motivation": "linking",
        **_made(link.author, link.created_at),
        "body": [said("tagging", link.type), *how, end(urn(link.target))],
        "target": urn(claim.id),
    }


def end(of: str) -> Node:
    """The body of a link: the IRI of what it leads to."""
    return {"type": "SpecificResource", "purpose": "linking", "source": of}


def targets(document: DocumentRecord, annotation: AnnotationRecord) -> list[Node]:
    """The places of a tag, part by part."""
    return [_target(document, part) for part in annotation.fragments]


def _target(document: DocumentRecord, part: FragmentRecord) -> Node:
    text = document.revision.text
    return {
        "type": "SpecificResource",
        "source": iri(document.article.source_url) or text_iri(document.revision),
        "state": {
            "type": "TimeState",
            "sourceDate": _time(document.revision.created_at),
            "cached": text_iri(document.revision),
            "schema:sha256": document.revision.sha256,
        },
        "selector": [
            {"type": "TextPositionSelector", "start": part.start, "end": part.end},
            {
                "type": "TextQuoteSelector",
                "exact": part.quote,
                "prefix": text[max(0, part.start - AROUND) : part.start],
                "suffix": text[part.end : part.end + AROUND],
            },
        ],
    }


def text_iri(revision: RevisionRecord) -> str:
    """An IRI that names these very bytes of text, wherever they are (RFC 6920)."""
    digest = urlsafe_b64encode(bytes.fromhex(revision.sha256)).decode().rstrip("=")
    return f"ni:///sha-256;{digest}"


def iri(address: str) -> str:
    """``address`` with what an IRI cannot hold escaped; empty if it is no web address."""
    if not address.lower().startswith(("http://", "https://")):
        return ""
    return _NOT_IN_AN_IRI.sub(_escaped, address)


def _escaped(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())


def _made(author: str, at: datetime) -> Node:
    return {"creator": {"type": "Person", "name": author}, "created": _time(at)}


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _count_losses(document: DocumentRecord, report: Report) -> None:
    """Count what the model has no place for, in words that the export page shows."""
    report.lose("article texts (their SHA-256 is in the file)")
    report.lose("headlines and other facts about articles")
    count_losses(document, report, kept=KEPT)

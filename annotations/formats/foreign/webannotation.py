"""W3C Web Annotations: JSON-LD, as a page, a collection, a list, or one a line.

A Web Annotation names the text it is about, and does not hold it: by an address, or by a SHA-256
in its state. The text has to be here already, or as a .txt in the same zip; no address is opened.
The annotations of one text may stand anywhere in the file, so they are sorted on the disk first.
"""

import json
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b, sha256
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Any, Final
from urllib.parse import urlsplit

from annotations.domain.text import LARGEST
from annotations.formats.foreign import JOINER, ForeignDocument, ForeignLink, ForeignSpan
from annotations.formats.foreign.nodes import (
    ACROSS,
    NEXT,
    NO_POSITION,
    TWO_TEXTS,
    Node,
    address,
    called,
    digest,
    listed,
    selected,
    selectors,
    why_not,
)
from annotations.formats.foreign.own import own_id
from annotations.formats.sources import Member, Origin, Source
from annotations.formats.values import values

NAME: Final = "webannotation"
LABEL: Final = "Web Annotation (JSON-LD)"
TEXTS: Final = False
SUFFIXES: Final = (".jsonld", ".json", ".jsonl")
NAMES: Final = ("schema:name", "name")
PURPOSES: Final = {
    "identifying": "identity",
    "assessing": "desk_status",
    "describing": "normalised_claim",
}
"""What the body of such a purpose says, where it does not name it."""

_NEXT: Final = re.compile(r'"next"\s*:\s*(?:\{[^}]*?"id"\s*:\s*)?"([^"]*)"')
_PAGE: Final = re.compile(r'\{[^\[\]]*"AnnotationPage"[^\[\]]*"items"\s*:\s*(?=\[)')


def read(source: Source) -> Iterator[ForeignDocument]:
    """Yield a document for each text that the annotations name. Raises BadFile."""
    texts = _Texts(source)
    for member in source.datasets(*SUFFIXES):
        with source.open(member) as file, _Sorted() as found:
            around = _Around()
            for number, node in values(file, _PAGE, around.look):
                for place, one in enumerate(_unpacked(node), start=number):
                    found.take(place, one)
            found.join_links()
            for text, about in enumerate(found.abouts):
                yield texts.put(found.document(text, about, member))
            if around.further:
                rest = ForeignDocument(member.name, Origin(1, member.name), None)
                rest.give_up(1, "page", NEXT.format(around.further))
                yield rest


def _unpacked(node: Any) -> list[Any]:
    """The annotations of a page or collection that was small enough to be one value."""
    inner = (node.get("first") or node) if isinstance(node, dict) else node
    for name in ("items", "@graph"):
        if isinstance(inner, dict) and isinstance(inner.get(name), list) and "target" not in inner:
            return list(inner[name])
    return [node]


@dataclass
class _Around:
    """What a page says beside its annotations: where the collection goes on."""

    further: str = ""

    def look(self, words: str) -> None:
        match = _NEXT.search(words)
        self.further = match[1][:200] if match else self.further


@dataclass(frozen=True)
class _About:
    """Which text: by its address, its SHA-256, or both."""

    address: str
    sha256: str


class _Texts:
    """The .txt files of a zip, by SHA-256 and by name."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.members: dict[str, Member] = {}
        for member in source.named(".txt") if source.archive else []:
            with source.open(member) as file:
                self.members[sha256(file.read(LARGEST + 1)).hexdigest()] = member
            self.members.setdefault(PurePosixPath(member.name).stem, member)

    def put(self, document: ForeignDocument) -> ForeignDocument:
        """Give a document its text where the zip has it: “quay.txt” for “…/quay.html”."""
        name = PurePosixPath(urlsplit(document.address).path).stem
        member = self.members.get(document.sha256 or name)
        if member:
            with self.source.open(member) as file:
                data = file.read(LARGEST + 1)
            try:
                document.text = data.decode()
            except UnicodeDecodeError:
                reason = "This text is not UTF-8. Save it as UTF-8 and send it again."
                document.give_up(1, member.name, reason)
        return document


@dataclass
class _Sorted:
    """Annotations on the disk, with where those of each text are."""

    file: IO[bytes] = field(default_factory=TemporaryFile)
    abouts: dict[_About, int] = field(default_factory=dict)
    places: list["array[int]"] = field(default_factory=list)
    texts_of: dict[bytes, int] = field(default_factory=dict)
    """A digest of each annotation's id → the number of its text."""
    links: "array[int]" = field(default_factory=lambda: array("Q"))

    def __enter__(self) -> "_Sorted":
        return self

    def __exit__(self, *_error: object) -> None:
        self.file.close()

    def take(self, number: int, node: Any) -> None:
        """Keep one annotation."""
        if not isinstance(node, dict):
            node = {"id": str(node)[:100]}
        targets = [one for one in listed(node.get("target")) if one]
        ends = [address(one) for one in targets]
        if "linking" in listed(node.get("motivation")) and not any(map(selectors, targets)):
            self.links.append(self._keep(number, node))
            return
        about = _About(ends[0] if ends else "", digest(targets[0]) if targets else "")
        place = self.abouts.setdefault(about, len(self.abouts))
        if place == len(self.places):
            self.places.append(array("Q"))
        self.places[place].append(self._keep(number, node))
        self.texts_of[_key(str(node.get("id")))] = place

    def join_links(self) -> None:
        """Put each link to the text of the annotation where it begins."""
        for offset in self.links:
            _, node = self._kept(offset)
            link = _link(0, node)
            place = self.texts_of.get(_key(link.origin)) if link else None
            if place is None:
                place = self.abouts.setdefault(_About("", ""), len(self.abouts))
                if place == len(self.places):
                    self.places.append(array("Q"))
            self.places[place].append(offset)

    def document(self, place: int, about: _About, member: Member) -> ForeignDocument:
        """The annotations of one text."""
        kept = [self._kept(offset) for offset in self.places[place]]
        name = about.address or about.sha256 or member.name
        origin = Origin(kept[0][0], member.name)
        document = ForeignDocument(name, origin, None, address=about.address, sha256=about.sha256)
        for number, node in kept:
            targets = listed(node.get("target"))
            if any(map(selectors, targets)):
                _span(document, number, node, targets)
            elif "linking" in listed(node.get("motivation")) and (link := _link(number, node)):
                if self.texts_of.get(_key(link.target), place) == place:
                    document.links.append(link)
                else:
                    document.trouble(number, called(node), ACROSS)
            else:
                document.trouble(number, called(node), why_not(node))
        return document

    def _keep(self, number: int, node: Node) -> int:
        offset = self.file.seek(0, 2)
        self.file.write(json.dumps([number, node]).encode() + b"\n")
        return offset

    def _kept(self, offset: int) -> tuple[int, Node]:
        self.file.seek(offset)
        number, node = json.loads(self.file.readline())
        return number, node


def _span(document: ForeignDocument, number: int, node: Node, targets: list[Any]) -> None:
    parts, quotes = [], []
    if len({(address(one), digest(one)) for one in targets}) > 1:
        document.trouble(number, called(node), TWO_TEXTS)
        return
    for target in targets:
        position, quote = selected(target)
        if position is None:
            document.trouble(number, called(node), NO_POSITION)
            return
        parts.append(position)
        quotes.append(quote)
    words = None if None in quotes else JOINER.join(filter(None, quotes))
    labels: list[str] = []
    span = ForeignSpan(str(node.get("id") or number), "", parts, number, words)
    plain = [{"value": node["bodyValue"]}] if "bodyValue" in node else []
    for body in listed(node.get("body")) + plain:
        _say(document, span, labels, node, body)
    for place, label in enumerate(dict.fromkeys(labels)):
        id_ = f"{span.id}/{label}" if place else span.id
        one = ForeignSpan(id_, label, parts, number, words, dict(span.attributes), span.notes)
        one.own = None if place else own_id(span.id.removeprefix("urn:uuid:"))
        document.spans.append(one)
    document.left["annotations without a tag"] += not labels


def _say(
    document: ForeignDocument, span: ForeignSpan, labels: list[str], node: Node, body: Any
) -> None:
    """Take what one body says of the span."""
    if isinstance(body, str):
        document.left["bodies that are addresses"] += 1
        return
    value = body.get("value") if isinstance(body, dict) else None
    if not isinstance(value, str):
        document.left["bodies without words"] += 1
        return
    given = listed(body.get("purpose")) or listed(node.get("motivation")) or ["commenting"]
    purpose = str(given[0]).rpartition(":")[2]
    name = next((str(body[one]) for one in NAMES if body.get(one)), PURPOSES.get(purpose, ""))
    if purpose == "tagging":
        labels.append(value)
    elif purpose in ("commenting", "replying"):
        span.notes.append(value)
    elif name:
        span.attributes[name] = value
    else:
        document.left[f"bodies with the purpose “{purpose[:40]}”"] += 1


def _link(number: int, node: Node) -> ForeignLink | None:
    """A link between annotations: it leaves the target, and ends at the body's source."""
    types, ends = [], []
    for body in listed(node.get("body")):
        if isinstance(body, dict) and isinstance(body.get("value"), str):
            if str(body.get("purpose")) == "tagging":
                types.append(body["value"])
        else:
            ends.append(address(body))
    targets = [address(one) for one in listed(node.get("target"))]
    if len(ends) == 1 and len(targets) == 1:
        return ForeignLink(types[0] if types else "linking", targets[0], ends[0], number)
    return None


def _key(id_: str) -> bytes:
    return blake2b(id_.encode(), digest_size=8).digest()

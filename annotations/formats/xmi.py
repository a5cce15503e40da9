"""UIMA CAS in XMI 1.0: one CAS a revision, and the type system (docs/formats/xmi.md).

UIMA counts UTF-16 code units; cassis turns our code points into them. It is imported when a file is
written, so that processes at rest do without it.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from annotations.domain.errors import DomainError
from annotations.formats.losses import count_losses
from annotations.formats.records import AnnotationRecord, DocumentRecord
from annotations.formats.report import Report
from annotations.formats.zipping import zipped

if TYPE_CHECKING:
    from cassis import Cas, TypeSystem

NAME: Final = "xmi"
LABEL: Final = "UIMA CAS (XMI)"
SUFFIX: Final = ".zip"
MEDIA_TYPE: Final = "application/zip"
LOSSLESS: Final = False

TAG, FRAGMENT, LINK, ARTICLE = (
    f"stetdesk.{name}" for name in ("Tag", "Fragment", "Link", "Article")
)
KINDS: Final = {"claim": "stetdesk.Claim", "source": "stetdesk.Source", "status": "stetdesk.Status"}
FEATURES: Final = {
    TAG: (
        *("id", "label", "quote", "attributes", "note"),
        *("author", "createdAt", "updatedAt", "version"),
    ),
    KINDS["claim"]: ("deskStatus", "state", "normalisedClaim"),
    LINK: ("linkType", "how", "targetId", "author", "createdAt"),
    ARTICLE: (
        *("project", "article", "revision", "headline", "sourceUrl", "direction", "byline"),
        *("publisher", "publishedAt", "licence", "story", "embargoUntil"),
        *("sha256", "offsetUnit", "masked"),
    ),
}
KEPT: Final = frozenset(
    {
        *("article", "direction", "masked", "id", "label", "author", "created_at", "version"),
        *("desk_status", "state", "attributes", "normalised_claim", "no_source_given"),
        *("note", "links", "links_made"),
    }
)
FORBIDDEN: Final = re.compile(
    "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # XML 1.0, production 2 (Char)
)


class NotForXml(DomainError):
    """A text has a character that XML 1.0 cannot hold in any way."""

    code = "not_for_xml"

    @classmethod
    def found(cls, character: str, document: DocumentRecord) -> "NotForXml":
        article, revision = document.article, document.revision
        return cls(
            f"Article {article.id}, “{FORBIDDEN.sub('�', article.headline)}” (revision"
            f" {revision.number}), or a note about it has the character U+{ord(character):04X},"
            " which XML cannot hold. No file was made. Choose another format, or a revision of the"
            " article without that character."
        )


def write(documents: Iterable[DocumentRecord], report: Report) -> Iterator[bytes]:
    """Yield a zip of the type system and a CAS for each document. Raises NotForXml."""
    return zipped(_files(documents, report))


def _files(
    documents: Iterable[DocumentRecord], report: Report
) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield "TypeSystem.xml", [_types().to_xml().encode()]
    for document in documents:
        report.rows += 1
        count_losses(document, report, kept=KEPT)
        name = f"article-{document.article.id}-revision-{document.revision.number}.xmi"
        yield name, [_cas(document).to_xmi().encode()]


@cache
def _types() -> "TypeSystem":
    """Our types. What they say is described in docs/formats/xmi.md."""
    types: TypeSystem = import_module("cassis").TypeSystem()
    types.create_type(TAG, "uima.tcas.Annotation")
    types.create_type(FRAGMENT, "uima.tcas.Annotation")
    for kind in KINDS.values():
        types.create_type(kind, TAG)
    for other in (LINK, ARTICLE):
        types.create_type(other, "uima.cas.TOP")
    for owner, names in FEATURES.items():
        for name in names:
            types.create_feature(types.get_type(owner), name, "uima.cas.String")
    claim, link = types.get_type(KINDS["claim"]), types.get_type(LINK)
    types.create_feature(claim, "noSourceGiven", "uima.cas.Boolean")
    types.create_feature(types.get_type(TAG), "fragments", "uima.cas.FSArray", elementType=FRAGMENT)
    types.create_feature(link, "origin", TAG)
    types.create_feature(link, "target", TAG)
    return types


def _cas(document: DocumentRecord) -> "Cas":
    article, revision = document.article, document.revision
    cas: Cas = import_module("cassis").Cas(typesystem=_types())
    cas.sofa_string = _fit(revision.text, document)
    cas.sofa_mime = "text/plain"
    cas.document_language = article.language
    cas.get_document_annotation().end = revision.length
    tags = {one.id: _tag(one, document, cas) for one in document.annotations}
    for annotation in document.annotations:
        _add_links(annotation, tags, document, cas)
    about = {
        "project": document.project,
        "article": str(article.id),
        "revision": str(revision.number),
        "headline": article.headline,
        "sourceUrl": article.source_url,
        "direction": article.direction,
        "byline": article.byline,
        "publisher": article.publisher,
        "publishedAt": _time(article.published_at),
        "licence": article.licence,
        "story": article.story,
        "embargoUntil": _time(article.embargo_until),
        "sha256": revision.sha256,
        "offsetUnit": "utf16_code_unit",
        "masked": "true" if document.masked else "",
    }
    _add(cas, ARTICLE, document, **about)
    return cas


def _tag(one: AnnotationRecord, document: DocumentRecord, cas: "Cas") -> Any:
    """An annotation, from where it begins to where it ends, with the parts that it consists of."""
    fragments = [
        _add(cas, FRAGMENT, document, begin=part.start, end=part.end) for part in one.fragments
    ]
    more: dict[str, Any] = {}
    if one.kind == "claim":
        more = {
            "deskStatus": one.desk_status,
            "state": one.state,
            "normalisedClaim": one.normalised_claim,
            "noSourceGiven": one.no_source_given,
        }
    parts = cas.typesystem.get_type("uima.cas.FSArray")(elements=fragments)
    return _add(
        cas,
        KINDS[one.kind],
        document,
        begin=one.fragments[0].start,
        end=one.fragments[-1].end,
        fragments=parts,
        id=str(one.id),
        label=one.label,
        quote=one.quote,
        attributes=json.dumps(one.attributes, ensure_ascii=False) if one.attributes else "",
        note=one.note,
        author=one.author,
        createdAt=one.created_at.isoformat(),
        updatedAt=one.updated_at.isoformat(),
        version=str(one.version),
        **more,
    )


def _add_links(
    one: AnnotationRecord, tags: dict[UUID, Any], document: DocumentRecord, cas: "Cas"
) -> None:
    """A link to another article has no ``target`` in this CAS, and says its id all the same."""
    for link in one.links:
        _add(
            cas,
            LINK,
            document,
            origin=tags[one.id],
            target=tags.get(link.target),
            targetId=str(link.target),
            linkType=link.type,
            how=link.how,
            author=link.author,
            createdAt=link.created_at.isoformat(),
        )


def _add(cas: "Cas", type_: str, document: DocumentRecord, **features: Any) -> Any:
    """Add a feature structure; what is empty is left out. Raises NotForXml."""
    fitting = {
        name: _fit(value, document) if isinstance(value, str) else value
        for name, value in features.items()
        if value not in ("", None)
    }
    made = cas.typesystem.get_type(type_)(**fitting)
    cas.add(made)
    return made


def _time(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _fit(words: str, document: DocumentRecord) -> str:
    if wrong := FORBIDDEN.search(words):
        raise NotForXml.found(wrong[0], document)
    return words

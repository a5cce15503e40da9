"""JSON-LD read without a network, by readers that are not ours, with contexts of our own."""

import json
from hashlib import sha256
from typing import Any
from uuid import UUID

from msgspec.structs import replace
from rdflib import Graph, Namespace

from annotations.formats.records import DocumentRecord, LinkRecord
from tests.formats.documents import MORNING, annotation, document, part

OA = Namespace("http://www.w3.org/ns/oa#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
AS = Namespace("http://www.w3.org/ns/activitystreams#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
SCHEMA = Namespace("http://schema.org/")
HTTPS_SCHEMA = Namespace("https://schema.org/")


def _iri(name: str) -> dict[str, str]:
    return {"@id": name, "@type": "@id"}


MOTIVATIONS = ("tagging", "linking", "classifying", "describing", "commenting", "identifying")
OA_TYPES = (
    *("Annotation", "SpecificResource", "TextualBody", "TimeState"),
    *("TextPositionSelector", "TextQuoteSelector"),
)
ANNO: dict[str, Any] = {
    "oa": str(OA),
    "schema": str(SCHEMA),
    "id": "@id",
    "type": "@type",
    **{name: f"{OA}{name}" for name in (*OA_TYPES, *MOTIVATIONS)},
    **{name: f"{OA}{name}" for name in ("start", "end", "exact", "prefix", "suffix")},
    "AnnotationCollection": f"{AS}OrderedCollection",
    "AnnotationPage": f"{AS}OrderedCollectionPage",
    "Person": "http://xmlns.com/foaf/0.1/Person",
    "body": _iri(f"{OA}hasBody"),
    "target": _iri(f"{OA}hasTarget"),
    "source": _iri(f"{OA}hasSource"),
    "selector": _iri(f"{OA}hasSelector"),
    "state": _iri(f"{OA}hasState"),
    "cached": _iri(f"{OA}cachedSource"),
    "sourceDate": f"{OA}sourceDate",
    "motivation": {"@id": f"{OA}motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": f"{OA}hasPurpose", "@type": "@vocab"},
    "creator": _iri(f"{DCTERMS}creator"),
    "created": f"{DCTERMS}created",
    "modified": f"{DCTERMS}modified",
    "name": "http://xmlns.com/foaf/0.1/name",
    "value": f"{RDF}value",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "first": _iri(f"{AS}first"),
    "items": {"@id": f"{AS}items", "@type": "@id", "@container": "@list"},
    "startIndex": f"{AS}startIndex",
    "total": f"{AS}totalItems",
}
"""The terms that we use, as the W3C's context defines them."""

CONTEXTS: dict[str, dict[str, Any]] = {
    "http://www.w3.org/ns/anno.jsonld": ANNO,
    "https://schema.org": {
        "@vocab": str(HTTPS_SCHEMA),
        **{name: _iri(f"{HTTPS_SCHEMA}{name}") for name in ("url", "logo")},
        "datePublished": {
            "@id": f"{HTTPS_SCHEMA}datePublished",
            "@type": f"{HTTPS_SCHEMA}Date",
        },
    },
}


HARD = "قال الميناء 🚢👩‍🚀: غرق 12 قاربا\nPort 🚢 says 12 boats and 3 sheds were lost, “12 boats”."


def hard_document() -> DocumentRecord:
    """Right-to-left words, characters beyond the BMP, nested, overlapping and divided tags."""
    ids = [UUID(int=number, version=4) for number in range(21, 26)]
    by = {"author": "edda", "created_at": MORNING}
    tags = [
        annotation(
            ids[0],
            "claim",
            "C1",
            part("12 boats", HARD),
            part("were lost", HARD),
            state="approved",
            links=[
                LinkRecord(type="attributed_to", target=ids[3], **by),
                LinkRecord(type="repeats", target=ids[1], how="softer", **by),
            ],
        ),
        annotation(ids[1], "claim", "C2", part("غرق 12 قاربا", HARD), state="draft"),
        annotation(ids[2], "claim", "C3", part("boats and 3 sheds were", HARD), state="draft"),
        annotation(ids[3], "source", "S1", part("Port 🚢", HARD)),
        annotation(ids[4], "source", "S2", part("🚢", HARD)),
    ]
    plain = document()
    text = replace(
        plain.revision,
        text=HARD,
        length=len(HARD),
        sha256=sha256(HARD.encode()).hexdigest(),
        blocks=[],
    )
    article = replace(plain.article, id=8, source_url="", language="ar", direction="rtl")
    return replace(plain, article=article, revision=text, annotations=tags)


def load(url: str, _options: Any = None) -> dict[str, Any]:
    """A document loader for pyld that knows these contexts, and refuses all else."""
    return {
        "contextUrl": None,
        "documentUrl": url,
        "document": {"@context": CONTEXTS[url]},
        "contentType": "application/ld+json",
    }


def graph_of(document: dict[str, Any]) -> Graph:
    """``document`` as RDF, read by rdflib; contexts are put in place of their addresses."""
    given = document["@context"]
    contexts = given if isinstance(given, list) else [given]
    here = [CONTEXTS[one] if isinstance(one, str) else one for one in contexts]
    whole = {**document, "@context": here}
    return Graph().parse(data=json.dumps(whole), format="json-ld")

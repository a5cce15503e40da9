"""Web Annotation: JSON-LD that pyld expands and rdflib reads, with the same spans in it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from msgspec.structs import replace
from pyld import jsonld
from rdflib import Graph
from rdflib.term import Node, URIRef

from annotations.formats import webannotation
from annotations.formats.records import DocumentRecord
from annotations.formats.report import Report
from tests.formats.documents import CLAIM, SOURCE, document, documents
from tests.formats.linked import AS, DCTERMS, OA, RDF, SCHEMA, graph_of, hard_document, load

GOLDEN = Path(__file__).parents[1] / "data" / "golden.webannotation.jsonld"
MODEL = Draft202012Validator(
    json.loads(Path(__file__).with_name("webannotation.schema.json").read_text())
)


def written(*given: DocumentRecord) -> bytes:
    return b"".join(webannotation.write(given, Report()))


def read(*given: DocumentRecord) -> dict[str, Any]:
    return json.loads(written(*given))


def graph(*given: DocumentRecord) -> Graph:
    return graph_of(read(*given))


def spans(of: DocumentRecord) -> dict[str, list[tuple[int, int, str]]]:
    """Tag → its parts, as our own records have them."""
    return {
        f"urn:uuid:{one.id}": sorted((part.start, part.end, part.quote) for part in one.fragments)
        for one in of.annotations
    }


def spans_of(rdf: Graph) -> dict[str, list[tuple[int, int, str]]]:
    """Tag → its parts, as rdflib reads them."""
    return {
        str(tag): sorted(place(rdf, target) for target in rdf.objects(tag, OA.hasTarget))
        for tag in rdf.subjects(OA.motivatedBy, OA.tagging)
    }


def place(rdf: Graph, target: Node) -> tuple[int, int, str]:
    found: dict[Node | None, Node] = {
        rdf.value(selector, RDF.type): selector for selector in rdf.objects(target, OA.hasSelector)
    }
    position, words = found[OA.TextPositionSelector], found[OA.TextQuoteSelector]
    start, end = rdf.value(position, OA.start), rdf.value(position, OA.end)
    return int(str(start)), int(str(end)), str(rdf.value(words, OA.exact))


def test_the_golden_file_is_what_is_written():
    assert written(document(), hard_document()) == GOLDEN.read_bytes()


@pytest.mark.parametrize("given", [document(), hard_document()], ids=["plain", "hard"])
def test_rdflib_reads_the_same_spans(given):
    assert spans_of(graph(given)) == spans(given)
    for parts in spans_of(graph(given)).values():
        for start, end, words in parts:
            assert given.revision.text[start:end] == words


def test_rdflib_reads_the_same_links():
    rdf = graph(hard_document())
    found = set()
    for link in rdf.subjects(OA.motivatedBy, OA.linking):
        of = {rdf.value(body, OA.hasPurpose): body for body in rdf.objects(link, OA.hasBody)}
        type_, end = rdf.value(of[OA.tagging], RDF.value), rdf.value(of[OA.linking], OA.hasSource)
        found.add((str(rdf.value(link, OA.hasTarget)), str(type_), str(end)))
    assert found == {
        (f"urn:uuid:{one.id}", link.type, f"urn:uuid:{link.target}")
        for one in hard_document().annotations
        for link in one.links
    }


def test_a_finding_is_an_assessment_in_rdf():
    rdf = graph(document())
    claim = URIRef(f"urn:uuid:{CLAIM}")
    assert (claim, OA.motivatedBy, OA.assessing) in rdf
    assessed = [
        str(rdf.value(body, RDF.value))
        for body in rdf.objects(claim, OA.hasBody)
        if (body, OA.hasPurpose, OA.assessing) in rdf
    ]
    assert assessed == ["unverified"]
    assert (URIRef(f"urn:uuid:{SOURCE}"), OA.motivatedBy, OA.assessing) not in rdf


def test_pyld_leaves_no_term_behind():
    whole = jsonld.expand(read(document(), hard_document()), {"documentLoader": load})
    (collection,) = whole
    (page,) = collection[str(AS.first)]
    items = page[str(AS.items)][0]["@list"]
    assert len(items) == collection[str(AS.totalItems)][0]["@value"] == 13
    first = items[0]
    assert set(first) == {
        *("@id", "@type", str(OA.motivatedBy), str(OA.hasBody), str(OA.hasTarget)),
        *(str(DCTERMS.creator), str(DCTERMS.created), str(DCTERMS.modified)),
    }
    (target, _) = first[str(OA.hasTarget)]
    assert set(target) == {"@type", str(OA.hasSource), str(OA.hasState), str(OA.hasSelector)}


def test_compacting_what_pyld_expanded_gives_the_file_again():
    given = read(document())
    whole = jsonld.expand(given, {"documentLoader": load})
    options = {"documentLoader": load}
    assert jsonld.expand(jsonld.compact(whole, given["@context"], options), options) == whole


def test_the_state_names_the_text_that_the_positions_count():
    given = document()
    rdf = graph(given)
    states = set(rdf.objects(None, OA.hasState))
    assert {str(rdf.value(state, SCHEMA.sha256)) for state in states} == {given.revision.sha256}


def test_a_text_from_nowhere_is_named_by_its_hash():
    source = read(hard_document())["first"]["items"][0]["target"][0]["source"]
    assert source.startswith("ni:///sha-256;")


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://a.example/é?b=<c>", "https://a.example/é?b=%3Cc%3E"),
        ("https://a.example/a b\u00a0c", "https://a.example/a%20b%C2%A0c"),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_an_address_becomes_an_iri_or_nothing(address, kept):
    assert webannotation.iri(address) == kept


def test_prefix_and_suffix_end_with_the_text():
    quotes = [
        selector
        for item in read(hard_document())["first"]["items"]
        for target in item["target"]
        if isinstance(target, dict)
        for selector in target["selector"]
        if "exact" in selector
    ]
    text = hard_document().revision.text
    for quote in quotes:
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in text
        assert max(len(quote["prefix"]), len(quote["suffix"])) <= 32


@pytest.mark.parametrize(
    "given",
    [(), (replace(document(), annotations=[]),), (document(), hard_document())],
    ids=["empty", "untagged", "both"],
)
def test_the_file_is_what_the_model_allows(given):
    MODEL.validate(read(*given))


def test_an_untagged_article_leaves_no_gap_between_others():
    untagged = replace(document(), annotations=[])
    items = read(untagged, document(), untagged, hard_document())["first"]["items"]
    assert len(items) == 13


def test_every_annotation_stands_on_a_line_of_its_own():
    lines = written(document(), hard_document()).splitlines()
    assert all(json.loads(line.rstrip(b","))["type"] == "Annotation" for line in lines[1:-1])


def test_documents_are_taken_one_at_a_time():
    taken = []

    def waiting():
        for number in range(3):
            taken.append(number)
            yield document()

    pieces = webannotation.write(waiting(), Report())
    next(pieces), next(pieces)
    assert taken == [0]


@settings(max_examples=40)
@given(documents)
def test_any_document_fits_the_model_and_expands(given):
    MODEL.validate(read(given))
    (whole,) = jsonld.expand(read(given), {"documentLoader": load})
    assert str(AS.first) in whole

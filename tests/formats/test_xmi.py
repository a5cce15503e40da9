"""XMI: cassis reads our spans back, and so does plain XML with UTF-16 offsets."""

import io
import zipfile
from pathlib import Path

import cassis
import pytest
from hypothesis import given, settings
from lxml import etree
from msgspec.structs import replace

from annotations.formats import xmi
from annotations.formats.records import DocumentRecord
from annotations.formats.report import Report
from tests.formats.documents import document
from tests.formats.tagged import tagged
from tests.formats.wild import TEXT, spans, wild

GOLDEN = Path(__file__).parents[1] / "data" / "golden.xmi.zip"
NAMES = ["TypeSystem.xml", "article-7-revision-1.xmi", "article-8-revision-2.xmi"]
OURS = "{http:///stetdesk.ecore}"
ID = "{http://www.omg.org/XMI}id"


def written(*given: DocumentRecord) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(xmi.write(given, Report()))))


def loaded(archive: zipfile.ZipFile, name: str) -> cassis.Cas:
    types = cassis.load_typesystem(io.BytesIO(archive.read("TypeSystem.xml")))
    return cassis.load_cas_from_xmi(io.BytesIO(archive.read(name)), typesystem=types)


def found(cas: cassis.Cas) -> list[tuple[str, str, int, int, str]]:
    return [
        (tag.id, kind, part.begin, part.end, part.get_covered_text())
        for kind, type_ in xmi.KINDS.items()
        for tag in cas.select(type_)
        for part in tag.fragments.elements
    ]


def test_the_golden_file_is_what_is_written():
    assert b"".join(xmi.write([document(), wild()], Report())) == GOLDEN.read_bytes()


@pytest.mark.parametrize(("given", "name"), [(document(), NAMES[1]), (wild(), NAMES[2])])
def test_cassis_finds_every_span_with_its_words(given, name):
    cas = loaded(written(document(), wild()), name)
    assert cas.sofa_string == given.revision.text
    assert cas.document_language == "en"
    assert sorted(found(cas)) == sorted(spans(given))


@given(tagged())
@settings(max_examples=50)
def test_cassis_finds_any_span_or_the_text_is_refused(given: DocumentRecord):
    try:
        archive = written(given)
    except xmi.NotForXml:
        assert any(not xmi_allows(character) for character in given.revision.text)
        return
    cas = loaded(archive, archive.namelist()[1])
    assert cas.sofa_string == given.revision.text
    assert sorted(found(cas)) == sorted(spans(given))
    assert sum(one.type.name == xmi.LINK for one in cas.select_all_fs()) == sum(
        len(one.links) for one in given.annotations
    )


def xmi_allows(character: str) -> bool:
    """The production Char of XML 1.0, fifth edition."""
    code = ord(character)
    ranges = ((0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
    return character in "\t\n\r" or any(low <= code <= high for low, high in ranges)


def test_plain_xml_has_the_same_spans_in_utf_16():
    with zipfile.ZipFile(GOLDEN) as archive:
        assert archive.namelist() == NAMES
        root = etree.fromstring(archive.read(NAMES[2]))
    (sofa,) = root.iter("{http:///uima/cas.ecore}Sofa")
    assert sofa.get("sofaString") == TEXT
    units = TEXT.encode("utf-16-le")
    places = {one.get(ID): one for one in root.iter(f"{OURS}Fragment")}
    told = []
    for kind in ("claim", "source", "status"):
        for tag in root.iter(f"{OURS}{kind.capitalize()}"):
            for place in map(places.get, tag.get("fragments").split()):
                begin, end = int(place.get("begin")), int(place.get("end"))
                before = len(units[: 2 * begin].decode("utf-16-le"))
                words = units[2 * begin : 2 * end].decode("utf-16-le")
                told.append((tag.get("id"), kind, before, before + len(words), words))
    assert told == spans(wild())


def test_links_join_tags_or_name_one_elsewhere():
    links = loaded(written(wild()), NAMES[2]).select_all_fs()
    links = [one for one in links if one.type.name == xmi.LINK]
    assert [(one.origin.label, one.linkType, one.target and one.target.label) for one in links] == [
        ("C1", "attributed_to", "S1"),
        ("C1", "repeats", None),
        ("C3", "qualified_by", "V1"),
    ]
    assert links[1].targetId == str(wild().annotations[0].links[1].target)
    assert links[1].how == "echo"


@pytest.mark.parametrize("where", ["text", "headline", "note"])
@pytest.mark.parametrize("character", ["\x0c", "\x1b", "\ufffe"])
def test_what_xml_cannot_hold_is_refused_with_the_articles_name(where, character):
    given = wild()
    if where == "text":
        given = replace(given, revision=replace(given.revision, text=TEXT + character))
    elif where == "headline":
        given = replace(given, article=replace(given.article, headline=f"Fire 🔥{character}"))
    else:
        noted = replace(given.annotations[0], note=f"See p. 3{character}")
        given = replace(given, annotations=[noted])
    with pytest.raises(xmi.NotForXml, match=rf"Article 8, “Fire 🔥.*U\+{ord(character):04X}"):
        written(given)


def test_no_document_makes_an_archive_with_the_types():
    archive = written()
    assert archive.namelist() == NAMES[:1]
    assert cassis.load_typesystem(io.BytesIO(archive.read(NAMES[0]))).contains_type(xmi.TAG)


def test_what_a_cas_cannot_hold_is_counted():
    report = Report()
    b"".join(xmi.write([document()], report))
    assert report.rows == 1
    assert report.lost == {
        "blocks": 3,
        "comments": 2,
        "confidential notes of articles": 1,
        "contributors": 1,
        "decisions": 2,
        "evidence": 1,
        "original files": 1,
        "submissions": 2,
        "suggested edits": 1,
        "who added articles and texts, and when": 1,
    }

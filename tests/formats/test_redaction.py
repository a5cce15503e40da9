"""Boilerplate and texts that are not ours to give: hidden, told, and every offset as it was."""

from hashlib import sha256
from uuid import UUID

import pytest
from msgspec.structs import replace

from annotations.formats import jsonl
from annotations.formats.masking import Secrets
from annotations.formats.records import BlockRecord, DocumentRecord, LinkRecord
from annotations.formats.redaction import (
    TEXTS_CHANGED,
    TEXTS_KEPT_BACK,
    Redaction,
    redact,
)
from annotations.formats.report import Report
from tests.formats.documents import CLAIM, MARKER, MORNING, SOURCE, TEXT, document

OTHER = UUID(int=99, version=4)
NAME = "harbour master Ilse Brandt"
LAST = TEXT.index("The Coast Courier")


def with_boilerplate() -> DocumentRecord:
    """The last line, with the marker in it, is no part of the story."""
    given = document()
    *blocks, _ = given.revision.blocks
    blocks.append(BlockRecord(start=LAST, end=len(TEXT), kind="boilerplate"))
    return replace(given, revision=replace(given.revision, blocks=blocks))


def redacted(
    given: DocumentRecord, redaction: Redaction, secrets: Secrets | None = None, dropped=()
) -> tuple[DocumentRecord, Report]:
    report = Report()
    return redact(given, redaction, secrets, dropped, report), report


def test_nothing_is_hidden_where_nobody_asks():
    found, report = redacted(with_boilerplate(), Redaction())
    assert found == with_boilerplate()
    assert not report.lost


def test_boilerplate_is_hidden_and_offsets_hold():
    found, report = redacted(with_boilerplate(), Redaction(boilerplate=False))
    text = found.revision.text
    assert text[:LAST] == TEXT[:LAST]
    assert set(text[LAST:]) == {"█"}
    assert len(text) == len(TEXT) == found.revision.length
    assert found.revision.sha256 == sha256(text.encode()).hexdigest()
    assert b"Courier could" not in jsonl.encode(found)
    assert not found.masked
    assert [(one.start, one.end) for one in found.revision.hidden] == [(LAST, len(TEXT))]
    for annotation in found.annotations:
        for part in annotation.fragments:
            assert text[part.start : part.end] == part.quote
    assert report.lost[TEXTS_CHANGED] == 1


def test_what_is_tagged_in_boilerplate_is_left_out_with_links_to_it():
    given = with_boilerplate()
    link = LinkRecord(type="repeats", target=OTHER, author="edda", created_at=MORNING)
    first, *rest = given.annotations
    given = replace(given, annotations=[replace(first, links=[*first.links, link]), *rest])
    found, report = redacted(given, Redaction(boilerplate=False), dropped={OTHER})
    assert [one.label for one in found.annotations] == ["C1", "C2", "S1"]
    assert [one.target for one in found.annotations[0].links] == [SOURCE]
    assert report.lost["annotations in boilerplate"] == 1
    assert report.lost["links to annotations in boilerplate"] == 2


@pytest.mark.parametrize(("licence", "out"), [("CC BY 4.0", True), ("© Courier", False)])
def test_the_licence_decides_which_texts_go_out(licence, out):
    given = document()
    given = replace(given, article=replace(given.article, licence=licence))
    found, report = redacted(given, Redaction(texts="by_licence"))
    assert (found.revision.text == TEXT) is out
    assert report.lost[TEXTS_KEPT_BACK] == (not out)
    assert redacted(given, Redaction(texts="none"))[0].revision.text != TEXT


def test_a_text_that_is_kept_back_leaves_offsets_hashes_and_address():
    found, _ = redacted(document(), Redaction(texts="none"))
    assert set(found.revision.text) == {"█", "\n"}
    assert found.revision.full_sha256 == sha256(TEXT.encode()).hexdigest()
    assert found.article.source_url == "https://courier.example/harbour"
    assert not found.masked
    assert found.revision.hidden == []
    for annotation in found.annotations:
        for part in annotation.fragments:
            assert set(part.quote) == {"█"}
            words = TEXT[part.start : part.end]
            assert part.quote_sha256 == sha256(words.encode()).hexdigest()
    line = jsonl.encode(found).decode()
    assert "Twelve boats and" not in line
    assert "could not verify" not in line


def test_of_a_confidential_source_no_hash_goes_out():
    place = TEXT.index(NAME)
    secrets = Secrets(words=[NAME, "Ilse Brandt"], places=[(place, place + len(NAME))])
    found, _ = redacted(document(), Redaction(texts="none"), secrets)
    assert found.masked
    masked = TEXT.replace(NAME, "█" * len(NAME))
    assert found.revision.full_sha256 == sha256(masked.encode()).hexdigest()
    assert [(one.start, one.end) for one in found.revision.hidden] == [(place, place + len(NAME))]
    line = jsonl.encode(found)
    for secret in (TEXT, NAME, "Ilse Brandt"):
        assert sha256(secret.encode()).hexdigest().encode() not in line


def test_links_inside_stay_where_only_the_text_is_hidden():
    found, _ = redacted(document(), Redaction(texts="none"))
    first = found.annotations[0]
    assert (first.id, [link.target for link in first.links]) == (CLAIM, [SOURCE, MARKER])

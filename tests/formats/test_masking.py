"""Masking: a confidential source leaves no trace, and every offset still holds."""

from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.formats import jsonl
from annotations.formats.masking import Secrets, mask
from annotations.formats.records import DocumentRecord
from annotations.formats.report import Report
from tests.formats.documents import SOURCE, TEXT, document

NAME = "harbour master Ilse Brandt"
SECRETS = Secrets(
    words=(NAME, "Ilse Brandt"), places=[(TEXT.index(NAME), TEXT.index(NAME) + len(NAME))]
)


@pytest.fixture
def confidential() -> DocumentRecord:
    """The sample with its source confidential, and her name in every place people write in."""
    tree = msgspec.to_builtins(document())
    tree["article"]["byline"] = "Jo Sand, after ILSE BRANDT"
    for annotation in tree["annotations"]:
        annotation["note"] = "Ilse Brandt said so."
        annotation["comments"] = [
            {
                "id": "00000000-0000-4000-8000-000000000099",
                "text": "Ilse Brandt again?",
                "author": "rita",
                "created_at": "2026-03-01T12:00:00Z",
            }
        ]
        if annotation["id"] == str(SOURCE):
            annotation["attributes"]["confidential"] = True
    return msgspec.convert(tree, DocumentRecord)


def test_neither_name_nor_quote_is_left_anywhere(confidential):
    written = jsonl.encode(mask(confidential, SECRETS, Report())).decode().lower()
    assert "brandt" not in written
    assert "harbour master" not in written


@pytest.mark.parametrize(
    "written",
    [
        *("Ilse\u00a0Brandt", "ilse  brandt", "Ilse\nBrandt", "Ilse-Brandt", "Ilse \u2013 Brandt"),
        *("\uff29lse Brandt", "Ilse Bra\u00adndt", "Il\u200bse \u2067Brandt", "Ílse Bra\u0308ndt"),
    ],
)
def test_a_name_is_hidden_however_it_is_written(written):
    tree = msgspec.to_builtins(document()) | {"annotations": []}
    tree["revision"]["text"] = f"{TEXT} So {written}’s friend."
    tree["article"] |= {
        "headline": f"Is {written} right?",
        "source_url": f"https://a.example/{written}",
    }
    masked = mask(msgspec.convert(tree, DocumentRecord), SECRETS, Report())
    blocks = "".join("\n" if sign == "\n" else "█" for sign in written)
    assert masked.revision.text.endswith(f" So {blocks}’s friend.")
    assert masked.article.headline == f"Is {blocks} right?"
    assert masked.article.source_url == f"https://a.example/{blocks}"


def test_offsets_hold_and_quotes_are_those_of_the_masked_text(confidential):
    masked = mask(confidential, SECRETS, Report())
    text = masked.revision.text
    assert len(text) == len(TEXT)
    for annotation in masked.annotations:
        for part in annotation.fragments:
            assert text[part.start : part.end] == part.quote
    assert masked.annotations[2].quote == "█" * len(NAME)


def test_no_hash_is_left_that_would_confirm_a_guess(confidential):
    masked = mask(confidential, SECRETS, Report())
    assert masked.revision.sha256 == sha256(masked.revision.text.encode()).hexdigest()
    assert masked.revision.original is None
    for annotation in masked.annotations:
        for row in [*annotation.submissions, *annotation.decisions]:
            assert row.hash is None


def test_what_was_hidden_is_said(confidential):
    report = Report()
    assert mask(confidential, SECRETS, report).masked
    assert report.lost == {
        "confidential notes of articles": 1,
        "confidential sources": 1,
        "approval hashes of articles with confidential sources": 4,
        "original files of articles with confidential sources": 1,
        "suggested edits of articles with confidential sources": 1,
    }


def test_a_place_is_hidden_even_where_its_annotation_is_not_exported():
    masked = mask(document(), Secrets(places=[(0, 4)]), Report())
    assert masked.revision.text.startswith("████our fire")


def test_short_words_are_hidden_only_where_they_were_marked():
    masked = mask(document(), Secrets(words=["3"], places=[(47, 48)]), Report())
    assert masked.revision.text[47:] == "█" + TEXT[48:]


def test_without_secrets_only_the_confidential_note_goes():
    masked = mask(document(), Secrets(), Report())
    assert masked.article.confidential_note == ""
    assert masked.revision == document().revision
    assert masked.annotations == document().annotations


@given(st.text(max_size=40), st.lists(st.text(min_size=1, max_size=5), max_size=3))
def test_masking_never_moves_an_offset(note, words):
    text = note + TEXT
    tree = msgspec.to_builtins(document()) | {"annotations": []}
    tree["revision"]["text"] = text
    given = msgspec.convert(tree, DocumentRecord)
    masked = mask(given, Secrets(words=words, places=[(0, len(note))]), Report())
    assert len(masked.revision.text) == len(text)

"""What stands beside the data of a release, read by mlcroissant and by a YAML reader."""

import socket
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import mlcroissant
import pytest
import yaml
from msgspec.structs import replace

from annotations.formats import jsonl, parquet
from annotations.formats.records import DocumentRecord
from annotations.formats.releases import card, changes, croissant, manifest
from annotations.formats.releases.facts import Facts, FileFacts, Head, Options
from annotations.formats.releases.figures import Figures
from annotations.formats.report import Report
from tests.formats.documents import CLAIM, SHEDS, TEXT, document
from tests.formats.wild import TEXT as WILD_TEXT
from tests.formats.wild import wild


def head(**more) -> Head:
    given = {
        "project": "harbour",
        "name": 'Harbour "desk" {A}: *claims*',
        "number": 3,
        "created_at": datetime(2026, 3, 1, 12, tzinfo=UTC),
        "created_by": "lena",
        "options": Options(licence="CC BY 4.0", notes="# Not a heading"),
        "required_approvals": 1,
        "guidelines_version": 4,
        "vocabularies": {"desk_status": {"false": 2}},
    }
    return Head(**{**given, **more})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A release as it lies in a folder: one file of each format."""
    given = sorted([document(), wild()], key=lambda one: one.article.id)
    (tmp_path / "data").mkdir()
    lines = b"".join(map(jsonl.encode, given))
    columns = b"".join(parquet.write(given, Report()))
    files = [
        FileFacts(f"data/all.{name}", len(data), sha256(data).hexdigest(), 2)
        for name, data in (("jsonl", lines), ("parquet", columns))
    ]
    (tmp_path / files[0].path).write_bytes(lines)
    (tmp_path / files[1].path).write_bytes(columns)
    figures = Figures()
    for one in given:
        figures.count(one, "all")
    facts = Facts(head(), figures.as_dict(), {"original files": 1}, tuple(files))
    (tmp_path / "croissant.json").write_bytes(croissant.croissant(facts))
    (tmp_path / "README.md").write_bytes(card.card(facts))
    (tmp_path / "CITATION.cff").write_bytes(manifest.citation(facts.head))
    return tmp_path


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("nothing here may reach for a network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_mlcroissant_finds_the_description_valid_and_reads_the_records(folder, offline):
    dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    assert not dataset.metadata.ctx.issues.warnings
    assert dataset.metadata.ctx.conforms_to.value == "http://mlcommons.org/croissant/1.1"
    assert dataset.metadata.version == "3.0.0"
    records = list(dataset.records("all"))
    by_text = {one["all/text"].decode(): one for one in records}
    assert set(by_text) == {TEXT, WILD_TEXT}
    one = by_text[TEXT]
    assert one["all/article"] == 7
    assert [quote.decode() for quote in one["all/annotation_quote"]] == [
        annotation.quote for annotation in document().annotations
    ]


def test_the_citation_is_yaml_whatever_the_desk_is_called(folder):
    told = yaml.safe_load((folder / "CITATION.cff").read_text())
    assert told["authors"] == [{"name": 'Harbour "desk" {A}: *claims*'}]
    assert (told["cff-version"], told["version"], told["license"]) == ("1.2.0", "3", "CC-BY-4.0")
    assert str(told["date-released"]) == "2026-03-01"


def test_the_card_has_front_matter_and_no_markup_of_others(folder):
    text = (folder / "README.md").read_text()
    _, front, body = text.split("---\n", 2)
    told = yaml.safe_load(front)
    assert told["configs"][0]["data_files"] == [{"split": "train", "path": "data/all.parquet"}]
    assert told["license"] == "cc-by-4.0"
    assert r"\# Not a heading" in body
    assert r"\*claims\*" in body
    assert "- original files: 1" in body


def compared(before: list[DocumentRecord], now: list[DocumentRecord]) -> str:
    found = changes.compare(iter(before), iter(now))
    return changes.written(head(earlier=2), Options(), found).decode()


def test_the_same_release_again_has_no_changes():
    assert "0 added, 0 removed, 0 changed, 2 the same" in compared([document()], [document()])


def test_words_are_quoted_of_the_new_release_only():
    claim, sheds, *rest = document().annotations
    parts = [replace(claim.fragments[0], quote="said by Ilse"), *claim.fragments[1:]]
    hidden = {"quote": "said by Ilse", "fragments": parts, "note": "Ilse called"}
    secret = replace(claim, **hidden, desk_status="disputed")
    before = replace(document(), annotations=[secret, sheds, *rest])
    now = replace(document(), annotations=[claim, *rest])
    told = compared([before], [now])
    assert "Ilse" not in told
    assert "finding disputed → unverified; words; note" in told
    assert f"C2 of article 7 (“Harbour fire 🔥: 12 boats lost”), `{SHEDS}`" in told


def test_articles_come_and_go():
    other = replace(document(), article=replace(document().article, id=8))
    told = compared([document()], [other])
    assert "2 added, 2 removed" in told
    assert f"C1 of article 7 (no longer in the release), `{CLAIM}`" in told

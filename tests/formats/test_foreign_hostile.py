"""Files that are damaged, made to hurt, or of another tool: read as far as they go, and told."""

import json
import zipfile
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.errors import DomainError
from annotations.domain.mappings import Choices
from annotations.formats.checks import check
from annotations.formats.foreign import ForeignDocument
from annotations.formats.foreign.mapping import Mapper
from annotations.formats.foreign.units import (
    CODE_POINT,
    as_code_points,
    clean,
    find_unit,
    settle_text,
)
from annotations.formats.sources import BadFile, opened
from annotations.services.import_files import documents_of
from tests.formats.foreign import QUAY, ann, place, read, stored, tag, zipped
from tests.formats.test_foreign import HERE, entity, linking, note, region, task

CLAIM = tag("T1", "claim", "nine sheds burned")
ROWS: dict[str, Any] = {
    "doccano": {
        "id": 1,
        "text": QUAY,
        "entities": [entity(1, "claim", "quay"), entity(2, "source", "Warden")],
        "relations": [{"id": 9, "from_id": 1, "to_id": 2, "type": "attributed_to"}],
        "stetdesk": {"unit": "code_point", "annotations": [{"id": "x", "spans": [[0, 4]]}]},
    },
    "labelstudio": task(
        region("a", "quay"),
        {"id": "a", "type": "choices", "from_name": "type", "value": {"choices": ["event"]}},
        {"type": "relation", "from_id": "a", "to_id": "b", "labels": ["attributed_to"]},
    ),
    "webannotation": note("a1", "claim", "nine sheds", "burned"),
}


def reasons(documents: list[ForeignDocument]) -> str:
    return " ".join(one.reason for document in documents for one in document.troubles)


def changed(row: Any, way: int, value: Any) -> Any:
    """``row`` with ``value`` in one of its places, counted through all its depths."""
    found = deepcopy(row)
    places: list[tuple[Any, Any]] = []
    waiting = [found]
    for one in waiting:
        keys = list(one) if isinstance(one, dict) else range(len(one))
        places += [(one, key) for key in keys]
        waiting += [one[key] for key in keys if isinstance(one[key], dict | list)]
    inside, key = places[way % len(places)]
    inside[key] = value
    return found


odd = st.sampled_from([None, True, -1, 0.5, 10**40, "", "word", [], [[]], ["x"], {}, {"id": []}])


@pytest.mark.parametrize("format", list(ROWS))
@given(way=st.integers(0, 200), value=odd)
def test_a_value_of_any_sort_anywhere_breaks_no_reader(format, way, value, tmp_path_factory):
    path = tmp_path_factory.mktemp("odd") / "a.jsonl"
    mapper = Mapper("p", "me", Choices({"claim": "claim"}), {}, datetime.now(UTC))
    for document in read(format, stored(path, changed(ROWS[format], way, value))):
        document.text = QUAY if document.text is None else document.text
        as_code_points(document, find_unit(document, CODE_POINT))
        try:
            record, _ = mapper.record(document, 1)
            check(record, document.origin, {})
        except DomainError as error:
            assert error.detail  # noqa: PT017 (any other error fails the test)


@given(where=st.integers(0, 10_000), value=st.integers(0, 255))
def test_a_zip_with_a_wrong_byte_is_read_or_refused(where, value, tmp_path_factory):
    path = tmp_path_factory.mktemp("odd") / "a.zip"
    data = bytearray(zipped(path, {"a.txt": QUAY, "a.ann": CLAIM}).read_bytes())
    data[where % len(data)] = value
    path.write_bytes(data)
    try:
        read("brat", path)
    except BadFile as error:
        assert error.detail  # noqa: PT017 (any other error fails the test)


# brat ---------------------------------------------------------------------------------------------


def test_names_in_capitals_belong_together_as_well(tmp_path):
    (found,) = read("brat", zipped(tmp_path / "a.zip", {"A.TXT": QUAY, "A.ANN": ann(CLAIM)}))
    assert [one.id for one in found.spans] == ["T1"]


def test_a_byte_order_mark_does_not_hide_the_first_tag(tmp_path):
    files = {"a.txt": QUAY, "a.ann": "\ufeff" + ann(CLAIM)}
    (found,) = read("brat", zipped(tmp_path / "a.zip", files))
    assert [one.id for one in found.spans] == ["T1"]


def test_a_text_without_its_annotations_does_not_come_in(tmp_path):
    files = {"a.txt": QUAY, "a.ann": f"{CLAIM}é".encode("latin-1", "replace")}
    (found,) = read("brat", zipped(tmp_path / "a.zip", files))
    assert found.unread
    assert "Save it as UTF-8" in reasons([found])


@pytest.mark.parametrize(("mark", "end"), [("\ufeff", "\n"), ("", "\r\n"), ("\ufeff", "\r\n")])
@pytest.mark.parametrize("counted", [True, False])
def test_marks_and_carriage_returns_count_or_not_as_the_words_tell(mark, end, counted, tmp_path):
    raw = mark + QUAY.replace("\n", end)
    rows = ann(*(tag("T1", "claim", words, text=raw if counted else QUAY) for words in ["Warden"]))
    (found,) = read("brat", zipped(tmp_path / "a.zip", {"a.txt": raw, "a.ann": rows}))
    settle_text(found)
    [span] = found.spans
    [(start, stop)] = span.parts
    assert (found.text or "")[start:stop] == "Warden"


@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_mark_may_count_and_carriage_returns_not_or_the_other_way_round(marked, end, tmp_path):
    raw = "\ufeffOne 7.\r\nMore.\r\nTwo boats sank.\r\n"
    counted = raw[not marked :].replace("\r\n", end)
    rows = ann(*(tag(f"T{n}", "claim", one, text=counted) for n, one in enumerate(["7", "boats"])))
    (found,) = read("brat", zipped(tmp_path / "a.zip", {"a.txt": raw, "a.ann": rows}))
    settle_text(found)
    clean(found)
    places = [part for span in found.spans for part in span.parts]
    assert [(found.text or "")[start:stop] for start, stop in places] == ["7", "boats"]


@pytest.mark.parametrize(
    ("roles", "ends"),
    [
        ("Arg1:T1 Arg2:T2", ("T1", "T2")),
        ("Arg2:T2 Arg1:T1", ("T1", "T2")),
        ("Whole:T2 Part:T1", ("T2", "T1")),
    ],
)
def test_a_relation_goes_from_its_first_role_to_its_second_in_any_order(roles, ends, tmp_path):
    rows = ann(CLAIM, tag("T2", "claim", "quay"), f"R1\trepeats {roles}")
    (found,) = read("brat", zipped(tmp_path / "a.zip", {"a.txt": QUAY, "a.ann": rows}))
    assert [(one.origin, one.target) for one in found.links] == [ends]


@pytest.mark.parametrize(
    "data", ["é".encode("latin-1"), QUAY.encode("utf-16"), b"a\0b", b"", b"\n"]
)
def test_a_text_that_cannot_be_read_is_named_itself(data, tmp_path):
    files = {"a.txt": data, "a.ann": ann(CLAIM)}
    (found,) = read("brat", zipped(tmp_path / "a.zip", files))
    assert found.origin == (1, "a.txt")


# Files in a zip -----------------------------------------------------------------------------------


def test_what_nobody_reads_in_a_zip_is_told(tmp_path):
    files = {"in/a.txt": QUAY, "../b.txt": QUAY, "in/more.zip": "PK", "in/readme.md": "x"}
    with opened(zipped(tmp_path / "a.zip", files)) as source:
        with source.open(source.named(".txt")[0]):
            pass
        told = dict(source.untold())
    assert "leads out of the zip" in told["../b.txt"]
    assert "Unpack it" in told["more.zip"]
    assert told["readme.md"] == ""


def test_what_systems_put_into_zips_is_passed_over(tmp_path):
    files = {"a.txt": QUAY, "__MACOSX/._a.txt": "\0", ".DS_Store": "\0", "x/Thumbs.db": "\0"}
    with opened(zipped(tmp_path / "a.zip", files)) as source:
        assert [one.name for one in source.members] == ["a.txt"]


@pytest.mark.parametrize(
    ("files", "what_to_do"),
    [({"b.zip": "PK"}, "Unpack it"), ({"../a.txt": "x"}, "Rename it"), ({"a.md": "x"}, "format")],
)
def test_a_zip_with_nothing_to_read_says_why(files, what_to_do, tmp_path):
    with pytest.raises(BadFile, match=what_to_do):
        read("brat", zipped(tmp_path / "a.zip", files))


@pytest.mark.parametrize("begin", [b"\x1f\x8b\x08", b"Rar!\x1a", b"7z\xbc\xaf'"])
def test_other_archives_are_named(begin, tmp_path):
    path = tmp_path / "a"
    path.write_bytes(begin + b"\0" * 50)
    with pytest.raises(BadFile, match="not unpacked here"), opened(path):
        pass


def test_our_own_format_tells_of_zips_in_its_zip(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.jsonl": "\n", "b.zip": "PK"})
    told: list[Any] = []
    assert list(documents_of(path, told.append)) == []
    assert [one.file for one in told] == ["b.zip"]


# JSON ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tail", ["\n[]", " {}", "\nand so on", "]"])
def test_what_follows_a_list_is_not_passed_over(tail, tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps([ROWS["doccano"]]) + tail)
    with pytest.raises(BadFile, match="follows the list of 1 rows"):
        read("doccano", path)


def test_a_list_that_never_ends_is_refused(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps([ROWS["doccano"]])[:-1])
    with pytest.raises(BadFile, match="ends within its list"):
        read("doccano", path)


@pytest.mark.parametrize("asked", list(ROWS))
@pytest.mark.parametrize("given_", list(ROWS))
def test_a_row_of_another_tool_is_recognised(asked, given_, tmp_path):
    if asked != given_:
        found = read(asked, stored(tmp_path / "a.jsonl", ROWS[given_]))
        assert "choose that format" in reasons(found)


def test_json_min_says_what_to_export(tmp_path):
    row = {"id": 1, "text": QUAY, "label": [], "annotation_id": 3, "annotator": 1}
    assert "export as JSON" in reasons(read("labelstudio", stored(tmp_path / "a.json", row)))


# doccano ------------------------------------------------------------------------------------------


def test_older_versions_call_the_text_data(tmp_path):
    row = {"id": 1, "data": QUAY, "label": [[*place("quay"), "claim"]]}
    (found,) = read("doccano", stored(tmp_path / "a.jsonl", row))
    assert (found.text, len(found.spans), +found.left) == (QUAY, 1, {})


def test_labels_that_are_no_list_and_offsets_that_are_no_numbers_are_told(tmp_path):
    row = {"text": QUAY, "label": "review", "entities": [{**entity(1, "claim", "quay")}]}
    row["entities"][0]["start_offset"] = False  # type: ignore[index]
    (found,) = read("doccano", stored(tmp_path / "a.jsonl", row))
    assert [one.where for one in found.troubles] == ["label", "entities[0]"]


def test_an_id_that_two_entities_have_is_not_passed_over(tmp_path):
    row = {"text": QUAY, "entities": [entity(1, "claim", "quay"), entity(1, "claim", "Warden")]}
    (found,) = read("doccano", stored(tmp_path / "a.jsonl", row))
    assert [one.id for one in found.spans] == ["1", "1"]


# Label Studio -------------------------------------------------------------------------------------


def test_the_text_is_found_by_the_words_of_its_regions(tmp_path):
    row = task(region("a", "quay")) | {"data": {"title": "Fire", "body": QUAY}}
    (found,) = read("labelstudio", stored(tmp_path / "a.json", row))
    assert found.text == QUAY


def test_regions_of_a_page_of_html_are_told_even_where_it_is_called_text(tmp_path):
    result = {
        "id": "a",
        "type": "hypertextlabels",
        "to_name": "text",
        "value": {"start": "/p[1]/text()[1]", "startOffset": 0, "hypertextlabels": ["claim"]},
    }
    row = task(result) | {"data": {"text": "<p>Hi there</p>"}}
    (found,) = read("labelstudio", stored(tmp_path / "a.json", row))
    assert found.unread
    assert "HTML" in reasons([found])


def test_a_region_without_its_place_is_told(tmp_path):
    broken = region("a", "quay")
    broken["value"]["start"] = "12"  # type: ignore[index]
    (found,) = read("labelstudio", stored(tmp_path / "a.json", task(broken)))
    assert [one.where for one in found.troubles] == ["a"]


# Web Annotation -----------------------------------------------------------------------------------


def targeted(selector: Any, **more: Any) -> dict[str, Any]:
    return note("a1", "claim", "quay") | {"target": {"source": HERE, "selector": selector}} | more


@pytest.mark.parametrize(
    "row",
    [
        targeted({"type": "TextQuoteSelector", "exact": "quay"}),
        targeted({"type": "TextPositionSelector", "start": True, "end": 4}),
        targeted({"type": "TextPositionSelector", "start": 0, "end": 9, "refinedBy": {}}),
        targeted({"type": "FragmentSelector", "value": "p1", "refinedBy": {"start": 0, "end": 4}}),
    ],
    ids=["words", "no number", "refined", "within a fragment"],
)
def test_a_place_that_does_not_count_from_the_beginning_is_told_and_not_guessed(row, tmp_path):
    (found,) = read("webannotation", stored(tmp_path / "a.jsonl", row))
    assert not found.spans
    assert "TextPositionSelector" in reasons([found])


def test_parts_in_two_texts_are_no_passage(tmp_path):
    row = note("a1", "claim", "nine sheds", "burned")
    row["target"][1]["source"] = "https://desk.example/other"  # type: ignore[index]
    (found,) = read("webannotation", stored(tmp_path / "a.jsonl", row))
    assert not found.spans
    assert "different texts" in reasons([found])


def test_pages_that_are_elsewhere_are_asked_for(tmp_path):
    page = {"type": "AnnotationPage", "items": [note("a1", "claim", "quay")], "next": "https://2"}
    for whole in ({"type": "AnnotationCollection", "first": page}, page):
        found = read("webannotation", stored(tmp_path / "a.jsonld", whole))
        assert "Send that page too" in reasons(found)
    empty = {"type": "AnnotationCollection", "first": "https://1"}
    assert "Send that page" in reasons(read("webannotation", stored(tmp_path / "a.jsonld", empty)))


def test_annotations_of_a_page_are_numbered(tmp_path):
    page = {"items": [note("a", "claim", "quay"), {"id": "b"}], "type": "AnnotationPage"}
    found = read("webannotation", stored(tmp_path / "a.jsonld", {"first": page, "type": "x"}))
    assert [one.line for document in found for one in document.troubles] == [2]


def test_a_link_to_another_text_is_told_as_that(tmp_path):
    rows = [
        note("a1", "claim", "quay"),
        note("a2", "claim", "Warden", source="https://desk.example/other"),
        linking("a1", "a2"),
    ]
    found = read("webannotation", stored(tmp_path / "a.jsonl", *rows))
    assert not any(one.links for one in found)
    assert "another text" in reasons(found)


def test_words_of_the_short_form_are_a_body(tmp_path):
    row = note("a1", "claim", "quay") | {"bodyValue": "claim", "motivation": "tagging"}
    del row["body"]
    (found,) = read("webannotation", stored(tmp_path / "a.jsonl", row))
    assert [one.label for one in found.spans] == ["claim"]


def test_a_text_in_the_zip_is_found_by_the_last_word_of_the_address(tmp_path):
    line = json.dumps(note("a1", "claim", "quay", source="https://desk.example/a/quay.html"))
    path = zipped(tmp_path / "a.zip", {"quay.txt": QUAY, "notes.jsonld": line})
    (found,) = read("webannotation", path)
    assert found.text == QUAY


def test_a_size_that_a_header_makes_up_takes_no_memory(tmp_path: Path):
    path = zipped(tmp_path / "a.zip", {"a.txt": QUAY, "a.ann": CLAIM})
    data = bytearray(path.read_bytes())
    entry = data.find(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (2**31).to_bytes(4, "little")
    path.write_bytes(data)
    with zipfile.ZipFile(path) as archive:
        assert archive.infolist()[0].file_size == 2**31
    (found,) = read("brat", path)
    assert found.text == QUAY

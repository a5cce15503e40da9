"""What the readers of other tools' files find, and what they tell of broken rows."""

import json
import re

import pytest

from annotations.formats.foreign import ForeignDocument, nodes
from annotations.formats.sources import BadFile
from tests.formats.foreign import QUAY, TAVRA, ann, corpus, place, read, stored, tag, zipped

NINE = place("nine sheds burned")
WARDEN = place("Warden Ansa Lind")


def spans(document: ForeignDocument) -> list[tuple[object, ...]]:
    return [(one.id, one.label, one.parts, one.quote) for one in document.spans]


def links(document: ForeignDocument) -> list[tuple[str, str, str]]:
    return [(one.type, one.origin, one.target) for one in document.links]


def troubles(document: ForeignDocument) -> list[tuple[int, str]]:
    return [(one.line, one.where) for one in document.troubles]


# brat ---------------------------------------------------------------------------------------------


def test_brat_has_spans_relations_attributes_and_notes(tmp_path):
    quay, boat = read("brat", zipped(tmp_path / "a.zip", corpus()))
    assert (quay.name, quay.text, quay.origin.file) == ("1/quay", QUAY, "1/quay.ann")
    assert spans(quay)[0] == ("T1", "Attribution", [NINE], "nine sheds burned")
    assert spans(quay)[2][2:] == ([place("nobody"), place("check it")], "nobody check it")
    assert links(quay) == [("attr", "T2", "T1"), ("qualified_by", "T1", "T3"), ("near", "T1", "T4")]
    assert quay.spans[0].attributes == {"desk_status": "unverified", "certain": True}
    assert quay.spans[0].notes == ["Call the warden."]
    assert quay.left == {"events": 1}
    assert not quay.troubles
    assert (boat.text, boat.spans[0].quote) == (TAVRA, "القارب غرق")


def test_what_brat_split_at_the_end_of_a_line_is_one_passage_again(tmp_path):
    row = tag("T1", "claim", "burned.", "Warden")
    (found,) = read("brat", zipped(tmp_path / "a.zip", {"a.txt": QUAY, "a.ann": ann(row)}))
    assert spans(found) == [("T1", "claim", [place("burned.\nWarden")], "burned.\nWarden")]


def test_broken_rows_of_brat_are_told_with_their_lines(tmp_path):
    rows = ann(
        "T1\tclaim 0",
        tag("T2", "claim", "Fire"),
        tag("T2", "claim", "quay"),
        "R1\tattr Arg1:T2",
        "what is this",
        "A1\tcertain T9",
        "T3\tclaim 0 " + "9" * 5000 + "\tFire",
    )
    files = {"a.txt": QUAY, "a.ann": rows, "lonely.ann": "T1\tclaim 0 1\tF\n"}
    found, lonely = read("brat", zipped(tmp_path / "a.zip", files))
    assert troubles(found) == [(1, "T1"), (3, "T2"), (7, "T3"), (4, "R1"), (5, "what is this")]
    assert list(found.left.values()) == [1]
    assert "no .txt of this name" in lonely.troubles[0].reason


def test_brat_needs_a_zip_with_texts(tmp_path):
    with pytest.raises(BadFile, match="zip"):
        read("brat", stored(tmp_path / "a.ann"))
    with pytest.raises(BadFile, match=re.escape("no .txt")):
        read("brat", zipped(tmp_path / "a.zip", {"a.ann": ""}))


def test_a_text_in_another_encoding_is_told_and_not_guessed(tmp_path):
    files = {"a.txt": "Café".encode("latin-1"), "a.ann": ""}
    (found,) = read("brat", zipped(tmp_path / "a.zip", files))
    assert (found.text, found.troubles[0].where) == ("", "a.txt")


# doccano ------------------------------------------------------------------------------------------


def entity(id_: int, label: str, words: str) -> dict[str, object]:
    start, end = place(words)
    return {"id": id_, "label": label, "start_offset": start, "end_offset": end}


@pytest.mark.parametrize("key", ["label", "labels"])
def test_doccano_has_labels_as_lists(key, tmp_path):
    row = {"id": 5, "text": QUAY, key: [[*NINE, "claim"], [*WARDEN, "source"]], "Comments": ["?"]}
    (found,) = read("doccano", stored(tmp_path / "a.jsonl", row))
    assert [one[1:3] for one in spans(found)] == [("claim", [NINE]), ("source", [WARDEN])]
    assert found.left == {"“Comments”": 1}


def test_doccano_has_entities_and_relations(tmp_path):
    row = {
        "text": QUAY,
        "entities": [entity(1, "claim", "nine sheds burned"), entity(2, "source", "Warden")],
        "relations": [{"id": 9, "from_id": 1, "to_id": 2, "type": "attributed_to"}],
    }
    path = tmp_path / "a.json"
    path.write_text(json.dumps([row, row]))
    first, second = read("doccano", path)
    assert spans(first) == spans(second)
    assert links(first) == [("attributed_to", "1", "2")]
    assert [first.origin.line, second.origin.line] == [1, 2]


def test_broken_rows_of_doccano_are_told(tmp_path):
    rows = [
        {"label": []},
        "text",
        {"text": QUAY, "label": [[1, "2", "claim"], "review"]},
        {"text": QUAY, "entities": [{"label": "claim"}], "relations": [{"from_id": 1}]},
    ]
    found = read("doccano", stored(tmp_path / "a.jsonl", *rows))
    assert [troubles(one) for one in found] == [
        [(1, "row")],
        [(2, "row")],
        [(3, "label[0]")],
        [(4, "entities[0]"), (4, "relations[0]")],
    ]
    assert found[2].left == {"labels of a whole text": 1}


# Label Studio -------------------------------------------------------------------------------------


def region(id_: str, words: str, sort: str = "labels", **more: object) -> dict[str, object]:
    start, end = place(words)
    value = {"start": start, "end": end, "text": words, **more}
    return {"id": id_, "type": sort, "from_name": "kind", "to_name": "text", "value": value}


def task(*results: object, **more: object) -> dict[str, object]:
    return {"id": 3, "data": {"text": QUAY}, "annotations": [{"id": 7, "result": results}], **more}


def test_label_studio_joins_results_that_share_an_id(tmp_path):
    row = task(
        region("a", "nine sheds", labels=["claim"]),
        region("a", "burned", labels=["claim"]),
        {
            **region("a", "nine sheds", "choices", choices=["unverified"]),
            "from_name": "desk_status",
        },
        region("a", "nine sheds", "textarea") | {"value": {"start": 0, "end": 1, "text": ["Hm"]}},
        region("b", "Warden", labels=["source"]),
        {"type": "relation", "from_id": "b", "to_id": "a", "direction": "left", "labels": ["by"]},
        {"type": "rating", "value": {"rating": 3}},
    )
    (found,) = read("labelstudio", stored(tmp_path / "a.json", [row]))
    parts = [place("nine sheds"), place("burned")]
    assert spans(found)[0] == ("a", "claim", parts, "nine sheds burned")
    assert found.spans[0].attributes == {"desk_status": "unverified"}
    assert found.spans[0].notes == ["Hm"]
    assert links(found) == [("by", "a", "b")]
    assert found.left == {"results of the type “rating”": 1, "predictions": 0}


def test_label_studio_keeps_people_apart_and_leaves_out_what_was_cancelled(tmp_path):
    one = {"id": 1, "result": [region("a", "quay", labels=["claim", "Place"])]}
    two = {"id": 2, "result": [region("a", "quay", labels=["claim"])]}
    gone = {"id": 3, "was_cancelled": True, "result": []}
    row = {"data": {"text": QUAY}, "annotations": [one, two, gone], "predictions": [{}]}
    (found,) = read("labelstudio", stored(tmp_path / "a.json", row))
    assert [one.id for one in found.spans] == ["1/a", "1/a/Place", "2/a"]
    assert found.left == {"cancelled annotations": 1, "predictions": 1}


def test_what_has_no_place_is_counted(tmp_path):
    (row,) = read("doccano", stored(tmp_path / "a.jsonl", {"text": QUAY, "meta": {"by": "Jo"}}))
    assert row.left == {"“meta”": 1}
    whose = {"completed_by": {"id": 1}, "ground_truth": True, "lead_time": 3.2}
    full = {
        "data": {"text": QUAY, "url": "https://desk.example/7", "nested": {"a": 1}, "none": ""},
        "meta": {"k": "v"},
        "drafts": [{}],
        "annotations": [{"result": [], **whose}, {"result": [], "ground_truth": False}],
    }
    (found,) = read("labelstudio", stored(tmp_path / "b.jsonl", full))
    assert +found.left == {
        "“url” of the data": 1,
        "“nested” of the data": 1,
        "“meta”": 1,
        "“drafts”": 1,
        "“completed_by” of annotations": 1,
        "“ground_truth” of annotations": 1,
        "“lead_time” of annotations": 1,
    }


@pytest.mark.parametrize(
    "row",
    [
        {},
        3,
        {"data": {}},
        {"data": {"text": "https://desk.example/1.txt"}},
        {"data": {"a": "1", "b": "2"}},
        {"data": {"image": "x.png"}},
        {"data": {"html": "<p>Hello</p>"}},
    ],
)
def test_a_task_without_its_text_is_told_and_no_address_is_opened(row, tmp_path):
    (found,) = read("labelstudio", stored(tmp_path / "a.jsonl", row))
    assert troubles(found) == [(1, "task")]


BOX = {"x": 1, "y": 2, "width": 3, "height": 4, "rectanglelabels": ["Car"]}
XPATH = {"start": "/p[1]/text()[1]", "startOffset": 0, "endOffset": 5, "hypertextlabels": ["X"]}


@pytest.mark.parametrize(
    ("data", "sort", "value"),
    [
        ({"image": "a boat"}, "rectanglelabels", BOX),
        ({"html": "Hello <b>there</b>"}, "hypertextlabels", XPATH),
    ],
)
def test_a_task_about_no_plain_text_is_told_and_is_no_article(data, sort, value, tmp_path):
    row = {"data": data, "annotations": [{"result": [{"id": "a", "type": sort, "value": value}]}]}
    words = {"data": {"words": QUAY}, "annotations": [{"result": [region("a", "quay")]}]}
    found, other = read("labelstudio", stored(tmp_path / "a.jsonl", row, words))
    assert (found.unread, other.text) == (True, QUAY)
    [told] = found.troubles
    assert f"“{sort}”) and not of a plain text" in told.reason


def test_json_min_is_called_by_its_name_whatever_its_version(tmp_path):
    older = {"id": 1, "text": QUAY, "annotator": 1}
    older["label"] = [{"start": 0, "end": 4, "text": "Fire", "labels": ["X"]}]
    (found,) = read("labelstudio", stored(tmp_path / "a.jsonl", older))
    told = (
        "It looks like Label Studio’s JSON-MIN, which has no ids and no relations: export as JSON"
    )
    assert told in found.troubles[0].reason


# Web Annotation -----------------------------------------------------------------------------------

HERE = "https://desk.example/quay"


def note(
    id_: str, label: str, *words: str, source: str = HERE, **more: object
) -> dict[str, object]:
    targets = []
    for one in words:
        start, end = place(one)
        selectors = [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {"type": "TextQuoteSelector", "exact": one},
        ]
        targets.append({"source": source, "selector": selectors})
    body = [{"type": "TextualBody", "purpose": "tagging", "value": label}]
    return {"id": id_, "type": "Annotation", "body": body, "target": targets} | more


def linking(origin: str, target: str) -> dict[str, object]:
    body = [
        {"type": "TextualBody", "purpose": "tagging", "value": "attributed_to"},
        {"type": "SpecificResource", "purpose": "linking", "source": target},
    ]
    return {"id": "l1", "motivation": "linking", "body": body, "target": origin}


NOTES = [
    linking("a1", "a2"),
    note("a1", "claim", "nine sheds", "burned"),
    note("b1", "claim", "quay", source="https://desk.example/other"),
    note("a2", "source", "Warden"),
    note("a3", "claim", "quay") | {"target": HERE},
]


@pytest.mark.parametrize(
    "written",
    [
        "".join(f"{json.dumps(one)}\n" for one in NOTES),
        json.dumps(NOTES),
        json.dumps({"type": "AnnotationPage", "items": NOTES, "next": "https://desk.example/2"}),
        json.dumps({"@context": ["x"], "first": {"type": "AnnotationPage", "items": NOTES}}),
    ],
    ids=["lines", "list", "page", "collection"],
)
def test_web_annotations_are_sorted_by_the_text_they_name(written, tmp_path):
    path = tmp_path / "a.jsonld"
    path.write_text(written)
    quay, other, *further = read("webannotation", path)
    assert ["desk.example/2" in one.troubles[0].reason for one in further] == [
        True for _ in range(written.count('"next"'))
    ]
    assert (quay.address, quay.text) == (HERE, None)
    assert [one[:3] for one in spans(quay)] == [
        ("a1", "claim", [place("nine sheds"), place("burned")]),
        ("a2", "source", [place("Warden")]),
    ]
    assert links(quay) == [("attributed_to", "a1", "a2")]
    assert [where for _, where in troubles(quay)] == ["a3"]
    assert len(other.spans) == 1


def test_a_web_annotation_says_more_in_its_bodies(tmp_path):
    bodies = [
        {"purpose": "tagging", "value": "claim"},
        {"purpose": "oa:assessing", "value": "unverified"},
        {"purpose": "classifying", "schema:name": "type", "value": "event"},
        {"purpose": "describing", "value": "Nine sheds burned."},
        {"purpose": "commenting", "value": "Hm"},
        {"purpose": "moderating", "value": "ok"},
        "https://desk.example/tag",
        {"type": "Choice"},
    ]
    path = stored(tmp_path / "a.jsonl", note("a1", "", "quay") | {"body": bodies})
    (found,) = read("webannotation", path)
    assert found.spans[0].attributes == {
        "desk_status": "unverified",
        "type": "event",
        "normalised_claim": "Nine sheds burned.",
    }
    assert found.spans[0].notes == ["Hm"]
    assert sorted(found.left.values()) == [0, 1, 1, 1]


def test_a_zip_may_bring_the_texts_by_hash_or_by_name(tmp_path):
    digest = "ni:///sha-256;" + "A" * 43
    assert nodes.digest({"source": digest}) == "00" * 32
    line = json.dumps(note("a1", "claim", "quay", source="https://desk.example/a/quay.txt"))
    files = {"quay.txt": QUAY, "notes.jsonld": line}
    (found,) = read("webannotation", zipped(tmp_path / "a.zip", files))
    assert found.text == QUAY


def test_web_annotations_without_a_position_or_of_odd_shapes_are_told(tmp_path):
    only_words = {"source": HERE, "selector": {"type": "TextQuoteSelector", "exact": "quay"}}
    rows = [note("a1", "claim", "quay") | {"target": only_words}, 5, {"target": {"source": 5}}, {}]
    found = read("webannotation", stored(tmp_path / "a.jsonl", *rows))
    assert sorted(line for one in found for line, _ in troubles(one)) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty. brat keeps"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "The file is no zip and no text, but a picture"),
        (b"T1\tclaim 0 4\tFire\n", "brat keeps text and annotations in two files"),
    ],
)
def test_a_file_of_brat_that_is_alone_is_told_what_is_wrong(data, said, tmp_path):
    path = tmp_path / "a"
    path.write_bytes(data)
    with pytest.raises(BadFile) as told:
        read("brat", path)
    assert told.value.detail.startswith(said)
    assert told.value.detail.endswith("Nothing was changed.")


@pytest.mark.parametrize("name", ["../../evil.txt", r"..\..\evil.txt"])
def test_a_zip_with_nothing_but_a_name_that_leads_out_says_so(name, tmp_path):
    with pytest.raises(BadFile, match="Its name leads out of the zip"):
        read("brat", zipped(tmp_path / "a.zip", {name: "Fire."}))


def test_an_annotation_whose_id_is_null_is_called_by_its_place(tmp_path):
    target = {"source": HERE, "selector": {"type": "TextPositionSelector", "start": 0, "end": 4}}
    body = {"type": "TextualBody", "purpose": "tagging", "value": "claim"}
    node = {"id": None, "type": "Annotation", "body": body, "target": target}
    (found,) = read("webannotation", stored(tmp_path / "a.jsonl", node))
    assert [one.id for one in found.spans] == ["1"]

"""What another tool sends again is known by the words that it tags, whatever it calls them."""

from pathlib import Path
from typing import Any

import pytest

from annotations.domain.mappings import Choices
from annotations.formats import FORMATS
from annotations.formats.report import Report
from annotations.models import Annotation, Article, Event, Link, Revision
from annotations.queries.history import Told
from annotations.services.annotations import delete_annotation
from annotations.services.articles import add_revision
from annotations.services.exports import Order, stream_export
from annotations.services.imports import import_file
from annotations.services.people import system_actor
from annotations.templatetags.telling import event_sentence
from tests.formats.foreign import ann, stored, zipped
from tests.services.importing import files

__all__ = ["files"]  # a fixture
pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "The port office said boats burned. Dr Gray denied it."
SOURCE, CLAIM, SECOND = [0, 15, "SPK"], [21, 33, "ATTR"], [35, 42, "SPK"]
TWIN = "The boats sank.\n"
CHOICES = Choices({"ATTR": "claim", "SPK": "source"})


class Importer:
    """Imports files, and remembers what the last report told."""

    def __init__(self, **given: Any) -> None:
        self.given = given
        self.told: list[tuple[str, str]] = []

    def __call__(self, format: str, path: Path, **more: Any) -> dict[str, int]:
        given = self.given | {"choices": CHOICES if format == "doccano" else Choices()} | more
        report = import_file(format=format, path=path, unit="code_point", **given)
        self.told = [(one.where, one.reason) for one in report.problems]
        return dict(+report.counts)


def node(id_: str, kind: str, start: int, end: int) -> dict[str, Any]:
    """A Web Annotation of the text of the first article here."""
    sha256 = Revision.objects.earliest("id").sha256
    selector = {"type": "TextPositionSelector", "start": start, "end": end}
    target = {"source": "urn:a", "selector": selector, "state": {"schema:sha256": sha256}}
    body = {"type": "TextualBody", "purpose": "tagging", "value": kind}
    return {"id": id_, "type": "Annotation", "body": body, "target": target}


@pytest.fixture
def bring(lena, project) -> Importer:
    return Importer(actor=lena, project=project)


def labels(folder: Path, *given: list[Any]) -> Path:
    return stored(folder / "a.jsonl", {"id": 7, "text": TEXT, "label": list(given)})


def entities(folder: Path, first: int, *places: list[Any], reverse: bool = False) -> Path:
    """doccano's other shape: a row whose last two entities are linked."""
    rows = [
        {"id": first + by, "start_offset": start, "end_offset": end, "label": label}
        for by, (start, end, label) in enumerate(places)
    ]
    link = {"id": 1, "from_id": rows[-1]["id"], "to_id": rows[-2]["id"], "type": "attributed_to"}
    rows = rows[::-1] if reverse else rows
    return stored(
        folder / "a.jsonl", {"id": 7, "text": TEXT, "entities": rows, "relations": [link]}
    )


def test_a_label_in_front_of_those_that_are_here_is_the_only_new_one(bring, tmp_path):
    bring("doccano", labels(tmp_path, SOURCE, CLAIM))
    assert bring("doccano", labels(tmp_path, SECOND, SOURCE, CLAIM)) == {
        "source": 1,
        "unchanged": 2,
    }
    assert bring("doccano", labels(tmp_path, CLAIM, SECOND, SOURCE)) == {"unchanged": 3}
    assert bring.told == []


def test_entities_with_other_ids_are_those_that_are_here_with_their_links(bring, tmp_path):
    first = bring("doccano", entities(tmp_path, 55, SOURCE, CLAIM))
    assert first["links"] == 1
    assert bring("doccano", entities(tmp_path, 155, SOURCE, CLAIM)) == {"unchanged": 2}
    assert bring("doccano", entities(tmp_path, 255, SOURCE, CLAIM, reverse=True)) == {
        "unchanged": 2
    }
    assert bring.told == []
    assert Link.objects.count() == 1


@pytest.mark.parametrize("again", [55, 54, 56])
def test_ids_that_moved_on_to_other_words_mislead_nobody(again, bring, tmp_path):
    """An entity in front shifts the numbers: id 55 is another one's now."""
    bring("doccano", entities(tmp_path, 55, SOURCE, CLAIM))
    path = entities(tmp_path, again, SECOND, SOURCE, CLAIM)
    assert bring("doccano", path) == {"source": 1, "unchanged": 2}
    assert bring("doccano", path) == {"unchanged": 3}
    assert bring("doccano", entities(tmp_path, 54, SECOND, SOURCE, CLAIM)) == {"unchanged": 3}
    assert bring.told == []
    assert Link.objects.count() == 1


def test_a_new_tag_is_linked_to_the_one_that_is_here(bring, tmp_path):
    bring("doccano", labels(tmp_path, SOURCE))
    assert bring("doccano", entities(tmp_path, 3, SOURCE, CLAIM)) == {
        "claim": 1,
        "links": 1,
        "unchanged": 1,
    }
    assert Link.objects.get().target.quote == "The port office"


def test_the_very_same_label_twice_is_one_tag_and_told(bring, tmp_path):
    path = labels(tmp_path, CLAIM, CLAIM, SOURCE)
    assert bring("doccano", path)["claim"] == 1
    [(where, reason)] = bring.told
    assert where == "21-33-ATTR#1"
    assert "one tag" in reason
    assert bring("doccano", path) == {"unchanged": 2}
    assert {one.label for one in Annotation.objects.all()} == {"C1", "S1"}


def test_links_to_the_second_of_two_that_are_one_tag_go_to_it(bring, tmp_path):
    path = entities(tmp_path, 1, SOURCE, SOURCE, CLAIM)
    assert bring("doccano", path)["links"] == 1
    assert Annotation.objects.count() == 2


def test_the_same_place_as_another_kind_or_with_other_details_is_another_tag(bring, tmp_path):
    rows = [
        "T1\tclaim 21 33\tboats burned",
        "T2\tsource 21 33\tboats burned",
        "T3\tclaim 21 33\tboats burned",
        "#1\tAnnotatorNotes T3\tAsk again.",
    ]
    path = zipped(tmp_path / "a.zip", {"a.txt": TEXT, "a.ann": ann(*rows)})
    bring("brat", path)
    assert Annotation.objects.count() == 3
    assert bring("brat", path) == {"unchanged": 3}


def test_other_tools_are_known_by_place_as_well(bring, tmp_path):
    bring("doccano", labels(tmp_path, SOURCE, CLAIM))
    rows = ["T8\tsource 0 15\tThe port office", "T9\tclaim 21 33\tboats burned"]
    path = zipped(tmp_path / "a.zip", {"a.txt": TEXT, "a.ann": ann(*rows)})
    assert bring("brat", path) == {"unchanged": 2}
    results = [
        {"id": f"r{at}", "type": "labels", "value": {"start": at, "end": end, "labels": [kind]}}
        for at, end, kind in ((0, 15, "source"), (21, 33, "claim"))
    ]
    task = {"id": 1, "data": {"text": TEXT}, "annotations": [{"id": 5, "result": results}]}
    assert bring("labelstudio", stored(tmp_path / "b.jsonl", task)) == {"unchanged": 2}
    nodes = stored(tmp_path / "c.jsonl", node("urn:b", "claim", 21, 33))
    assert bring("webannotation", nodes) == {"unchanged": 1}


def test_a_tag_that_was_withdrawn_or_deleted_here_is_not_revived(bring, lena, tmp_path):
    bring("doccano", labels(tmp_path, SOURCE, CLAIM, SECOND))
    claim = Annotation.objects.get(kind="claim")
    Annotation.objects.filter(pk=claim.pk).update(state="withdrawn")
    gone = Annotation.objects.get(quote="Dr Gray")
    delete_annotation(actor=lena, annotation_id=gone.pk, version=gone.version)
    assert bring("doccano", labels(tmp_path, SECOND, CLAIM, SOURCE)) == {
        "unchanged": 2,
        "different": 1,
    }
    assert [(where, "stays so" in reason) for where, reason in bring.told] == [
        ("35-42-SPK#0", True)
    ]
    assert Annotation.objects.count() == 3
    assert Annotation.objects.get(pk=claim.pk).state == "withdrawn"


def test_where_two_tags_here_are_alike_each_row_is_one_of_them(bring, tmp_path):
    """Two people of Label Studio tagged the same words, and their work is kept apart."""
    result = {"id": "r", "type": "labels", "value": {"start": 21, "end": 33, "labels": ["claim"]}}
    work = [{"id": number, "result": [result]} for number in (5, 6, 7)]

    def task(*people: Any) -> Path:
        row = {"id": 1, "data": {"text": TEXT}, "annotations": people}
        return stored(tmp_path / "a.jsonl", row)

    assert bring("labelstudio", task(*work[:2]))["claim"] == 2
    renamed = [one | {"id": one["id"] + 10} for one in work]
    assert bring("labelstudio", task(*renamed)) == {"claim": 1, "unchanged": 2}


@pytest.fixture
def twins(bring, tmp_path) -> list[str]:
    """Two articles of one text: a claim in each, and a source in the second."""
    claim, source = "T1\tclaim 4 9\tboats", "T2\tsource 0 3\tThe"
    texts = {"x/a.txt": TWIN, "y/a.txt": TWIN}
    tags = {"x/a.ann": ann(claim), "y/a.ann": ann(claim, source)}
    bring("brat", zipped(tmp_path / "twins.zip", texts | tags))
    assert Article.objects.count() == 2
    return [claim, source]


@pytest.mark.parametrize("format", ["brat", "doccano", "labelstudio", "webannotation", "jsonl"])
def test_articles_of_one_text_get_their_own_tags_back(format, twins, bring, project, tmp_path):
    order = Order(project, format, "all", unmasked=True)
    path = tmp_path / f"out{FORMATS[format].SUFFIX}"
    path.write_bytes(b"".join(stream_export(actor=system_actor(), order=order, report=Report())))
    assert bring(format, path) == {"unchanged": 3}
    assert bring.told == []


def test_articles_of_one_text_are_told_apart_by_the_tags_they_have(twins, bring, tmp_path):
    """In the other order and by other ids: the one with the source is the second still."""
    claim, source = twins
    tags = {"1.ann": ann(source.replace("T2", "T7"), claim), "2.ann": ann(claim)}
    texts = {"1.txt": TWIN, "2.txt": TWIN}
    assert bring("brat", zipped(tmp_path / "b.zip", texts | tags)) == {"unchanged": 3}


def test_one_of_two_articles_of_one_text_goes_where_its_tags_are(twins, bring, tmp_path):
    again: Any = {"y/a.txt": TWIN, "y/a.ann": ann(*twins, "T3\tstatus 10 14\tsank")}
    assert bring("brat", zipped(tmp_path / "b.zip", again)) == {"status": 1, "unchanged": 2}
    assert Annotation.objects.get(kind="status").article_id == (
        Annotation.objects.get(kind="source").article_id
    )


def test_a_link_to_a_tag_of_the_other_article_is_told(bring, tmp_path):
    """A Web Annotation names the text alone, and so the tags of both articles are of one."""
    tags = {
        "x.ann": ann("T1\tclaim 4 9\tboats", "T2\tstatus 10 14\tsank"),
        "y.ann": ann("T1\tsource 0 3\tThe"),
    }
    bring("brat", zipped(tmp_path / "a.zip", {"x.txt": TWIN, "y.txt": TWIN} | tags))
    ours = {one.kind: f"urn:uuid:{one.pk}" for one in Annotation.objects.all()}
    nodes = [
        node(ours["source"], "source", 0, 3),
        node(ours["claim"], "claim", 4, 9),
        node(ours["status"], "status", 10, 14),
        node("urn:new", "claim", 0, 14),
        {
            "id": "urn:link",
            "motivation": "linking",
            "target": "urn:new",
            "body": [
                {"type": "TextualBody", "purpose": "tagging", "value": "attributed_to"},
                {"type": "SpecificResource", "source": ours["source"]},
            ],
        },
    ]
    path = stored(tmp_path / "a.jsonl", *nodes)
    assert bring("webannotation", path) == {"claim": 1, "unchanged": 3}
    assert "another article that has the same text" in str(bring.told)


def test_tags_of_several_people_in_files_of_one_name_are_all_taken(bring, tmp_path):
    """Each numbers from T1: what has no word in common is another tag."""
    rows = ["T1\tclaim 21 26\tboats", "T1\tclaim 43 49\tdenied", "T1\tsource 35 42\tDr Gray"]
    files: list[Any] = [{"doc.txt": TEXT, "doc.ann": ann(row)} for row in rows]
    paths = [zipped(tmp_path / f"{at}.zip", one) for at, one in enumerate(files)]
    told = [bring("brat", path) for path in paths]
    assert told == [{"articles": 1, "revisions": 1, "claim": 1}, {"claim": 1}, {"source": 1}]
    for path in paths * 2:
        assert bring("brat", path) == {"unchanged": 1}
        assert bring.told == []
    assert Annotation.objects.count() == 3


def test_tags_of_two_people_that_share_a_word_are_told(bring, tmp_path):
    for row in ("T1\tclaim 21 26\tboats", "T1\tclaim 21 33\tboats burned"):
        files: Any = {"doc.txt": TEXT, "doc.ann": ann(row)}
        told = bring("brat", zipped(tmp_path / "a.zip", files))
    assert told == {"different": 1}
    assert "lies at 21–26, the file says 21–33" in str(bring.told)


def test_tags_on_an_older_version_of_a_story_are_told(bring, lena, tmp_path):
    first: Any = {"doc.txt": TEXT, "doc.ann": ann("T1\tclaim 21 26\tboats")}
    bring("brat", zipped(tmp_path / "a.zip", first))
    add_revision(actor=lena, article_id=Article.objects.get().pk, text=f"{TEXT} No more came.")
    rows = "T1\tclaim 21 26\tboats", "T2\tsource 35 42\tDr Gray"
    path = zipped(tmp_path / "a.zip", {"doc.txt": TEXT, "doc.ann": ann(*rows)})
    assert bring("brat", path) == {"source": 1, "unchanged": 1, "on_older_versions": 1}
    said = "It is on version 1 of this story; version 2 is the newest."
    assert bring.told == [("article", said)]
    assert bring("brat", path) == {"unchanged": 2}
    assert bring.told == []


def test_the_history_tells_an_import_of_tags_alone_as_such(bring, lena, project, tmp_path):
    bring("doccano", labels(tmp_path, SOURCE, CLAIM))
    bring("doccano", labels(tmp_path, SECOND, SOURCE, CLAIM))
    events = Event.objects.filter(project_id=project.pk, action="article.imported").order_by("pk")
    told = [event_sentence(Told(event, lena, "")) for event in events]
    assert told == ["imported the story", "imported 1 tag"]

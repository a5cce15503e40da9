"""What other tools wrote comes in with the right places, once, and every row is told of."""

import json
import zipfile
from pathlib import Path

import pytest

from annotations.domain.mappings import BadMapping, Choices
from annotations.formats import FORMATS
from annotations.formats.records import DocumentRecord
from annotations.formats.report import Report
from annotations.formats.sources import BadFile
from annotations.models import Annotation, Article, Event, Link
from annotations.permissions import NotAllowed
from annotations.services.articles import create_article
from annotations.services.import_files import UnitUnknown
from annotations.services.imports import import_file
from tests.formats.documents import CLAIM, SOURCE, document
from tests.formats.wild import wild

pytestmark = pytest.mark.django_db
TEXT = "Fire 🔥 in Quill. The harbour office said 12 boats burnt.\nNobody could verify it."


def place(words: str, *, utf16: bool = False) -> tuple[int, int]:
    start = TEXT.index(words)
    if utf16:
        before, within = TEXT[:start], TEXT[start : start + len(words)]
        start = len(before.encode("utf-16-le")) // 2
        return start, start + len(within.encode("utf-16-le")) // 2
    return start, start + len(words)


def written(format: str, folder: Path, *documents: DocumentRecord) -> Path:
    path = folder / f"{format}{FORMATS[format].SUFFIX}"
    path.write_bytes(b"".join(FORMATS[format].write(documents, Report())))
    return path


def zipped(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def spans(*documents: DocumentRecord) -> list[tuple]:
    return sorted(
        (one.kind, tuple((part.start, part.end, part.quote) for part in one.fragments))
        for document in documents
        for one in document.annotations
    )


def stored() -> list[tuple]:
    return sorted(
        (
            one.kind,
            tuple(
                (part.start, part.end, one.revision.text[part.start : part.end])
                for part in one.fragments
            ),
        )
        for one in Annotation.objects.alive().select_related("revision")
    )


@pytest.mark.parametrize("format", ["brat", "doccano", "labelstudio"])
def test_what_we_write_for_a_tool_comes_back_equal_and_once(format, lena, project, tmp_path):
    """Emoji, right to left, overlapping, nested and divided, with links."""
    path = written(format, tmp_path, document(), wild())
    report = import_file(actor=lena, project=project, format=format, path=path)
    assert stored() == spans(document(), wild())
    assert Link.objects.count() == 4
    assert len(report.problems) == 0
    assert set(report.tally.labels) == set(report.tally.relations) == set()
    events = Event.objects.count()
    again = import_file(actor=lena, project=project, format=format, path=path)
    assert +again.counts == {"unchanged": 9}
    assert Event.objects.count() == events
    assert set(Annotation.objects.claims().values_list("state", flat=True)) == {"draft"}


def test_web_annotations_find_their_articles_by_the_hash_of_the_text(lena, project, tmp_path):
    here = create_article(actor=lena, project=project, text=document().revision.text)
    path = written("webannotation", tmp_path, document(), wild())
    report = import_file(actor=lena, project=project, format="webannotation", path=path)
    assert stored() == spans(document())
    assert {one.revision_id for one in Annotation.objects.all()} == {here.revision.pk}
    [problem] = report.problems
    assert "no article of this text" in problem.reason
    assert Article.objects.count() == 1


@pytest.mark.parametrize("format", ["brat", "doccano", "labelstudio", "webannotation"])
def test_what_was_exported_here_changes_nothing_here(format, lena, project, tmp_path):
    ours = written("jsonl", tmp_path, document(), wild())
    import_file(actor=lena, project=project, format="jsonl", path=ours)
    tables = [Article, Annotation, Link, Event]
    before = [table.objects.count() for table in tables]
    path = written(format, tmp_path, document(), wild())
    report = import_file(actor=lena, project=project, format=format, path=path)
    assert +report.counts == {"unchanged": 9}
    assert [table.objects.count() for table in tables] == before


@pytest.mark.parametrize("format", ["brat", "doccano", "labelstudio", "webannotation"])
def test_ids_and_free_words_of_ours_come_along(format, lena, project, tmp_path):
    create_article(actor=lena, project=project, text=document().revision.text)
    path = written(format, tmp_path, document())
    import_file(actor=lena, project=project, format=format, path=path)
    claim = Annotation.objects.get(pk=CLAIM)
    assert claim.normalised_claim == "Twelve boats were destroyed by the harbour fire."
    assert claim.note == "-1 on the first draft"
    assert Annotation.objects.get(pk=SOURCE).attributes["identity"] == "Ilse Brandt"


def test_two_people_may_have_worked_on_one_annotation_of_ours(lena, project, tmp_path):
    with zipfile.ZipFile(written("labelstudio", tmp_path, document())) as archive:
        [task] = json.loads(archive.read("tasks.json"))
    task["annotations"].append({**task["annotations"][0], "id": 2})
    path = tmp_path / "two.json"
    path.write_text(json.dumps([task]))
    report = import_file(actor=lena, project=project, format="labelstudio", path=path)
    assert len(report.problems) == 0
    assert Annotation.objects.count() == 8


def test_a_try_writes_nothing(lena, project, tmp_path):
    path = written("brat", tmp_path, document())
    report = import_file(actor=lena, project=project, format="brat", path=path, dry_run=True)
    assert report.as_dict()["claim"] == 2
    assert not Annotation.objects.exists()
    assert not Article.objects.exists()


def doccano(folder: Path, *labels: list) -> Path:
    path = folder / "doccano.jsonl"
    path.write_text(json.dumps({"id": 1, "text": TEXT, "label": list(labels)}) + "\n")
    return path


def test_foreign_words_get_the_meaning_that_a_person_chose_and_it_is_remembered(
    lena, project, tmp_path
):
    path = doccano(tmp_path, [*place("12 boats burnt"), "assertion"], [*place("Quill"), "place"])
    asked = {"actor": lena, "project": project, "format": "doccano", "path": path}
    blind = import_file(**asked, unit="code_point", dry_run=True)
    assert blind.tally.labels == {"assertion": 1, "place": 1}
    chosen = Choices({"assertion": "claim:desk_status=unverified", "place": "ignore"})
    import_file(**asked, unit="code_point", choices=chosen)
    [claim] = Annotation.objects.all()
    assert (claim.quote, claim.desk_status) == ("12 boats burnt", "unverified")
    once_more = import_file(**asked, unit="code_point")
    assert +once_more.counts == {"unchanged": 1}
    assert once_more.tally.ignored == {"place": 1}


def test_a_meaning_that_is_none_of_ours_is_refused(lena, project, tmp_path):
    path = doccano(tmp_path, [0, 4, "assertion"])
    with pytest.raises(BadMapping, match="cannot become"):
        import_file(
            actor=lena,
            project=project,
            format="doccano",
            path=path,
            choices=Choices({"assertion": "truth"}),
        )
    assert not Article.objects.exists()


def test_where_the_unit_cannot_be_known_a_person_is_asked(lena, project, tmp_path):
    path = doccano(tmp_path, [*place("12 boats burnt", utf16=True), "claim"])
    with pytest.raises(UnitUnknown, match="code_point or utf16"):
        import_file(actor=lena, project=project, format="doccano", path=path)
    assert not Article.objects.exists()
    import_file(actor=lena, project=project, format="doccano", path=path, unit="utf16")
    assert Annotation.objects.get().quote == "12 boats burnt"


@pytest.mark.parametrize("utf16", [False, True])
def test_quotes_tell_the_unit(lena, project, tmp_path, utf16):
    start, end = place("The harbour office", utf16=utf16)
    ann = f"T1\tsource {start} {end}\tThe harbour office\n"
    path = zipped(tmp_path / "a.zip", {"a.txt": TEXT, "a.ann": ann})
    report = import_file(actor=lena, project=project, format="brat", path=path)
    assert Annotation.objects.get().quote == "The harbour office"
    assert report.tally.units == {"utf16" if utf16 else "code_point": 1}


def test_a_row_that_fails_is_told_with_its_line_and_the_others_come_in(lena, project, tmp_path):
    good, bad = place("12 boats burnt"), place("Quill")
    ann = (
        f"T1\tclaim {good[0]} {good[1]}\t12 boats burnt\n"
        f"T2\tclaim {bad[0]} {bad[1]}\tQuell\n"
        "R1\tattributed_to Arg1:T1 Arg2:T9\n"
        "nonsense\n"
    )
    path = zipped(tmp_path / "a.zip", {"a.txt": TEXT, "a.ann": ann})
    report = import_file(actor=lena, project=project, format="brat", path=path)
    assert [one.quote for one in Annotation.objects.all()] == ["12 boats burnt"]
    told = {(one.file, one.line) for one in report.problems}
    assert told == {("a.ann", 2), ("a.ann", 3), ("a.ann", 4)}


def test_regions_of_label_studio_that_share_an_id_are_one(lena, project, tmp_path):
    (a, b), (c, d) = place("12 boats"), place("burnt")
    sent = [
        {"id": "x", "type": "labels", "value": {"start": s, "end": e, "labels": ["claim"]}}
        for s, e in ((a, b), (c, d))
    ]
    task = {"id": 1, "data": {"text": TEXT}, "annotations": [{"id": 5, "result": sent}]}
    path = tmp_path / "export.json"
    path.write_text(json.dumps([task]))
    import_file(actor=lena, project=project, format="labelstudio", path=path, unit="code_point")
    [claim] = Annotation.objects.all()
    assert [(part.start, part.end) for part in claim.fragments] == [(a, b), (c, d)]


def test_no_name_in_a_zip_is_a_path_here(lena, project, tmp_path):
    ann = "T1\tclaim 0 4\tFire\n"
    path = zipped(tmp_path / "a.zip", {"../../out.txt": TEXT, "../../out.ann": ann})
    with pytest.raises(BadFile, match=r"no \.txt"):
        import_file(actor=lena, project=project, format="brat", path=path)
    assert [one.name for one in tmp_path.iterdir()] == ["a.zip"]
    assert not (tmp_path.parent.parent / "out.txt").exists()


def test_a_file_that_is_damaged_or_none_is_refused(lena, project, tmp_path):
    whole = written("brat", tmp_path, document()).read_bytes()
    path = tmp_path / "cut.zip"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadFile):
        import_file(actor=lena, project=project, format="brat", path=path)
    assert not Article.objects.exists()


def test_a_bomb_is_not_unpacked(lena, project, tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "a" * 60_000_000)
        archive.writestr("a.ann", "")
    report = import_file(actor=lena, project=project, format="brat", path=path)
    [problem] = report.problems
    assert "larger than" in problem.reason
    assert not Article.objects.exists()


def test_it_is_for_leads(rita, project, tmp_path):
    with pytest.raises(NotAllowed):
        import_file(
            actor=rita, project=project, format="brat", path=written("brat", tmp_path, document())
        )


def test_an_article_whose_text_is_another_by_now_is_told_as_such(lena, project, tmp_path):
    address = "https://n.example/boats"
    create_article(actor=lena, project=project, text="Another text.", source_url=address)
    target = {
        "source": address,
        "selector": {"type": "TextPositionSelector", "start": 0, "end": 4},
        "state": {"schema:sha256": "0" * 64},
    }
    body = {"type": "TextualBody", "purpose": "tagging", "value": "claim"}
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "urn:a", "body": body, "target": target}))
    report = import_file(actor=lena, project=project, format="webannotation", path=path)
    [problem] = report.problems
    said = "The article at this address has another text than the file was made for"
    assert f"{said}: {address}" in problem.reason

"""What words of other tools became is remembered for a project; what is ours stays ours."""

from pathlib import Path
from typing import Any

import pytest

from annotations.domain.mappings import Choices
from annotations.formats import FORMATS
from annotations.formats.report import Report
from annotations.models import Annotation, ImportMapping, Link
from annotations.queries.mappings import remembered
from annotations.services.import_reports import ImportReport
from annotations.services.imports import import_file
from tests.formats.documents import document
from tests.formats.foreign import QUAY, ann, tag, zipped

pytestmark = pytest.mark.django_db(transaction=True)
OURS = {"claim": "source", "Claim": "status"}


@pytest.fixture
def bring(lena, project) -> Any:
    def bring_in(path: Path, format: str = "brat", **more: Any) -> ImportReport:
        return import_file(actor=lena, project=project, format=format, path=path, **more)

    return bring_in


def corpus(folder: Path, *rows: str) -> Path:
    return zipped(folder / "quay.zip", {"quay.txt": QUAY, "quay.ann": ann(*rows)})


def ours(folder: Path, format: str) -> Path:
    path = folder / f"ours{FORMATS[format].SUFFIX}"
    path.write_bytes(b"".join(FORMATS[format].write([document()], Report())))
    return path


def test_a_meaning_for_our_own_words_is_for_that_import_alone(bring, project, tmp_path):
    path = corpus(tmp_path, tag("T1", "claim", "nine sheds"), tag("T2", "Attr", "Warden"))
    given = Choices(OURS | {"Attr": "claim"}, {"attributed-to": "repeats", "said": "denied_by"})
    assert bring(path, choices=given).counts["source"] == 1
    assert remembered(project.pk) == Choices({"Attr": "claim"}, {"said": "denied_by"})


def test_a_meaning_of_our_own_words_that_was_kept_before_does_not_count(
    bring, lena, project, tmp_path
):
    ImportMapping.objects.create(project=project, labels=OURS, links={}, changed_by=lena)
    assert bring(corpus(tmp_path, tag("T1", "claim", "nine sheds"))).counts["claim"] == 1


@pytest.mark.parametrize("format", ["brat", "doccano", "labelstudio", "webannotation"])
def test_what_carries_our_ids_keeps_its_kind(format, bring, tmp_path):
    """With what belongs to it: findings and links of a claim are no source's."""
    bring(ours(tmp_path, "jsonl"), "jsonl")
    here = list(Annotation.objects.order_by("pk").values_list("pk", "kind"))
    report = bring(ours(tmp_path, format), format, choices=Choices({"claim": "source"}))
    assert +report.counts == {"unchanged": len(here)}
    assert not len(report.problems)
    assert list(Annotation.objects.order_by("pk").values_list("pk", "kind")) == here


def test_what_carries_our_ids_can_be_left_out(bring, tmp_path):
    bring(ours(tmp_path, "brat"), choices=Choices({"claim": "ignore"}))
    assert not Annotation.objects.filter(kind="claim").exists()
    assert Annotation.objects.filter(kind="source").exists()
    assert not Link.objects.exists()


def test_the_report_lists_what_was_remembered_and_used(bring, tmp_path):
    rows = tag("T1", "Attr", "nine sheds"), tag("T2", "Spk", "Warden"), "R1\tsaid Arg1:T1 Arg2:T2"
    chosen = Choices({"Attr": "claim", "Spk": "source", "Else": "status"}, {"said": "denied_by"})
    first = bring(corpus(tmp_path, *rows), choices=chosen)
    assert "remembered_labels" not in first.as_dict()
    again = bring(corpus(tmp_path, *rows), choices=Choices({"Spk": "source"}))
    assert again.as_dict()["remembered_labels"] == {"Attr": "claim"}
    assert again.as_dict()["remembered_links"] == {"said": "denied_by"}

"""Exports: complete with rows and hash, or failed with a reason; masked unless a lead asks."""

import csv
import io
import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from procrastinate.contrib.django.models import ProcrastinateJob

from annotations.domain.errors import IllegalState
from annotations.formats import FORMATS, jsonl
from annotations.formats.records import DocumentRecord
from annotations.formats.report import Report
from annotations.models import Annotation, Event, Job, Membership, Project, Revision, User
from annotations.permissions import NotAllowed
from annotations.services import exports, jobs
from annotations.services.annotations import delete_annotation, update_annotation
from annotations.services.articles import add_revision, mark_blocks, update_article
from annotations.services.comments import add_comment
from annotations.services.evidence import add_evidence
from annotations.services.export_samples import sample_export
from annotations.services.exports import Order
from annotations.services.links import add_link
from annotations.services.locking import NotFound
from tests.people import TEXT, tag
from tests.signoff import decide

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """A folder of this test's own for what it exports."""
    settings.EXPORTS_DIR = tmp_path
    return tmp_path


def export(actor: User, project: Project, state: str = "all", **more: Any) -> list[DocumentRecord]:
    order = Order(project, "jsonl", state, **more)
    return list(jsonl.read(exports.stream_export(actor=actor, order=order, report=Report())))


def lost(
    actor: User, project: Project, state: str = "all", format: str = "jsonl"
) -> dict[str, int]:
    report = Report()
    list(exports.stream_export(actor=actor, order=Order(project, format, state), report=report))
    return report.lost


def done(actor: User, project: Project, **more: Any) -> Job:
    job = exports.request_export(actor=actor, project=project, **{"format": "jsonl"} | more)
    exports.run_export(job.pk)
    job.refresh_from_db()
    return job


def confide(editor: User, source: Annotation) -> None:
    values = {"confidential": True, "identity": "Ona Rell"}
    update_annotation(
        actor=editor, annotation_id=source.pk, version=source.version, attributes=values
    )


@pytest.fixture
def barrels(emil: User, revision: Revision, claim: Annotation) -> Annotation:
    """A second claim, without a source of its own, that repeats the first."""
    made = tag(
        emil,
        revision,
        "claim",
        "3 barrels were lost",
        desk_status="attributed_only",
        no_source_given=True,
        attributes={"figure": {"value": 3, "unit": "barrels", "bound": "exactly"}},
    )
    add_link(actor=emil, annotation_id=made.pk, type="repeats", target_id=claim.pk, how="softer")
    return made


def test_every_annotation_comes_out_with_what_it_has(lena, project, claim, barrels, emil, rita):
    add_evidence(
        actor=emil,
        annotation_id=claim.pk,
        id=barrels.pk,
        medium="call",
        stance="supports",
        excerpt="Yes, twelve.",
    )
    add_comment(actor=rita, annotation_id=claim.pk, id=barrels.pk, text="Which harbour?")
    decide(emil, rita, claim)
    (document,) = export(lena, project)
    by_label = {one.label: one for one in document.annotations}
    assert sorted(by_label) == ["C1", "C2", "S1", "V1"]
    first = by_label["C1"]
    assert first.state == "approved"
    assert [part.quote for part in first.fragments] == ["12 crates", "were lost"]
    assert {link.type for link in first.links} == {"attributed_to", "qualified_by"}
    assert [piece.excerpt for piece in first.evidence] == ["Yes, twelve."]
    assert [comment.text for comment in first.comments] == ["Which harbour?"]
    assert [row.submitted_by for row in first.submissions] == ["emil"]
    assert [(row.verdict, row.reviewer, row.submission) for row in first.decisions] == [
        ("approve", "rita", 0)
    ]
    assert first.author == "edda"
    assert [person.user for person in first.contributors] == ["emil"]
    assert by_label["C2"].links[0].how == "softer"
    assert by_label["C2"].attributes["figure"] == {
        "value": 3,
        "unit": "barrels",
        "bound": "exactly",
    }


def test_offsets_cut_out_the_quotes_also_behind_an_emoji(lena, project, claim, barrels):
    (document,) = export(lena, project)
    assert "🧊" in document.revision.text
    for annotation in document.annotations:
        for part in annotation.fragments:
            assert document.revision.text[part.start : part.end] == part.quote


def test_lines_fit_the_published_schema(lena, project, claim, barrels):
    order = Order(project, "jsonl", "all")
    for line in exports.stream_export(actor=lena, order=order, report=Report()):
        Draft202012Validator(jsonl.json_schema()).validate(json.loads(line))


def test_blocks_say_which_are_complete(lena, project, revision):
    mark_blocks(actor=lena, revision_id=revision.pk, complete=[1])
    (document,) = export(lena, project)
    assert [block.complete for block in document.revision.blocks][:3] == [False, True, False]


def test_the_original_is_written_where_it_differs_from_the_text(lena, project, article):
    crlf = TEXT.replace("\n", "\r\n").encode()
    add_revision(actor=lena, article_id=article.pk, text=f"{TEXT}More.\n", original=crlf)
    first, second = export(lena, project)
    assert first.revision.original.data == b""
    assert second.revision.original.data == crlf
    assert [first.revision.current, second.revision.current] == [False, True]


def test_a_state_brings_its_claims_and_what_they_link_to(lena, rita, edda, project, claim, barrels):
    decide(edda, rita, claim)
    (document,) = export(lena, project, "approved")
    assert sorted(one.label for one in document.annotations) == ["C1", "S1", "V1"]
    (document,) = export(lena, project, "draft")
    assert [one.label for one in document.annotations] == ["C2"]
    assert export(lena, project, "rejected") == []


def test_links_to_claims_outside_the_file_are_counted_as_lost(lena, rita, emil, project, barrels):
    decide(emil, rita, barrels)
    (document,) = export(lena, project, "approved")
    assert document.annotations[0].links == []
    assert lost(lena, project, "approved") == {"links to claims that are not in the file": 1}


def test_what_was_deleted_is_not_exported(lena, edda, project, claim, marker):
    delete_annotation(actor=edda, annotation_id=marker.pk, version=marker.version)
    (document,) = export(lena, project)
    assert sorted(one.label for one in document.annotations) == ["C1", "S1"]
    first = next(one for one in document.annotations if one.label == "C1")
    assert [link.type for link in first.links] == ["attributed_to"]


def test_a_confidential_source_is_masked_and_its_offsets_hold(rita, edda, project, claim, source):
    confide(edda, source)
    (document,) = export(rita, project)
    written = jsonl.encode(document).decode()
    assert document.masked
    assert "harbour office" not in written
    assert "Ona Rell" not in written
    assert len(document.revision.text) == document.revision.length
    for annotation in document.annotations:
        for part in annotation.fragments:
            assert document.revision.text[part.start : part.end] == part.quote
    assert lost(rita, project)["confidential sources"] == 1


def test_a_confidential_source_is_masked_where_only_its_text_goes_out(
    rita, emil, edda, project, barrels, source
):
    confide(edda, source)
    decide(emil, rita, barrels)
    (document,) = export(rita, project, "approved")
    assert [one.label for one in document.annotations] == ["C2"]
    assert "harbour office" not in document.revision.text


def test_a_confidential_source_is_masked_in_later_revisions_too(rita, edda, project, source):
    confide(edda, source)
    add_revision(actor=edda, article_id=source.article_id, text=f"More. {TEXT}")
    for document in export(rita, project):
        assert "harbour office" not in document.revision.text


@pytest.mark.parametrize("kept", [{"texts": "none"}, {"boilerplate": False}])
def test_masked_tells_of_confidential_sources_and_of_nothing_else(
    lena, edda, project, source, kept
):
    confide(edda, source)
    for unmasked in (True, False):
        (document,) = export(lena, project, unmasked=unmasked, **kept)
        assert document.masked is not unmasked


def test_a_lead_may_ask_for_unmasked_data_and_nobody_else(lena, rita, edda, project, source):
    confide(edda, source)
    update_article(
        actor=edda, article_id=source.article_id, version=1, confidential_note="Call first."
    )
    (document,) = export(lena, project, unmasked=True)
    assert not document.masked
    assert document.article.confidential_note == "Call first."
    assert "harbour office" in document.revision.text
    with pytest.raises(NotAllowed):
        exports.request_export(actor=rita, project=project, format="jsonl", unmasked=True)


@pytest.mark.parametrize("name", ["vera", "edda", "otto"])
def test_only_reviewers_and_leads_export(name, request, project, claim):
    actor = request.getfixturevalue(name)
    with pytest.raises(NotAllowed):
        exports.request_export(actor=actor, project=project, format="jsonl")
    assert not Job.objects.exists()
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.parametrize("wrong", [{"format": "xls"}, {"format": "jsonl", "state": "done"}])
def test_an_unknown_format_or_state_is_refused_with_the_known_ones(lena, project, wrong):
    with pytest.raises((exports.UnknownFormat, exports.UnknownState), match="Known are"):
        exports.request_export(actor=lena, project=project, **wrong)


@pytest.fixture
def without_spacy(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in an installation that has no spaCy: None stops every import of it."""
    monkeypatch.setitem(sys.modules, "spacy", None)


def test_a_format_whose_package_is_missing_is_refused_with_what_to_do(lena, project, without_spacy):
    with pytest.raises(exports.FormatNotInstalled, match=r"-r requirements/spacy\.in"):
        exports.request_export(actor=lena, project=project, format="spacy")
    assert not Job.objects.exists()


def test_a_job_whose_worker_lacks_the_package_says_so(rita, project, claim, monkeypatch):
    job = exports.request_export(actor=rita, project=project, format="spacy", state="all")
    monkeypatch.setitem(sys.modules, "spacy", None)
    exports.run_export(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "requirements/spacy.in" in job.error


@pytest.mark.parametrize("format", ["parquet", "spacy"])
def test_the_sample_of_a_file_that_nobody_can_read_is_our_own_lines(rita, project, claim, format):
    sample = sample_export(actor=rita, order=Order(project, format, "all"))
    assert jsonl.decode(sample.records[0].encode()).annotations


def test_a_request_is_a_job_a_task_and_an_event(rita, project):
    job = exports.request_export(actor=rita, project=project, format="csv", state="all")
    assert job.state == Job.State.QUEUED
    assert ProcrastinateJob.objects.get().args == {"job_id": job.pk}
    assert Event.objects.filter(action="export.requested", target=str(job.pk)).exists()


@pytest.mark.parametrize("format", FORMATS)
def test_a_finished_export_is_its_file_with_rows_size_and_hash(rita, project, claim, format):
    job = done(rita, project, format=format, state="all")
    _, path = exports.export_file(actor=rita, job_id=job.pk)
    data = path.read_bytes()
    streamed = Report()
    order = Order(project, format, "all")
    assert b"".join(exports.stream_export(actor=rita, order=order, report=streamed)) == data
    assert (job.rows, job.lost) == (streamed.rows, streamed.lost)
    assert (job.state, job.done, job.of) == (Job.State.READY, 1, 1)
    assert (job.size, job.sha256) == (len(data), sha256(data).hexdigest())


def test_csv_has_the_claims_and_says_what_it_lost(rita, project, claim, barrels):
    job = done(rita, project, format="csv", state="all")
    data = exports.export_file(actor=rita, job_id=job.pk)[1].read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data)))
    assert [row["label"] for row in rows] == ["C1", "C2"]
    assert rows[0]["sources"] == "The harbour office"
    assert job.lost["article texts"] == 1


def test_an_unmasked_file_is_for_leads_only(lena, rita, project, claim):
    job = done(lena, project, state="all", unmasked=True)
    exports.export_file(actor=lena, job_id=job.pk)
    with pytest.raises(NotAllowed):
        exports.export_file(actor=rita, job_id=job.pk)


def test_an_export_of_another_desk_is_not_there(lena, otto, project):
    job = done(lena, project, state="all")
    with pytest.raises(NotFound):
        exports.export_file(actor=otto, job_id=job.pk)


def test_whoever_lost_the_role_meanwhile_gets_no_file(rita, project, claim, files):
    job = exports.request_export(actor=rita, project=project, format="jsonl", state="all")
    Membership.objects.filter(user=rita).update(role="viewer")
    exports.run_export(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "role" in job.error
    assert not list(files.iterdir())


def test_a_failure_leaves_a_reason_and_no_file(rita, project, claim, files):
    job = exports.request_export(actor=rita, project=project, format="jsonl", state="all")
    Job.objects.filter(pk=job.pk).update(
        parameters={"format": "gone", "state": "all", "unmasked": False}
    )
    exports.run_export(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error != "", job.sha256) == (Job.State.FAILED, True, "")
    assert not list(files.iterdir())


def test_a_cancelled_export_is_not_written(rita, project, claim):
    job = exports.request_export(actor=rita, project=project, format="jsonl", state="all")
    assert exports.cancel_export(actor=rita, job_id=job.pk).state == Job.State.CANCELLED
    exports.run_export(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    with pytest.raises(IllegalState):
        exports.export_file(actor=rita, job_id=job.pk)
    with pytest.raises(IllegalState):
        exports.cancel_export(actor=rita, job_id=job.pk)


def test_a_job_whose_worker_died_is_done_again_from_the_start(rita, project, claim, files):
    job = exports.request_export(actor=rita, project=project, format="jsonl", state="all")
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, done=7, file="half")
    (files / "half").write_bytes(b"half a li")
    exports.run_export(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.rows) == (Job.State.READY, 1, 1)
    assert [path.name for path in files.iterdir()] == [job.file]


def test_a_finished_job_is_not_done_again(rita, project, claim):
    job = done(rita, project, state="all")
    exports.run_export(job.pk)
    assert Job.objects.get(pk=job.pk).file == job.file


def test_one_person_cannot_fill_the_queue(rita, project):
    for _ in range(jobs.MOST_OPEN):
        exports.request_export(actor=rita, project=project, format="jsonl")
    with pytest.raises(jobs.TooManyJobs):
        exports.request_export(actor=rita, project=project, format="jsonl")


def test_a_sample_is_masked_too_and_short(rita, edda, project, source, claim):
    confide(edda, source)
    sample = sample_export(actor=rita, order=Order(project, "csv", "all"))
    assert [("12 crates" in record) for record in sample.records] == [False, True]
    assert "harbour office" not in "".join(sample.records)
    assert sample.lost["confidential sources"] == 1
    assert sample.documents == 1


def test_editors_export_masked_data_where_their_project_lets_them(edda, vera, project, claim):
    Project.objects.filter(pk=project.pk).update(editors_may_export=True)
    project.refresh_from_db()
    job = done(edda, project, state="all")
    assert exports.export_file(actor=edda, job_id=job.pk)[0].state == Job.State.READY
    with pytest.raises(NotAllowed):
        exports.request_export(actor=edda, project=project, format="jsonl", unmasked=True)
    with pytest.raises(NotAllowed):
        exports.request_export(actor=vera, project=project, format="jsonl")

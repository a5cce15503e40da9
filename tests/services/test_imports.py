"""Imports: our own jsonl comes back as it went out, wrong rows are told, nothing comes twice."""

import io
import json
from collections.abc import Iterable
from uuid import UUID

import pytest

from annotations.formats.jsonl import BadLine
from annotations.models import (
    Annotation,
    Article,
    Contributor,
    Decision,
    Event,
    Job,
    Link,
    Project,
    Revision,
    User,
)
from annotations.permissions import NotAllowed
from annotations.services import import_jobs
from annotations.services.annotations import update_annotation
from annotations.services.articles import add_revision, create_article, mark_blocks
from annotations.services.comments import add_comment
from annotations.services.evidence import add_evidence
from annotations.services.imports import import_file
from annotations.services.links import add_link
from annotations.services.people import system_actor
from annotations.services.projects import set_member
from annotations.services.reviews import retract
from tests.people import TEXT, person, tag
from tests.services.importing import *  # noqa: F403
from tests.services.importing import Tree, bring, written
from tests.signoff import decide, submit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worked_on(lena, edda, emil, rita, roy, article, claim, source) -> Article:
    """An article with some of everything, in every state."""
    revision = claim.revision
    mark_blocks(actor=lena, revision_id=revision.pk, complete=[1, 2])
    add_evidence(
        actor=emil,
        annotation_id=claim.pk,
        id=UUID(int=21),
        medium="call",
        stance="supports",
        excerpt="Yes, twelve.",
    )
    add_comment(actor=rita, annotation_id=claim.pk, id=UUID(int=22), text="Which harbour?")
    decide(edda, rita, claim)
    barrels = finding(emil, revision, "3 barrels")
    add_link(actor=emil, annotation_id=barrels.pk, type="attributed_to", target_id=source.pk)
    decide(emil, rita, barrels, "request_changes", comment="Who says so?")
    ferry = finding(edda, revision, "the ferry was never at risk")
    decide(edda, rita, ferry, "reject")
    retract(actor=rita, annotation_id=ferry.pk)
    submit(edda, finding(edda, revision, "on Monday"))
    other = create_article(actor=lena, project=article.project, text=f"Later. {TEXT}")
    again = finding(emil, other.revision, "12 crates")
    add_link(actor=emil, annotation_id=again.pk, type="repeats", target_id=claim.pk, how="firmer")
    decide(emil, roy, again)
    add_revision(actor=lena, article_id=article.pk, text=f"{TEXT}Correction: 13 crates.\n")
    return article


def finding(actor: User, revision: Revision, *words: str) -> Annotation:
    return tag(
        actor, revision, "claim", *words, desk_status="attributed_only", no_source_given=True
    )


def alike(trees: list[Tree]) -> list[Tree]:
    """Without what an import has to change: ids, the project, and that decisions were imported."""
    names = {
        note["id"]: f"{tree['article']['headline']} v{tree['revision']['number']} {note['label']}"
        for tree in trees
        for note in tree["annotations"]
    }
    for tree in trees:
        tree["project"], tree["article"]["id"] = "", 0
        for note in tree["annotations"]:
            note["id"] = names[note["id"]]
            note.get("links", []).sort(key=str)
            for link in note.get("links", []):
                link["target"] = names[link["target"]]
            for decision in note.get("decisions", []):
                decision.pop("imported")
            for row in [*note.get("evidence", []), *note.get("comments", [])]:
                row.pop("id")
        tree["annotations"].sort(key=lambda note: note["label"])
    return trees


def claims_of(project: Project) -> dict[str, Annotation]:
    rows = Annotation.objects.filter(project=project, kind="claim").order_by("article_id")
    return {f"{row.article_id}{row.label}": row for row in rows}


def rows_of(tables: Iterable[type]) -> list[int]:
    return [table.objects.count() for table in tables]


def test_an_empty_project_gets_the_same_articles_links_evidence_and_decisions(
    worked_on, project, copy, files
):
    before = written(project)
    report = bring(copy, before, files)
    assert not report.problems
    after = written(copy)
    assert len(after) == 3
    assert alike(after) == alike(before)


def test_approvals_of_the_copy_are_bound_to_its_own_hash(worked_on, project, copy, files, lena):
    bring(copy, written(project), files)
    first = Annotation.objects.get(
        project=copy, normalised_claim="", quote__startswith="12 crates …"
    )
    decision = Decision.objects.get(annotation=first)
    assert decision.imported
    assert decision.hash == decision.submission.hash
    assert decision.snapshot["desk_status"] == "unverified"
    assert first.state == "approved"


def test_ids_are_kept_where_they_are_free(worked_on, project, copy, files):
    trees = written(project)
    fresh = json.loads(json.dumps(trees).replace(str(ids(trees)[0]), str(UUID(int=77))))
    bring(copy, fresh, files)
    kept = Annotation.objects.filter(project=copy, pk=UUID(int=77))
    assert kept.exists()
    assert not Annotation.objects.filter(project=copy, pk__in=ids(trees)[1:]).exists()


def ids(trees: list[Tree]) -> list[str]:
    return [note["id"] for tree in trees for note in tree["annotations"]]


def test_the_same_file_twice_changes_nothing_the_second_time(worked_on, project, copy, files):
    trees = written(project)
    bring(copy, trees, files)
    tables = [Annotation, Article, Revision, Link, Decision, Contributor, Event]
    before, content = rows_of(tables), written(copy)
    report = bring(copy, trees, files)
    assert report.counts["unchanged"] == len(ids(trees))
    assert rows_of(tables)[:-1] == before[:-1]
    assert written(copy) == content


def test_a_file_brought_back_to_its_own_project_changes_nothing(worked_on, project, files):
    trees = written(project)
    report = bring(project, trees, files)
    assert report.counts["unchanged"] == len(ids(trees))
    assert written(project) == trees


def test_what_was_changed_since_an_import_is_left_as_it_is(worked_on, project, copy, files, lena):
    trees = written(project)
    bring(copy, trees, files)
    set_member(actor=system_actor(), project=copy, username="lena", role="lead")
    changed = Annotation.objects.filter(project=copy, state="submitted").first()
    update_annotation(
        actor=lena, annotation_id=changed.pk, version=changed.version, note="Looked at."
    )
    bring(copy, trees, files)
    changed.refresh_from_db()
    assert (changed.note, changed.state) == ("Looked at.", "draft")


def test_two_articles_with_one_text_stay_two(lena, edda, project, copy, files):
    for _ in range(2):
        stored = create_article(actor=lena, project=project, text=TEXT)
        tag(edda, stored.revision, "claim", "12 crates")
    trees = written(project)
    bring(copy, trees, files)
    bring(copy, trees, files)
    assert alike(written(copy)) == alike(trees)


def test_a_dry_run_tells_the_same_and_writes_nothing(worked_on, project, copy, files):
    trees = written(project)
    tables = [Annotation, Article, Revision, Link, Decision, Event, User]
    before = rows_of(tables)
    tried = bring(copy, trees, files, dry_run=True)
    assert rows_of(tables)[1:] == before[1:]
    assert bring(copy, trees, files).counts == tried.counts


def test_people_nobody_knows_come_in_unable_to_sign_in(claim, project, copy, files):
    trees = json.loads(json.dumps(written(project)).replace('"edda"', '"nora"'))
    report = bring(copy, trees, files)
    assert report.people == ["nora"]
    nora = User.objects.get(username="nora")
    assert not nora.is_active
    assert not nora.has_usable_password()


def test_every_article_has_one_event_that_tells_of_its_import(worked_on, project, copy, files):
    bring(copy, written(project), files)
    told = Event.objects.filter(project_id=copy.pk, action="article.imported")
    assert told.count() == 3
    assert Event.objects.filter(project_id=copy.pk, action="import.requested").exists()


def test_numbers_of_any_size_come_back(edda, revision, project, copy, files):
    figure = {"figure": {"value": 2**70, "value_to": 2.5, "unit": "grains"}}
    tag(edda, revision, "claim", "12 crates", attributes=figure)
    bring(copy, written(project), files)
    assert Annotation.objects.get(project=copy).attributes == figure


def test_labels_and_later_labels_never_meet(worked_on, project, copy, files, lena):
    bring(copy, written(project), files)
    set_member(actor=system_actor(), project=copy, username="lena", role="lead")
    revision = Revision.objects.filter(project=copy).order_by("id").first()
    labels = {row.label for row in revision.article.annotations.all()}
    assert tag(lena, revision, "claim", "Mayor Ona Rell").label not in labels


# Rows that do not hold together ---------------------------------------------------------------


def first(trees: list[Tree], kind: str = "claim") -> Tree:
    return next(note for note in trees[0]["annotations"] if note["kind"] == kind)


def spoil_quote(trees: list[Tree]) -> None:
    first(trees)["fragments"][0]["quote"] = "13 crates"


def shift_offsets(trees: list[Tree]) -> None:
    for part in first(trees)["fragments"]:
        part["start"] += 1
        part["end"] += 1


def leave_the_text(trees: list[Tree]) -> None:
    first(trees)["fragments"][-1]["end"] = 99_999


def swap_fragments(trees: list[Tree]) -> None:
    first(trees)["fragments"].reverse()


def unknown_term(trees: list[Tree]) -> None:
    first(trees)["desk_status"] = "certainly"


def unknown_attribute(trees: list[Tree]) -> None:
    first(trees)["attributes"] = {"colour": "red"}


def state_on_a_source(trees: list[Tree]) -> None:
    first(trees, "source")["state"] = "draft"


def finding_on_a_source(trees: list[Tree]) -> None:
    first(trees, "source")["desk_status"] = "false"


def wrong_letter(trees: list[Tree]) -> None:
    first(trees)["label"] = "S9"


@pytest.mark.parametrize(
    "spoil",
    [
        spoil_quote,
        shift_offsets,
        leave_the_text,
        swap_fragments,
        unknown_term,
        unknown_attribute,
        state_on_a_source,
        finding_on_a_source,
        wrong_letter,
    ],
)
def test_an_annotation_that_does_not_fit_is_told_and_the_rest_comes_in(
    spoil, claim, project, copy, files
):
    trees = written(project)
    spoil(trees)
    report = bring(copy, trees, files)
    assert Annotation.objects.filter(project=copy).count() == 2
    assert report.problems[0].line == 1
    assert report.problems[0].where.startswith("annotations[")
    assert report.problems[0].reason


def wrong_hash(tree: Tree) -> None:
    tree["revision"]["sha256"] = "0" * 64


def wrong_length(tree: Tree) -> None:
    tree["revision"]["length"] += 1


def carriage_returns(tree: Tree) -> None:
    tree["revision"]["text"] = tree["revision"]["text"].replace("\n", "\r\n")


def odd_block(tree: Tree) -> None:
    tree["revision"]["blocks"][0]["kind"] = "song"


def script_address(tree: Tree) -> None:
    tree["article"]["source_url"] = "javascript:alert(1)"


def no_headline(tree: Tree) -> None:
    tree["article"]["headline"] = " "


def odd_name(tree: Tree) -> None:
    tree["article"]["created_by"] = "<b>"


@pytest.mark.parametrize(
    "spoil",
    [
        wrong_hash,
        wrong_length,
        carriage_returns,
        odd_block,
        script_address,
        no_headline,
        odd_name,
    ],
)
def test_an_article_that_does_not_hold_together_is_told_and_the_others_come_in(
    spoil, worked_on, project, copy, files
):
    trees = written(project)
    spoil(trees[0])
    report = bring(copy, trees, files)
    assert (report.problems[0].line, report.problems[0].where) == (1, "article")
    assert Revision.objects.filter(project=copy).count() == 2


@pytest.mark.parametrize("tail", ["{", '{"schema": "stetdesk-jsonl-1"}\n', '{"a": "\\u0000"}\n'])
def test_a_file_with_a_broken_line_is_refused_as_a_whole(tail, claim, project, copy, files):
    path = files / "cut.jsonl"
    path.write_text(f"{json.dumps(written(project)[0])}\n{tail}")
    with pytest.raises(BadLine, match="Line 2"):
        import_file(actor=system_actor(), project=copy, format="jsonl", path=path)
    assert not Article.objects.filter(project=copy).exists()


def test_links_and_evidence_that_do_not_fit_are_told(worked_on, project, copy, files):
    trees = written(project)
    note = next(one for one in trees[0]["annotations"] if one.get("evidence"))
    note["evidence"][0]["url"] = "javascript:alert(1)"
    note["links"][0]["type"] = "contradicts"
    note["links"][1]["target"] = str(UUID(int=5))
    report = bring(copy, trees, files)
    places = [problem.where for problem in report.problems]
    assert sum("links" in place for place in places) == 2
    assert sum("evidence" in place for place in places) == 1


def test_a_link_to_a_claim_that_is_not_there_is_told(worked_on, project, copy, files):
    trees = [tree for tree in written(project) if tree["article"]["headline"].startswith("Later")]
    report = bring(copy, trees, files)
    assert "not in this project" in report.problems[0].reason
    assert report.problems[0].article == Article.objects.get(project=copy).pk


# Sign-off that does not hold here -------------------------------------------------------------


def state_of_first(copy: Project) -> str:
    return Annotation.objects.get(project=copy, quote__startswith="12 crates …").state


def test_a_claim_that_was_changed_in_the_file_comes_in_as_submitted(
    worked_on, project, copy, files
):
    trees = written(project)
    next(one for one in trees[0]["annotations"] if one["label"] == "C1")["note"] = "Smuggled in."
    report = bring(copy, trees, files)
    assert state_of_first(copy) == "submitted"
    assert any("submitted" in problem.reason for problem in report.problems)


def test_a_changed_source_voids_what_was_approved_with_it(worked_on, project, copy, files):
    trees = written(project)
    first(trees, "source")["attributes"] = {"identity": "Somebody else"}
    bring(copy, trees, files)
    assert state_of_first(copy) == "submitted"


def test_a_decision_by_somebody_who_worked_on_the_claim_is_left_out(
    worked_on, project, copy, files
):
    whole = json.dumps(written(project)).replace('"reviewer": "rita"', '"reviewer": "edda"')
    trees = json.loads(whole)
    report = bring(copy, trees, files)
    assert state_of_first(copy) == "submitted"
    assert any("worked on this claim" in problem.reason for problem in report.problems)


def test_an_approved_claim_without_a_decision_comes_in_as_submitted(
    worked_on, project, copy, files
):
    trees = written(project)
    for note in trees[0]["annotations"]:
        note.pop("decisions", None)
    bring(copy, trees, files)
    assert state_of_first(copy) == "submitted"


def test_a_project_that_wants_two_approvals_does_not_take_one(worked_on, project, copy, files):
    Project.objects.filter(pk=copy.pk).update(required_approvals=2)
    copy.refresh_from_db()
    bring(copy, written(project), files)
    assert state_of_first(copy) == "submitted"


def test_a_submitted_claim_that_fails_the_gate_comes_in_as_draft(worked_on, project, copy, files):
    trees = written(project)
    for note in trees[0]["annotations"]:
        note["desk_status"] = "in_progress" if note["kind"] == "claim" else ""
    bring(copy, trees, files)
    assert state_of_first(copy) == "draft"


def test_masked_claims_come_in_without_their_sign_off(
    worked_on, edda, project, copy, files, source
):
    source.refresh_from_db()
    mask = {"confidential": True}
    update_annotation(actor=edda, annotation_id=source.pk, version=source.version, attributes=mask)
    bring(copy, written(project, unmasked=False), files)
    assert Revision.objects.filter(project=copy, text__contains="█").count() == 2
    assert Annotation.objects.get(project=copy, quote="█" * 18).kind == "source"


def test_a_text_that_was_kept_back_does_not_come_in(worked_on, project, copy, files):
    problems = bring(copy, written(project, texts="none"), files).problems
    assert problems
    assert all("put_text_back.py" in problem.reason for problem in problems)
    assert not Revision.objects.filter(project=copy).exists()


# Who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["vera", "edda", "rita", "otto"])
def test_only_leads_import(name, request, claim, project, files):
    with pytest.raises(NotAllowed):
        bring(project, written(project), files, actor=request.getfixturevalue(name))


def test_whoever_imports_a_claim_may_not_decide_on_it(worked_on, project, copy, files):
    nora = person("nora", copy, "lead")
    bring(copy, written(project), files, actor=nora)
    claims = Annotation.objects.filter(project=copy, kind="claim")
    assert Contributor.objects.filter(annotation__in=claims, user=nora).count() == claims.count()
    assert state_of_first(copy) == "approved"


def test_an_uploaded_file_is_imported_by_a_job(worked_on, lena, project, copy, files):
    set_member(actor=system_actor(), project=copy, username="lena", role="lead")
    data = b"".join(json.dumps(tree).encode() + b"\n" for tree in written(project))
    job = import_jobs.request_import(
        actor=lena, project=copy, format="jsonl", data=io.BytesIO(data)
    )
    import_jobs.run_import(job.pk)
    job.refresh_from_db()
    assert (job.state, job.rows, job.result["articles"]) == (Job.State.READY, 3, 2)
    assert [file.name for file in (files / "exports").iterdir()] == [job.file]  # the report


def test_a_broken_upload_is_a_failed_job_with_its_reason(lena, project, files):
    job = import_jobs.request_import(
        actor=lena, project=project, format="jsonl", data=io.BytesIO(b"nonsense")
    )
    import_jobs.run_import(job.pk)
    job.refresh_from_db()
    assert (job.state, "Line 1" in job.error) == (Job.State.FAILED, True)
    assert not list((files / "exports").iterdir())

"""Releases: numbered, whole, the same bytes from the same snapshot, and never changed."""

import csv
import io
import json
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from annotations.domain.errors import IllegalState
from annotations.formats import jsonl
from annotations.formats.records import DocumentRecord
from annotations.formats.redaction import TEXTS_KEPT_BACK
from annotations.formats.releases.facts import Options
from annotations.formats.zipping import EPOCH
from annotations.models import Annotation, Article, Event, Job, Project, Release, User
from annotations.permissions import NotAllowed
from annotations.queries import documents
from annotations.services import jobs, release_jobs, releases
from annotations.services.annotations import update_annotation
from annotations.services.articles import create_article, mark_blocks, update_article
from annotations.services.demo import load_demo
from annotations.services.exports import UnknownState, UnknownTexts
from annotations.services.imports import import_file
from annotations.services.links import add_link
from annotations.services.locking import NotFound
from annotations.services.people import system_actor
from annotations.services.projects import create_project, update_project
from annotations.services.release_building import KEPT_BACK_WITH_SCRIPT, Earlier, build, pack
from annotations.services.release_jobs import BadRelease
from tests.people import TEXT, tag
from tests.services.importing import bring, written
from tests.signoff import decide

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """A folder of this test's own for what it releases."""
    settings.EXPORTS_DIR = tmp_path / "kept"
    return tmp_path / "kept"


@pytest.fixture
def approved(emil: User, rita: User, claim: Annotation) -> Annotation:
    decide(emil, rita, claim)
    claim.refresh_from_db()
    return claim


def made(actor: User, project: Project, **options: Any) -> Release:
    given = {"texts": "all"} | options
    return releases.make_release(actor=actor, project=project, options=Options(**given))


def content(actor: User, release: Release) -> dict[str, bytes]:
    """Every file of a release, as the zip has it."""
    found = releases.whole_release(actor=actor, project=release.project, number=release.number)
    with found.opened, zipfile.ZipFile(found.opened) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def released(actor: User, release: Release) -> list[DocumentRecord]:
    lines = content(actor, release)["data/all.jsonl"].splitlines(keepends=True)
    return list(jsonl.read(lines))


def edit(actor: User, annotation: Annotation, **values: Any) -> None:
    annotation.refresh_from_db()
    update_annotation(
        actor=actor, annotation_id=annotation.pk, version=annotation.version, **values
    )


def another(lena: User, project: Project, text: str, **more: Any) -> Article:
    return create_article(actor=lena, project=project, text=text, language="en", **more).article


def test_a_release_has_all_its_files_with_hash_and_rows(lena, project, approved):
    release = made(lena, project, notes="The first.", licence="CC BY 4.0")
    found = content(lena, release)
    assert {"README.md", "MANIFEST.json", "CHANGES.md", "CITATION.cff", "croissant.json"} < set(
        found
    )
    told = json.loads(found["MANIFEST.json"])
    assert {one["path"] for one in told["files"]} == set(found) - {"MANIFEST.json"}
    for one in told["files"]:
        assert one["sha256"] == sha256(found[one["path"]]).hexdigest()
        assert one["size"] == len(found[one["path"]])
    assert {one["rows"] for one in told["files"] if one["path"].startswith("data/")} == {1}
    assert (told["release"], told["created_by"], told["notes"]) == (1, "lena", "The first.")
    assert told["created_at"] == release.created_at.isoformat()
    assert told["schema"] == "stetdesk-jsonl-1"
    assert told["vocabularies"]["desk_status"]["unverified"] == 1
    assert told["query"]["state"] == "approved"
    kept = jobs.folder() / release.file
    assert release.sha256 == sha256(kept.read_bytes()).hexdigest()
    assert (release.size, release.job.state) == (kept.stat().st_size, Job.State.READY)


def test_it_holds_the_approved_claims_with_what_they_link_to(
    lena, emil, project, revision, approved
):
    tag(emil, revision, "claim", "3 barrels")
    (document,) = released(lena, made(lena, project))
    assert sorted(one.label for one in document.annotations) == ["C1", "S1", "V1"]
    (document,) = released(lena, made(lena, project, state="all"))
    assert sorted(one.label for one in document.annotations) == ["C1", "C2", "S1", "V1"]


def test_one_snapshot_makes_the_same_bytes_again(lena, project, approved, tmp_path):
    options = Options(state="all", texts="all", split="hash")
    job = Job.objects.create(project=project, kind="release", requested_by=lena)
    zips = []
    with documents.snapshot(documents.READERS) as seen:
        head = release_jobs.head_of(job, options, seen)
        for name in ("one", "two"):
            folder = tmp_path / name
            folder.mkdir()
            built = build(head, project, seen, Earlier(), folder)
            zips.append(b"".join(pack(folder, built.files)))
    assert zips[0] == zips[1]


def test_a_stored_release_can_be_built_again_to_the_byte(lena, project, approved, tmp_path):
    release = made(lena, project, state="all", split="hash", texts="none")
    options = Options.read(release.options)
    folder = tmp_path / "again"
    folder.mkdir()
    with documents.snapshot(documents.READERS) as seen:
        head = replace(
            release_jobs.head_of(release.job, options, seen),
            number=release.number,
            created_at=release.created_at,
            earlier=None,
        )
        again = b"".join(pack(folder, build(head, project, seen, Earlier(), folder).files))
    assert sha256(again).hexdigest() == release.sha256
    with zipfile.ZipFile(io.BytesIO(again)) as archive:
        assert {one.date_time for one in archive.infolist()} == {EPOCH}  # of no clock


def test_releases_are_numbered_and_tell_what_changed(lena, emil, rita, project, revision, approved):
    first = made(lena, project, state="all")
    assert b"first release" in content(lena, first)["CHANGES.md"]
    added = tag(emil, revision, "claim", "3 barrels", desk_status="false")
    edit(emil, approved, desk_status="correct", normalised_claim="Twelve crates were lost.")
    told = content(lena, made(lena, project, state="all", notes="More *barrels*."))["CHANGES.md"]
    text = told.decode()
    assert "# Changes in release 2" in text
    assert r"More \*barrels\*\." in text
    assert "Since release 1: claims 1 added, 0 removed, 1 changed, 0 the same." in text
    assert f"“3 barrels”: false; `{added.pk}`" in text
    assert "finding unverified → correct; state approved → draft; normalised claim" in text
    assert "different options" not in text
    third = content(lena, made(lena, project, state="draft"))["CHANGES.md"].decode()
    assert "0 added, 0 removed, 0 changed" in third
    assert "different options" in third
    assert [one.number for one in Release.objects.all()] == [3, 2, 1]


def test_a_release_is_compared_with_the_last_one_of_its_kind(lena, project, approved):
    made(lena, project)
    made(lena, project, state="all")
    told = content(lena, made(lena, project))["CHANGES.md"].decode()
    assert "Since release 1: claims 0 added, 0 removed, 0 changed, 1 the same." in told
    assert "different options" not in told


def test_words_that_were_kept_back_are_no_change(lena, project, approved):
    made(lena, project)
    told = content(lena, made(lena, project, texts="none"))["CHANGES.md"].decode()
    assert "Since release 1: claims 0 added, 0 removed, 0 changed, 1 the same." in told
    assert "different options" in told


@pytest.mark.parametrize("state", ["withdrawn", "approved"])
def test_an_empty_release_is_refused(lena, project, claim, state):
    with pytest.raises(BadRelease, match="the release would be empty") as refused:
        releases.request_release(actor=lena, project=project, options=Options(state=state))
    assert (refused.value.field, refused.value.status) == ("state", 422)
    assert not Job.objects.exists()


def versions(actor: User, release: Release) -> dict[UUID, int | None]:
    (document,) = released(actor, release)
    return {one.id: one.guidelines_version for one in document.annotations}


def test_annotations_tell_the_guide_that_stood_when_they_were_made(
    lena, edda, project, revision, source, tmp_path
):
    update_project(actor=lena, project=project, guidelines="Tag all figures.")
    later = tag(edda, revision, "source", "Mayor Ona Rell")
    found = versions(lena, made(lena, project, state="all"))
    assert found == {source.pk: 1, later.pk: 2}
    system = system_actor()
    other = create_project(actor=system, slug="other", name="Another desk")
    bring(other, written(project), tmp_path)
    elsewhere = versions(system, made(system, other, state="all"))
    assert set(elsewhere.values()) == {None}, "made by a guide that this project does not know"


def test_what_is_made_together_with_its_project_has_a_guide_too(db):
    """The demo is loaded in one transaction: there is one time for all of it."""
    load_demo(password="long enough for the demo")
    project = Project.objects.get(slug="demo")
    people = User.objects.get(username="lena")
    release = made(people, project, state="all")
    assert release.figures["labels"]["labelling guide version"] == {"2": 296}


def test_the_card_tells_counts_blocks_licence_and_limits(lena, project, revision, approved):
    mark_blocks(actor=lena, revision_id=revision.pk, complete=[1])
    release = made(lena, project, licence="CC BY 4.0")
    text = content(lena, release)["README.md"].decode()
    assert "license: cc-by-4.0" in text
    assert "| unverified | 1 |" in text
    assert "1 of 4 blocks are" in text
    assert "No agreement figures are available" in text
    assert "Confidential sources are masked" in text
    assert release.figures["labels"]["desk status"] == {"unverified": 1}


def test_a_story_under_embargo_is_left_out_until_then(lena, edda, project, article, claim):
    other = another(lena, project, "12 crates were lost, they say.")
    again = tag(edda, other.current_revision, "claim", "12 crates were lost")
    add_link(actor=edda, annotation_id=again.pk, type="repeats", target_id=claim.pk)
    later, where = timezone.now() + timedelta(days=1), {"actor": lena, "article_id": article.pk}
    article = update_article(**where, version=article.version, embargo_until=later)
    release = made(lena, project, state="all")
    assert [one.article.id for one in released(lena, release)] == [other.pk]
    assert release.lost["texts of articles under embargo"] == 1
    assert release.lost["links to claims that are not in the release"] == 1
    assert "texts of articles under embargo: 1" in content(lena, release)["README.md"].decode()
    past = later - timedelta(days=2)
    update_article(**where, version=article.version, embargo_until=past)
    assert len(released(lena, made(lena, project, state="all"))) == 2


def confide(editor: User, source: Annotation) -> None:
    edit(editor, source, attributes={"confidential": True, "identity": "Ona Rell"})


def test_confidential_sources_are_masked_unless_a_lead_asks(
    lena, rita, emil, edda, project, source, claim
):
    confide(edda, source)
    masked = made(lena, project, state="all")
    assert b"Ona Rell" not in b"".join(content(rita, masked).values())
    assert masked.lost["texts with hidden words, in which every offset still holds"] == 1
    open_ = made(lena, project, state="all", unmasked=True)
    assert b"Ona Rell" in content(lena, open_)["data/all.jsonl"]
    assert "texts with hidden words, in which every offset still holds" not in open_.lost
    with pytest.raises(NotAllowed):
        content(rita, open_)
    again = made(lena, project, state="all")
    assert b"Ona Rell" not in b"".join(content(rita, again).values())


def test_texts_without_a_licence_that_lets_them_go_are_kept_back(lena, project, approved, article):
    release = made(lena, project, texts="by_licence")
    found = content(lena, release)
    assert b"crates" not in found["data/all.jsonl"].replace(
        json.dumps(article.headline).encode(), b""
    )
    assert "put_text_back.py" in found
    assert release.lost[KEPT_BACK_WITH_SCRIPT] == 1
    assert TEXTS_KEPT_BACK not in release.lost
    assert release.figures["counts"]["texts kept back"] == 1
    (document,) = released(lena, release)
    assert document.revision.full_sha256 == sha256(TEXT.encode()).hexdigest()
    first = document.annotations[0].fragments[0]
    words = TEXT[first.start : first.end]
    assert first.quote_sha256 == sha256(words.encode()).hexdigest()
    update_article(actor=lena, article_id=article.pk, version=1, licence="CC BY-SA 4.0")
    assert "put_text_back.py" not in content(lena, made(lena, project, texts="by_licence"))


def sides(actor: User, release: Release) -> dict[int, str]:
    rows = csv.DictReader(io.StringIO(content(actor, release)["splits.csv"].decode()))
    return {int(row["article"]): row["side"] for row in rows}


def test_a_story_and_its_repeats_stay_on_one_side_for_good(lena, edda, project, claim, article):
    others = [another(lena, project, f"Story {n} of its own.") for n in range(60)]
    copy = another(lena, project, "12 crates were lost, they say.")
    first = sides(lena, made(lena, project, state="all", split="hash"))
    assert len(first) == 62
    assert len(set(first.values())) > 1
    repeat = tag(edda, copy.current_revision, "claim", "12 crates")
    add_link(actor=edda, annotation_id=repeat.pk, type="repeats", target_id=claim.pk, how="same")
    same_text = another(lena, project, "Story 1 of its own.")
    sequel = another(lena, project, "More of it.", story="harbour")
    update_article(actor=lena, article_id=others[0].pk, version=1, story="harbour")
    second = sides(lena, made(lena, project, state="all", split="hash"))
    assert {one: second[one] for one in first} == first
    assert second[sequel.pk] == first[others[0].pk]
    assert second[same_text.pk] == first[others[1].pk]


def test_only_articles_of_the_release_have_a_side_in_it(lena, project, approved, article):
    another(lena, project, "Nothing is tagged here.")
    assert set(sides(lena, made(lena, project, split="hash"))) == {article.pk}


def test_a_release_can_be_cut_by_date(lena, project, article):
    old = another(lena, project, "An old one.", published_at=datetime(2020, 5, 1, tzinfo=UTC))
    new = another(lena, project, "A new one.", published_at=datetime(2024, 5, 1, tzinfo=UTC))
    mid = another(lena, project, "Between.", published_at=datetime(2022, 5, 1, tzinfo=UTC))
    release = made(
        lena,
        project,
        state="all",
        split="date",
        dev_from=date(2022, 1, 1),
        test_from=date(2023, 1, 1),
    )
    found = sides(lena, release)
    assert (found[old.pk], found[mid.pk], found[new.pk]) == ("train", "dev", "test")
    assert {"data/train.jsonl", "data/dev.jsonl", "data/test.jsonl"} < set(content(lena, release))
    assert release.figures["sides"]["train"]["texts"] == 1


def test_only_leads_release_and_those_who_may_export_read(lena, rita, edda, otto, project, claim):
    for actor in (rita, edda, otto):
        with pytest.raises(NotAllowed):
            made(actor, project)
    release = made(lena, project, state="all")
    assert releases.read_release(actor=rita, project=project, number=1) == release
    with pytest.raises(NotAllowed):
        releases.read_release(actor=edda, project=project, number=1)
    with pytest.raises(NotFound):
        releases.read_release(actor=lena, project=project, number=2)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"state": "lost"}, UnknownState),
        ({"texts": "some"}, UnknownTexts),
        ({"split": "luck"}, BadRelease),
        ({"split": "date"}, BadRelease),
        ({"test_from": date(2024, 1, 1)}, BadRelease),
        (
            {"split": "date", "dev_from": date(2024, 1, 1), "test_from": date(2024, 1, 1)},
            BadRelease,
        ),
        ({"notes": "x" * 5001}, BadRelease),
        ({"licence": "CC-BY-4.0\n"}, BadRelease),
        ({"licence": "CC-BY-4.0\u2028cc-version: 9"}, BadRelease),
        ({"licence": "CC\x1b[2J"}, BadRelease),
    ],
)
def test_options_that_do_not_go_together_are_refused(lena, project, options, error):
    with pytest.raises(error):
        made(lena, project, **options)
    assert not Job.objects.exists()


def test_a_queued_release_is_built_by_a_worker(lena, project, approved, files):
    job = releases.request_release(actor=lena, project=project, options=Options())
    with pytest.raises(IllegalState):
        releases.request_release(actor=lena, project=project, options=Options())
    releases.run_release(job.pk)
    job.refresh_from_db()
    assert (job.state, job.rows, job.result) == (Job.State.READY, 1, {"release": 1})
    assert [path.name for path in files.iterdir()] == [Release.objects.get().file]
    actions = set(Event.objects.values_list("action", flat=True))
    assert {"release.requested", "release.made"} <= actions


def test_a_worker_that_died_leaves_nothing_short(lena, project, approved, files):
    job = releases.request_release(actor=lena, project=project, options=Options())
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, file="half")
    left = jobs.workshop(job) / "data"
    left.mkdir(parents=True)
    (left / "all.jsonl").write_bytes(b"half a li")
    releases.run_release(job.pk)
    release = Release.objects.get()
    assert [path.name for path in files.iterdir()] == [release.file]
    assert len(released(lena, release)) == 1


def test_a_command_that_was_killed_does_not_stand_in_the_way(lena, project, approved, files):
    dead = Job.objects.create(
        project=project,
        kind=Job.Kind.RELEASE,
        requested_by=lena,
        parameters=Options().stored(),
        state=Job.State.RUNNING,
    )
    with closing(connection.copy()) as elsewhere, elsewhere.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [jobs.LOCKS, dead.pk])
        with pytest.raises(IllegalState, match="is being built"):
            made(lena, project)
    assert made(lena, project).number == 1
    dead.refresh_from_db()
    assert (dead.state, dead.error) == (
        Job.State.FAILED,
        "The command that was at it was stopped.",
    )


def test_a_release_whose_worker_died_is_waited_for(lena, project, approved):
    job = releases.request_release(actor=lena, project=project, options=Options())
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
    with pytest.raises(IllegalState, match="is being built"):
        made(lena, project)


def test_a_cancelled_release_is_not_there(lena, project, approved, files):
    job = releases.request_release(actor=lena, project=project, options=Options())
    jobs.cancel(job)
    releases.run_release(job.pk)
    assert not Release.objects.exists()
    assert not files.exists() or not list(files.iterdir())
    assert made(lena, project).number == 1


def test_a_failed_release_leaves_a_reason_and_no_file(lena, project, approved, files):
    first = made(lena, project)
    (files / first.file).unlink()
    with pytest.raises(IllegalState, match="release 1 is not where it was kept"):
        made(lena, project)
    assert Release.objects.count() == 1
    assert not list(files.iterdir())


def test_a_lead_who_lost_the_role_meanwhile_gets_no_release(lena, project, approved):
    job = releases.request_release(actor=lena, project=project, options=Options())
    lena.memberships.update(role="viewer")
    releases.run_release(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert not Release.objects.exists()


def test_one_file_is_taken_by_its_path_and_nothing_else(lena, project, approved):
    release = made(lena, project)
    for one in release.files:
        found = releases.release_file(actor=lena, project=project, number=1, path=one["path"])
        with found.opened as opened:
            assert sha256(opened.read()).hexdigest() == one["sha256"]
    for path in ("data", "../secret", "MANIFEST.json/", ""):
        with pytest.raises(NotFound):
            releases.release_file(actor=lena, project=project, number=1, path=path)


def test_a_release_comes_in_as_it_is(lena, project, approved, tmp_path):
    """Its lists and its card are no documents; in any zip of lines all of them are."""
    release = made(lena, project, split="hash")
    path = tmp_path / "release.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content(lena, release).items():
            archive.writestr(f"harbour-release-1/{name}", data)
    copy = create_project(actor=system_actor(), slug="copy", name="The copy")
    report = import_file(actor=system_actor(), project=copy, format="jsonl", path=path)
    assert report.counts["claim"] == 1
    assert not len(report.problems)

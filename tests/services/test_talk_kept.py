"""Threads and suggested edits survive an export and an import; what does not fit is told."""

import json
import uuid
from typing import Any

import pytest

from annotations.models import Annotation, Comment, SuggestedEdit
from annotations.queries.comments import threads
from annotations.services.annotations import update_annotation
from annotations.services.comments import add_comment, remove_comment, resolve_thread
from annotations.services.suggested_edits import accept_edit, decline_edit, suggest_edit
from tests.people import person
from tests.services.importing import *  # noqa: F403
from tests.services.importing import bring, written
from tests.services.steps import now

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def talked(claim, edda, emil, rita, revision) -> Annotation:
    """A claim with an open, a resolved and a beheaded thread, and three suggestions."""

    def say(actor, text, reply_to=None):
        return add_comment(
            actor=actor, annotation_id=claim.pk, id=uuid.uuid4(), text=text, reply_to=reply_to
        )[0]

    def suggest(**values):
        return suggest_edit(actor=rita, annotation_id=claim.pk, id=uuid.uuid4(), **values)[0]

    say(edda, "Monday, I think.", say(rita, "When?").pk)
    done = say(rita, "Who counted?")
    say(edda, "The harbour.", done.pk)
    resolve_thread(actor=edda, annotation_id=claim.pk, comment_id=done.pk)
    headless = say(rita, "Never mind.")
    kept = say(edda, "It matters.", headless.pk)
    say(emil, "It does.", kept.pk)
    resolve_thread(actor=emil, annotation_id=claim.pk, comment_id=kept.pk)
    remove_comment(actor=rita, annotation_id=claim.pk, comment_id=headless.pk)
    edit = {"attributes": {"hedge": "said", "type": "event"}}
    version = now(claim).version
    update_annotation(actor=edda, annotation_id=claim.pk, version=version, **edit)
    taken = suggest(note="Ask the mayor.", comment="She was there.")
    accept_edit(actor=edda, annotation_id=claim.pk, id=taken.pk)
    left = suggest(desk_status="disputed")
    decline_edit(actor=edda, annotation_id=claim.pk, id=left.pk)
    suggest(attributes={"hedge": "", "type": "causal"}, no_source_given=True)
    return now(claim)


def said(trees: list[dict]) -> list[Any]:
    """Comments and suggestions, named by their place instead of their id."""
    (claim,) = [one for tree in trees for one in tree["annotations"] if one["kind"] == "claim"]
    rows = [*claim["comments"], *claim["suggested_edits"]]
    names = {row["id"]: place for place, row in enumerate(rows)}
    for row in rows:
        row["id"] = names[row["id"]]
        if "reply_to" in row:
            row["reply_to"] = names[row["reply_to"]]
    return rows


def test_what_was_said_comes_back_as_it_went_out(talked, project, copy, files):
    before = written(project)
    assert not bring(copy, json.loads(json.dumps(before)), files).problems
    assert said(written(copy)) == said(before)
    assert Comment.objects.filter(annotation__project=copy).count() == 6
    assert SuggestedEdit.objects.filter(annotation__project=copy).count() == 3


def test_a_thread_whose_first_remark_was_removed_begins_with_the_next(talked, project, copy, files):
    bring(copy, written(project), files)
    brought = Annotation.objects.get(project=copy, kind="claim")
    first, second, third = threads(brought).every
    assert [one.text for one in (third.first, *third.replies)] == ["It matters.", "It does."]
    assert [one.is_open for one in (first, second, third)] == [True, False, False]
    assert third.resolved_by.username == "emil"


def test_a_suggestion_that_came_in_can_be_taken(talked, project, copy, files):
    bring(copy, written(project), files)
    brought = Annotation.objects.get(project=copy, kind="claim")
    suggestion = SuggestedEdit.objects.get(annotation=brought, state="open")
    taker = person("tara", copy, "editor")
    accept_edit(actor=taker, annotation_id=brought.pk, id=suggestion.pk)
    assert now(brought).attributes == {"type": "causal"}
    assert now(brought).no_source_given


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda one: one["comments"][1].update(reply_to=one["id"]), "begins no thread"),
        (lambda one: one["comments"][0].update(resolved_by="rita"), "by whom, and when"),
        (
            lambda one: one["comments"][1].update(
                resolved_by="rita", resolved_at="2026-03-01T12:00:00Z"
            ),
            "resolved at the remark that began it",
        ),
        (lambda one: one["suggested_edits"][0].pop("settled_by"), "by whom, and when"),
    ],
)
def test_what_does_not_hold_together_is_told(spoil, reason, talked, project, copy, files):
    trees = written(project)
    spoil(next(one for one in trees[0]["annotations"] if one["kind"] == "claim"))
    report = bring(copy, trees, files)
    assert any(reason in problem.reason for problem in report.problems), report.problems
    assert not Comment.objects.filter(annotation__project=copy).exists()


def test_a_confidential_source_takes_the_suggestions_along_and_says_so(
    talked, source, project, edda, lena
):
    update_annotation(
        actor=edda,
        annotation_id=source.pk,
        version=now(source).version,
        attributes={"confidential": True},
    )
    (tree,) = written(project, unmasked=False)
    assert not any("suggested_edits" in one for one in tree["annotations"])

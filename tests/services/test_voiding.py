"""An approval is bound to what was seen: what voids it, and what does not."""

import uuid
from collections.abc import Callable

import pytest

from annotations.domain.claims import approval_hash, canonical
from annotations.domain.errors import (
    ChangedSinceSeen,
)
from annotations.models import (
    Annotation,
    Decision,
    Event,
    Link,
    Revision,
    User,
)
from annotations.queries import claims
from annotations.services.annotations import (
    restore_annotation,
)
from annotations.services.comments import add_comment
from annotations.services.evidence import add_evidence, remove_evidence
from annotations.services.fragments import Part
from annotations.services.links import add_link
from annotations.services.undo import undo
from tests.people import tag
from tests.services.steps import (
    contribute_by_evidence,
    contribute_by_linking,
    contribute_by_unlinking,
    contribute_through_the_source,
    decide,
    edit,
    gone,
    now,
    seen,
    submit,
    taken_back,
)

# Bound to what was seen ------------------------------------------------------------------------


def test_an_approval_keeps_what_was_seen(submitted, rita):
    content = claims.content(submitted)
    decision = decide(rita, submitted).decision
    assert decision.hash == approval_hash(content)
    assert decision.snapshot == canonical(content)
    assert decision.submission.hash == decision.hash


@pytest.mark.parametrize("verdict", ["approve", "request_changes", "reject"])
def test_a_decision_on_something_older_is_refused_and_nothing_is_stored(
    verdict, submitted, edda, rita
):
    old = seen(submitted)
    edit(edda, submitted, note="Three barrels were found since.")
    submit(edda, submitted)
    with pytest.raises(ChangedSinceSeen) as refused:
        decide(rita, submitted, verdict, seen=old)
    assert refused.value.extra == {"hash": seen(submitted)}
    assert not Decision.objects.exists()
    assert now(submitted).state == "submitted"


EVIDENCE = uuid.UUID("018f0000-0000-7000-8000-000000000001")


@pytest.fixture
def rich(claim: Annotation, edda: User, revision: Revision) -> Annotation:
    """The claim with a piece of evidence and a claim that it repeats."""
    other = tag(edda, revision, "claim", "lost 12 crates", desk_status="unverified")
    add_link(actor=edda, annotation_id=claim.pk, type="repeats", target_id=other.pk)
    values = {"medium": "call", "stance": "context", "excerpt": "The harbour master."}
    add_evidence(actor=edda, annotation_id=claim.pk, id=EVIDENCE, **values)
    return claim


def linked(claim: Annotation, type_: str) -> Annotation:
    return Link.objects.get(origin=claim, type=type_).target


def move_to(actor: User, annotation: Annotation, quote: str) -> Annotation:
    start = annotation.revision.text.index(quote)
    return edit(actor, annotation, fragments=[Part(start, start + len(quote), quote)])


VOIDING: dict[str, Callable[[User, Annotation], object]] = {
    "words moved": lambda who, c: move_to(who, c, "12 crates and 3 barrels"),
    "finding": lambda who, c: edit(who, c, desk_status="disputed"),
    "attribute": lambda who, c: edit(who, c, attributes={"type": "numerical"}),
    "figure": lambda who, c: edit(who, c, attributes={"figure": {"value": 12}}),
    "normalised claim": lambda who, c: edit(who, c, normalised_claim="Twelve crates were lost."),
    "note": lambda who, c: edit(who, c, note="Ask again."),
    "no source given": lambda who, c: edit(who, c, no_source_given=True),
    "evidence added": contribute_by_evidence,
    "evidence removed": lambda who, c: remove_evidence(
        actor=who, annotation_id=c.pk, evidence_id=EVIDENCE
    ),
    "link added": contribute_by_linking,
    "link removed": contribute_by_unlinking,
    "claim deleted": gone,
    "source moved": lambda who, c: move_to(who, linked(c, "attributed_to"), "harbour office"),
    "source described": contribute_through_the_source,
    "source deleted": lambda who, c: gone(who, linked(c, "attributed_to")),
    "marker moved": lambda who, c: move_to(who, linked(c, "qualified_by"), "could not be"),
    "marker described": lambda who, c: edit(
        who, linked(c, "qualified_by"), attributes={"polarity": "not_verified"}
    ),
    "marker deleted": lambda who, c: gone(who, linked(c, "qualified_by")),
    "repeated claim moved": lambda who, c: move_to(who, linked(c, "repeats"), "12 crates, harbour"),
    "repeated claim deleted": lambda who, c: gone(who, linked(c, "repeats")),
}
CAUSES = {
    "source moved": ("S1", "annotation.edited"),
    "source described": ("S1", "annotation.edited"),
    "source deleted": ("S1", "annotation.deleted"),
    "marker moved": ("V1", "annotation.edited"),
    "marker described": ("V1", "annotation.edited"),
    "marker deleted": ("V1", "annotation.deleted"),
    "repeated claim moved": ("C2", "annotation.edited"),
    "repeated claim deleted": ("C2", "annotation.deleted"),
}


@pytest.mark.parametrize("change", VOIDING)
def test_any_later_change_voids_the_sign_off(change, rich, in_state, emil):
    for state in ("submitted", "approved", "changes_requested", "rejected"):
        with taken_back():
            void(change, in_state(state), state, emil)


def void(change: str, claim: Annotation, state: str, emil: User) -> None:
    before = seen(claim)
    VOIDING[change](emil, claim)
    after = now(claim)
    assert after.state == "draft"
    assert after.version > claim.version
    assert seen(claim) != before or after.deleted_at
    event = Event.objects.filter(annotation_id=claim.pk).latest("pk")
    assert event.changes["state"] == [state, "draft"]
    assert event.actor_id == emil.pk
    if change in CAUSES:
        label, action = CAUSES[change]
        assert event.action == "claim.reopened"
        assert event.target == label
        assert event.changes["cause"][1]["action"] == action


def test_bringing_a_linked_source_back_voids_what_was_approved_without_it(
    claim, source, edda, rita, emil
):
    edit(edda, claim, no_source_given=True)
    gone(edda, source)
    submit(edda, claim)
    decide(rita, claim)
    restore_annotation(actor=emil, annotation_id=source.pk)
    assert now(claim).state == "draft"
    event = Event.objects.filter(annotation_id=claim.pk).latest("pk")
    assert (event.action, event.target) == ("claim.reopened", "S1")
    assert event.changes["cause"][1]["action"] == "annotation.restored"


def test_undoing_an_edit_of_a_linked_source_voids_again(claim, source, edda, rita):
    edit(edda, source, attributes={"identity": "Harbour office"})
    submit(edda, claim)
    decide(rita, claim)
    undo(actor=edda, article_id=claim.article_id)
    assert now(claim).state == "draft"


def test_a_claim_deleted_and_brought_back_is_a_draft(approved, edda):
    gone(edda, approved)
    assert restore_annotation(actor=edda, annotation_id=approved.pk).state == "draft"


KEEPING: dict[str, Callable[[User, Annotation], object]] = {
    "comment": lambda who, c: add_comment(
        actor=who, annotation_id=c.pk, id=uuid.uuid4(), text="Well found."
    ),
    "comment on the source": lambda who, c: add_comment(
        actor=who, annotation_id=linked(c, "attributed_to").pk, id=uuid.uuid4(), text="Who?"
    ),
    "note on the marker": lambda who, c: edit(who, linked(c, "qualified_by"), note="Line 3."),
    "attributes of a repeated claim": lambda who, c: edit(
        who, linked(c, "repeats"), attributes={"type": "event"}
    ),
    "finding of a repeated claim": lambda who, c: edit(
        who, linked(c, "repeats"), desk_status="disputed"
    ),
    "another claim": lambda who, c: tag(who, c.revision, "claim", "the ferry was never at risk"),
    "a claim that repeats it": lambda who, c: add_link(
        actor=who,
        annotation_id=tag(who, c.revision, "claim", "12 crates").pk,
        type="repeats",
        target_id=c.pk,
    ),
    "an edit that changes nothing": lambda who, c: edit(who, c, note=c.note),
}


@pytest.mark.parametrize("change", KEEPING)
def test_what_the_reviewer_did_not_sign_voids_nothing(change, rich, in_state, emil):
    claim = in_state("approved")
    before = seen(claim)
    KEEPING[change](emil, claim)
    assert (now(claim).state, now(claim).version) == ("approved", claim.version)
    assert seen(claim) == before

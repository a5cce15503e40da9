"""Making, changing, deleting and restoring annotations: offsets, quotes, versions, history."""

import uuid
from typing import Any

import pytest

from annotations.domain.errors import (
    BadSpan,
    DomainError,
    Gone,
    IdTaken,
    LinkNotAllowed,
    QuoteMismatch,
    SplitsGrapheme,
    StaleVersion,
    UnknownTerm,
    VersionRequired,
)
from annotations.domain.spans import Span
from annotations.domain.vocabulary import BadAttribute
from annotations.models import Annotation, Article, Contributor, Event, Revision, User
from annotations.permissions import NotAllowed
from annotations.queries import annotations as reads
from annotations.services.annotations import (
    Created,
    create_annotation,
    delete_annotation,
    restore_annotation,
    update_annotation,
)
from annotations.services.articles import create_article
from annotations.services.fragments import Part
from annotations.services.links import add_link, remove_link
from annotations.services.locking import NotFound
from tests.people import tag


def create(actor: User, revision: Revision, *parts: Part, **values: Any) -> Created:
    values.setdefault("id", uuid.uuid4())
    values.setdefault("kind", "claim")
    return create_annotation(actor=actor, revision_id=revision.pk, fragments=parts, **values)


def at(revision: Revision, quote: str) -> Part:
    start = revision.text.index(quote)
    return Part(start, start + len(quote), quote)


def test_create_counts_code_points_not_utf16_units(edda, revision):
    part = at(revision, "12 crates and 3 barrels")  # an ice cube stands before it
    annotation = create(edda, revision, part).annotation
    annotation.refresh_from_db()
    assert annotation.quote == revision.text[part.start : part.end] == "12 crates and 3 barrels"
    assert annotation.fragments == [Span(part.start, part.end)]
    shifted = Part(part.start + 1, part.end + 1, part.quote)
    with pytest.raises(QuoteMismatch) as caught:
        create(edda, revision, shifted)
    assert caught.value.field == "fragments.0.quote"
    assert f"{shifted.start}–{shifted.end}" in caught.value.detail


def test_create_keeps_discontinuous_parts_in_reading_order(edda, revision):
    annotation = create(edda, revision, at(revision, "were lost"), at(revision, "3 barrels"))
    annotation.annotation.refresh_from_db()
    assert annotation.annotation.quote == "3 barrels … were lost"
    assert len(annotation.annotation.fragments) == 2


def test_parts_that_touch_become_one(edda, revision):
    whole = at(revision, "12 crates")
    left = Part(whole.start, whole.start + 3, "12 ")
    right = Part(whole.start + 3, whole.end, "crates")
    made = create(edda, revision, right, left).annotation
    made.refresh_from_db()
    assert made.fragments == [whole.span]
    assert made.quote == "12 crates"


@pytest.mark.parametrize(
    ("spans", "error"),
    [
        ([], BadSpan),
        ([(5, 5)], BadSpan),
        ([(6, 2)], BadSpan),
        ([(-1, 3)], BadSpan),
        ([(0, 1_000_000_000)], DomainError),
        ([(0, 5), (4, 9)], BadSpan),
    ],
)
def test_create_refuses_what_does_not_fit_and_writes_nothing(edda, revision, spans, error):
    before = list(Article.objects.values_list("labels_given", flat=True))
    with pytest.raises(error):
        create(edda, revision, *(Part(s, e, revision.text[s:e]) for s, e in spans))
    assert not Annotation.objects.exists()
    assert before == list(Article.objects.values_list("labels_given", flat=True))
    assert not Event.objects.filter(action="annotation.created").exists()


@pytest.mark.parametrize("cluster", ["👨‍👩‍👧‍👦", "👍🏽", "1️⃣", "🇺🇦", "é", "क्षि", "각"])
def test_create_refuses_to_cut_what_a_reader_sees_as_one_character(lena, project, cluster):
    stored = create_article(actor=lena, project=project, text=f"Before {cluster} after.")
    revision = stored.revision
    whole = create(lena, revision, at(revision, cluster))
    assert whole.annotation.quote == cluster
    if len(cluster) > 1:
        with pytest.raises(SplitsGrapheme):
            create(lena, revision, Part(7, 8, cluster[0]))


def test_the_same_body_again_is_a_retry_another_body_is_refused(edda, revision):
    identity = uuid.uuid4()
    first = create(edda, revision, at(revision, "12 crates"), id=identity)
    again = create(edda, revision, at(revision, "12 crates"), id=identity)
    assert (first.new, again.new) == (True, False)
    assert Annotation.objects.count() == 1
    with pytest.raises(IdTaken):
        create(edda, revision, at(revision, "3 barrels"), id=identity)
    delete_annotation(actor=edda, annotation_id=identity, version=1)
    with pytest.raises(Gone):
        create(edda, revision, at(revision, "12 crates"), id=identity)


def test_an_id_in_use_on_another_desk_says_nothing_of_it(edda, otto, other_project, revision):
    identity = uuid.uuid4()
    create(edda, revision, at(revision, "12 crates"), id=identity)
    elsewhere = create_article(actor=otto, project=other_project, text="12 crates").revision
    with pytest.raises(IdTaken) as caught:
        create(otto, elsewhere, at(elsewhere, "12 crates"), id=identity)
    assert "harbour" not in str(caught.value.extra)


def test_labels_count_up_and_are_never_given_again(edda, revision):
    first = tag(edda, revision, "claim", "12 crates")
    delete_annotation(actor=edda, annotation_id=first.pk, version=1)
    second = tag(edda, revision, "claim", "3 barrels")
    source = tag(edda, revision, "source", "The harbour office")
    assert [first.label, second.label, source.label] == ["C1", "C2", "S1"]


def test_only_roles_that_annotate_may_and_others_do_not_see_it(vera, otto, revision):
    with pytest.raises(NotAllowed):
        create(vera, revision, at(revision, "12 crates"))
    with pytest.raises(NotFound):
        create(otto, revision, at(revision, "12 crates"))


def test_a_token_without_the_scope_may_not(edda, revision):
    edda.token_scopes = frozenset({"read"})
    with pytest.raises(NotAllowed):
        create(edda, revision, at(revision, "12 crates"))


def test_terms_come_from_the_projects_vocabulary(edda, revision):
    part = at(revision, "12 crates")
    with pytest.raises(UnknownTerm):
        create(edda, revision, part, desk_status="sensational")
    with pytest.raises(UnknownTerm):
        create(edda, revision, part, attributes={"type": "rumour"})
    with pytest.raises(BadAttribute):
        create(edda, revision, part, attributes={"polarity": "verified"})
    made = create(edda, revision, part, attributes={"type": "numerical"}).annotation
    made.refresh_from_db()
    assert made.desk_status == "unassessed"
    assert len(made.terms) == 2


def test_new_document_and_the_stored_one_have_one_shape(edda, revision):
    made = create(
        edda,
        revision,
        at(revision, "were lost"),
        at(revision, "3 barrels"),
        desk_status="unverified",
        attributes={"figure": {"value": 3, "unit": "barrels", "bound": "exactly"}},
        note="ask the harbour",
    ).annotation
    assert reads.new_document(made) == reads.document(made.pk)


def test_update_needs_the_version_that_was_seen(edda, claim):
    with pytest.raises(VersionRequired):
        update_annotation(actor=edda, annotation_id=claim.pk, version=None, note="x")
    changed = update_annotation(actor=edda, annotation_id=claim.pk, version=claim.version, note="x")
    assert changed.version == claim.version + 1
    with pytest.raises(StaleVersion) as caught:
        update_annotation(actor=edda, annotation_id=claim.pk, version=claim.version, note="y")
    assert caught.value.extra["current"].note == "x"


def test_update_without_a_change_makes_no_version(edda, claim):
    events = Event.objects.count()
    same = update_annotation(
        actor=edda, annotation_id=claim.pk, version=claim.version, note=claim.note
    )
    assert same.version == claim.version
    assert Event.objects.count() == events


def test_edges_move_and_the_history_tells_both_places(edda, emil, claim, revision):
    part = at(revision, "12 crates and 3 barrels")
    changed = update_annotation(
        actor=emil, annotation_id=claim.pk, version=claim.version, fragments=[part]
    )
    assert changed.quote == part.quote
    event = Event.objects.latest("pk")
    assert event.changes["fragments"][1] == [[part.start, part.end]]
    assert (event.version_before, event.version_after) == (claim.version, changed.version)
    assert Contributor.objects.filter(annotation=claim, user=emil).exists()


def test_attributes_are_merged_and_empty_ones_removed(edda, claim):
    changed = update_annotation(
        actor=edda,
        annotation_id=claim.pk,
        version=claim.version,
        attributes={"type": "numerical", "hedge": "reportedly"},
    )
    changed = update_annotation(
        actor=edda, annotation_id=claim.pk, version=changed.version, attributes={"hedge": ""}
    )
    assert changed.attributes == {"type": "numerical"}


def test_a_finding_that_is_emptied_is_not_assessed(edda, claim):
    changed = update_annotation(
        actor=edda, annotation_id=claim.pk, version=claim.version, desk_status=""
    )
    assert changed.desk_status == "unassessed"


def test_another_kind_keeps_words_and_note_but_not_links_it_cannot_have(edda, claim, source):
    with pytest.raises(LinkNotAllowed):
        update_annotation(
            actor=edda, annotation_id=source.pk, version=source.version, kind="status"
        )
    lone = tag(edda, claim.revision, "claim", "3 barrels", note="kept")
    changed = update_annotation(actor=edda, annotation_id=lone.pk, version=1, kind="source")
    assert (changed.kind, changed.state, changed.desk_status) == ("source", None, "")
    assert changed.note == "kept"


def test_a_deleted_source_takes_its_links_out_of_sight_and_brings_them_back(edda, claim, source):
    links = reads.document(claim.pk)["links"]
    deleted = delete_annotation(actor=edda, annotation_id=source.pk, version=source.version)
    assert len(reads.document(claim.pk)["links"]) == len(links) - 1
    restore_annotation(actor=edda, annotation_id=source.pk)
    assert reads.document(claim.pk)["links"] == links
    assert deleted.version == source.version + 1


def test_a_link_bumps_the_claim_and_not_its_target(edda, revision, source):
    claim = tag(edda, revision, "claim", "12 crates")
    linked = add_link(actor=edda, annotation_id=claim.pk, type="attributed_to", target_id=source.pk)
    assert linked.origin.version == 2
    again = add_link(actor=edda, annotation_id=claim.pk, type="attributed_to", target_id=source.pk)
    assert (again.new, again.origin.version) == (False, 2)
    assert Annotation.objects.get(pk=source.pk).version == 1
    changed = remove_link(
        actor=edda, annotation_id=claim.pk, type="attributed_to", target_id=source.pk
    )
    assert changed.version == 3


def test_linking_makes_the_sources_author_a_contributor(edda, emil, revision):
    source = tag(emil, revision, "source", "The harbour office")
    claim = tag(edda, revision, "claim", "12 crates")
    add_link(actor=edda, annotation_id=claim.pk, type="attributed_to", target_id=source.pk)
    people = Contributor.objects.filter(annotation=claim).values_list("user__username", flat=True)
    assert set(people) == {"edda", "emil"}


@pytest.mark.parametrize(
    ("type_", "target"),
    [
        ("qualified_by", "source"),
        ("attributed_to", "marker"),
        ("repeats", "source"),
        ("likes", "source"),
    ],
)
def test_links_join_only_what_they_may(edda, claim, type_, target, request):
    end = request.getfixturevalue(target)
    with pytest.raises(LinkNotAllowed):
        add_link(actor=edda, annotation_id=claim.pk, type=type_, target_id=end.pk)


def test_links_do_not_leave_the_desk_or_the_text(edda, lena, otto, other_project, project, claim):
    foreign = create_article(actor=otto, project=other_project, text="12 crates").revision
    theirs = tag(otto, foreign, "claim", "12 crates")
    with pytest.raises(NotFound):
        add_link(actor=edda, annotation_id=claim.pk, type="repeats", target_id=theirs.pk)
    second = create_article(actor=lena, project=project, text="A clerk said so.").revision
    clerk = tag(lena, second, "source", "A clerk")
    with pytest.raises(LinkNotAllowed):
        add_link(actor=edda, annotation_id=claim.pk, type="attributed_to", target_id=clerk.pk)
    again = tag(lena, second, "claim", "said so")
    add_link(actor=edda, annotation_id=claim.pk, type="repeats", target_id=again.pk)

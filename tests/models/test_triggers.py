"""What the database refuses by itself, whoever asks and however."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from annotations.models import Annotation, Contributor, Job, Release, Revision, Term
from annotations.queries.searching import whole_words
from annotations.services.articles import create_article
from annotations.services.reviews import submit_claim
from tests.people import tag


def refused(sql: str, *parameters: object) -> str:
    """What the database says to ``sql``, which it must not carry out."""
    with pytest.raises(DatabaseError) as caught:
        execute(sql, parameters)
    return str(caught.value)


def execute(sql: str, parameters: Sequence[object]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        cursor.execute("set constraints all immediate")


KEPT = ["event", "contributor", "submission", "term"]


@pytest.mark.parametrize("table", KEPT)
def test_what_happened_cannot_be_changed_or_removed(edda, claim, table):
    submit_claim(actor=edda, annotation_id=claim.pk)
    assert "refused" in refused(f"update {table} set id = id")
    assert "refused" in refused(f"delete from {table}")


def test_a_release_is_written_once(lena, project):
    job = Job.objects.create(project=project, kind="release", requested_by=lena)
    Release.objects.create(
        project=project, number=1, job=job, size=1, created_by=lena, created_at=timezone.now()
    )
    for column in ("number", "options", "figures", "files", "file", "sha256", "created_at"):
        assert "refused" in refused(f"update release set {column} = {column}")
    assert "refused" in refused("delete from release")


@pytest.mark.parametrize(
    "table", ["event", "contributor", "decision", "annotation", "revision", "release"]
)
def test_the_apps_role_cannot_empty_a_table_of_record(claim, table):
    refused(f"truncate {table} cascade")


def test_the_apps_role_cannot_switch_a_trigger_off(db):
    refused("alter table event disable trigger all")
    refused("set session_replication_role = replica")
    refused(
        "create or replace function refuse_change() returns trigger"
        " language plpgsql as $$ begin return null; end $$"
    )


@pytest.mark.parametrize("column", ["text", "sha256", "length", "original"])
def test_the_text_under_the_offsets_never_changes(revision, column):
    value = {"text": "other", "sha256": "0" * 64, "length": 1, "original": b"x"}[column]
    assert "refused" in refused(
        f"update revision set {column} = %s where id = %s", value, revision.pk
    )
    assert "refused" in refused("delete from revision where id = %s", revision.pk)


@pytest.mark.parametrize("fragments", ["{}", "{[0,100000)}", "{[-3,2)}", "{[5,)}", "{(,5)}"])
def test_fragments_lie_in_the_text_and_are_not_empty(claim, fragments):
    message = refused("update annotation set fragments = %s where id = %s", fragments, claim.pk)
    assert "outside the text" in message


def test_an_annotation_stays_where_it_was_made(claim, lena, project):
    other = create_article(actor=lena, project=project, text="Some other text here").revision
    refused("update annotation set revision_id = %s where id = %s", other.pk, claim.pk)
    refused("update annotation set ordinal = 99 where id = %s", claim.pk)
    refused("delete from annotation where id = %s", claim.pk)


def test_a_number_changes_with_the_kind_only_and_to_a_free_one(edda, revision, source):
    lone = tag(edda, revision, "claim", "on Monday")
    change = (
        "update annotation set kind = 'source', state = null, desk_status = '', ordinal = %s"
        " where id = %s"
    )
    assert "called so" in refused(change, source.ordinal, lone.pk)
    execute(change, [source.ordinal + 1, lone.pk])
    refused("update annotation set ordinal = 99 where id = %s", lone.pk)


def test_a_term_of_another_project_is_refused(claim, other_project):
    foreign = Term.objects.filter(project=other_project).first()
    assert foreign
    message = refused("update annotation set terms = array[%s] where id = %s", foreign.pk, claim.pk)
    assert "another project" in message


COPY = (
    "insert into annotation (id, project_id, article_id, revision_id, kind, ordinal, fragments,"
    " quote, desk_status, attributes, terms, note, normalised_claim, no_source_given, state,"
    " version, body_sha256, author_id, created_at, updated_at)"
    " select %s, project_id + %s, article_id + %s, revision_id + %s, kind, 99, fragments, quote,"
    " desk_status, attributes, terms || %s::int[], note, normalised_claim, no_source_given, state,"
    " version, '', author_id, created_at, updated_at from annotation where id = %s"
)
NEW = UUID(int=99)


@pytest.mark.parametrize("place", [(1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, 100_000)])
def test_a_new_annotation_is_in_the_article_and_project_of_its_revision(
    claim, lena, otto, project, other_project, place
):
    create_article(actor=lena, project=project, text="Some other text here")
    assert "outside the text" in refused(COPY, NEW, *place, [], claim.pk)
    execute(COPY, [NEW, 0, 0, 0, [], claim.pk])


def test_one_wrong_term_among_many_is_refused(claim, other_project):
    foreign = Term.objects.filter(project=other_project).first()
    assert foreign
    for wrong in (foreign.pk, 0):
        assert "another project" in refused(COPY, NEW, 0, 0, 0, [wrong], claim.pk)


def test_whoever_makes_an_annotation_contributed_to_it_however_it_came(claim, edda):
    execute(COPY, [NEW, 0, 0, 0, [], claim.pk])
    made = Contributor.objects.get(annotation_id=NEW)
    assert (made.user, made.since) == (edda, claim.created_at)


def test_a_contributor_is_one_of_an_annotation_that_is_there(claim, emil):
    insert = "insert into contributor (annotation_id, user_id, since) values (%s, %s, now())"
    assert "no annotation" in refused(insert, NEW, emil.pk)
    execute(insert, [claim.pk, emil.pk])


def test_a_contributor_is_somebody(claim):
    insert = "insert into contributor (annotation_id, user_id, since) values (%s, 0, now())"
    assert "nobody" in refused(insert, claim.pk)


def test_an_annotation_is_somebodys(claim):
    by_nobody = COPY.replace("author_id, created_at, updated_at from", "0, created_at, now() from")
    assert "nobody" in refused(by_nobody, NEW, 0, 0, 0, [], claim.pk)


def test_a_link_is_somebodys(claim):
    columns = ["project_id", "target_id", "type", "origin_id", "how", "author_id", "created_at"]
    copied = ["project_id", "target_id", "'qualified_by'", "origin_id", "how", "0", "created_at"]
    copy = f"insert into link ({', '.join(columns)}) select {', '.join(copied)} from link limit 1"
    assert "nobody" in refused(copy)
    assert "nobody" in refused("update link set author_id = 0")


def test_a_person_stays(edda):
    assert "refused" in refused("delete from person where id = %s", edda.pk)
    assert "refused" in refused("update person set id = 0 where id = %s", edda.pk)


@pytest.mark.parametrize("end", ["origin_id", "target_id"])
def test_a_link_begins_and_ends_at_annotations_that_are_there(claim, end):
    columns = ["project_id", "origin_id", "type", "target_id", "how", "author_id", "created_at"]
    values = [f"'{NEW}'" if column == end else column for column in columns]
    copy = f"insert into link ({', '.join(columns)}) select {', '.join(values)} from link limit 1"
    assert "does not join" in refused(copy)


def test_a_link_is_not_there_before_what_it_joins(claim, source):
    """Nothing would look at it any more once they come."""
    link = (
        "insert into link (project_id, origin_id, type, target_id, how, author_id, created_at)"
        " values (%s, %s, 'qualified_by', %s, '', %s, now())"
    )
    ends = [claim.project_id, NEW, source.pk, claim.author_id]
    assert "does not join" in refused(f"{link}; {COPY}", *ends, NEW, 0, 0, 0, [], claim.pk)


def test_a_revision_keeps_its_number_in_the_table(revision):
    assert "refused" in refused("update revision set id = id + 1 where id = %s", revision.pk)


def test_a_text_is_found_by_its_words_however_it_came(revision):
    execute(
        "insert into revision (project_id, article_id, number, text, sha256, length, blocks,"
        " complete_blocks, original, media_type, original_sha256, repairs, created_by_id,"
        " created_at) select project_id, article_id, 2, 'Zebras', sha256, 6, '[]', '{}', '', '',"
        " '', '[]', created_by_id, created_at from revision where id = %s",
        [revision.pk],
    )
    found = Revision.objects.filter(search=whole_words("zebras harbour"))  # one of the headline
    assert found.get().text == "Zebras"


def insert_link(origin: Annotation, type_: str, target: Annotation) -> str:
    return refused(
        "insert into link (project_id, origin_id, type, target_id, how, author_id, created_at)"
        " values (%s, %s, %s, %s, '', %s, now())",
        origin.project_id,
        origin.pk,
        type_,
        target.pk,
        origin.author_id,
    )


def test_links_between_wrong_kinds_revisions_or_projects_are_refused(
    claim, source, marker, lena, otto, project, other_project
):
    assert "does not join" in insert_link(claim, "qualified_by", source)
    assert "does not join" in insert_link(source, "supported_by", claim)
    second = create_article(actor=lena, project=project, text="A clerk said so.").revision
    assert "does not join" in insert_link(
        claim, "attributed_to", tag(lena, second, "source", "A clerk")
    )
    foreign = create_article(actor=otto, project=other_project, text="12 crates").revision
    assert "does not join" in insert_link(
        claim, "repeats", tag(otto, foreign, "claim", "12 crates")
    )


def test_a_linked_annotation_cannot_take_a_kind_that_breaks_its_links(source, claim):
    refused("update annotation set kind = 'status' where id = %s", source.pk)


DECIDE = (
    "insert into decision (annotation_id, reviewer_id, verdict, reasons, comment, hash, snapshot,"
    " imported, created_at) values (%s, %s, 'approve', '{}', '', '', '{}', false, now())"
)


def test_no_contributor_decides_even_by_plain_sql(edda, emil, rita, revision, claim):
    assert "contributed" in refused(DECIDE, claim.pk, edda.pk)
    theirs = tag(emil, revision, "source", "Mayor Ona Rell")
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into link (project_id, origin_id, type, target_id, how, author_id, created_at)"
            " values (%s, %s, 'relayed_by', %s, '', %s, now())",
            [claim.project_id, claim.pk, theirs.pk, edda.pk],
        )
    assert "contributed" in refused(DECIDE, claim.pk, emil.pk)  # author of a linked source
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(DECIDE, [claim.pk, rita.pk])


def test_nobody_decides_on_a_claim_before_it_is_there(rita):
    """Else its author could, and nothing would look at it any more."""
    assert "only claims" in refused(DECIDE, NEW, rita.pk)


def test_only_claims_are_decided_on(rita, source):
    assert "only claims" in refused(DECIDE, source.pk, rita.pk)


def test_nothing_becomes_approved_without_a_decision(claim):
    message = refused("update annotation set state = 'approved' where id = %s", claim.pk)
    assert "approved by a decision" in message


def test_a_source_has_no_state_and_a_claim_always_one(source, claim):
    refused("update annotation set state = 'draft' where id = %s", source.pk)
    refused("update annotation set state = null where id = %s", claim.pk)

"""Threads: a remark, its replies, and whether it still waits for an answer."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from annotations.domain.errors import Gone, IdTaken
from annotations.models import Comment, Contributor, Event, Notice
from annotations.permissions import NotAllowed
from annotations.queries.comments import threads
from annotations.queries.talk import open_talk
from annotations.services.annotations import delete_annotation
from annotations.services.comments import (
    EmptyComment,
    add_comment,
    remove_comment,
    reopen_thread,
    resolve_thread,
)
from annotations.services.locking import NotFound
from tests.people import tag
from tests.services.steps import now, seen

pytestmark = pytest.mark.django_db


def say(actor, annotation, text="Who counted?", reply_to=None, **more):
    given = {"id": uuid.uuid4(), "text": text, **more}
    to = reply_to.pk if reply_to else None
    return add_comment(actor=actor, annotation_id=annotation.pk, reply_to=to, **given)[0]


def settle(service, actor, comment):
    return service(actor=actor, annotation_id=comment.annotation_id, comment_id=comment.pk)


def told(kind="reply"):
    """Who heard, by the event they heard of."""
    heard = Notice.objects.filter(kind=kind).order_by("event_id", "recipient__username")
    return [row.recipient.username for row in heard.select_related("recipient")]


def actions(annotation):
    return list(
        Event.objects.filter(annotation_id=annotation.pk)
        .filter(action__regex="comment|thread")
        .order_by("pk")
        .values_list("action", flat=True)
    )


def test_a_reply_to_a_reply_belongs_to_the_thread(claim, edda, rita):
    root = say(rita, claim)
    reply = say(edda, claim, "The harbour.", reply_to=root)
    later = say(rita, claim, "When?", reply_to=reply)
    assert (reply.reply_to, later.reply_to) == (root, root)
    (thread,) = threads(claim).every
    assert (thread.first, thread.replies) == (root, [reply, later])


def test_a_reply_sent_twice_is_stored_once_and_another_body_refused(claim, edda, rita):
    root = say(rita, claim)
    key = uuid.uuid4()
    for expected in (True, False):
        _, new = add_comment(
            actor=edda, annotation_id=claim.pk, id=key, text="Yes", reply_to=root.pk
        )
        assert new is expected
    with pytest.raises(IdTaken):
        say(edda, claim, "Yes", id=key)  # the same words, but in no thread
    assert Notice.objects.filter(recipient=rita).count() == 1


def test_a_reply_belongs_to_the_same_annotation(claim, source, edda):
    elsewhere = say(edda, source)
    with pytest.raises(NotFound):
        say(edda, claim, reply_to=elsewhere)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.create(
            id=uuid.uuid4(), annotation=claim, author=edda, text="x", reply_to=elsewhere
        )


def test_an_empty_reply_is_refused(claim, edda):
    root = say(edda, claim)
    with pytest.raises(EmptyComment):
        say(edda, claim, " \n", reply_to=root)


def test_a_thread_is_resolved_by_any_of_its_comments_and_once(claim, edda, rita):
    root = say(rita, claim)
    reply = say(edda, claim, "The harbour.", reply_to=root)
    for _ in range(2):
        assert settle(resolve_thread, edda, reply) == root
    root.refresh_from_db()
    assert (root.resolved_by, root.resolved_at is not None) == (edda, True)
    for _ in range(2):
        settle(reopen_thread, rita, root)
    root.refresh_from_db()
    assert (root.resolved_by, root.resolved_at) == (None, None)
    assert actions(claim)[2:] == ["thread.resolved", "thread.reopened"]


def test_a_reply_opens_a_resolved_thread_again(claim, edda, rita):
    root = say(rita, claim)
    settle(resolve_thread, edda, root)
    say(rita, claim, "Not quite.", reply_to=root)
    assert threads(claim).every[0].is_open
    assert actions(claim)[-2:] == ["comment.added", "thread.reopened"]


def test_a_thread_whose_first_comment_was_removed_begins_with_the_next(claim, edda, rita):
    root = say(rita, claim)
    reply = say(edda, claim, "The harbour.", reply_to=root)
    settle(remove_comment, rita, root)
    (thread,) = threads(claim).every
    assert (thread.first, thread.root, thread.is_open) == (reply, root.pk, True)
    settle(resolve_thread, rita, reply)
    assert not threads(claim).every[0].is_open
    settle(remove_comment, edda, reply)
    assert threads(claim).every == []
    with pytest.raises(Gone):
        say(rita, claim, reply_to=root)
    with pytest.raises(Gone):
        settle(reopen_thread, rita, root)


def test_a_viewer_neither_answers_nor_resolves(claim, edda, vera):
    root = say(edda, claim)
    with pytest.raises(NotAllowed):
        say(vera, claim, reply_to=root)
    for service in (resolve_thread, reopen_thread):
        with pytest.raises(NotAllowed):
            settle(service, vera, root)


def test_another_desk_finds_no_thread(claim, edda, otto):
    root = say(edda, claim)
    with pytest.raises(NotFound):
        settle(resolve_thread, otto, root)


def test_a_deleted_tag_has_no_talk(marker, edda):
    root = say(edda, marker)
    delete_annotation(actor=edda, annotation_id=marker.pk, version=1)
    with pytest.raises(Gone):
        say(edda, marker, reply_to=root)


def test_talk_makes_nobody_a_contributor_and_changes_nothing_signed(claim, rita, edda):
    before, version = seen(claim), now(claim).version
    root = say(rita, claim)
    settle(resolve_thread, rita, root)
    say(rita, claim, reply_to=root)
    assert (seen(claim), now(claim).version) == (before, version)
    assert not Contributor.objects.filter(user=rita).exists()


# Who hears of it -------------------------------------------------------------------------------


def test_a_comment_tells_whoever_worked_on_the_tag(claim, emil, edda, rita):
    say(rita, claim)
    assert told() == ["edda"]


def test_a_reply_also_tells_whoever_wrote_in_the_thread_but_never_the_writer(
    claim, edda, emil, rita, roy, lena
):
    other = say(lena, claim, "Another thread.")
    Notice.objects.all().delete()
    root = say(rita, claim)
    say(roy, claim, "Me too.", reply_to=root)
    say(emil, claim, "It was the harbour.", reply_to=root)
    assert told() == ["edda", "edda", "rita", "edda", "rita", "roy"]
    assert other.author == lena


def test_who_talks_to_themselves_hears_nothing(claim, edda):
    root = say(edda, claim)
    say(edda, claim, "I did.", reply_to=root)
    assert told() == []


# What is open ----------------------------------------------------------------------------------


def test_open_threads_are_counted_once_each(
    claim, source, revision, edda, rita, django_assert_num_queries
):
    first, second = say(rita, claim), say(rita, claim, "When?")
    say(edda, claim, "Monday.", reply_to=second)
    settle(resolve_thread, edda, say(edda, source))
    gone = say(edda, tag(edda, revision, "claim", "Monday"))
    settle(remove_comment, edda, gone)
    with django_assert_num_queries(1):
        found = open_talk(revision)
    assert {key: one.threads for key, one in found.items()} == {str(claim.pk): 2}
    settle(resolve_thread, edda, first)
    settle(remove_comment, rita, second)
    assert open_talk(revision)[str(claim.pk)].threads == 1

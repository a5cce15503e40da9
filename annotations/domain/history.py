"""The history's vocabulary: every action that can be recorded, and the sentence that tells it."""

from enum import StrEnum


class Action(StrEnum):
    """``noun.verbed``, as stored in the history."""

    PROJECT_CREATED = "project.created"
    PROJECT_EDITED = "project.edited"
    MEMBER_SET = "member.set"
    MEMBER_REMOVED = "member.removed"
    TERM_SAVED = "term.saved"
    ARTICLE_CREATED = "article.created"
    ARTICLE_EDITED = "article.edited"
    ARTICLE_IMPORTED = "article.imported"
    REVISION_CREATED = "revision.created"
    BLOCKS_MARKED = "blocks.marked"
    TAGS_MOVED = "tags.moved"
    ANNOTATION_CREATED = "annotation.created"
    ANNOTATION_EDITED = "annotation.edited"
    ANNOTATION_DELETED = "annotation.deleted"
    ANNOTATION_RESTORED = "annotation.restored"
    ANNOTATION_SPLIT = "annotation.split"
    ANNOTATION_MERGED = "annotation.merged"
    LINK_ADDED = "link.added"
    LINK_REMOVED = "link.removed"
    EVIDENCE_ADDED = "evidence.added"
    EVIDENCE_REMOVED = "evidence.removed"
    COMMENT_ADDED = "comment.added"
    COMMENT_REMOVED = "comment.removed"
    THREAD_RESOLVED = "thread.resolved"
    THREAD_REOPENED = "thread.reopened"
    EDIT_SUGGESTED = "edit.suggested"
    EDIT_ACCEPTED = "edit.accepted"
    EDIT_DECLINED = "edit.declined"
    ASSIGNMENT_MADE = "assignment.made"
    ASSIGNMENT_ENDED = "assignment.ended"
    CLAIM_SUBMITTED = "claim.submitted"
    CLAIM_REOPENED = "claim.reopened"
    CLAIM_WITHDRAWN = "claim.withdrawn"
    DECISION_MADE = "decision.made"
    DECISION_RETRACTED = "decision.retracted"
    CLAIM_REVIEW_EDITED = "claim_review.edited"
    REVIEW_FINISHED = "review.finished"
    WEBHOOK_CREATED = "webhook.created"
    WEBHOOK_REMOVED = "webhook.removed"
    EXPORT_REQUESTED = "export.requested"
    EXPORT_TAKEN = "export.taken"
    IMPORT_REQUESTED = "import.requested"
    RELEASE_REQUESTED = "release.requested"
    RELEASE_MADE = "release.made"
    RELEASE_TAKEN = "release.taken"


SECURITY = frozenset(
    {
        Action.PROJECT_CREATED,
        Action.PROJECT_EDITED,
        Action.MEMBER_SET,
        Action.MEMBER_REMOVED,
        Action.DECISION_MADE,
        Action.DECISION_RETRACTED,
        Action.CLAIM_WITHDRAWN,
        Action.WEBHOOK_CREATED,
        Action.WEBHOOK_REMOVED,
        Action.EXPORT_REQUESTED,
        Action.EXPORT_TAKEN,
        Action.IMPORT_REQUESTED,
        Action.RELEASE_REQUESTED,
        Action.RELEASE_MADE,
        Action.RELEASE_TAKEN,
    }
)
"""What changes who may do what, what counts as checked, or what leaves: logged beside its row."""

UNDOABLE = frozenset(
    {
        Action.ANNOTATION_CREATED,
        Action.ANNOTATION_EDITED,
        Action.ANNOTATION_DELETED,
        Action.ANNOTATION_RESTORED,
        Action.ANNOTATION_SPLIT,
        Action.ANNOTATION_MERGED,
        Action.TAGS_MOVED,
        Action.LINK_ADDED,
        Action.LINK_REMOVED,
        Action.EVIDENCE_ADDED,
        Action.EVIDENCE_REMOVED,
    }
)
"""What an editor's undo takes back. Decisions are taken back by a retraction instead."""

"""The tables, one file a noun."""

from annotations.models.annotations import Annotation, Comment, Contributor, Evidence, Link
from annotations.models.articles import Article, Revision
from annotations.models.assignments import Assignment
from annotations.models.claim_reviews import ClaimReview
from annotations.models.history import Event
from annotations.models.jobs import Job
from annotations.models.mappings import ImportMapping
from annotations.models.notices import Notice
from annotations.models.outbox import Delivery
from annotations.models.people import ApiToken, User
from annotations.models.presence import Presence
from annotations.models.projects import Membership, Project, Role
from annotations.models.releases import Release
from annotations.models.reviews import Decision, FinishedReview, Submission
from annotations.models.suggested_edits import SuggestedEdit
from annotations.models.vocabulary import Term, Vocabulary
from annotations.models.webhooks import Webhook, WebhookCall

__all__ = [
    "Annotation",
    "ApiToken",
    "Article",
    "Assignment",
    "ClaimReview",
    "Comment",
    "Contributor",
    "Decision",
    "Delivery",
    "Event",
    "Evidence",
    "FinishedReview",
    "ImportMapping",
    "Job",
    "Link",
    "Membership",
    "Notice",
    "Presence",
    "Project",
    "Release",
    "Revision",
    "Role",
    "Submission",
    "SuggestedEdit",
    "Term",
    "User",
    "Vocabulary",
    "Webhook",
    "WebhookCall",
]

"""The tables, one file a noun."""

from annotations.models.annotations import Annotation, Comment, Contributor, Evidence, Link
from annotations.models.articles import Article, Revision
from annotations.models.history import Event
from annotations.models.jobs import Job
from annotations.models.people import ApiToken, User
from annotations.models.projects import Membership, Project, Role
from annotations.models.reviews import Decision, Submission
from annotations.models.vocabulary import Term, Vocabulary

__all__ = [
    "Annotation",
    "ApiToken",
    "Article",
    "Comment",
    "Contributor",
    "Decision",
    "Event",
    "Evidence",
    "Job",
    "Link",
    "Membership",
    "Project",
    "Revision",
    "Role",
    "Submission",
    "Term",
    "User",
    "Vocabulary",
]

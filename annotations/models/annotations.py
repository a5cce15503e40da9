"""Annotations: what somebody says about a passage of one revision."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left

from annotations.models.articles import Article, Revision
from annotations.models.fields import FragmentsField
from annotations.models.projects import Project

if TYPE_CHECKING:
    from annotations.models.people import User


CLAIM_WORDS = SearchVector(Left("quote", 2000), Left("normalised_claim", 2000), config="simple")
"""What a claim is found by, as the index has it. Not all of it: a tsvector ends at 1 MB."""


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    def visible_to(self, user: "User") -> "AnnotationQuerySet":
        if user.is_system:
            return self
        return self.filter(project__memberships__user_id=user.pk)

    def alive(self) -> "AnnotationQuerySet":
        return self.filter(deleted_at=None)

    def claims(self) -> "AnnotationQuerySet":
        return self.filter(kind="claim")


class Annotation(models.Model):
    """A claim, source or status marker on code points of one revision.

    ``desk_status`` and the term-valued ``attributes`` hold slugs for reading;
    ``terms`` holds the term rows (with their version) that were meant.
    Triggers hold it to its revision, article, project and author, and make that a contributor.
    """

    class Kind(models.TextChoices):
        CLAIM = "claim"
        SOURCE = "source"
        STATUS = "status"

    PREFIXES: ClassVar[dict[str, str]] = {"claim": "C", "source": "S", "status": "V"}

    id = models.UUIDField(primary_key=True)
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="annotations", db_constraint=False
    )
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="annotations", db_constraint=False
    )
    kind = models.CharField(max_length=10, choices=Kind)
    ordinal = models.PositiveIntegerField()
    fragments = FragmentsField()
    quote = models.TextField()
    desk_status = models.CharField(max_length=40, blank=True, default="")
    attributes = models.JSONField(default=dict)
    terms = ArrayField(models.IntegerField(), default=list)
    note = models.TextField(blank=True, default="")
    normalised_claim = models.TextField(blank=True, default="")
    no_source_given = models.BooleanField(default=False)
    state = models.CharField(max_length=20, null=True)
    version = models.PositiveIntegerField(default=1)
    body_sha256 = models.CharField(max_length=64)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        db_table = "annotation"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["claim", "source", "status"]), name="annotation_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="claim", state__isnull=False)
                | (~Q(kind="claim") & Q(state=None, desk_status="")),
                name="annotation_state_on_claims_only",
            ),
            models.CheckConstraint(
                condition=Q(state=None)
                | Q(
                    state__in=[
                        "draft",
                        "submitted",
                        "approved",
                        "changes_requested",
                        "rejected",
                        "withdrawn",
                    ]
                ),
                name="annotation_state_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["project", "state", "article"],
                condition=Q(deleted_at=None, kind="claim"),
                name="annotation_queue",
            ),
            GinIndex(
                CLAIM_WORDS, condition=Q(deleted_at=None, kind="claim"), name="annotation_words"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What people call it: C3, S2, V1. Given once; only another kind brings another one."""
        return f"{self.PREFIXES[self.kind]}{self.ordinal}"

    def told(self) -> dict[str, Any]:
        """What the history tells of it, field by field; fragments as [start, end] pairs."""
        return {
            "kind": self.kind,
            "fragments": [[span.start, span.end] for span in self.fragments],
            "quote": self.quote,
            "desk_status": self.desk_status,
            "attributes": self.attributes,
            "note": self.note,
            "normalised_claim": self.normalised_claim,
            "no_source_given": self.no_source_given,
        }


class Link(models.Model):
    """A typed relation that leaves ``origin`` (always a claim) and ends at ``target``.

    A trigger holds it to both, to their project, and to its author.
    """

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    origin = models.ForeignKey(
        Annotation,
        on_delete=models.PROTECT,
        related_name="links",
        db_constraint=False,
        db_index=False,  # the constraint begins with it
    )
    type = models.CharField(max_length=20)
    target = models.ForeignKey(
        Annotation, on_delete=models.PROTECT, related_name="links_in", db_constraint=False
    )
    how = models.CharField(max_length=10, blank=True, default="")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "link"
        constraints = [
            models.UniqueConstraint(fields=["origin", "type", "target"], name="link_once"),
            models.CheckConstraint(condition=~Q(origin=models.F("target")), name="link_not_self"),
        ]

    def __str__(self) -> str:
        return f"{self.origin_id} {self.type} {self.target_id}"


class Evidence(models.Model):
    """What speaks for, against or about a claim; a failed search is evidence too."""

    id = models.UUIDField(primary_key=True)
    annotation = models.ForeignKey(Annotation, on_delete=models.PROTECT, related_name="evidence")
    url = models.URLField(max_length=2000, blank=True)
    archived_url = models.URLField(max_length=2000, blank=True)
    captured_at = models.DateTimeField(null=True, blank=True)
    capture_sha256 = models.CharField(max_length=64, blank=True)
    medium = models.CharField(max_length=40)
    stance = models.CharField(max_length=40)
    excerpt = models.TextField(blank=True)
    locator = models.CharField(max_length=200, blank=True)
    checked_by = models.CharField(max_length=200, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body_sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "evidence"
        ordering = ["created_at", "id"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=(Q(url="") | Q(url__iregex=r"^https?://"))
                & (Q(archived_url="") | Q(archived_url__iregex=r"^https?://")),
                name="evidence_url_is_http",
            )
        ]

    def __str__(self) -> str:
        return self.url or self.excerpt[:80] or self.stance


class Comment(models.Model):
    """A remark about an annotation; it makes nobody a contributor.

    A remark that replies to none begins a thread; that one can be resolved.
    """

    id = models.UUIDField(primary_key=True)
    annotation = models.ForeignKey(Annotation, on_delete=models.PROTECT, related_name="comments")
    reply_to = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="replies"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    body_sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        db_table = "comment"
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at=None) | Q(reply_to=None, resolved_by__isnull=False),
                name="comment_threads_are_resolved",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Contributor(models.Model):
    """Somebody whose work a claim is, and who may therefore not decide on it. Never removed.

    A trigger holds it to its annotation and to the person.
    """

    annotation = models.ForeignKey(
        Annotation,
        on_delete=models.PROTECT,
        related_name="contributors",
        db_constraint=False,
        db_index=False,  # the constraint begins with it
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "contributor"
        constraints = [
            models.UniqueConstraint(fields=["annotation", "user"], name="contributor_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} on {self.annotation_id}"

"""Articles and their revisions: the text under every offset, which never changes."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from annotations.models.projects import Project

if TYPE_CHECKING:
    from annotations.models.people import User


def no_labels() -> list[int]:
    return [0, 0, 0]


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, user: "User") -> "ArticleQuerySet":
        if user.is_system:
            return self
        return self.filter(project__memberships__user_id=user.pk)


class Article(models.Model):
    """A story as the desk knows it; its words are in its revisions."""

    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="articles",
        db_index=False,  # an index of Meta begins with it
    )
    headline = models.CharField(max_length=500)
    byline = models.CharField(max_length=300, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    source_url = models.URLField(max_length=2000, blank=True)
    language = models.CharField(max_length=35, default="en")
    direction = models.CharField(max_length=3, default="ltr")
    published_at = models.DateTimeField(null=True, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    story = models.SlugField(max_length=100, blank=True)
    embargo_until = models.DateTimeField(null=True, blank=True)
    confidential_note = models.TextField(blank=True)
    current_revision = models.ForeignKey(
        "Revision", null=True, on_delete=models.PROTECT, related_name="+"
    )
    labels_given = ArrayField(models.IntegerField(), size=3, default=no_labels)
    """How many claims, sources and markers were ever made here: the next one's number less one."""
    waiting_since = models.DateTimeField(null=True)
    """When the claim that waits longest for sign-off was handed in. The database keeps it."""
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        db_table = "article"
        constraints = [
            models.CheckConstraint(
                condition=Q(direction__in=["ltr", "rtl"]), name="article_direction_known"
            ),
            models.CheckConstraint(
                condition=Q(source_url="") | Q(source_url__iregex=r"^https?://"),
                name="article_source_url_is_http",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "-id"], name="article_newest"),
            models.Index(
                fields=["project", "waiting_since", "-id"],
                condition=Q(waiting_since__isnull=False),
                name="article_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.headline


class RevisionQuerySet(models.QuerySet["Revision"]):
    def visible_to(self, user: "User") -> "RevisionQuerySet":
        if user.is_system:
            return self
        return self.filter(project__memberships__user_id=user.pk)


class Revision(models.Model):
    """One version of an article's text. ``length`` and block offsets are code points.

    ``blocks`` is a list of ``{"start", "end", "kind"}``; ``complete_blocks`` are the
    indexes of those where every claim, source and marker has been tagged. A trigger fills
    ``search`` with the words of the headline and the text.
    """

    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # an index of Meta begins with it
    )
    article = models.ForeignKey(
        Article,
        on_delete=models.PROTECT,
        related_name="revisions",
        db_index=False,  # a constraint begins with it
    )
    number = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    length = models.PositiveIntegerField()
    blocks = models.JSONField(default=list)
    complete_blocks = ArrayField(models.IntegerField(), default=list, blank=True)
    original = models.BinaryField(null=True)  # none where it is the text itself, in UTF-8
    media_type = models.CharField(max_length=100, default="text/plain; charset=utf-8")
    original_sha256 = models.CharField(max_length=64)
    repairs = models.JSONField(default=list)
    search = SearchVectorField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        db_table = "revision"
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=Q(length__gt=0), name="revision_not_empty"),
        ]
        indexes = [
            GinIndex(F("search"), name="revision_search"),
            models.Index(fields=["project", "sha256"], name="revision_same_text"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} v{self.number}"

    @property
    def original_bytes(self) -> bytes:
        """The bytes as they came in, whose SHA-256 is ``original_sha256``."""
        return self.text.encode() if self.original is None else bytes(self.original)

    @property
    def block_dicts(self) -> list[dict[str, Any]]:
        """Blocks with ``index`` and ``complete`` beside ``start``, ``end`` and ``kind``."""
        complete = set(self.complete_blocks)
        return [
            {**block, "index": index, "complete": index in complete}
            for index, block in enumerate(self.blocks)
        ]

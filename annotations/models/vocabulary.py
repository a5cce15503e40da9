"""Vocabularies of a project and their terms, versioned and never deleted."""

from django.db import models

from annotations.models.projects import Project


class Vocabulary(models.Model):
    """A named list of terms, such as the desk statuses of one project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="vocabularies")
    name = models.SlugField(max_length=40)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "vocabulary"
        ordering = ["position", "name"]
        verbose_name_plural = "vocabularies"
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="vocabulary_once")]

    def __str__(self) -> str:
        return self.title


class TermQuerySet(models.QuerySet["Term"]):
    def current(self) -> "TermQuerySet":
        """The newest version of each term, retired ones among them."""
        return self.order_by("vocabulary_id", "slug", "-version").distinct("vocabulary_id", "slug")


class Term(models.Model):
    """One version of one term. The row never changes: an edit or a retirement adds a version."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="terms")
    vocabulary = models.ForeignKey(Vocabulary, on_delete=models.CASCADE, related_name="terms")
    slug = models.SlugField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    label = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        db_table = "term"
        ordering = ["vocabulary_id", "position", "slug", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["vocabulary", "slug", "version"], name="term_once"),
            models.CheckConstraint(
                condition=models.Q(rating=None) | models.Q(rating__range=(1, 5)),
                name="term_rating_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return self.label

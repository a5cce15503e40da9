"""Presence: who has an article open right now. It locks nothing, and nothing depends on it."""

from django.conf import settings
from django.db import models

from annotations.models.articles import Article


class Presence(models.Model):
    """The last sign of life of one person at one article."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "presence"
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.article_id}"

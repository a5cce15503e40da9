"""People and the tokens with which their programs act."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone


class User(AbstractUser):
    """Somebody who signs in, or the one system actor under which commands run."""

    SYSTEM = "system"

    is_system = models.BooleanField(default=False)
    preferences = models.JSONField(default=dict, blank=True)

    token_scopes: frozenset[str] | None = None
    """Set by token authentication: what the token allows; None for a signed-in person."""
    token_id: int | None = None
    """Set by token authentication: which token it was."""

    class Meta(AbstractUser.Meta):
        db_table = "person"

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def initials(self) -> str:
        words = str(self).split()
        return "".join(word[0] for word in words[:2]).upper()


class TokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self) -> "TokenQuerySet":
        """Not revoked, not past its day, and of somebody who may still sign in."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), user__is_active=True)


class ApiToken(models.Model):
    """A bearer token: only its SHA-256 is kept; the prefix tells the owner which one it is."""

    class Scope(models.TextChoices):
        READ = "read"
        ANNOTATE = "annotate"
        REVIEW = "review"
        EXPORT = "export"
        MANAGE = "manage"

    DEFAULT_SCOPES: ClassVar[tuple[str, ...]] = ("read", "annotate", "review", "export", "manage")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100, blank=True)
    prefix = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        db_table = "api_token"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.prefix}…"

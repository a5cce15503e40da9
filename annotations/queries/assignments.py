"""Reads of who is asked for what."""

from django.db.models import F

from annotations.models import Article, Assignment, User
from annotations.permissions import Can, roles_with


def of_article(article: Article) -> list[Assignment]:
    """What stands, by the day. One query."""
    found = Assignment.objects.standing().filter(article=article)
    found = found.select_related("assignee", "assigned_by")
    return list(found.order_by(F("due").asc(nulls_last=True), "pk"))


def can_be_asked(project_id: int) -> list[User]:
    """The members who could do some task, by name. One query."""
    roles = roles_with(Can.ANNOTATE)
    found = User.objects.filter(
        memberships__project_id=project_id, memberships__role__in=roles, is_active=True
    )
    return sorted(found, key=lambda person: (str(person).casefold(), person.pk))

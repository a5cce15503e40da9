"""Reads of projects for their page and for the switcher."""

from django.db.models import F, QuerySet

from annotations.models import Membership, Project, Term, User
from annotations.permissions import Can, roles_with


def projects_of(user: User) -> list[Project]:
    """The desks that ``user`` belongs to, by name, each with ``my_role``. One query.

    The project where they practise is none of them.
    """
    mine = _mine(user).filter(practice_of=None)
    return list(mine.order_by("name", "pk"))


def practice_project_of(user: User) -> Project | None:
    """Where ``user`` practises, with ``my_role``. One query."""
    return _mine(user).filter(practice_of=user).first()


def _mine(user: User) -> QuerySet[Project]:
    return Project.objects.visible_to(user).annotate(my_role=F("memberships__role"))


def lets_export(project: Project) -> bool:
    """Whether a project of ``projects_of`` lets that person take data out. No query."""
    role = getattr(project, "my_role", "")
    as_editor = project.editors_may_export and role in roles_with(Can.ANNOTATE)
    return as_editor or role in roles_with(Can.EXPORT)


def members(project_id: int) -> list[Membership]:
    """Who belongs to the project, leads first, then by name. One query."""
    order = {"lead": 0, "reviewer": 1, "editor": 2, "viewer": 3}
    found = Membership.objects.filter(project_id=project_id).select_related("user")
    return sorted(found, key=lambda member: (order[member.role], str(member.user).casefold()))


def term_versions(project_id: int, vocabulary: str) -> list[list[Term]]:
    """Every version of each term of a vocabulary, newest first; terms in their order. One query."""
    rows = Term.objects.filter(project_id=project_id, vocabulary__name=vocabulary)
    found: dict[str, list[Term]] = {}
    for term in rows.order_by("slug", "-version"):
        found.setdefault(term.slug, []).append(term)
    return sorted(found.values(), key=lambda terms: (terms[0].position, terms[0].slug))

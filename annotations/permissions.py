"""Who may do what: the one place where a role meets an ability."""

from enum import Enum
from typing import Final

from annotations.domain.errors import DomainError
from annotations.models import Article, Membership, Project, Revision, Role, User


class Can(Enum):
    READ = "read"  # see articles, annotations, history
    INGEST = "ingest"  # add articles and revisions, correct their metadata
    ANNOTATE = "annotate"  # tag, edit, link, add evidence, delete, restore, submit
    COMMENT = "comment"  # write in a thread
    ASSIGN = "assign"  # ask others to annotate or review (everybody may take it on themselves)
    DECIDE = "decide"  # approve, request changes, reject (never own work: see services/reviews)
    PUBLISH = "publish"  # say what is published of an approved claim: who said it, when, where
    EXPORT = "export"  # take data out, confidential sources masked
    RELEASE = "release"  # make a numbered dataset that stays
    WITHDRAW = "withdraw"  # take an approved claim back for good
    IMPORT = "import"  # bring data in, decisions included
    UNMASK = "unmask"  # export with confidential sources readable
    MANAGE = "manage"  # members and roles, vocabularies, guidelines, approvals


VIEWER: Final = frozenset({Can.READ})
EDITOR: Final = VIEWER | {Can.INGEST, Can.ANNOTATE, Can.COMMENT}
REVIEWER: Final = EDITOR | {Can.DECIDE, Can.ASSIGN, Can.PUBLISH, Can.EXPORT}
LEAD: Final = REVIEWER | {Can.RELEASE, Can.WITHDRAW, Can.IMPORT, Can.UNMASK, Can.MANAGE}

ROLES: Final[dict[str, frozenset[Can]]] = {
    Role.VIEWER: VIEWER,
    Role.EDITOR: EDITOR,
    Role.REVIEWER: REVIEWER,
    Role.LEAD: LEAD,
}
SYSTEM: Final = LEAD - {Can.DECIDE, Can.WITHDRAW}  # commands: everything but editorial judgement

SCOPES: Final[dict[str, frozenset[Can]]] = {
    "read": frozenset({Can.READ}),
    "annotate": frozenset({Can.READ, Can.INGEST, Can.ANNOTATE, Can.COMMENT}),
    "review": frozenset({Can.READ, Can.COMMENT, Can.DECIDE, Can.ASSIGN, Can.PUBLISH, Can.WITHDRAW}),
    "export": frozenset({Can.READ, Can.EXPORT, Can.UNMASK, Can.RELEASE, Can.IMPORT}),
    "manage": frozenset({Can.READ, Can.ASSIGN, Can.IMPORT, Can.MANAGE}),
}
"""What a token's scope lets through; the person's role still has to allow it as well."""


class NotAllowed(DomainError):
    """The role, or the token's scope, does not include the ability."""

    code = "not_allowed"
    status = 403
    message = "Your role does not allow this. Ask the lead of your project for it."


def abilities(user: User, project_id: int) -> frozenset[Can]:
    """What ``user`` may do in the project: by role, and by token scope where there is one."""
    if user.is_system:
        return SYSTEM
    role = (
        Membership.objects.filter(user_id=user.pk, project_id=project_id)
        .values_list("role", flat=True)
        .first()
    )
    return ROLES.get(role or "", frozenset()) & scoped(user)


def scoped(user: User) -> frozenset[Can]:
    """What the token lets through; everything for a person who signed in."""
    if user.token_scopes is None:
        return frozenset(Can)
    return frozenset().union(*(SCOPES.get(scope, frozenset()) for scope in user.token_scopes))


def allows(user: User, ability: Can, target: Project | Article | Revision) -> bool:
    project_id = target.pk if isinstance(target, Project) else target.project_id
    return ability in abilities(user, project_id)


def require(user: User, ability: Can, target: Project | Article | Revision) -> None:
    """Raises NotAllowed unless ``user`` has ``ability`` in the project of ``target``."""
    if not allows(user, ability, target):
        raise refusal(ability, user)


def refusal(ability: Can, user: User) -> NotAllowed:
    """The error that names the scopes that the user's token lacks, else the roles that may."""
    if ability not in scoped(user):
        scopes = " or ".join(f"“{scope}”" for scope, can in SCOPES.items() if ability in can)
        return NotAllowed(
            f"This token lacks the scope {scopes}. Nothing was changed. Make a token that has it.",
            extra={"ability": ability.value},
        )
    names = [str(Role(role).label).lower() for role, can in ROLES.items() if ability in can]
    who = " or ".join(names)
    return NotAllowed(
        f"This needs the role {who}. Nothing was changed. Ask your lead for it.",
        extra={"ability": ability.value},
    )


def roles_with(ability: Can) -> list[str]:
    return [str(role) for role, can in ROLES.items() if ability in can]

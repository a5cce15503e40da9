"""Projects: members and roles, vocabularies, guidelines, required approvals."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from annotations.domain.claim_reviews import UNSEEN, address_fault, has_unseen
from annotations.domain.errors import DomainError, IdTaken, IllegalState, StaleVersion
from annotations.domain.history import Action
from annotations.models import Membership, Project, Role, Term, User, Vocabulary
from annotations.permissions import ROLES, Can, NotAllowed, require
from annotations.services import assignments, history
from annotations.services.locking import NotFound

SHIPPED = Path("fixtures/vocabularies.json")
ADDRESSES = ("organisation_url", "organisation_logo")
EDITABLE = (
    *("name", "required_approvals", "guidelines", "editors_may_export"),
    *("organisation_name", *ADDRESSES),
)


class BadProject(DomainError):
    """A project, member or term that cannot be as asked."""

    code = "bad_project"
    message = "The project cannot be changed like this. Nothing was changed."


@transaction.atomic
def create_project(
    *, actor: User, slug: str, name: str, mode: str = "shared", practice_of: User | None = None
) -> Project:
    """Start a desk with the shipped vocabularies; whoever starts it leads it.

    With ``practice_of`` it is no desk but where that person practises.

    Raises NotAllowed (site admins only), IdTaken or BadProject.
    """
    if not (actor.is_superuser or actor.is_system):
        raise NotAllowed("Projects are started by a site admin. Ask yours.")
    if mode != Project.Mode.SHARED:
        raise BadProject(
            "Independent projects cannot be started yet. Start a shared one.", field="mode"
        )
    if Project.objects.filter(slug=slug).exists():
        raise IdTaken(f"There is a project “{slug}” already.", field="slug")
    project = Project.objects.create(slug=slug, name=name, mode=mode, practice_of=practice_of)
    load_vocabularies(project)
    if not actor.is_system:
        Membership.objects.create(project=project, user=actor, role=Role.LEAD)
    history.record(actor, Action.PROJECT_CREATED, project, changes={"name": [None, name]})
    return project


def load_vocabularies(project: Project) -> None:
    """Give a new project the shipped vocabularies. Two statements."""
    shipped = json.loads((settings.BASE_DIR / SHIPPED).read_text(encoding="utf-8"))
    homes = Vocabulary.objects.bulk_create(
        Vocabulary(
            project=project,
            name=row["name"],
            kind=row["kind"],
            title=row["title"],
            description=row.get("description", ""),
            position=position,
        )
        for position, row in enumerate(shipped)
    )
    Term.objects.bulk_create(
        Term(
            project=project,
            vocabulary=home,
            slug=term["slug"],
            label=term["label"],
            description=term.get("description", ""),
            rating=term.get("rating"),
            position=place,
        )
        for home, row in zip(homes, shipped, strict=True)
        for place, term in enumerate(row["terms"])
    )


@transaction.atomic
def update_project(
    *, actor: User, project: Project, guidelines_version: int | None = None, **values: Any
) -> Project:
    """Change name, required approvals (1–3), guidelines, whether editors may export, who publishes.

    ``guidelines_version`` is the version of the guidelines that the actor changed, where known.

    Raises NotAllowed, BadProject, or StaleVersion where other guidelines were saved since.
    """
    require(actor, Can.MANAGE, project)
    project = Project.objects.select_for_update().get(pk=project.pk)
    changes = {}
    for name in EDITABLE:
        if name in values and getattr(project, name) != values[name]:
            changes[name] = [getattr(project, name), values[name]]
            setattr(project, name, values[name])
    if not 1 <= project.required_approvals <= 3:
        raise BadProject("One to three approvals can be asked for.", field="required_approvals")
    if not project.name.strip():
        raise BadProject("A project needs a name.", field="name")
    for name in ADDRESSES:
        address = getattr(project, name)
        if name in changes and address and (fault := address_fault(address)):
            raise BadProject(fault, field=name)
    if "organisation_name" in changes and has_unseen(project.organisation_name):
        raise BadProject(UNSEEN, field="organisation_name")
    if "guidelines" in changes:
        _check_guidelines(project, guidelines_version)
        project.guidelines_version += 1
    if changes:
        project.save()
        history.record(actor, Action.PROJECT_EDITED, project, changes=changes)
    return project


@transaction.atomic
def set_member(*, actor: User, project: Project, username: str, role: str) -> Membership:
    """Give a person a role in the project, or another one than they had.

    What they were asked for and can no longer do ends.

    Raises NotAllowed, BadProject (no such person or role) or IllegalState (the last lead).
    """
    require(actor, Can.MANAGE, project)
    if role not in Role.values:
        raise BadProject(f"Known roles are: {', '.join(Role.values)}.", field="role")
    user = User.objects.filter(username=username, is_active=True, is_system=False).first()
    if user is None:
        raise BadProject(f"Nobody here is called “{username}”. Check the name.", field="user")
    existing = _locked_members(project).filter(user=user).first()
    before = existing.role if existing else None
    if before == Role.LEAD and role != Role.LEAD:
        _keep_a_lead(project, user)
    member, _ = Membership.objects.update_or_create(
        project=project, user=user, defaults={"role": role}
    )
    if before != role:
        assignments.end_beyond(actor, project, user, ROLES[role])
        changes = {"role": [before, role]}
        history.record(actor, Action.MEMBER_SET, project, about=username, changes=changes)
    return member


@transaction.atomic
def remove_member(*, actor: User, project: Project, username: str) -> None:
    """Take a person out of the project; what they did stays theirs, what they were asked for ends.

    Raises NotAllowed, NotFound or IllegalState (the last lead).
    """
    require(actor, Can.MANAGE, project)
    member = _locked_members(project).filter(user__username=username).first()
    if member is None:
        raise NotFound("member")
    if member.role == Role.LEAD:
        _keep_a_lead(project, member.user)
    changes = {"role": [member.role, None]}
    assignments.end_beyond(actor, project, member.user, ())
    member.delete()
    history.record(actor, Action.MEMBER_REMOVED, project, about=username, changes=changes)


@transaction.atomic
def save_term(
    *,
    actor: User,
    project: Project,
    vocabulary: str,
    slug: str,
    label: str,
    description: str = "",
    rating: int | None = None,
    position: int | None = None,
    retired: bool = False,
) -> Term:
    """Add a term, or a new version of one; annotations keep the version they were made with.

    Raises NotAllowed, NotFound or BadProject.
    """
    require(actor, Can.MANAGE, project)
    home = Vocabulary.objects.select_for_update().filter(project=project, name=vocabulary).first()
    if home is None:
        raise NotFound("vocabulary")
    _check_term(label, rating)
    last = Term.objects.filter(vocabulary=home, slug=slug).order_by("-version").first()
    if position is None:
        position = last.position if last else Term.objects.filter(vocabulary=home).count()
    values = {"label": label.strip(), "description": description, "rating": rating}
    term = Term.objects.create(
        project=project,
        vocabulary=home,
        slug=slug,
        version=last.version + 1 if last else 1,
        position=position,
        retired=retired,
        **values,
    )
    before = {"label": last.label, "retired": last.retired} if last else None
    changes = {"term": [before, {"label": term.label, "retired": term.retired}]}
    about = f"{vocabulary}/{slug}"[:60]
    history.record(actor, Action.TERM_SAVED, project, about=about, changes=changes)
    return term


def _check_term(label: str, rating: int | None) -> None:
    if not label.strip():
        raise BadProject("A term needs a label.", field="label")
    if rating is not None and not 1 <= rating <= 5:
        raise BadProject("A rating lies between 1 and 5.", field="rating")


def _check_guidelines(project: Project, seen: int | None) -> None:
    if seen is not None and seen != project.guidelines_version:
        raise StaleVersion(
            "Somebody saved other guidelines since you opened this form. Yours stand here, not "
            "saved. Look at the guide, take over what is missing, then save again.",
            field="guidelines",
            extra={"version": project.guidelines_version},
        )


def _locked_members(project: Project) -> Any:
    Project.objects.select_for_update().get(pk=project.pk)
    return Membership.objects.filter(project=project).select_related("user")


def _keep_a_lead(project: Project, leaving: User) -> None:
    leads = Membership.objects.filter(project=project, role=Role.LEAD).exclude(user=leaving)
    if not leads.exists():
        raise IllegalState("A project keeps at least one lead. Make somebody else lead first.")

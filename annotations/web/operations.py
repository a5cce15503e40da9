"""The changes that the annotate page can send, by name: each calls one service.

An operation gets who acts and what was posted, and says what came of it.
"""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.domain import vocabulary
from annotations.domain.history import Action
from annotations.models import Annotation, Event, Revision, User
from annotations.queries.history import is_retyped_link
from annotations.queries.vocabulary import slugs
from annotations.services.annotations import (
    create_annotation,
    delete_annotation,
    restore_annotation,
    update_annotation,
)
from annotations.services.evidence import FIELDS, add_evidence, remove_evidence
from annotations.services.links import add_link, remove_link
from annotations.services.locking import NotFound
from annotations.services.undo import first_touched, redo, undo
from annotations.web import changes, reshaping
from annotations.web.outcomes import Outcome, Posted, annotation_of, hinted, undoable
from annotations.web.talk import TALK


@transaction.atomic
def _create(actor: User, revision: Revision, data: Posted) -> Outcome:
    kind = data.get("kind", "")
    if kind not in vocabulary.KINDS:
        raise changes.Malformed(field="kind")
    created = create_annotation(
        actor=actor,
        revision_id=revision.pk,
        id=changes.identifier(data),
        kind=kind,
        fragments=changes.fragments(data),
        attributes=_guessed(revision, data) | changes.attributes(kind, data),
    )
    made = created.annotation
    said = _("%(tag)s added.") % {"tag": name_of(made)}
    hints = {"link": _("%(key)s link"), "undo": _("%(key)s undo")}
    said = f"{said} {hinted(actor, hints)}".strip()
    if data.get("link_with"):
        said = f"{said} {_join(actor, made, changes.identifier(data, 'link_with'), '').said}"
    return Outcome(made.pk, said, opens=True, version=made.version if created.new else None)


def _guessed(revision: Revision, data: Posted) -> dict[str, str]:
    """What the page guessed from a marker's wording, where the project has a word for it."""
    guess = data.get("guess", "")
    if data.get("kind") != vocabulary.STATUS or not guess:
        return {}
    known = slugs(revision.project_id)
    guesses = {"polarity": guess, "modality": data.get("guess_modality", "")}
    return {name: slug for name, slug in guesses.items() if slug in known.get(name, {})}


def _edit(actor: User, revision: Revision, data: Posted) -> Outcome:
    found = annotation_of(actor, revision, changes.identifier(data))
    changed = update_annotation(
        actor=actor,
        annotation_id=found.pk,
        version=changes.version(data),
        **changes.edited(found, data),
    )
    said = _("%(tag)s saved.") % {"tag": name_of(changed)}
    return Outcome(changed.pk, said, version=changed.version)


def _move(actor: User, revision: Revision, data: Posted) -> Outcome:
    found = annotation_of(actor, revision, changes.identifier(data))
    changed = update_annotation(
        actor=actor,
        annotation_id=found.pk,
        version=changes.version(data),
        fragments=changes.fragments(data),
    )
    said = _("%(tag)s now reads: %(quote)s") % {"tag": name_of(changed), "quote": changed.quote}
    return Outcome(changed.pk, said, version=changed.version)


def _retype(actor: User, revision: Revision, data: Posted) -> Outcome:
    found = annotation_of(actor, revision, changes.identifier(data))
    kind = data.get("kind", "")
    if kind not in vocabulary.KINDS:
        raise changes.Malformed(field="kind")
    changed = update_annotation(
        actor=actor, annotation_id=found.pk, version=changes.version(data), kind=kind
    )
    said = _("It is %(tag)s now.") % {"tag": name_of(changed)}
    return Outcome(changed.pk, said, fields_changed=True, version=changed.version)


def _delete(actor: User, revision: Revision, data: Posted) -> Outcome:
    found = annotation_of(actor, revision, changes.identifier(data))
    gone = delete_annotation(actor=actor, annotation_id=found.pk, version=changes.version(data))
    said = undoable(actor, _("%(tag)s deleted.") % {"tag": name_of(found)})
    return Outcome(found.pk, said, version=gone.version)


def _restore(actor: User, revision: Revision, data: Posted) -> Outcome:
    found = annotation_of(actor, revision, changes.identifier(data))
    back = restore_annotation(actor=actor, annotation_id=found.pk)
    said = _("%(tag)s is back.") % {"tag": name_of(found)}
    version = back.version if found.deleted_at else None
    return Outcome(found.pk, said, opens=True, version=version)


def _link(actor: User, revision: Revision, data: Posted) -> Outcome:
    found = annotation_of(actor, revision, changes.identifier(data))
    target = changes.identifier(data, "target")
    return _join(actor, found, target, data.get("type", ""), data.get("how", ""))


def _join(actor: User, one: Annotation, other_id: UUID, type_: str, how: str = "") -> Outcome:
    """Link two annotations; a link leaves the claim, from whichever end it was asked for."""
    other = Annotation.objects.visible_to(actor).filter(pk=other_id).first()
    if other is None:
        raise NotFound("target")
    origin, target = (one, other) if one.kind == vocabulary.CLAIM else (other, one)
    linked = add_link(
        actor=actor,
        annotation_id=origin.pk,
        type=type_ or vocabulary.DEFAULT_LINK[target.kind],
        target_id=target.pk,
        how=how,
    )
    said = _("%(one)s and %(other)s are linked.") % {"one": origin.label, "other": target.label}
    version = linked.origin.version if linked.new else None
    return Outcome(linked.origin.pk, said, version=version)


def _unlink(actor: User, revision: Revision, data: Posted) -> Outcome:
    found = annotation_of(actor, revision, changes.identifier(data))
    changed = remove_link(
        actor=actor,
        annotation_id=found.pk,
        type=data.get("type", ""),
        target_id=changes.identifier(data, "target"),
    )
    return Outcome(found.pk, undoable(actor, _("Link removed.")), version=changed.version)


def _add_evidence(actor: User, revision: Revision, data: Posted) -> Outcome:
    found = annotation_of(actor, revision, changes.identifier(data))
    words = [name for name in FIELDS if name != "captured_at" and data.get(name)]
    values: dict[str, Any] = {name: changes.text(data, name) for name in words}
    item = changes.identifier(data, "item")
    added = add_evidence(actor=actor, annotation_id=found.pk, id=item, **values)
    said = _("Evidence added to %(tag)s.") % {"tag": found.label}
    return Outcome(found.pk, said, version=added.annotation.version if added.new else None)


def _remove_evidence(actor: User, revision: Revision, data: Posted) -> Outcome:
    found = annotation_of(actor, revision, changes.identifier(data))
    item = changes.identifier(data, "item")
    changed = remove_evidence(actor=actor, annotation_id=found.pk, evidence_id=item)
    said = undoable(actor, _("Evidence removed."))
    return Outcome(found.pk, said, version=changed.version)


def _undo(actor: User, revision: Revision, _data: Posted) -> Outcome:
    event = undo(actor=actor, article_id=revision.article_id)
    return _stepped(event, _("Undone: %(step)s."))


def _redo(actor: User, revision: Revision, _data: Posted) -> Outcome:
    event = redo(actor=actor, article_id=revision.article_id)
    return _stepped(event, _("Redone: %(step)s."))


def _stepped(event: Event, sentence: str) -> Outcome:
    now = Annotation.objects.only("version", "kind", "ordinal").get(pk=first_touched(event))
    said = sentence % {"step": step_name(event, now)}
    return Outcome(now.pk, said, fields_changed=True, version=now.version)


OPERATIONS: Final[dict[str, Callable[[User, Revision, Posted], Outcome]]] = {
    "create": _create,
    "edit": _edit,
    "move": _move,
    "retype": _retype,
    "delete": _delete,
    "restore": _restore,
    "link": _link,
    "link-many": reshaping.link_many,
    "change-link": reshaping.change_link,
    "unlink": _unlink,
    "split": reshaping.split,
    "merge": reshaping.merge,
    "add-evidence": _add_evidence,
    "remove-evidence": _remove_evidence,
    **TALK,
    "undo": _undo,
    "redo": _redo,
}


def perform(actor: User, revision: Revision, data: Posted) -> Outcome:
    """Do what ``data["operation"]`` names.

    Raises Malformed for an unknown operation, and whatever its service raises.
    """
    operation = OPERATIONS.get(data.get("operation", ""))
    if operation is None:
        raise changes.Malformed(field="operation")
    return operation(actor, revision, data)


def name_of(annotation: Annotation) -> str:
    """ "Claim C3", as sentences call it."""
    names = {"claim": _("Claim"), "source": _("Source"), "status": _("Status")}
    return f"{names[annotation.kind]} {annotation.label}"


def step_name(event: Event, tag: Annotation) -> str:
    """What a step that began with ``event`` of ``tag`` is called in "Undone: …"."""
    if event.action == Action.LINK_REMOVED and is_retyped_link(event):
        ends = {"one": tag.label, "other": event.target}
        return _("the type of the link from %(one)s to %(other)s") % ends
    names = {
        Action.ANNOTATION_CREATED: _("adding a tag"),
        Action.ANNOTATION_EDITED: _("an edit"),
        Action.ANNOTATION_DELETED: _("deleting a tag"),
        Action.ANNOTATION_RESTORED: _("bringing a tag back"),
        Action.ANNOTATION_SPLIT: _("a split"),
        Action.ANNOTATION_MERGED: _("a merge"),
        Action.TAGS_MOVED: _("moving tags"),
        Action.LINK_ADDED: _("a link"),
        Action.LINK_REMOVED: _("removing a link"),
        Action.EVIDENCE_ADDED: _("evidence"),
        Action.EVIDENCE_REMOVED: _("removing evidence"),
    }
    return names[Action(event.action)]

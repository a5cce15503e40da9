"""Undo and redo of one person's own steps in one article, from the history."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max

from annotations.domain.errors import DomainError, IllegalState, StaleVersion
from annotations.domain.history import UNDOABLE, Action
from annotations.models import Annotation, Event, Link, Revision, User
from annotations.services import history
from annotations.services.annotations import (
    delete_annotation,
    restore_annotation,
    update_annotation,
)
from annotations.services.evidence import add_evidence, remove_evidence
from annotations.services.fragments import Part
from annotations.services.links import add_link, remove_link
from annotations.services.locking import NotFound
from annotations.services.merges import move_comments

STEPS = 100
ACTIONS = [action.value for action in UNDOABLE]
VALUES = frozenset(
    {"kind", "desk_status", "attributes", "note", "normalised_claim", "no_source_given"}
)
"""What an edit changes beside the words."""
MAKING = frozenset(
    {Action.ANNOTATION_CREATED, Action.ANNOTATION_RESTORED, Action.ANNOTATION_MERGED}
)
"""Steps whose undoing takes a tag away, or apart."""
WORK = [*ACTIONS, Action.CLAIM_SUBMITTED.value, Action.DECISION_MADE.value]
"""What somebody else may have done since, that must not be lost with the tag."""


class NothingToUndo(DomainError):
    """There is no step of this person here that could be taken back."""

    code = "nothing_to_undo"
    status = 409
    message = "There is nothing to undo."


class NothingToRedo(NothingToUndo):
    """No step was taken back, or another one came after it."""

    code = "nothing_to_redo"
    message = "There is nothing to redo."


@transaction.atomic
def undo(*, actor: User, article_id: int) -> Event:
    """Take the actor's last step in the article back; returns the step.

    Raises NothingToUndo, IllegalState (somebody changed the same thing since), or
    what the opposite step raises.
    """
    _one_at_a_time(actor)
    done, _ = stacks(actor, article_id)
    if not done:
        raise NothingToUndo()
    _move(actor, done[-1], backwards=True)
    return done[-1]


@transaction.atomic
def redo(*, actor: User, article_id: int) -> Event:
    """Do the step again that was last taken back; returns it. Raises NothingToRedo or as undo."""
    _one_at_a_time(actor)
    _, undone = stacks(actor, article_id)
    if not undone:
        raise NothingToRedo()
    _move(actor, undone[-1], backwards=False)
    return undone[-1]


def stacks(actor: User, article_id: int) -> tuple[list[Event], list[Event]]:
    """The actor's steps that can be undone and redone, the next one last; STEPS in all.

    Of each its first event. A step that was taken back and brought back any number of times is
    one step. Two queries.
    """
    own = Event.objects.filter(article_id=article_id, actor_id=actor.pk, action__in=ACTIONS)
    firsts = own.exclude(changes__has_key="part_of")
    steps = list(firsts.filter(undoes=None).order_by("-id")[: 4 * STEPS])
    moves = firsts.filter(undoes__in=[step.pk for step in steps]).values_list("undoes")
    moved = {step: (times, last) for step, times, last in moves.annotate(Count("id"), Max("id"))}
    done: list[Event] = []
    undone: list[Event] = []
    for step in steps:
        times, last = moved.get(step.pk, (0, 0))
        if times % 2 == 0:
            done.insert(0, step)
        elif last > steps[0].pk:  # no step came after it was taken back
            undone.append(step)
    undone = undone[-STEPS:]
    return done[len(undone) - STEPS :] if len(undone) < STEPS else [], undone


def _move(actor: User, first: Event, *, backwards: bool) -> None:
    """Take a step back, or do it again: all of its events, as one step of its own.

    The opposites name ``first`` as what they undo, which is how ``stacks`` knows the step.
    """
    events = [first, *_others_of(first)]
    if backwards:
        _check_alone(actor, events)
    with history.one_step() as opposite:
        try:
            for event in reversed(events) if backwards else events:
                _apply(actor, event, first.pk, backwards)
        except StaleVersion as error:  # between our look and our lock
            raise _changed_since(error.extra["current"]) from None
        if opposite.first is None:
            raise _changed_since(_current(first_touched(first)))


def _one_at_a_time(actor: User) -> None:
    """Two windows of one person take back two steps, not the same one twice."""
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)


def _others_of(first: Event) -> list[Event]:
    """The events that are part of a step beside its first."""
    later = Event.objects.filter(project_id=first.project_id, pk__gt=first.pk)
    mine = later.filter(actor_id=first.actor_id, action__in=ACTIONS)
    return list(mine.filter(changes__part_of__1=first.pk).order_by("pk"))


def first_touched(step: Event) -> UUID:
    """The annotation that a step was about first. At most one query."""
    touched = step.annotation_id or _others_of(step)[0].annotation_id
    assert touched is not None
    return touched


def _check_alone(actor: User, events: list[Event]) -> None:
    """A tag that somebody else worked on since is not taken away. Raises IllegalState."""
    kinds = {Action(event.action) for event in events}
    if not kinds & MAKING:
        return
    ids = {event.annotation_id for event in events}
    since = Event.objects.filter(annotation_id__in=ids, pk__gt=events[-1].pk)
    theirs = since.exclude(actor_id=actor.pk).filter(action__in=WORK).order_by("-pk").first()
    if theirs:
        raise _changed_since(_current(theirs.annotation_id))


def _apply(actor: User, step: Event, undoes: int, backwards: bool) -> None:
    action = Action(step.action)
    if action is Action.TAGS_MOVED:
        return  # what it made are the other events of the step
    if action in (Action.ANNOTATION_CREATED, Action.ANNOTATION_RESTORED):
        _deleted(actor, step, undoes, backwards)
    elif action is Action.ANNOTATION_DELETED:
        _deleted(actor, step, undoes, not backwards)
    elif action in (Action.ANNOTATION_EDITED, Action.ANNOTATION_SPLIT, Action.ANNOTATION_MERGED):
        _edited(actor, step, undoes, backwards)
    elif action in (Action.LINK_ADDED, Action.LINK_REMOVED):
        _linked(actor, step, undoes, _outcome(step, "link", backwards))
    else:
        _evidence(actor, step, undoes, _outcome(step, "evidence", backwards))


def _outcome(step: Event, name: str, backwards: bool) -> Any:
    """What there is after the move, or None where it takes something away."""
    before, after = step.changes[name]
    return before if backwards else after


def _deleted(actor: User, step: Event, undoes: int, delete: bool) -> None:
    annotation = _current(step.annotation_id)
    into = step.changes.get("merged_into")
    if delete:
        delete_annotation(
            actor=actor,
            annotation_id=annotation.pk,
            version=annotation.version,
            undoes=undoes,
            into=_current(UUID(into[1]["id"])) if into else None,
        )
    else:
        restore_annotation(actor=actor, annotation_id=annotation.pk, undoes=undoes)


def _edited(actor: User, step: Event, undoes: int, backwards: bool) -> None:
    annotation = _current(step.annotation_id)
    old, new = (1, 0) if backwards else (0, 1)
    values = {name: pair[new] for name, pair in step.changes.items() if name in VALUES}
    for name in values:
        if getattr(annotation, name) != step.changes[name][old]:
            raise _changed_since(annotation)
    if "attributes" in values:
        # Attributes are merged: what must not be there any more is emptied by name.
        gone = dict.fromkeys(annotation.attributes)
        values["attributes"] = {**gone, **values["attributes"]}
    fragments = None
    if "fragments" in step.changes:
        here = [[span.start, span.end] for span in annotation.fragments]
        if here != step.changes["fragments"][old]:
            raise _changed_since(annotation)
        fragments = _parts(annotation.revision_id, step.changes["fragments"][new])
    _comments(step, backwards)
    label = step.changes["label"][new] if "label" in step.changes else annotation.label
    update_annotation(
        actor=actor,
        annotation_id=annotation.pk,
        version=annotation.version,
        fragments=fragments,
        undoes=undoes,
        ordinal=int(label[1:]),
        **values,
    )


def _comments(step: Event, backwards: bool) -> None:
    """The remarks of a merged claim go back to it, or over again."""
    if "moved_comments" not in step.changes:
        return
    assert step.annotation_id is not None
    ids, other = step.changes["moved_comments"][1], UUID(step.changes["merged"][1]["id"])
    ends = (step.annotation_id, other) if backwards else (other, step.annotation_id)
    move_comments(ids, *ends)


def _linked(actor: User, step: Event, undoes: int, link: dict[str, Any] | None) -> None:
    given = link or step.changes["link"][0] or step.changes["link"][1]
    ends = {"origin_id": step.annotation_id, "target_id": UUID(given["target"])}
    if not link and not Link.objects.filter(**ends, type=given["type"]).exists():
        return  # somebody took it away since
    call: Callable[..., Any] = add_link if link else remove_link
    extra = {"how": given["how"]} if link else {}
    call(
        actor=actor,
        annotation_id=step.annotation_id,
        type=given["type"],
        target_id=UUID(given["target"]),
        undoes=undoes,
        **extra,
    )


def _evidence(actor: User, step: Event, undoes: int, piece: dict[str, Any] | None) -> None:
    assert step.annotation_id is not None
    given = piece or step.changes["evidence"][0] or step.changes["evidence"][1]
    values = {name: value for name, value in given.items() if name != "id"}
    identity = UUID(given["id"])
    if piece:
        add_evidence(
            actor=actor,
            annotation_id=step.annotation_id,
            id=identity,
            undoes=undoes,
            **values,
        )
    else:
        remove_evidence(
            actor=actor,
            annotation_id=step.annotation_id,
            evidence_id=identity,
            undoes=undoes,
        )


def _parts(revision_id: int, pairs: list[list[int]]) -> list[Part]:
    text = Revision.objects.values_list("text", flat=True).get(pk=revision_id)
    return [Part(start, end, text[start:end]) for start, end in pairs]


def _current(annotation_id: UUID | None) -> Annotation:
    assert annotation_id is not None
    annotation = Annotation.objects.filter(pk=annotation_id).first()
    if annotation is None:
        raise NotFound("annotation")
    return annotation


def _changed_since(annotation: Annotation) -> IllegalState:
    return IllegalState(
        f"{annotation.label} was changed since by somebody else, so this step was not taken back."
    )

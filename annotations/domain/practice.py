"""The practice story: five tasks, each done when the history says that somebody did it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from annotations.domain.history import Action
from annotations.domain.vocabulary import CLAIM, STATUS


class Task(StrEnum):
    """What a newcomer does once, in the order in which one leads to the next."""

    CLAIM = "claim"
    STATUS = "status"
    LINK = "link"
    UNDO = "undo"
    SUBMIT = "submit"


@dataclass(frozen=True)
class Step:
    """What counts of an event: ``kind`` is the kind of tag that it made, or changed one into."""

    action: str
    kind: str = ""
    undoes: bool = False


@dataclass(frozen=True)
class Progress:
    """How far somebody is in their practice story."""

    done: frozenset[Task] = frozenset()

    @property
    def count(self) -> int:
        return len(self.done)

    @property
    def of(self) -> int:
        return len(Task)

    @property
    def finished(self) -> bool:
        return self.count == self.of

    @property
    def current(self) -> Task | None:
        """The first task that is left."""
        return next((task for task in Task if task not in self.done), None)


def progress(steps: Iterable[Step]) -> Progress:
    """What these steps of one person in one story have done; undoing one takes no task away."""
    return Progress(frozenset(task for step in steps if (task := _task(step))))


def _task(step: Step) -> Task | None:
    if step.undoes:
        return Task.UNDO
    if step.action in (Action.ANNOTATION_CREATED, Action.ANNOTATION_EDITED):
        return {CLAIM: Task.CLAIM, STATUS: Task.STATUS}.get(step.kind)
    return {Action.LINK_ADDED: Task.LINK, Action.CLAIM_SUBMITTED: Task.SUBMIT}.get(
        Action(step.action)
    )

"""Reads the suggested edits of an annotation, in words. Two queries."""

from collections.abc import Mapping
from dataclasses import dataclass

from annotations.domain.history import Action
from annotations.domain.suggested_edits import overtaken
from annotations.models import Annotation, Event, SuggestedEdit
from annotations.queries.differences import Difference, Wording
from annotations.queries.facts import Labels


@dataclass(frozen=True)
class Suggestion:
    """A suggested edit: what it would change, and what of that was changed since."""

    edit: SuggestedEdit
    differences: list[Difference]
    """What was seen → what is suggested."""
    since: list[Difference]
    """What stands there now → what is suggested, where somebody changed it meanwhile."""
    answer: str
    """What was said when it was left."""

    @property
    def is_open(self) -> bool:
        return self.edit.state == SuggestedEdit.State.OPEN


@dataclass(frozen=True)
class Suggestions:
    """All suggested edits of an annotation, oldest first."""

    every: list[Suggestion]

    @property
    def open(self) -> list[Suggestion]:
        return [one for one in self.every if one.is_open]

    @property
    def settled(self) -> list[Suggestion]:
        return [one for one in self.every if not one.is_open]


def suggestions(annotation: Annotation, labels: Labels) -> Suggestions:
    """The suggested edits of ``annotation`` in the words of ``labels``. Two queries."""
    edits = annotation.suggested_edits.select_related("author", "settled_by")
    answers = _answers(annotation)
    wording = Wording(text="", text_sha256="", labels=labels, kind=annotation.kind)
    now = annotation.told()
    return Suggestions(
        [
            Suggestion(
                edit=edit,
                differences=wording.told(edit.changes),
                since=wording.told(overtaken(edit.changes, now)),
                answer=answers.get(str(edit.pk), ""),
            )
            for edit in edits
        ]
    )


def _answers(annotation: Annotation) -> Mapping[str, str]:
    """Id of a suggestion → what was said when it was left."""
    events = Event.objects.filter(annotation_id=annotation.pk, action=Action.EDIT_DECLINED)
    rows = events.values_list("target", "changes")
    return {target: changes.get("comment", [None, ""])[1] for target, changes in rows}

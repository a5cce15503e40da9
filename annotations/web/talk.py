"""What is said of an annotation without changing it: threads of comments, suggested edits.

The annotate page, an annotation's own page and the review page send the same fields: ``operation``,
``id`` (the annotation), ``item`` (the comment or suggestion), and what the operation needs.
"""

from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import gettext as _

from annotations.domain.errors import DomainError
from annotations.domain.quotes import nearest
from annotations.domain.spans import Span
from annotations.models import Annotation, Revision, User
from annotations.queries.margin import blocks_of
from annotations.services.comments import (
    add_comment,
    remove_comment,
    reopen_thread,
    resolve_thread,
)
from annotations.services.fragments import Part
from annotations.services.suggested_edits import accept_edit, decline_edit, suggest_edit
from annotations.web import changes
from annotations.web.outcomes import Outcome, Posted, annotation_of


class WordsNotFound(DomainError):
    """Suggested words that do not stand in the paragraphs of the tag."""

    code = "words_not_found"
    message = (
        "These words do not stand in this paragraph. Nothing was stored. Copy them from the "
        "article; write “ … ” between parts that lie apart."
    )


def _add_comment(actor: User, revision: Revision, data: Posted) -> Outcome:
    found = annotation_of(actor, revision, changes.identifier(data))
    add_comment(
        actor=actor,
        annotation_id=found.pk,
        id=changes.identifier(data, "item"),
        text=changes.text(data, "text"),
        reply_to=changes.identifier(data, "reply_to") if data.get("reply_to") else None,
    )
    said = _("Reply added.") if data.get("reply_to") else _("Comment added.")
    return Outcome(found.pk, said, talked=True)


def _remove_comment(actor: User, revision: Revision, data: Posted) -> Outcome:
    found = annotation_of(actor, revision, changes.identifier(data))
    item = changes.identifier(data, "item")
    remove_comment(actor=actor, annotation_id=found.pk, comment_id=item)
    return Outcome(found.pk, _("Comment removed."), talked=True)


def _resolve(actor: User, revision: Revision, data: Posted) -> Outcome:
    found = annotation_of(actor, revision, changes.identifier(data))
    item = changes.identifier(data, "item")
    resolve_thread(actor=actor, annotation_id=found.pk, comment_id=item)
    return Outcome(found.pk, _("Thread resolved. It can be opened again."), talked=True)


def _reopen(actor: User, revision: Revision, data: Posted) -> Outcome:
    found = annotation_of(actor, revision, changes.identifier(data))
    item = changes.identifier(data, "item")
    reopen_thread(actor=actor, annotation_id=found.pk, comment_id=item)
    return Outcome(found.pk, _("The thread is open again."), talked=True)


def _suggest(actor: User, revision: Revision, data: Posted) -> Outcome:
    found = annotation_of(actor, revision, changes.identifier(data))
    suggest_edit(
        actor=actor,
        annotation_id=found.pk,
        id=changes.identifier(data, "item"),
        version=changes.version(data),
        comment=changes.text(data, "text"),
        fragments=_moved(found, changes.text(data, "words")),
        **changes.edited(found, data),
    )
    said = _("Suggested. Whoever worked on %(label)s is told; you stay free to decide.")
    return Outcome(found.pk, said % {"label": found.label}, talked=True)


def _moved(annotation: Annotation, words: str) -> list[Part] | None:
    """Other words of the same paragraphs, as fragments; None where they are those it has."""
    if not words.strip() or words.split() == annotation.quote.split():
        return None
    revision = annotation.revision
    touched = blocks_of(revision.blocks, annotation.fragments)
    paragraphs = [
        Span(revision.blocks[index]["start"], revision.blocks[index]["end"]) for index in touched
    ]
    text = revision.text
    places = nearest(text, paragraphs, annotation.fragments, words)
    if places is None:
        raise WordsNotFound(field="words")
    return [Part(span.start, span.end, text[span.start : span.end]) for span in places]


def _accept(actor: User, revision: Revision, data: Posted) -> Outcome:
    found = annotation_of(actor, revision, changes.identifier(data))
    seen: dict[str, Any] = {}
    if data.get("seen"):
        seen = {"version": changes.version({"version": data["seen"]}), "anyway": True}
    item = changes.identifier(data, "item")
    accept_edit(actor=actor, annotation_id=found.pk, id=item, **seen)
    said = _("The suggestion is taken: %(label)s says so now. u undo.") % {"label": found.label}
    return Outcome(found.pk, said, fields_changed=True, talked=True)


def _decline(actor: User, revision: Revision, data: Posted) -> Outcome:
    found = annotation_of(actor, revision, changes.identifier(data))
    item = changes.identifier(data, "item")
    done = decline_edit(
        actor=actor, annotation_id=found.pk, id=item, comment=changes.text(data, "text")
    )
    own = done.suggestion.author_id == actor.pk
    said = _("Your suggestion is taken back.") if own else _("The suggestion is left.")
    return Outcome(found.pk, said, talked=True)


TALK: Final[dict[str, Callable[[User, Revision, Posted], Outcome]]] = {
    "add-comment": _add_comment,
    "remove-comment": _remove_comment,
    "resolve-thread": _resolve,
    "reopen-thread": _reopen,
    "suggest-edit": _suggest,
    "accept-edit": _accept,
    "decline-edit": _decline,
}
REVIEWING: Final = TALK.keys() - {"accept-edit"}
"""What a reviewer says on the review page: who takes an edit could no longer decide."""

"""Reads what waits for an answer on a revision: open threads and open suggested edits."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, TextField, Value
from django.db.models.functions import Cast, Coalesce

from annotations.models import Comment, Revision, SuggestedEdit


@dataclass(frozen=True, slots=True)
class Open:
    """How many threads and suggested edits of one annotation are open."""

    threads: int = 0
    edits: int = 0


NOTHING = Open()


def open_talk(revision: Revision) -> dict[str, Open]:
    """Annotation id (as text) → what is open on it; nothing is left out. One query."""
    remarks = Comment.objects.filter(annotation__revision=revision, deleted_at=None)
    threads = remarks.filter(resolved_at=None, reply_to__resolved_at=None).annotate(
        root=Coalesce("reply_to_id", "id")
    )
    edits = SuggestedEdit.objects.filter(
        annotation__revision=revision, state=SuggestedEdit.State.OPEN
    ).annotate(root=F("id"))
    asked = [
        rows.order_by()
        .annotate(about=Cast("annotation_id", TextField()), is_edit=Value(sort))
        .values_list("about", "root", "is_edit")
        for rows, sort in ((threads, False), (edits, True))
    ]
    rows: set[tuple[str, UUID, bool]] = set(asked[0].union(asked[1]))
    found: dict[str, Open] = {}
    for about, _, is_edit in rows:
        before = found.get(about, NOTHING)
        found[about] = Open(before.threads + (not is_edit), before.edits + is_edit)
    return found

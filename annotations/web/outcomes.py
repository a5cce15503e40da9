"""What an operation is given, and what it says came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from annotations.models import Annotation, Revision, User
from annotations.services.locking import NotFound
from annotations.templatetags.shortcuts import key_hint

Posted = Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """What an operation did: to which annotation, and the sentence that says so.

    ``fields_changed``: an open card has to show all of its fields again. ``talked``: something was
    said, so that its threads have to be shown again. ``version`` is the annotation's version after
    it, or None where the operation added none, or did more than that. ``repeated``: it was done
    before, so that nothing was changed this time.
    """

    annotation_id: UUID
    said: str = ""
    fields_changed: bool = False
    opens: bool = False
    talked: bool = False
    version: int | None = None
    repeated: bool = False


def annotation_of(actor: User, revision: Revision, annotation_id: UUID) -> Annotation:
    """Raises NotFound for one that is not of this revision, as for one that is not there."""
    found = Annotation.objects.visible_to(actor).filter(pk=annotation_id, revision=revision).first()
    if found is None:
        raise NotFound("annotation")
    return found


def hinted(actor: User, hints: Mapping[str, str]) -> str:
    """ "l link, u undo.", with the keys that the actor has."""
    keys = {name: key_hint(actor.preferences, name) for name in hints}
    words = [hints[name] % {"key": key} for name, key in keys.items() if key]
    return f"{', '.join(words)}." if words else ""


def undoable(actor: User, said: str) -> str:
    """The sentence, and how it is taken back."""
    hint = hinted(actor, {"undo": _("Press %(key)s to undo")})
    return f"{said} {hint}".strip()

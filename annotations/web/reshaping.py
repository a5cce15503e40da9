"""What the annotate page sends of many links, of a link's type, and of splits and merges."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.domain import vocabulary
from annotations.domain.errors import DomainError, StaleVersion
from annotations.models import Annotation, Revision, User
from annotations.queries.history import only_own_since
from annotations.services.links import add_links, retype_link
from annotations.services.merges import merge_claims
from annotations.services.splits import split_claim
from annotations.web import changes, splits
from annotations.web.outcomes import Outcome, Posted, annotation_of, undoable


class ChangedMeanwhile(DomainError):
    """Somebody else changed one of the claims while its parts, or the other, were chosen."""

    code = "changed_meanwhile"
    status = 409
    message = "This was changed by somebody else meanwhile. Nothing was done. Look at it again."


def link_many(actor: User, revision: Revision, data: Posted) -> Outcome:
    """Link many claims with one source or marker."""
    target = annotation_of(actor, revision, changes.identifier(data))
    claims = _ids(data, "targets")
    type_ = data.get("type", "") or vocabulary.DEFAULT_LINK[target.kind]
    done = add_links(
        actor=actor, target_id=target.pk, claim_ids=claims, type=type_, how=data.get("how", "")
    )
    said = ngettext(
        "%(tag)s is linked with %(count)d claim.",
        "%(tag)s is linked with %(count)d claims.",
        len(done.made),
    ) % {"tag": target.label, "count": len(done.made)}
    said = undoable(actor, said)
    if done.known:
        known = ", ".join(claim.label for claim in done.known)
        said += " " + _("Linked already: %(known)s.") % {"known": known}
    return Outcome(target.pk, said)


def change_link(actor: User, revision: Revision, data: Posted) -> Outcome:
    """Give a link another type; ``to`` is one, or "repeats:softer"."""
    found = annotation_of(actor, revision, changes.identifier(data))
    to, _colon, how = data.get("to", "").partition(":")
    linked = retype_link(
        actor=actor,
        annotation_id=found.pk,
        type=data.get("type", ""),
        target_id=changes.identifier(data, "target"),
        to=to,
        how=how,
    )
    said = _("The link of %(one)s and %(other)s was changed.")
    said %= {"one": linked.origin.label, "other": linked.link.target.label}
    return Outcome(found.pk, said)


def split(actor: User, revision: Revision, data: Posted) -> Outcome:
    """Make some of a claim's words a claim of their own, named ``item``.

    Scripts send ``fragments``; the form without scripts sends what ``web.splits`` reads.
    """
    found = annotation_of(actor, revision, changes.identifier(data))
    asked = _as_scripts_say(data) if "fragments" in data else _as_form_says(found, data)

    def run(version: int | None) -> Outcome:
        done = split_claim(
            actor=actor,
            annotation_id=found.pk,
            version=version,
            id=changes.identifier(data, "item"),
            **asked,
        )
        said = _("%(new)s was split off %(old)s.")
        said = undoable(actor, said % {"new": done.second.label, "old": done.first.label})
        return Outcome(done.second.pk, said, fields_changed=True, opens=True)

    return _unless_changed(actor, found, changes.version(data), run)


def _as_scripts_say(data: Posted) -> dict[str, Any]:
    return {
        "fragments": changes.fragments(data),
        "shared": changes.fragments({"fragments": data["shared"]}) if data.get("shared") else [],
        "evidence": _ids(data, "evidence") if data.get("evidence") else (),
    }


def _as_form_says(claim: Annotation, data: Posted) -> dict[str, Any]:
    asked = splits.division(claim, data)
    return {
        "fragments": splits.going(claim, asked),
        "shared": splits.staying_too(asked),
        "evidence": asked.evidence,
    }


def merge(actor: User, revision: Revision, data: Posted) -> Outcome:
    """Take another claim, ``target``, into this one; a list's entry names its version, too."""
    kept = annotation_of(actor, revision, changes.identifier(data))
    target, _colon, seen = data.get("target", "").partition(":")
    other = annotation_of(actor, revision, changes.identifier({"target": target}, "target"))
    given = changes.version({"version": seen or data.get("target_version", "")})

    def run(version: int | None) -> Outcome:
        done = merge_claims(
            actor=actor,
            keep_id=kept.pk,
            version=version,
            other_id=other.pk,
            other_version=_own(actor, other, given),
        )
        said = _("%(other)s was merged into %(kept)s.")
        said = undoable(actor, said % {"other": done.other.label, "kept": done.kept.label})
        if done.left:
            left = ", ".join(claim.label for claim in done.left)
            said += " " + _("Withdrawn, and left as they are: %(left)s.") % {"left": left}
        return Outcome(done.kept.pk, said, fields_changed=True)

    return _unless_changed(actor, kept, changes.version(data), run)


def _unless_changed(
    actor: User, claim: Annotation, version: int | None, run: Callable[[int | None], Outcome]
) -> Outcome:
    """Two versions side by side would not help here: say who has to be looked at again."""
    try:
        return run(_own(actor, claim, version))
    except StaleVersion as error:
        label = error.extra["current"].label
        words = _("%(tag)s was changed by somebody else meanwhile. Nothing was done. Look at it.")
        raise ChangedMeanwhile(words % {"tag": label}) from None


def _own(actor: User, claim: Annotation, version: int | None) -> int | None:
    """A version that is old only because of what the same person did since is not stale."""
    if version is None or version >= claim.version:
        return version
    return claim.version if only_own_since(actor, claim.pk, version) else version


def _ids(data: Posted, name: str) -> list[UUID]:
    """Ids joined by commas. Raises Malformed."""
    given = data.get(name, "").split(",")
    return [changes.identifier({name: each}, name) for each in given]

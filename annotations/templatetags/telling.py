"""Tells an event of the history in words: who did what, and what was before and after."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import template
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from annotations.domain.history import Action
from annotations.domain.vocabulary import TERM_ATTRIBUTES
from annotations.formats import FORMATS
from annotations.models import Role
from annotations.queries.chips import Labels
from annotations.queries.history import Told
from annotations.templatetags.wording import LINKS, STATES

register = template.Library()

SENTENCES: Final = {
    Action.PROJECT_CREATED: lazy("started the project"),
    Action.PROJECT_EDITED: lazy("changed the project"),
    Action.MEMBER_SET: lazy("gave %(about)s a role"),
    Action.MEMBER_REMOVED: lazy("took %(about)s out of the project"),
    Action.TERM_SAVED: lazy("changed the term %(about)s"),
    Action.ARTICLE_CREATED: lazy("added the story"),
    Action.ARTICLE_EDITED: lazy("corrected what is known about the story"),
    Action.ARTICLE_IMPORTED: lazy("imported the story"),
    Action.REVISION_CREATED: lazy("added version %(about)s of the text"),
    Action.BLOCKS_MARKED: lazy("marked paragraphs as completely tagged"),
    Action.TAGS_MOVED: lazy("moved tags to version %(about)s of the text"),
    Action.ANNOTATION_CREATED: lazy("tagged %(label)s"),
    Action.ANNOTATION_EDITED: lazy("edited %(label)s"),
    Action.ANNOTATION_DELETED: lazy("deleted %(label)s"),
    Action.ANNOTATION_RESTORED: lazy("brought %(label)s back"),
    Action.ANNOTATION_SPLIT: lazy("split %(about)s off %(label)s"),
    Action.ANNOTATION_MERGED: lazy("merged %(about)s into %(label)s"),
    Action.LINK_ADDED: lazy("linked %(label)s with %(about)s"),
    Action.LINK_REMOVED: lazy("took the link of %(label)s with %(about)s away"),
    Action.EVIDENCE_ADDED: lazy("added evidence to %(label)s"),
    Action.EVIDENCE_REMOVED: lazy("took evidence of %(label)s away"),
    Action.COMMENT_ADDED: lazy("commented on %(label)s"),
    Action.COMMENT_REMOVED: lazy("took a comment on %(label)s away"),
    Action.THREAD_RESOLVED: lazy("resolved a thread on %(label)s"),
    Action.THREAD_REOPENED: lazy("opened a thread on %(label)s again"),
    Action.EDIT_SUGGESTED: lazy("suggested an edit of %(label)s"),
    Action.EDIT_ACCEPTED: lazy("took a suggested edit of %(label)s"),
    Action.EDIT_DECLINED: lazy("left a suggested edit of %(label)s"),
    Action.ASSIGNMENT_MADE: lazy("asked %(about)s to work on the story"),
    Action.ASSIGNMENT_ENDED: lazy("took back what %(about)s was asked for"),
    Action.CLAIM_SUBMITTED: lazy("submitted %(label)s for sign-off"),
    Action.CLAIM_REOPENED: lazy("changed %(about)s, so %(label)s needs sign-off again"),
    Action.CLAIM_WITHDRAWN: lazy("withdrew %(label)s"),
    Action.DECISION_MADE: lazy("decided on %(label)s"),
    Action.DECISION_RETRACTED: lazy("took the decision on %(label)s back"),
    Action.CLAIM_REVIEW_EDITED: lazy("changed what is published of %(label)s"),
    Action.REVIEW_FINISHED: lazy("finished the review"),
    Action.WEBHOOK_CREATED: lazy("set up a webhook to %(about)s"),
    Action.WEBHOOK_REMOVED: lazy("removed the webhook to %(about)s"),
    Action.EXPORT_REQUESTED: lazy("asked for export %(about)s"),
    Action.EXPORT_TAKEN: lazy("took the export %(about)s"),
    Action.IMPORT_REQUESTED: lazy("asked for an import"),
    Action.RELEASE_REQUESTED: lazy("asked for a release"),
    Action.RELEASE_MADE: lazy("made release %(about)s"),
    Action.RELEASE_TAKEN: lazy("took release %(about)s"),
}
VERDICTS: Final = {
    "approve": lazy("approved %(label)s"),
    "request_changes": lazy("asked for changes of %(label)s"),
    "reject": lazy("rejected %(label)s"),
}
ASKED: Final = {
    "annotate": (
        lazy("asked %(about)s to annotate the story"),
        lazy("took the story on, to annotate it"),
        lazy("is done with annotating the story"),
        lazy("no longer asks %(about)s to annotate the story"),
        lazy("gave the story back, which they were to annotate"),
    ),
    "review": (
        lazy("asked %(about)s to review the story"),
        lazy("took the story on, to review it"),
        lazy("is done with reviewing the story"),
        lazy("no longer asks %(about)s to review the story"),
        lazy("gave the story back, which they were to review"),
    ),
}
"""Task → asked, taken on, done, taken back, given back."""
FIELDS: Final = {
    "desk_status": lazy("Our finding"),
    "no_source_given": lazy("No source given"),
    "normalised_claim": lazy("Normalised claim"),
    "label": lazy("Called"),
    "quote": lazy("Words"),
    "note": lazy("Note"),
    "state": lazy("Sign-off"),
    "reasons": lazy("Reasons"),
    "comment": lazy("Comment"),
    "together_with": lazy("Together with"),
    "approved": lazy("Approved"),
    "changes_requested": lazy("Changes requested"),
    "rejected": lazy("Rejected"),
    "withdrawn": lazy("Withdrawn"),
    "open": lazy("Open"),
    "link": lazy("Link"),
    "evidence": lazy("Evidence"),
    "moved_from": lazy("Moved from"),
    "split_off": lazy("Split off"),
    "split_from": lazy("Split off from"),
    "merged": lazy("Took in"),
    "merged_into": lazy("Merged into"),
    "role": lazy("Role"),
    "due": lazy("Due"),
    "name": lazy("Name"),
    "headline": lazy("Headline"),
    "byline": lazy("By"),
    "publisher": lazy("Publisher"),
    "source_url": lazy("Web address"),
    "language": lazy("Language"),
    "direction": lazy("Direction"),
    "published_at": lazy("Published"),
    "licence": lazy("Licence"),
    "story": lazy("Story"),
    "embargo_until": lazy("Embargo until"),
    "confidential_note": lazy("Confidential note"),
    "required_approvals": lazy("Approvals needed"),
    "editors_may_export": lazy("Editors may export"),
    "guidelines": lazy("Guidelines"),
    "organisation_name": lazy("Publishing organisation"),
    "organisation_url": lazy("Its web address"),
    "organisation_logo": lazy("Address of its logo"),
    "claimant": lazy("Who made the claim"),
    "claimant_type": lazy("Person or organisation"),
    "claim_date": lazy("Day of the claim"),
    "review_url": lazy("Address of the review"),
    "term": lazy("Term"),
    "type": lazy("Type"),
    "act": lazy("Act"),
    "mode": lazy("Mode"),
    "hedge": lazy("Hedge"),
    "figure": lazy("Figure"),
    "priority": lazy("Priority"),
    "independence": lazy("Why the evidence is independent"),
    "identity": lazy("Identity"),
    "channel": lazy("Channel"),
    "affiliation": lazy("Affiliation"),
    "party": lazy("Party to the conflict"),
    "confidential": lazy("Confidential"),
    "polarity": lazy("Polarity"),
    "modality": lazy("Modality"),
    "verifier": lazy("Verifier"),
    "format": lazy("Format"),
    "claims": lazy("Claims"),
    "articles": lazy("Articles"),
    "texts": lazy("Texts"),
    "boilerplate": lazy("Boilerplate in it"),
    "unmasked": lazy("Confidential sources readable"),
    "split": lazy("Divided by"),
    "file": lazy("File"),
}
"""What is told of a change. What is not here is for programs: offsets, hashes, flags."""
_STATES: Final = {state: words for state, (words, _icon, _pill) in STATES.items()}
CODES: Final[Mapping[str, Mapping[str, Any]]] = {
    "state": _STATES,
    "claims": _STATES,
    "role": {role.value: role.label for role in Role},
    "format": {name: module.LABEL for name, module in FORMATS.items()},
    "texts": {
        "all": lazy("all"),
        "by_licence": lazy("those whose licence lets them be passed on"),
        "none": lazy("none"),
    },
}
"""Field → code → what it is called; a code that is not here is a word itself."""
MOMENTS: Final = ("published_at", "embargo_until")
TERMS: Final = {
    "desk_status": ("desk_status",),
    "reasons": ("review_reason",),
    **{
        name: tuple(of[name] for of in TERM_ATTRIBUTES.values() if name in of)
        for of in TERM_ATTRIBUTES.values()
        for name in of
    },
}
"""Field → the vocabularies that its slugs may come from."""


@register.filter
def event_sentence(told: Told) -> str:
    """What the actor did, without the actor: "linked C3 with S1"."""
    action = Action(told.event.action)
    words = SENTENCES[action]
    if action is Action.DECISION_MADE:
        words = VERDICTS.get(told.event.target, words)
    if action in (Action.ASSIGNMENT_MADE, Action.ASSIGNMENT_ENDED):
        words = _asked(told)
    if action is Action.ARTICLE_IMPORTED and "sha256" not in told.event.changes:  # no text of it
        count = told.event.changes["annotations"][1]
        return ngettext("imported %(count)s tag", "imported %(count)s tags", count) % {
            "count": number_format(count)
        }
    values = {"label": told.label or _("a tag"), "about": told.event.target}
    sentence = str(words) % values
    return _("%(sentence)s (undo)") % {"sentence": sentence} if told.event.undoes else sentence


@register.simple_tag
def event_changes(told: Told, labels: Labels) -> list[tuple[str, str, str]]:
    """Field, before and after, each in words; what only programs need is left out."""
    shown = []
    for name, (before, after) in _flat(told.event.changes):
        if name in FIELDS:
            words = _in_words(name, before, labels), _in_words(name, after, labels)
            if words[0] != words[1]:
                shown.append((str(FIELDS[name]), *words))
    return shown


def said(told: Told, labels: Labels, name: str) -> str:
    """What was said with it: the words of ``name`` ("reasons", "comment"), or nothing."""
    pair = told.event.changes.get(name)
    return _in_words(name, pair[1], labels) if pair else ""


def _asked(told: Told) -> Any:
    changes = told.event.changes
    before, after = changes["task"]
    asked, taken_on, done, taken_back, given_back = ASKED[after or before]
    own = told.actor is not None and told.actor.username[:60] == told.event.target
    if told.event.action == Action.ASSIGNMENT_MADE:
        return taken_on if own else asked
    if changes["done"][1]:
        return done
    return given_back if own else taken_back


def _flat(changes: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The changes, with those of single attributes each on its own."""
    for name, pair in changes.items():
        if name != "attributes":
            yield name, pair
            continue
        before, after = (side or {} for side in pair)
        for key in {**before, **after}:
            yield key, (before.get(key), after.get(key))


def _in_words(name: str, value: Any, labels: Labels) -> str:
    if isinstance(value, list):
        return ", ".join(_in_words(name, each, labels) for each in value)
    if isinstance(value, dict):
        return _described(name, value, labels)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return _word(name, value, labels)
    return "" if value is None else number_format(value)


def _word(name: str, value: str, labels: Labels) -> str:
    if value in CODES.get(name, {}):
        return str(CODES[name][value])
    if name in MOMENTS and (moment := parse_datetime(value)):
        return date_format(moment, "j M Y, H:i")
    if name in ("due", "claim_date") and (day := parse_date(value)):
        return date_format(day, "j M Y")
    known = (labels.get(vocabulary, {}).get(value) for vocabulary in TERMS.get(name, ()))
    return next((label for label in known if label), value)


def _described(name: str, value: Mapping[str, Any], labels: Labels) -> str:
    """A link, a piece of evidence, a term or a figure in a few words."""
    if name == "link":
        return f"{LINKS[value['type']][0]} {value['label']}"
    if name in ("moved_from", "split_off", "split_from", "merged", "merged_into"):
        return str(value["label"])
    if name == "evidence":
        stance = labels.get("evidence_stance", {}).get(value["stance"], value["stance"])
        return f"{stance}: {value['url'] or value['excerpt'] or value['locator']}"
    if name == "term":
        return f"{value['label']} ({_('retired')})" if value.get("retired") else value["label"]
    words = (str(part) for part in value.values() if part not in (None, ""))
    return " ".join(words)

"""Words that are chosen by a code: states, kinds, links; and what the scripts say."""

from uuid import uuid4

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.domain import vocabulary

register = template.Library()

KINDS = {
    "claim": gettext_lazy("Claim"),
    "source": gettext_lazy("Source"),
    "status": gettext_lazy("Verification status"),
}
STATES = {
    "draft": (gettext_lazy("Draft"), "pencil", ""),
    "submitted": (gettext_lazy("Waiting for sign-off"), "circle", ""),
    "approved": (gettext_lazy("Approved"), "check", "pill-ok"),
    "changes_requested": (gettext_lazy("Changes requested"), "rotate-ccw", "pill-warn"),
    "rejected": (gettext_lazy("Rejected"), "x", "pill-bad"),
    "withdrawn": (gettext_lazy("Withdrawn"), "ban", "pill-bad"),
}
LINKS = {
    "attributed_to": (gettext_lazy("rests on"), gettext_lazy("source of")),
    "relayed_by": (gettext_lazy("relayed by"), gettext_lazy("relays")),
    "qualified_by": (gettext_lazy("marked by"), gettext_lazy("speaks of")),
    "denied_by": (gettext_lazy("denied by"), gettext_lazy("denies")),
    "supported_by": (gettext_lazy("supported by"), gettext_lazy("supports")),
    "contradicts": (gettext_lazy("contradicts"), gettext_lazy("contradicts")),
    "updates": (gettext_lazy("updates"), gettext_lazy("updated by")),
    "repeats": (gettext_lazy("repeats"), gettext_lazy("repeated by")),
}
"""Link type → as the claim says it → as the other end says it."""


@register.filter
def kind_word(kind: str) -> str:
    return str(KINDS[kind])


@register.filter
def state_word(state: str) -> str:
    return str(STATES[state][0])


@register.filter
def state_icon(state: str) -> str:
    """Name of the icon that stands beside the state's word."""
    return STATES[state][1]


@register.filter
def state_pill(state: str) -> str:
    """Class of the state's pill."""
    return STATES[state][2]


@register.filter
def link_word(type_: str, outgoing: bool) -> str:
    """What a link is called at the claim's end, or at the other."""
    return str(LINKS[type_][0 if outgoing else 1])


@register.simple_tag
def link_choices() -> list[tuple[str, str, str]]:
    """Type, word, and the kinds of target that it may have, joined by spaces."""
    return [(type_, str(LINKS[type_][0]), " ".join(vocabulary.LINKS[type_])) for type_ in LINKS]


@register.simple_tag
def new_id() -> str:
    """An id for a form that works without scripts: sent twice, it is stored once."""
    return str(uuid4())


@register.simple_tag
def script_words() -> SafeString:
    """The sentences that the page's scripts say, as JSON in #words."""
    return json_script(
        {
            "saved": _("Saved {time}"),
            "saving": _("Saving…"),
            "unsaved.one": _("1 change waits"),
            "unsaved.other": _("{count} changes wait"),
            "offline.one": _(
                "No connection. 1 change is kept in this page and will be sent when the "
                "connection is back. Leave the page open."
            ),
            "offline.other": _(
                "No connection. {count} changes are kept in this page and will be sent when the "
                "connection is back. Leave the page open."
            ),
            "signed-out.one": _(
                "You have been signed out. Nothing is lost: 1 change waits in this page. "
                "Sign in again in another tab, then try again."
            ),
            "signed-out.other": _(
                "You have been signed out. Nothing is lost: {count} changes wait in this page. "
                "Sign in again in another tab, then try again."
            ),
            "no-answer": _(
                "The server did not answer. Your change is kept; next try in {seconds} s."
            ),
            "refused": _("The change was refused and taken back. Reload the page and try again."),
            "no-card": _("The card could not be loaded. Check the connection, or sign in again."),
            "later.one": _("1 change waits for your decision."),
            "later.other": _("{count} changes wait for your decision."),
            "words.one": _("1 word"),
            "words.other": _("{count} words"),
            "selected.one": _("Selected 1 word. 1 claim, 2 source, 3 status."),
            "selected.other": _("Selected {count} words. 1 claim, 2 source, 3 status."),
            "add-to": _("f adds it to {label}"),
            "add-part": _("Select the words to add to {label}, then press f or the button."),
            "select-first": _("Select some words in the text first."),
            "already": _("Already tagged as {label}."),
            "opened": _("{kind} {label}, {place} of {count}. {words}"),
            "link-title": _("Link {label} to…"),
            "link-point": _(
                "Click a tag in the text, or select new words and press 1, 2 or 3. Esc ends."
            ),
            "no-gap": _("No claim is held back."),
            "status-guess": _("Status: {guess}"),
            "not_verified": _("not verified"),
            "verified": _("verified"),
            "no_evidence_offered": _("no evidence offered"),
            "claim": _("Claim"),
            "source": _("Source"),
            "status": _("Status"),
        },
        "words",
    )

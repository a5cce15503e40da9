"""The sentences that the pages' scripts say, by what they are about.

Places in braces are filled in by the script; of "name.one" and "name.other" it takes what fits the
count. A sentence says what happened, what is safe and what to do.
"""

from functools import cache
from typing import Any, Final

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

register = template.Library()
Sentences = dict[str, Any]

SAVING: Final[Sentences] = {
    "saved": _("Saved {time}"),
    "saving": _("Saving…"),
    "unsaved.one": _("1 change waits"),
    "unsaved.other": _("{count} changes wait"),
    "refused-some.one": _("1 change refused"),
    "refused-some.other": _("{count} changes refused"),
    "later-some.one": _("1 change to decide on"),
    "later-some.other": _("{count} changes to decide on"),
    "offline.one": _(
        "No connection. 1 change is kept on this device and will be sent when the "
        "connection is back."
    ),
    "offline.other": _(
        "No connection. {count} changes are kept on this device and will be sent when the "
        "connection is back."
    ),
    "offline-memory.one": _(
        "No connection. 1 change is kept in this page only and will be sent when the "
        "connection is back. Leave the page open."
    ),
    "offline-memory.other": _(
        "No connection. {count} changes are kept in this page only and will be sent when the "
        "connection is back. Leave the page open."
    ),
    "signed-out.one": _(
        "You have been signed out. Nothing is lost: 1 change waits on this device."
    ),
    "signed-out.other": _(
        "You have been signed out. Nothing is lost: {count} changes wait on this device."
    ),
    "signed-out-memory.one": _(
        "You have been signed out. Nothing is lost: 1 change waits in this page only. "
        "Leave the page open."
    ),
    "signed-out-memory.other": _(
        "You have been signed out. Nothing is lost: {count} changes wait in this page only. "
        "Leave the page open."
    ),
    "other-person.one": _(
        "{name} is signed in here now. Your change stays on this device until you sign in again."
    ),
    "other-person.other": _(
        "{name} is signed in here now. Your {count} changes stay on this device until you sign "
        "in again."
    ),
    "other-person-memory": _(
        "{name} is signed in here now. What you changed waits in this page only. "
        "Leave the page open and sign in again."
    ),
    "other-person-edits": _(
        "{name} is signed in here now, so nothing can be changed on this page. Load it again."
    ),
    "no-answer": _("The server did not answer. Your change is kept; next try in {seconds} s."),
    "no-answer-memory": _(
        "The server did not answer. Your change is kept in this page only; next try in "
        "{seconds} s. Leave the page open."
    ),
    "refused": _("The change was refused. It is kept under the button at the top."),
    "submit-waits": _(
        "Not submitted yet: some changes could not be saved. Submit again when they are."
    ),
    "no-card": _("The card could not be loaded. Check the connection, or sign in again."),
    "later.one": _("1 change waits for your decision."),
    "later.other": _("{count} changes wait for your decision."),
    "sign-in-failed": _("That did not work. Try again."),
    "sign-in-offline": _("The server could not be reached. Nothing is lost; try again."),
    "sign-in-later": _("Too many attempts. Wait a few minutes, then try again."),
    "sign-in-code": _(
        "Your account asks for a code. Enter it in the new tab, come back here, and your "
        "changes are sent."
    ),
}
DEVICE: Final[Sentences] = {
    "device-saved": _("Saved"),
    "device-waiting": _("Waiting"),
    "device-refused": _("Refused"),
    "device-conflict": _("Needs your decision"),
    "device-of": _("{what} of {label}"),
    "device-do-copy": _("Copy"),
    "device-do-retry": _("Try again"),
    "device-do-discard": _("Discard"),
    "device-do-decide": _("Decide now"),
    "copied": _("Copied."),
    "not-copied": _("The browser does not let this page copy. Select the words by hand."),
    "refused-with-tag": _("Refused with the tag that it belongs to."),
    "did-create": _("New tag"),
    "did-edit": _("Field"),
    "did-move": _("Other words"),
    "did-retype": _("Another kind"),
    "did-delete": _("Deletion"),
    "did-restore": _("Bringing it back"),
    "did-link": _("Link"),
    "did-link-many": _("Links"),
    "did-change-link": _("Another type of link"),
    "did-split": _("Split"),
    "did-merge": _("Merge"),
    "did-resolve-thread": _("Thread resolved"),
    "did-reopen-thread": _("Thread opened again"),
    "did-suggest-edit": _("Suggested edit"),
    "did-accept-edit": _("Suggestion taken"),
    "did-decline-edit": _("Suggestion left"),
    "did-unlink": _("Link removed"),
    "did-add-evidence": _("Evidence"),
    "did-remove-evidence": _("Evidence removed"),
    "did-add-comment": _("Comment"),
    "did-remove-comment": _("Comment removed"),
    "did-undo": _("Undo"),
    "did-redo": _("Redo"),
    "yes": _("yes"),
    "no": _("no"),
    "on-device": _("On this device, not sent yet"),
    "change-waits": _("A change waits on this device"),
    "deletion-waits": _("Its deletion waits on this device"),
    "local-chips": _("New tags on this device"),
    "card-local": _(
        "This tag waits on this device. Its number, evidence and comments come when the "
        "connection is back."
    ),
    "card-spare": _(
        "What is stored of this tag cannot be loaded now. What is offered here can be changed; "
        "for its note, evidence and comments wait for the connection."
    ),
    "needs-connection": _("This waits for the connection: the tag is not stored yet."),
    "taken-back": _("Taken back before it was sent."),
    "done-again": _("Done again."),
    "voids-own": _(
        "This claim was handed in. A change takes it back to draft, and it will need sign-off "
        "again."
    ),
    "voids.one": _("1 claim that was handed in leans on this. It will need sign-off again."),
    "voids.other": _(
        "{count} claims that were handed in lean on this. They will need sign-off again."
    ),
}
SELECTING: Final[Sentences] = {
    "words.one": _("1 word"),
    "words.other": _("{count} words"),
    "selected.one": _("Selected 1 word."),
    "selected.other": _("Selected {count} words."),
    "selected-keys": _("{claim} claim, {source} source, {status} status."),
    "add-part": _("Select the words to add to {label}, then press {key} or the button."),
    "select-first": _("Select some words in the text first."),
    "already": _("Already tagged as {label}."),
    "status-guess": _("Status: {guess}"),
    "not_verified": _("not verified"),
    "verified": _("verified"),
    "no_evidence_offered": _("no evidence offered"),
}
TAGS: Final[Sentences] = {
    "opened": _("{kind} {label}, {place} of {count}. {words}"),
    "no-gap": _("No claim is held back."),
    "claim": _("Claim"),
    "source": _("Source"),
    "status": _("Status"),
}
LINKING: Final[Sentences] = {
    "link-title": _("Link {label} to…"),
    "elsewhere": _("The claim of another story that this address names"),
    "link-point": _("Click a tag in the text, or select new words and tag them. Esc ends."),
}
REVIEWING: Final[Sentences] = {
    "approve": _("Approve"),
    "approve-with.one": _("Approve, with 1 repeat"),
    "approve-with.other": _("Approve, with its {count} repeats"),
    "approve-opened": _("Approve the {count} claims you opened"),
    "approve-these.one": _("Approve 1 claim"),
    "approve-these.other": _("Approve {count} claims"),
    "stale": _("{label} changed since you opened it. Open it again before you decide."),
    "unsent": _("Begun and not sent: your refusal of {labels}. It is kept in this tab."),
    "nothing-to-take-back": _("There is no decision of yours here that could be taken back."),
}
GUIDE: Final[Sentences] = {
    "rules-found.one": _("1 rule of {of}"),
    "rules-found.other": _("{count} rules of {of}"),
    "no-rule": _("No rule has these words."),
    "no-guide": _("The guide could not be loaded. Check the connection and open it again."),
}
RESHAPING: Final[Sentences] = {
    "many-title": _("Link {label} to claims"),
    "many-go": _("Link"),
    "many-go.one": _("Link 1 claim"),
    "many-go.other": _("Link {count} claims"),
    "links-from-here": _("Open a source or a status marker: that is what many claims link to."),
    "linked-already": _("linked already"),
    "withdrawn": _("withdrawn"),
    "claims-shown": _("{shown} of {count} claims. Type words or a number to see others."),
    "merge-title": _("Merge {label} with another claim"),
    "merge-explain": _(
        "The other claim’s words, links, evidence, comments and note come into {label}; its "
        "contributors count for both. The finding of {label} stays. It needs sign-off again."
    ),
    "merge-go": _("Merge"),
    "merge-go-one": _("Merge {other} into {label}"),
    "split-title": _("Split {label} in two"),
    "split-hint": _(
        "Select the words inside {label} that become a claim of their own, then choose Split again."
    ),
    "stays": _("stays with {label}"),
    "goes": _("new claim"),
    "both": _("both"),
}
KEYS: Final[Sentences] = {
    "open-first": _("Open a tag first."),
    "claims-only": _("Only claims have this."),
    "single-on": _("Single keys are on."),
    "single-off": _("Single keys are off. Arrow keys and keys with Ctrl or Alt go on working."),
    "single-failed": _("This was not saved. Check the connection and try again."),
    "quote-found.one": _("These words stand at 1 place. What are they?"),
    "quote-found.other": _("These words stand at {count} places. Choose one, then what they are."),
    "quote-none": _("The article does not have these words. Copy them again."),
    "hand-in.one": _("Submit 1 claim for sign-off?"),
    "hand-in.other": _("Submit {count} claims for sign-off?"),
    "hand-in-none": _("There is nothing to submit yet"),
}
LIVE: Final[Sentences] = {
    "live.added": _("{who} added {what}."),
    "live.changed": _("{who} changed {what}."),
    "live.deleted": _("{who} deleted {what}. The story’s page can restore it."),
    "live.submitted": _("{who} submitted {what}."),
    "live.decided": _("{who} decided on {what}."),
    "live.commented": _("{who} commented on {what}."),
    "live.tags.one": _("1 tag"),
    "live.tags.other": _("{count} tags"),
    "live.somebody": _("Somebody"),
    "live.note": _("{who} changed this at {time}."),
    "live.note-deleted": _(
        "{who} deleted this at {time}. Your words stay here until you close the card; the story’s "
        "page can restore the tag."
    ),
    "live.show": _("Show"),
    "live.here": _("{who} is here too."),
    "live.closed.session": _(
        "You have been signed out, so what others do is not shown here any more. Sign in again."
    ),
    "live.closed.role": _(
        "Your place in this project was changed, so what others do is not shown here any more. "
        "Load the page again."
    ),
}
TOPICS: Final = (
    SAVING,
    DEVICE,
    SELECTING,
    TAGS,
    LINKING,
    KEYS,
    LIVE,
    GUIDE,
    RESHAPING,
    REVIEWING,
)


@register.simple_tag
def script_words() -> SafeString:
    """Every sentence as JSON in #words."""
    return _written(get_language())


@cache
def _written(_language: str) -> SafeString:
    said = {name: str(words) for topic in TOPICS for name, words in topic.items()}
    return json_script(said, "words")

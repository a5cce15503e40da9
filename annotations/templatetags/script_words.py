"""The sentences that the pages' scripts say, by what they are about.

Places in braces are filled in by the script; of "name.one" and "name.other" it takes what fits the
count. A sentence says what happened, what is safe and what to do.
"""

from typing import Any, Final

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString
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
    "taken-back": _("Taken back before it was sent. Shift u does it again."),
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
    "selected.one": _("Selected 1 word. 1 claim, 2 source, 3 status."),
    "selected.other": _("Selected {count} words. 1 claim, 2 source, 3 status."),
    "add-to": _("f adds it to {label}"),
    "add-part": _("Select the words to add to {label}, then press f or the button."),
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
    "link-point": _("Click a tag in the text, or select new words and press 1, 2 or 3. Esc ends."),
}
TOPICS: Final = (SAVING, DEVICE, SELECTING, TAGS, LINKING)


@register.simple_tag
def script_words() -> SafeString:
    """Every sentence as JSON in #words."""
    said = {name: str(words) for topic in TOPICS for name, words in topic.items()}
    return json_script(said, "words")

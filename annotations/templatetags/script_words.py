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
    "no-answer": _("The server did not answer. Your change is kept; next try in {seconds} s."),
    "refused": _("The change was refused and taken back. Reload the page and try again."),
    "no-card": _("The card could not be loaded. Check the connection, or sign in again."),
    "later.one": _("1 change waits for your decision."),
    "later.other": _("{count} changes wait for your decision."),
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
TOPICS: Final = (SAVING, SELECTING, TAGS, LINKING, LIVE)


@register.simple_tag
def script_words() -> SafeString:
    """Every sentence as JSON in #words."""
    said = {name: str(words) for topic in TOPICS for name, words in topic.items()}
    return json_script(said, "words")

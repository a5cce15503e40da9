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
    "link-point": _("Click a tag in the text, or select new words and tag them. Esc ends."),
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
TOPICS: Final = (SAVING, SELECTING, TAGS, LINKING, KEYS, LIVE, GUIDE, RESHAPING)


@register.simple_tag
def script_words() -> SafeString:
    """Every sentence as JSON in #words."""
    said = {name: str(words) for topic in TOPICS for name, words in topic.items()}
    return json_script(said, "words")

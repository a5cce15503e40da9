"""Tells a notice to the one who reads it: who did what to which story."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from django import template
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from annotations.domain.history import Action
from annotations.models import Notice
from annotations.queries.chips import Labels
from annotations.queries.notices import Bundle, Heard
from annotations.templatetags.telling import event_sentence, said

register = template.Library()

KINDS: Final[dict[str, tuple[Any, str]]] = {
    Notice.Kind.DECISION: (lazy("Decisions"), "check-check"),
    Notice.Kind.REPLY: (lazy("Replies"), "message-square"),
    Notice.Kind.ASSIGNMENT: (lazy("Asked of you"), "user-check"),
    Notice.Kind.VOIDED: (lazy("Sign-off void"), "rotate-ccw"),
    Notice.Kind.SUGGESTION: (lazy("Suggested edits"), "pencil-line"),
}
"""Kind → its name in the inbox, and its icon."""
ICONS: Final = {
    "approve": "check",
    "request_changes": "rotate-ccw",
    "reject": "x",
    "retract": "undo-2",
}
ASKED: Final = {
    "annotate": (
        lazy("{who} asked you to annotate {story}"),
        lazy("{who} asked you to annotate {story} by {day}"),
        lazy("{who} no longer asks you to annotate {story}"),
    ),
    "review": (
        lazy("{who} asked you to review {story}"),
        lazy("{who} asked you to review {story} by {day}"),
        lazy("{who} no longer asks you to review {story}"),
    ),
}


class Sentence(NamedTuple):
    """``words`` with places in braces for ``who`` and ``story``, and for ``values``."""

    words: str
    values: Mapping[str, str]


def sentence(bundle: Bundle) -> Sentence:
    """What a bundle says, without the names: these are drawn in a page, and plain in a mail."""
    action = Action(bundle.told.event.action)
    if len(bundle.heard) > 1:
        return Sentence(_("{who} reviewed {story}: {what}"), {"what": tally(bundle)})
    if action in (Action.ASSIGNMENT_MADE, Action.ASSIGNMENT_ENDED):
        return _asked(bundle)
    what = event_sentence(bundle.told)
    if bundle.notice.kind == Notice.Kind.VOIDED and action is not Action.CLAIM_REOPENED:
        return Sentence(_("{who} {what} in {story}, so it needs sign-off again"), {"what": what})
    return Sentence(_("{who} {what} in {story}"), {"what": what})


def tally(bundle: Bundle) -> str:
    """ "4 approved, 1 sent back" """
    counts = Counter(one.told.verdict for one in bundle.heard)
    words = {
        "approve": ngettext("%(number)d approved", "%(number)d approved", counts["approve"]),
        "request_changes": ngettext(
            "%(number)d sent back", "%(number)d sent back", counts["request_changes"]
        ),
        "reject": ngettext("%(number)d rejected", "%(number)d rejected", counts["reject"]),
        "retract": ngettext(
            "%(number)d decision taken back",
            "%(number)d decisions taken back",
            counts["retract"],
        ),
    }
    return ", ".join(words[name] % {"number": counts[name]} for name in words if counts[name])


@register.simple_tag
def bundle_sentence(bundle: Bundle) -> SafeString:
    """The sentence as HTML; names and headlines keep their own direction."""
    words, values = sentence(bundle)
    article = bundle.notice.article
    who = format_html("<strong><bdi>{}</bdi></strong>", who_of(bundle))
    story = format_html('<bdi lang="{}">“{}”</bdi>', article.language, article.headline)
    return format_html(words, who=who, story=story, **values)


@register.filter
def sentence_of(heard: Heard) -> str:
    """One decision within its review: "approved C3"."""
    return event_sentence(heard.told)


@register.filter
def notice_icon(heard: Heard) -> str:
    return ICONS.get(heard.told.verdict) or KINDS[heard.notice.kind][1]


@register.filter
def bundle_icon(bundle: Bundle) -> str:
    return notice_icon(bundle.first) if len(bundle.heard) == 1 else KINDS[bundle.notice.kind][1]


@register.simple_tag
def notice_said(heard: Heard, labels: Mapping[int, Labels]) -> dict[str, str]:
    """``reasons`` and ``comment`` in words, where there are any."""
    known = labels[heard.notice.project_id]
    return {name: said(heard.told, known, name) for name in ("reasons", "comment")}


def who_of(bundle: Bundle) -> str:
    return str(bundle.told.actor or _("Somebody whose account is gone"))


def address(heard: Heard) -> str:
    """Where its reader can act on a notice."""
    notice = heard.notice
    if heard.page == "annotation":
        return reverse("annotation-read", args=[notice.annotation_id])
    if heard.page == "review":
        return reverse("article-review", args=[notice.article_id]) + (
            f"?claim={notice.annotation_id}#chip-{notice.annotation_id}"
        )
    if heard.page == "annotate":
        return reverse("article-annotate", args=[notice.article_id]) + (
            f"#chip-{notice.annotation_id}"
        )
    return reverse("article-read", args=[notice.article_id])


def _asked(bundle: Bundle) -> Sentence:
    changes = bundle.told.event.changes
    asked, by, ended = ASKED[changes["task"][1] or changes["task"][0]]
    if bundle.told.event.action == Action.ASSIGNMENT_ENDED:
        return Sentence(str(ended), {})
    day = parse_date(changes["due"][1] or "")
    return (
        Sentence(str(by), {"day": date_format(day, "j M Y")}) if day else Sentence(str(asked), {})
    )

"""What a row of the queue shows, drawn without a template for each row: there are many of them."""

from html import escape
from typing import Final

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.queries.articles import QueueRow, Tab
from annotations.templatetags.icons import icon

register = template.Library()

PILLS: Final = {
    "changes_requested": ("pill pill-warn", "rotate-ccw"),
    "submitted": ("pill", "circle"),
    "draft": ("pill", "pencil"),
    "decided": ("pill pill-ok", "check"),
    "untagged": ("pill", "circle-dashed"),
}
"""Standing of a row → class and icon; the words stand beside it, as colour alone says nothing."""


@register.simple_tag
def standing(row: QueueRow, tab: Tab = "all") -> SafeString:
    """What has to be done first, as a pill; for reviewers that is what waits for them."""
    state = "submitted" if tab == "review" else row.standing
    name, sign = PILLS[state]
    words = _words(state, row.counts[state])
    return SafeString(f'<span class="{name}">{icon(sign)}{escape(words)}</span>')


@register.simple_tag
def decided(row: QueueRow) -> SafeString:
    """How many claims are decided: a bar for the eye, the numbers in words."""
    if not row.total:
        return SafeString('<span class="muted">–</span>')
    drawn = "".join(
        f'<rect class="{name}" x="{start:.2f}" width="{width:.2f}" height="8"/>'
        for name, start, width in row.bars
    )
    words = _("%(decided)d of %(total)d") % {"decided": row.decided, "total": row.total}
    return SafeString(
        '<svg class="stacked" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'{drawn}</svg> <span class="num">{escape(words)}</span>'
    )


def _words(state: str, number: int) -> str:
    if state == "changes_requested":
        return ngettext("%(number)d came back", "%(number)d came back", number) % {"number": number}
    if state == "submitted":
        words = ngettext("%(number)d waits for sign-off", "%(number)d wait for sign-off", number)
        return words % {"number": number}
    if state == "draft":
        return _("In work")
    return _("All decided") if state == "decided" else _("No claims yet")

"""What a row of the queue shows, drawn without a template for each row: there are many of them."""

import datetime
from html import escape
from typing import Any, Final

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from annotations.models import User
from annotations.queries.queue import QueueRow, Tab
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

TASKS: Final[dict[str, tuple[Any, str]]] = {
    "annotate": (gettext_lazy("to annotate"), "highlighter"),
    "review": (gettext_lazy("to review"), "check-check"),
}
"""Task → how it is said beside a name, and its icon."""


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


@register.simple_tag
def leads_to(row: QueueRow, usual: str, user: User) -> str:
    """The page of the article that its row opens: that of my task, where I have just one."""
    mine = {each.task for each in row.assignments if each.assignee_id == user.pk}
    return mine.pop() if len(mine) == 1 else usual


@register.simple_tag
def who(row: QueueRow, user: User) -> SafeString:
    """Who is asked, each with an icon of the task, then who else worked on it."""
    asked = "".join(
        f'<span class="asked">{icon(TASKS[each.task][1])}<b>{_name(each.assignee, user)}</b>'
        f'<span class="visually-hidden"> ({escape(str(TASKS[each.task][0]))})</span></span>'
        for each in row.assignments
    )
    others = ", ".join(_name(person, user) for person in row.others)
    if others:
        others = f'<span class="others muted">{others}</span>'
    nobody = f'<span class="muted">{escape(_("nobody yet"))}</span>'
    return SafeString(f'<span class="people">{asked}{others}</span>' if asked + others else nobody)


@register.simple_tag
def task_icon(task: str) -> str:
    return icon(TASKS[task][1])


@register.simple_tag
def task_word(task: str) -> str:
    """ "to annotate" """
    return str(TASKS[task][0])


@register.simple_tag
def due_day(day: datetime.date | None) -> SafeString:
    """A day by which something should be done; late ones with a sign and a word."""
    if day is None:
        return SafeString('<span class="muted none">–</span>')
    today = timezone.localdate()
    words = date_format(day, "j M" if day.year == today.year else "j M Y")
    time = f'<time datetime="{day.isoformat()}">{escape(words)}</time>'
    if day < today:
        late = escape(_("Overdue"))
        return SafeString(f'<span class="pill pill-bad">{icon("alarm-clock")}{late} {time}</span>')
    if day == today:
        now = escape(_("Due today"))
        return SafeString(
            f'<span class="pill pill-warn">{icon("clock")}'
            f'<time datetime="{day.isoformat()}">{now}</time></span>'
        )
    if day == today + datetime.timedelta(days=1):
        return SafeString(f'<time datetime="{day.isoformat()}">{escape(_("Tomorrow"))}</time>')
    return SafeString(time)


def _name(person: User, reader: User) -> str:
    return f"<bdi>{escape(_('You') if person == reader else str(person))}</bdi>"


def _words(state: str, number: int) -> str:
    if state == "changes_requested":
        return ngettext("%(number)d came back", "%(number)d came back", number) % {"number": number}
    if state == "submitted":
        words = ngettext("%(number)d waits for sign-off", "%(number)d wait for sign-off", number)
        return words % {"number": number}
    if state == "draft":
        return _("In work")
    return _("All decided") if state == "decided" else _("No claims yet")

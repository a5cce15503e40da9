"""Words that are chosen by a code: states, kinds, links."""

from collections.abc import Mapping
from uuid import uuid4

from django import template
from django.utils.translation import gettext_lazy

from annotations.domain import vocabulary
from annotations.models import Link
from annotations.queries import facts

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
LINKS = facts.LINK_WORDS
"""Link type → as the claim says it → as the other end says it."""
HOW = {
    "same": gettext_lazy("the same"),
    "firmer": gettext_lazy("firmer"),
    "softer": gettext_lazy("softer"),
    "altered": gettext_lazy("altered"),
}
"""How a claim repeats another."""


@register.filter
def kind_word(kind: str) -> str:
    return str(KINDS[kind])


@register.filter
def named(labels: Mapping[str, str], slug: str) -> str:
    """What the term ``slug`` is called today; the slug itself where nobody knows it any more."""
    return labels.get(slug, slug)


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
def kind_choices() -> list[tuple[str, str]]:
    """Each kind of tag with its word."""
    return [(kind, str(word)) for kind, word in KINDS.items()]


@register.simple_tag
def link_choices() -> list[tuple[str, str, str]]:
    """Type, word, and the kinds of target that it may have, joined by spaces."""
    return [(type_, str(LINKS[type_][0]), " ".join(vocabulary.LINKS[type_])) for type_ in LINKS]


@register.simple_tag
def across_types() -> str:
    """The types of link that join claims of different stories, joined by spaces."""
    return " ".join(type_ for type_ in LINKS if type_ in vocabulary.CROSS_ARTICLE)


@register.simple_tag
def link_types(kind: str, outgoing: bool) -> list[tuple[str, str]]:
    """What a link to a ``kind`` may mean: value and words, "repeats" with each way of it."""
    types = [type_ for type_, kinds in vocabulary.LINKS.items() if kind in kinds]
    choices = []
    for type_ in types:
        words = str(LINKS[type_][0 if outgoing else 1])
        ways = HOW.items() if type_ == "repeats" else [("", "")]
        for how, way in ways:
            choices.append((f"{type_}:{how}", f"{words}: {way}") if how else (type_, words))
    return choices


@register.filter
def link_value(link: Link) -> str:
    """The value of ``link`` among ``link_types``."""
    return f"{link.type}:{link.how}" if link.how else link.type


@register.simple_tag
def new_id() -> str:
    """An id for a form that works without scripts: sent twice, it is stored once."""
    return str(uuid4())

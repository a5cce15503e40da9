"""Template tags that draw an article: rows of marked text with chips beside them.

Built as escaped strings, not by a template for each tag: 2,000 annotations have to be ready in
some 50 ms. Offsets are code points of the revision's text, end exclusive.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final, Protocol
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from annotations.queries.margin import block_at, blocks_of
from annotations.queries.talk import NOTHING, Open
from annotations.templatetags.icons import icon
from annotations.templatetags.segments import Tag, render_block

register = template.Library()

LONG: Final = 3_000  # words; from here rows are laid out only when they come into view
STATE_SIGNS: Final = {
    "draft": "✎",
    "submitted": "○",
    "approved": "✓",
    "changes_requested": "↺",
    "rejected": "✕",
    "withdrawn": "⊘",
}


class Shown(Tag, Protocol):
    """An annotation as its chip shows it."""

    @property
    def words(self) -> str:
        """What matters about it: "Casualty count · Not independently verified"."""

    @property
    def state(self) -> str | None: ...
    @property
    def linked(self) -> Sequence[tuple[str, str]]:
        """Kind and label of what it is linked with, such as ("source", "S1")."""

    @property
    def missing(self) -> str:
        """What the gate asks for, in two words, or nothing."""

    @property
    def version(self) -> int: ...
    @property
    def peers(self) -> Sequence[str]:
        """Ids of the annotations that it is linked with, in either direction."""

    @property
    def talk(self) -> Open:
        """How many threads and suggested edits wait for an answer."""


class Page(Protocol):
    """A revision and what is tagged on it."""

    @property
    def text(self) -> str: ...
    @property
    def blocks(self) -> Sequence[Mapping[str, Any]]:
        """``start``, ``end``, ``kind`` of each block, in order."""

    @property
    def tags(self) -> Sequence[Shown]: ...


@register.simple_tag
def article_rows(page: Page, chip_url: str = "", dimmed: Collection[str] = ()) -> SafeString:
    """All rows of the article. ``chip_url`` is where chips lead, with "{id}" for the tag's id;
    chips of the ids in ``dimmed`` step back.
    """
    indexes = range(len(page.blocks))
    return SafeString(render_rows(page, indexes, chip_url=chip_url, dimmed=dimmed))


@register.simple_tag
def changed_rows(
    page: Page, indexes: Iterable[int], chip_url: str = "", dimmed: Collection[str] = ()
) -> SafeString:
    """The rows that a change touched, each to be swapped in by its id."""
    swapped = ' hx-swap-oob="true"'
    rows = render_rows(page, sorted(set(indexes)), swapped, chip_url=chip_url, dimmed=dimmed)
    return SafeString(rows)


@register.filter
def is_long(text: str) -> bool:
    """Whether the text has so many words that rows out of view should not be laid out."""
    return text.count(" ") >= LONG


def render_rows(
    page: Page,
    indexes: Iterable[int],
    attributes: str = "",
    *,
    chip_url: str = "",
    dimmed: Collection[str] = (),
) -> str:
    """HTML of the rows at ``indexes``; ``attributes`` are added to each row's element."""
    on_block: dict[int, list[Shown]] = defaultdict(list)
    begun: dict[int, list[Shown]] = defaultdict(list)
    blocks = page.blocks
    starts = [block["start"] for block in blocks]
    for tag in page.tags:
        touched = blocks_of(blocks, tag.fragments, starts)
        for index in touched:
            on_block[index].append(tag)
        first = min(touched, default=None)
        begun[block_at(blocks, tag.fragments[0].start) if first is None else first].append(tag)
    words = _words(chip_url)
    return "".join(
        _row(page, index, on_block[index], begun[index], attributes, words, dimmed)
        for index in indexes
    )


def _row(
    page: Page,
    index: int,
    on_block: list[Shown],
    begun: list[Shown],
    attributes: str,
    words: Mapping[str, str],
    dimmed: Collection[str],
) -> str:
    block = page.blocks[index]
    start, end, kind = block["start"], block["end"], block["kind"]
    is_title = index == 0 and kind == "heading"
    name = "h1" if is_title else "h2" if kind == "heading" else "p"
    title = " b-title" if is_title else ""
    gap = page.text[page.blocks[index - 1]["end"] if index else 0 : start]
    between = f' data-gap="{escape(gap)}"' if gap.strip("\n") else ""
    text = render_block(page.text[start:end], start, on_block)
    chips = _chips(begun, words, index, dimmed) if begun else ""
    return (
        f'<section class="row b-{kind}{title}" id="row-{index}"{attributes}>'
        f'<{name} class="blk" data-start="{start}" data-end="{end}"{between}>{text}</{name}>'
        f"{chips}</section>"
    )


def _chips(tags: list[Shown], words: Mapping[str, str], index: int, dimmed: Collection[str]) -> str:
    tags.sort(key=lambda tag: (tag.fragments[0].start, -tag.fragments[0].end))
    name = escape(words["chips"] % {"number": index + 1})
    items = "".join(_chip(tag, words, tag.id in dimmed) for tag in tags)
    return f'<ul class="chips" aria-label="{name}">{items}</ul>'


def _chip(tag: Shown, words: Mapping[str, str], is_out: bool) -> str:
    linked = " ".join(f'<span class="r-{kind}">{label}</span>' for kind, label in tag.linked)
    links = f' <span class="to">{linked}</span>' if linked else ""
    missing = f' <span class="miss">{escape(tag.missing)}</span>' if tag.missing else ""
    state = tag.state
    sign = (
        f' <span class="sign" title="{words[state]}"><span aria-hidden="true">'
        f'{STATE_SIGNS[state]}</span><span class="visually-hidden">{words[state]}</span></span>'
        if state
        else ""
    )
    parts = ",".join(f"{span.start}-{span.end}" for span in tag.fragments)
    out = " is-out" if is_out else ""
    held = ' data-gap="1"' if missing else ""
    url = words["url"].replace("{id}", str(tag.id))
    return (
        f'<li><a class="chip k-{tag.kind} s-{state}{out}" id="chip-{tag.id}" data-a="{tag.id}" '
        f'data-kind="{tag.kind}" data-label="{tag.label}" data-version="{tag.version}" '
        f'data-parts="{parts}" data-peers="{" ".join(tag.peers)}"{held} href="{url}">'
        f'<b>{tag.label}</b> <span class="label" dir="auto">{escape(tag.words)}</span>'
        f"{links}{missing}{_talk(tag.talk)}{sign}</a></li>"
    )


def _talk(talk: Open) -> str:
    """How many threads and suggested edits are open: a sign, and words for a screen reader."""
    if talk == NOTHING:
        return ""
    threads = ngettext("%d open thread", "%d open threads", talk.threads) % talk.threads
    edits = ngettext("%d suggested edit", "%d suggested edits", talk.edits) % talk.edits
    told = ((talk.threads, "message-square", threads), (talk.edits, "pencil-line", edits))
    return "".join(
        f' <span class="talk" title="{escape(words)}">{icon(name)}'
        f'<span aria-hidden="true">{count}</span>'
        f'<span class="visually-hidden">{escape(words)}</span></span>'
        for count, name, words in told
        if count
    )


def _words(chip_url: str = "") -> dict[str, str]:
    """Words of the chips in the reader's language, escaped, looked up once a page."""
    states = {
        "draft": gettext("Draft"),
        "submitted": gettext("Waiting for sign-off"),
        "approved": gettext("Approved"),
        "changes_requested": gettext("Changes requested"),
        "rejected": gettext("Rejected"),
        "withdrawn": gettext("Withdrawn"),
    }
    chips = gettext("Tags that begin in paragraph %(number)d")
    # Every chip has the same address but for its id.
    url = chip_url or reverse("annotation-read", args=[UUID(int=0)]).replace(
        str(UUID(int=0)), "{id}"
    )
    return {**{state: escape(word) for state, word in states.items()}, "chips": chips, "url": url}

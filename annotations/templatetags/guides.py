"""A labelling guide as safe HTML: its rules one by one, its examples with their highlights."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from markdown_it.token import Token

from annotations.domain import guides
from annotations.templatetags.icons import icon
from annotations.templatetags.markdown import PARSER
from annotations.templatetags.wording import kind_word

register = template.Library()

RULE_TAGS: Final = ("h1", "h2")
SIGNS: Final = {"good": "circle-check", "bad": "circle-x"}
TOP: Final = 2  # the level at which the rules' own headings stand on their page


@dataclass(frozen=True)
class Rule:
    """One rule: ``anchor`` is its name in addresses, ``title`` and ``body`` are HTML."""

    anchor: str
    number: str
    title: SafeString
    body: SafeString


@dataclass(frozen=True)
class Guide:
    """A whole guide: its own title in words, what stands before the first rule, the rules."""

    title: str
    opening: SafeString
    rules: list[Rule]


@register.filter
def guide(text: str, level: int = TOP) -> Guide:
    """The guide that is written in ``text`` (Markdown), for rules with headings of ``level``."""
    title, opening, parts = _split(PARSER.parse(text))
    rules: list[Rule] = []
    for heading, body in parts:
        words = _words(heading)
        number, _rest = guides.numbered(words)
        name = guides.anchor(words, [rule.anchor for rule in rules])
        rules.append(Rule(name, number, _title(heading), _html(body, level)))
    return Guide(title, _html(opening, level), rules)


def _split(tokens: Sequence[Token]) -> tuple[str, list[Token], list[tuple[Token, list[Token]]]]:
    """The title's words, what comes before the first rule, and each rule's heading and body."""
    title, opening = "", list[Token]()
    parts: list[tuple[Token, list[Token]]] = []
    here, place = opening, 0
    while place < len(tokens):
        token = tokens[place]
        if token.type == "heading_open" and token.level == 0 and token.tag in RULE_TAGS:
            heading = tokens[place + 1]
            if token.tag == "h1" and not (title or opening or parts):
                title = _words(heading)
            else:
                here = []
                parts.append((heading, here))
            place += 3
        else:
            here.append(token)
            place += 1
    return title, opening, parts


def _words(heading: Token) -> str:
    """A heading without its Markdown."""
    return "".join(child.content for child in heading.children or [])


def _title(heading: Token) -> SafeString:
    children = heading.children or []
    if children and children[0].type == "text":
        children[0].content = guides.numbered(children[0].content)[1]
    return SafeString(PARSER.renderer.render([heading], PARSER.options, {}))


def _html(tokens: Sequence[Token], level: int) -> SafeString:
    for place, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, max(level + 1, int(token.tag[1]) + level - TOP))}"
        elif token.type == "inline":
            token.children = [_marked(child) for child in token.children or []]
            _join(token.children)
        elif token.type == "list_item_open":
            _example(token, tokens[place + 1 : place + 3])
    return SafeString(PARSER.renderer.render(tokens, PARSER.options, {}))


def _marked(token: Token) -> Token:
    """Code with highlights in brackets becomes the highlights; other code stays code."""
    found = guides.pieces(token.content) if token.type == "code_inline" else None
    if not found:
        return token
    html = "".join(_mark(piece) if piece.kinds else escape(piece.words) for piece in found)
    return Token("html_inline", "", 0, content=html, meta={"marked": True})


def _mark(piece: guides.Piece) -> str:
    """A flat segment, as articles draw them: the smallest highlight gives the tint."""
    kinds = piece.kinds[::-1]
    doubled = [f"d-{kind}" for kind, number in Counter(kinds).items() if number > 1]
    names = " ".join([f"k-{kind}" for kind in dict.fromkeys(kinds)] + doubled)
    said = f"({kind_word(kinds[0])}) " if piece.begins else ""
    hidden = f'<span class="visually-hidden">{escape(said)}</span>' if said else ""
    return f'{hidden}<mark class="m {names} t-{kinds[0]}">{escape(piece.words)}</mark>'


def _join(children: list[Token]) -> None:
    """An ellipsis between two highlights says that they are parts of one."""
    for before, token, after in zip(children, children[1:], children[2:], strict=False):
        between = before.meta.get("marked") and after.meta.get("marked")
        if between and token.type == "text" and token.content.strip() == "…":
            said = f'<span class="visually-hidden">{escape(_("goes on:"))}</span>'
            token.type = "html_inline"
            token.content = f' <span class="joint" aria-hidden="true">…</span>{said} '


def _example(item: Token, inside: Sequence[Token]) -> None:
    """A list item that begins with a verdict in bold becomes an example with icon and word."""
    inline = inside[-1] if inside else None
    children = [each for each in (inline.children or [] if inline else []) if _says(each)]
    if len(children) < 3 or [each.type for each in children[:3]] != STRONG:
        return
    found = guides.verdict(children[1].content)
    if found is None:
        return
    item.attrSet("class", f"example example-{found}")
    word = escape(children[1].content.strip().rstrip(":"))
    head = f'<strong class="verdict">{icon(SIGNS[found])}{word}</strong>'
    rest = children[3:]
    if rest and rest[0].type == "text":
        rest[0].content = f" {rest[0].content.lstrip(':').lstrip()}"
    assert inline is not None
    inline.children = [Token("html_inline", "", 0, content=head), *rest]


STRONG: Final = ["strong_open", "text", "strong_close"]


def _says(token: Token) -> bool:
    return token.type != "text" or bool(token.content)

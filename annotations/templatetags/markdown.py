"""Markdown as safe HTML: no HTML of the writer's own, no images, no script addresses."""

from typing import Final

from django import template
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

register = template.Library()

BELOW: Final = 2  # the page's own headings stand above those of the text
PARSER: Final = MarkdownIt("js-default", {"html": False, "linkify": False}).disable("image")


@register.filter
def markdown(text: str) -> SafeString:
    """``text`` as HTML, its headings two levels down."""
    tokens = PARSER.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + BELOW)}"
    return SafeString(PARSER.renderer.render(tokens, PARSER.options, {}))

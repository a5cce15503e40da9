"""Draws the text of a sign-off sheet: paragraphs with marks, and every label written out."""

from typing import Final

from django import template
from django.utils.safestring import SafeString

from annotations.queries.sheets import Sheet
from annotations.templatetags.segments import parts_in, render_block

register = template.Library()

EVERY: Final = 1_000  # labels at one place: on paper nothing unfolds


@register.simple_tag
def sheet_text(sheet: Sheet) -> SafeString:
    """The paragraphs of the sheet's text."""
    drawn = []
    for index, block in enumerate(sheet.blocks):
        start, end, kind = block["start"], block["end"], block["kind"]
        here = [tag for tag in sheet.tags if parts_in(start, end, [tag])]
        name = "h2" if kind == "heading" else "p"
        title = " b-title" if index == 0 and kind == "heading" else ""
        html = render_block(sheet.text[start:end], start, here, most=EVERY)
        drawn.append(f'<div class="b-{kind}{title}"><{name} class="blk">{html}</{name}></div>')
    return SafeString("".join(drawn))

"""Draws the text of a draft, with a sign for each character that nobody sees."""

from django import template
from django.utils.safestring import SafeString

from annotations.domain.blocks import Block
from annotations.ingest.drafts import Draft
from annotations.templatetags.segments import render_block

register = template.Library()


@register.simple_tag
def draft_block(draft: Draft, block: Block) -> SafeString:
    """The words of one block; offsets are code points of the draft's text."""
    return SafeString(render_block(draft.text[block.start : block.end], block.start, []))

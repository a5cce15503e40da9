"""Icons for templates: Lucide's outlines as inline SVG, drawn once and kept."""

from functools import cache

from django import template
from lucide.templatetags.lucide import lucide

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> str:
    """The Lucide icon ``name``, sized by its text and silent for screen readers.

    Write the word beside it. Raises lucide.IconDoesNotExist for an unknown name.
    """
    drawn: str = lucide(name, size=None, **{"class": "icon", "aria_hidden": "true"})
    return drawn

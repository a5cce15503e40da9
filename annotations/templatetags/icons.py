"""Icons for templates: Lucide's outlines as inline SVG, drawn once and kept."""

from functools import cache

from django import template
from django.utils.safestring import SafeString, mark_safe
from lucide import _render_icon

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """The Lucide icon ``name``, sized by its text and silent for screen readers.

    Write the word beside it. Raises lucide.IconDoesNotExist for an unknown name.
    """
    return mark_safe(_render_icon(name, None, **{"class": "icon", "aria-hidden": "true"}))

"""Bars of several parts as inline SVG: the policy allows no style attribute."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def stacked(parts: Iterable[tuple[str, float, float]]) -> SafeString:
    """A bar of ``parts`` (class, start and width in percent); write the numbers beside it."""
    drawn = "".join(
        f'<rect class="{name}" x="{start:.2f}" width="{width:.2f}" height="8"/>'
        for name, start, width in parts
    )
    return SafeString(
        f'<svg class="stacked" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f"{drawn}</svg>"
    )

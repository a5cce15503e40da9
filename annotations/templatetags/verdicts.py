"""What a verdict is called in a sentence: "Rita approved"."""

from typing import Final

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

VERDICTS: Final = {
    "approve": _("approved"),
    "request_changes": _("requested changes"),
    "reject": _("rejected"),
    "retract": _("took a decision back"),
}


@register.filter
def verdict_word(verdict: str) -> str:
    return str(VERDICTS[verdict])

"""Names of languages for templates and forms, in the reader's language."""

from django import template
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from annotations.domain.languages import UNDETERMINED

register = template.Library()


@register.filter
def language_name(tag: str) -> str:
    """The name of the language ``tag``, or the tag where it has none here."""
    if tag == UNDETERMINED:
        return _("Not known")
    try:
        return str(get_language_info(tag)["name_translated"])
    except KeyError:
        return tag


def languages(current: str = "") -> list[tuple[str, str]]:
    """Tags and names of the languages to choose from, ``current`` among them, by name."""
    tags = {tag for tag, facts in LANG_INFO.items() if "name" in facts}
    named = [(tag, language_name(tag)) for tag in tags | ({current} if current else set())]
    return sorted(named, key=lambda pair: pair[1].casefold())

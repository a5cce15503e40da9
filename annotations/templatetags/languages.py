"""Names of languages for templates and forms, in the reader's language."""

from functools import lru_cache

from django import template
from django.conf.locale import LANG_INFO
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
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
    return list(_named(get_language() or "", current))


@register.simple_tag
def language_options(current: str) -> SafeString:
    """The options of a select, ``current`` chosen; drawn once and kept, as there are a hundred."""
    return _options(get_language() or "", current)


@lru_cache(maxsize=128)
def _named(_shown_in: str, current: str) -> tuple[tuple[str, str], ...]:
    tags = {tag for tag, facts in LANG_INFO.items() if "name" in facts}
    named = [(tag, language_name(tag)) for tag in tags | ({current} if current else set())]
    return tuple(sorted(named, key=lambda pair: pair[1].casefold()))


@lru_cache(maxsize=128)
def _options(shown_in: str, current: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (tag, SafeString(" selected" if tag == current else ""), name)
            for tag, name in _named(shown_in, current)
        ),
    )

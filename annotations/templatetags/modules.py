"""Script modules: a page names all that its own imports, so that none is asked for late."""

import re
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Final

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_IMPORT: Final = re.compile(
    r"""^\s*(?:import|export)\b[^;"']*["'](\.{1,2}/[^"']+)["']""", re.MULTILINE
)


@register.simple_tag
def module_preloads(path: str) -> SafeString:
    """A link for each module that the one at ``path`` needs, however far down."""
    return _links(path) if settings.DEBUG else _links_once(path)


def _links(path: str) -> SafeString:
    links = ((static(name),) for name in imported(path))
    return format_html_join("\n", '<link rel="modulepreload" href="{}">', links)


_links_once = cache(_links)


def imported(path: str) -> list[str]:
    """The static files that the module at ``path`` imports, directly or not, in order."""
    found: dict[str, None] = {}
    waiting = [path]
    while waiting:
        for name in _imports_of(waiting.pop(0)):
            if name != path and name not in found:
                found[name] = None
                waiting.append(name)
    return list(found)


def _imports_of(path: str) -> list[str]:
    file = finders.find(path)
    if file is None:
        return []
    folder = PurePosixPath(path).parent
    source = Path(file).read_text(encoding="utf-8")
    # One file imports the next by "./name.js"; no module of ours lies in a folder above.
    return [str(folder / name.removeprefix("./")) for name in _IMPORT.findall(source)]

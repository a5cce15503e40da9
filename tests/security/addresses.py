"""Every address of the URLconf, with something that exists in each of its places."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Address:
    """One route: its name, its view, and the names of its parts."""

    name: str
    view: Any
    parts: tuple[str, ...]

    @property
    def is_api(self) -> bool:
        return self.name.startswith("api-") and self.name != "api-docs"

    def path(self, values: Mapping[str, Any]) -> str:
        """The path; a part that ``values`` does not know is a KeyError: add it to the desk."""
        return reverse(self.name, kwargs={part: values[part] for part in self.parts})


def every_address() -> list[Address]:
    return [Address(*found) for found in _walk(get_resolver(), ())]


def _walk(
    resolver: URLResolver, above: tuple[str, ...]
) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    for one in resolver.url_patterns:
        parts = (*above, *_parts(one.pattern))
        if isinstance(one, URLResolver):
            yield from _walk(one, parts)
        else:
            assert isinstance(one, URLPattern)
            assert one.name, f"{one.pattern} has no name"
            yield one.name, one.callback, parts


def _parts(pattern: Any) -> tuple[str, ...]:
    return tuple(pattern.converters) or tuple(pattern.regex.groupindex)

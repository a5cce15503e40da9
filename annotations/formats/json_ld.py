"""JSON-LD documents with one list in them, a node a line, so that they can grow without end."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec.json import encode

Node = dict[str, Any]


def in_lines(
    head: bytes, groups: Iterable[Iterable[Node]], foot: Callable[[], bytes]
) -> Iterator[bytes]:
    """Yield ``head``, which opens the list, the nodes group by group, and ``foot``."""
    yield head
    between = b"\n"
    for group in groups:
        lines = [encode(node) for node in group]
        if lines:
            yield between + b",\n".join(lines)
            between = b",\n"
    yield b"\n" + foot() + b"\n"

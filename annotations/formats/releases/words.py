"""What people wrote, as words and nothing else in Markdown, and in YAML."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Final

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&])")
LONGEST: Final = 200  # code points of one quote


def plain(text: str, longest: int = LONGEST) -> str:
    """``text`` on one line, cut after ``longest`` code points, with nothing that Markdown reads."""
    line = " ".join(text.split())
    cut = line if len(line) <= longest else f"{line[:longest]}…"
    return _SPECIAL.sub(r"\\\1", cut)


def several(number: int, one: str, more: str = "") -> str:
    """``number`` with its noun: "1 reviewer", "2 reviewers"."""
    return f"{number} {one if number == 1 else more or f'{one}s'}"


def quoted(text: str) -> str:
    """``text`` as a double-quoted YAML scalar: the escapes of JSON are escapes there too."""
    return json.dumps(text, ensure_ascii=True)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return [f"| {' | '.join(cells)} |" for cells in lines]

"""Files of other tools, of the benchmark's own making."""

import json
import random
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from annotations.formats.foreign.readers import FOREIGN
from annotations.formats.sources import opened
from benchmarks.data import text

Parts = list[tuple[int, int]]
Outline = dict[str | None, tuple[list[str], list[str]]]

IN_PARTS = (0, 7, 13)  # of twenty: 15 %


def brat(path: Path, documents: int, tags: int) -> None:
    """A zip of brat: half claims, each with its source, and 15 % of all spans in two parts."""
    chance = random.Random(7)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(documents):
            body = f"Story {number} 🧊\n\n{text(tags * 8, chance)}\n"
            archive.writestr(f"{number}.txt", body)
            archive.writestr(f"{number}.ann", "".join(f"{one}\n" for one in _lines(body, tags)))


def outline(path: Path) -> Outline:
    """What a zip of brat says of each text: its spans, and its links by what they join."""
    found: Outline = {}
    with opened(path) as source:
        for document in FOREIGN["brat"].read(source):
            spans = {one.id: f"{one.label} {one.parts} {one.quote}" for one in document.spans}
            links = [
                f"{one.type}: {spans[one.origin]} > {spans[one.target]}" for one in document.links
            ]
            found[document.text] = (sorted(spans.values()), sorted(links))
    return found


def doccano(path: Path, size: int, words: int, tags: int) -> int:
    """JSON Lines of doccano of so many bytes in all; returns how many texts.

    One emoji in each: Python then takes four bytes for every character.
    """
    chance, written, rows = random.Random(9), 0, 0
    with path.open("wb") as file:
        while written < size:
            rows += 1
            body = f"Story {rows} 🧊\n\n{text(words, chance)}\n"
            labels = [[*parts[0], "claim"] for parts in _spans(body, tags)]
            unit = {"unit": "code_point"}  # the format has no place for it, and we read it there
            row = {"id": rows, "text": body, "label": labels, "stetdesk": unit}
            written += file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    return rows


def _lines(body: str, tags: int) -> Iterator[str]:
    claims, sources = tags // 2, tags * 3 // 10
    for number, parts in enumerate(_spans(body, tags)):
        kind = "claim" if number < claims else "source" if number < claims + sources else "status"
        places = ";".join(f"{start} {end}" for start, end in parts)
        words = " ".join(body[start:end] for start, end in parts)
        yield f"T{number + 1}\t{kind} {places}\t{words}"
    for number in range(claims):
        source = claims + 1 + number % sources
        yield f"R{number + 1}\tattributed_to Arg1:T{number + 1} Arg2:T{source}"


def _spans(body: str, tags: int) -> Iterator[Parts]:
    """Three words each, the middle one left out of some; none goes on over a line's end."""
    words = [match.span() for match in re.finditer(r"\S+", body)]
    step = len(words) // tags
    for place in range(tags):
        first, _, last = words[place * step : place * step + 3]
        if place % 20 in IN_PARTS:
            yield [first, last]
        else:
            whole = (first[0], last[1])
            yield [first if "\n" in body[slice(*whole)] else whole]

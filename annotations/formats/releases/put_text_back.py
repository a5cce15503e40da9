#!/usr/bin/env python3
"""Put the texts back that a dataset kept back for their licence, from copies that you have.

    python put_text_back.py COPIES data/train.jsonl [more.jsonl ...]

COPIES is a folder with the articles as plain text in UTF-8, one a file; the names do not matter,
folders inside are looked through too. Every text is found by its length and checked by its
SHA-256; line ends (CRLF or LF), a byte order mark and line feeds at the end may differ. Beside each
data file a FILE.whole.jsonl is written, the same but with the texts and quotes in it. Texts without
a copy stay hidden, are named at the end, and make the exit code 1. Needs Python 3.10 or newer,
nothing else.
"""

import json
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

HIDDEN = "\u2588"
JOINER = " \u2026 "

Copies = dict[int, list[str]]
"""Length in code points → the texts of this length."""


def main(arguments: list[str]) -> int:
    """Do as the first lines say; return the exit code."""
    if len(arguments) < 2 or not Path(arguments[0]).is_dir():
        sys.stderr.write(__doc__ or "")
        return 2
    copies = read_copies(Path(arguments[0]))
    found = missing = 0
    for name in arguments[1:]:
        path = Path(name)
        with (
            path.open(encoding="utf-8") as lines,
            path.with_suffix(".whole.jsonl").open("w", encoding="utf-8", newline="\n") as whole,
        ):
            for line in lines:
                document = json.loads(line)
                if "full_sha256" in document["revision"]:
                    text = fitting(document["revision"], copies)
                    if text is None:
                        missing += 1
                        sys.stderr.write(f"{path}: no copy of {named(document)}\n")
                    else:
                        found += 1
                        put_back(document, text)
                whole.write(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")
    sys.stderr.write(f"{found} texts put back, {missing} without a copy\n")
    return 1 if missing else 0


def read_copies(folder: Path) -> Copies:
    """Read every text below ``folder``."""
    copies: Copies = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            for text in readings(path.read_bytes()):
                copies.setdefault(len(text), []).append(text)
    return copies


def readings(raw: bytes) -> Iterator[str]:
    """Yield the text of a file: with the line feeds at its end, without, and with one."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    bare = text.rstrip("\n")
    yield from sorted({text, bare, bare + "\n"})


def fitting(revision: dict[str, Any], copies: Copies) -> str | None:
    """Return the text whose SHA-256 is the right one once the hidden places are hidden."""
    for copy in copies.get(revision["length"], []):
        text = hide(copy, revision.get("hidden", []))
        if sha256(text.encode()).hexdigest() == revision["full_sha256"]:
            return text
    return None


def hide(text: str, places: list[dict[str, int]]) -> str:
    """Hide [start, end) of each place, in code points: what stays hidden is no part of the hash."""
    characters = list(text)
    for place in places:
        characters[place["start"] : place["end"]] = HIDDEN * (place["end"] - place["start"])
    return "".join(characters)


def put_back(document: dict[str, Any], text: str) -> None:
    """Write the text and the quotes into ``document``. Raises ValueError where a hash differs."""
    revision = document["revision"]
    revision["text"], revision["sha256"] = text, revision.pop("full_sha256")
    for annotation in document.get("annotations", []):
        for part in annotation["fragments"]:
            part["quote"] = text[part["start"] : part["end"]]
            if sha256(part["quote"].encode()).hexdigest() != part.pop("quote_sha256"):
                raise ValueError(f"{annotation['label']} of {named(document)} has other words")
        annotation["quote"] = JOINER.join(part["quote"] for part in annotation["fragments"])


def named(document: dict[str, Any]) -> str:
    """Return what people call a document."""
    article = document["article"]
    return f"article {article['id']}, {article.get('source_url') or article['headline']}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

#!/usr/bin/env python3
"""Put the texts back that a dataset kept back for their licence, from copies that you have.

    python put_text_back.py COPIES data/train.jsonl [more.jsonl ...]

COPIES is a folder with the articles as plain text in UTF-8, one a file; the names do not matter,
folders inside are looked through too. Every text is found by its length and checked by its
SHA-256; line ends (CRLF or LF), a byte order mark and line feeds at the end may differ. Beside each
data file a FILE.whole.jsonl is written, the same but with the texts and quotes in it; it appears
when it is complete. Other files, and those that an earlier run wrote, are passed over. Texts
without a copy stay hidden and are named. The exit code is 0 where every text is there, 1 where one
lacks or a file cannot be read, 2 where there was nothing to do. Needs Python 3.10 or newer, nothing
else.
"""

import json
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

HIDDEN = "\u2588"
JOINER = " \u2026 "
DATA = ".jsonl"
WHOLE = ".whole.jsonl"

NO_ARTICLE = (json.JSONDecodeError, UnicodeDecodeError, LookupError, TypeError, AttributeError)

Copies = dict[int, list[str]]
"""Length in code points → the texts of this length."""


def main(arguments: list[str]) -> int:
    """Do as the first lines say; return the exit code."""
    if len(arguments) < 2:
        sys.stderr.write(__doc__ or "")
        return 2
    if not Path(arguments[0]).is_dir():
        say(f"{arguments[0]}: there is no such folder. Nothing was written.")
        say("The first name is that of the folder with your copies, the data files come after it.")
        return 2
    files = list(data_files(arguments[1:]))
    if not files:
        say("There is no data file to put texts into. Nothing was written.")
        return 2
    copies = read_copies(Path(arguments[0]))
    found = missing = unread = 0
    for path in files:
        try:
            put, without = fill(path, copies)
        except (OSError, ValueError) as trouble:
            unread += 1
            why = getattr(trouble, "strerror", None) or trouble
            say(f"{path}: {why}. No {path.stem}{WHOLE} was written.")
        else:
            found, missing = found + put, missing + without
    say(f"{found} {'text' if found == 1 else 'texts'} put back, {missing} without a copy")
    return 1 if missing or unread else 0


def say(words: str) -> None:
    """Tell people something, beside what is written."""
    sys.stderr.write(f"{words}\n")


def data_files(names: list[str]) -> Iterator[Path]:
    """Yield what may hold articles of a release, once each; say what is passed over and why."""
    for path in dict.fromkeys(map(Path, names)):
        if path.name.endswith(WHOLE):
            say(f"{path}: passed over, an earlier run wrote it.")
        elif path.suffix != DATA:
            say(f"{path}: passed over, texts are put back into {DATA} files only.")
        else:
            yield path


def fill(path: Path, copies: Copies) -> tuple[int, int]:
    """Write the whole file beside ``path``; return how many texts it got, and how many it lacks.

    Raises ValueError or OSError, and nothing is written, where a line is no article of a release.
    """
    found = missing = 0
    part = path.with_suffix(f"{WHOLE}.part")
    try:
        with path.open("rb") as lines, part.open("w", encoding="utf-8", newline="\n") as whole:
            for number, line in enumerate(lines, start=1):
                try:
                    document = json.loads(line)
                    lack = completed(document, copies)
                except NO_ARTICLE:
                    raise ValueError(f"Line {number} is no article of a release") from None
                if lack:
                    say(f"{path}: no copy of {named(document)}")
                found, missing = found + (lack is False), missing + (lack is True)
                whole.write(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")
        part.replace(path.with_suffix(WHOLE))
    finally:
        part.unlink(missing_ok=True)
    return found, missing


def completed(document: dict[str, Any], copies: Copies) -> bool | None:
    """Put the text back where it was kept back: whether it lacks; None where it was there."""
    named(document)  # an article of a release has a name
    if "full_sha256" not in document["revision"]:
        return None
    text = fitting(document["revision"], copies)
    if text is not None:
        put_back(document, text)
    return text is None


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

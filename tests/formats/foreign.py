"""Files of other tools, written by hand: fiction, with an emoji, RTL, overlaps and broken rows."""

import json
import zipfile
from pathlib import Path
from typing import Any

from annotations.formats.foreign import ForeignDocument
from annotations.formats.foreign.readers import FOREIGN
from annotations.formats.sources import opened

QUAY = (
    "Fire 🔥 at the quay: nine sheds burned.\nWarden Ansa Lind said so, but nobody could check it."
)
TAVRA = "قال حارس الميناء إن القارب غرق."


def place(words: str, text: str = QUAY) -> tuple[int, int]:
    """Code points [start, end) of ``words``."""
    start = text.index(words)
    return start, start + len(words)


def ann(*rows: str) -> str:
    return "".join(f"{row}\n" for row in rows)


def tag(id_: str, label: str, *words: str, text: str = QUAY) -> str:
    """A line of brat that is right."""
    parts = ";".join(" ".join(map(str, place(one, text))) for one in words)
    return f"{id_}\t{label} {parts}\t{' '.join(words)}"


def zipped(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def stored(path: Path, *rows: Any) -> Path:
    """JSON Lines."""
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def read(name: str, path: Path) -> list[ForeignDocument]:
    with opened(path) as source:
        return list(FOREIGN[name].read(source))


def corpus() -> dict[str, str | bytes]:
    """A folder of brat, as people zip it."""
    return {
        "quay corpus/annotation.conf": "[entities]\n",
        "quay corpus/1/quay.txt": QUAY,
        "quay corpus/1/quay.ann": ann(
            tag("T1", "Attribution", "nine sheds burned"),
            tag("T2", "source", "Warden Ansa Lind"),
            tag("T3", "cue", "nobody", "check it"),
            tag("T4", "Place", "quay"),
            "R1\tattr Arg1:T2 Arg2:T1\t",
            "R2\tqualified_by Arg1:T1 Arg2:T3",
            "R3\tnear Arg1:T1 Arg2:T4",
            "A1\tdesk_status T1 unverified",
            "A2\tmodality T3 could_not",
            "A3\tcertain T1",
            "#1\tAnnotatorNotes T1\tCall the warden.",
            "E1\tBurning:T1 Where:T4",
        ),
        "quay corpus/2/boat.txt": TAVRA,
        "quay corpus/2/boat.ann": ann(tag("T1", "claim", "القارب غرق", text=TAVRA)),
    }

"""A corpus of brat goes in, out, into another project and out again, with every place the same."""

import random
import re
import zipfile
from pathlib import Path

import pytest

from annotations.formats.report import Report
from annotations.models import Annotation, Project
from annotations.services import exports
from annotations.services.exports import Order
from annotations.services.imports import import_file
from annotations.services.people import system_actor
from tests.formats.foreign import ann, zipped
from tests.services.importing import copy, files

__all__ = ["copy", "files"]  # fixtures
pytestmark = pytest.mark.django_db(transaction=True)

DOCUMENTS = 300
WORDS = (
    "boats",
    "burned",
    "🔥",
    "the",
    "warden",
    "said",
    "قارب",
    "غرق",
    "twelve",
    "👩‍👩‍👧",
    "e\u0301dda",
)
Corpus = dict[str, str | bytes]


def generated() -> tuple[Corpus, int]:
    """Texts with tags of which 15 % have two parts or three; and how many tags have."""
    chance = random.Random(15)
    found: Corpus = {}
    divided = 0
    for number in range(DOCUMENTS):
        words = [chance.choice(WORDS) for _ in range(40)]
        text = f"Report {number}\n{' '.join(words)}."
        places = [(one.start(), one.end()) for one in re.finditer(r"[^\s.]+", text)]
        inner = range(2, len(places) - 1)
        rows = []
        # Each tag has a word of its own: the very same words twice as one kind are one tag.
        for tag, first in enumerate(chance.sample(inner, 10), start=1):
            in_parts = chance.random() < 0.15
            divided += in_parts
            several = chance.choice((1, 2)) if in_parts else 0
            others = chance.sample([one for one in inner if one != first], several)
            chosen = sorted([first, *others])
            # Words side by side stay two parts: there is a space between them.
            parts = [places[one] for one in chosen]
            kind = chance.choice(("claim", "source", "status"))
            where = ";".join(f"{start} {end}" for start, end in parts)
            quote = " ".join(text[start:end] for start, end in parts)
            rows.append(f"T{tag}\t{kind} {where}\t{quote}")
        found |= {f"{number:03}.txt": text, f"{number:03}.ann": ann(*rows)}
    return found, divided


def exported(project: Project, path: Path) -> Path:
    order = Order(project, "brat", "all", unmasked=True)
    lines = exports.stream_export(actor=system_actor(), order=order, report=Report())
    path.write_bytes(b"".join(lines))
    return path


def tags(path: Path) -> dict[str, list[str]]:
    """Text → its tags without their ids, in order."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith(".txt")]
        pairs = [(name, f"{name.removesuffix('.txt')}.ann") for name in names]
        read = {text: archive.read(about).decode() for text, about in pairs}
        return {
            archive.read(text).decode(): sorted(
                row.partition("\t")[2] for row in rows.splitlines() if row.startswith("T")
            )
            for text, rows in read.items()
        }


def test_a_generated_corpus_keeps_every_place(project, copy, tmp_path):
    corpus, divided = generated()
    given = zipped(tmp_path / "given.zip", corpus)
    actor = system_actor()
    report = import_file(actor=actor, project=project, format="brat", path=given)
    assert (report.counts["articles"], len(report.problems)) == (DOCUMENTS, 0)
    first = exported(project, tmp_path / "first.zip")
    assert tags(first) == tags(given)
    again = import_file(actor=actor, project=copy, format="brat", path=first)
    assert (again.counts["articles"], len(again.problems)) == (DOCUMENTS, 0)
    assert tags(exported(copy, tmp_path / "second.zip")) == tags(given)
    there = Annotation.objects.filter(project=copy)
    assert sum(len(one.fragments) > 1 for one in there) == divided
    back = import_file(actor=actor, project=project, format="brat", path=first)
    assert +back.counts == {"unchanged": DOCUMENTS * 10}

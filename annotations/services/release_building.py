"""Writing a release: from one snapshot of the database to one zip, the same bytes each time."""

import csv
import heapq
import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, Final

from msgspec.structs import replace

from annotations.domain.sides import WHOLE, Division, divide
from annotations.formats import FORMATS, jsonl, translate
from annotations.formats.records import DocumentRecord
from annotations.formats.redaction import TEXTS_KEPT_BACK
from annotations.formats.releases import SCRIPT, card, changes, croissant, manifest
from annotations.formats.releases.facts import Facts, FileFacts, Head, Options
from annotations.formats.releases.figures import Figures
from annotations.formats.report import Report
from annotations.formats.zipping import zipped
from annotations.models import Project
from annotations.queries import documents, releases
from annotations.queries.documents import Snapshot
from annotations.services.jobs import Told, watched
from annotations.services.redaction import Redactor

DATA: Final = ("jsonl", "parquet")
KEPT_BACK_WITH_SCRIPT: Final = f"{TEXTS_KEPT_BACK}; {SCRIPT.name} puts them back"
"""The formats of the data; one that is not in the registry is left out."""
ALL: Final = "all"
PIECE: Final = 1 << 20  # bytes


@dataclass(frozen=True)
class Earlier:
    """The release that a new one is compared with, and those whose sides it keeps."""

    options: Options | None = None
    path: Path | None = None
    sides: Path | None = None


@dataclass
class Built:
    """What was written: all but the zip's own hash."""

    report: Report = field(default_factory=Report)
    figures: Figures = field(default_factory=Figures)
    files: list[FileFacts] = field(default_factory=list)
    articles: set[int] = field(default_factory=set)
    torn: int = 0

    def facts(self, head: Head) -> Facts:
        figures = self.figures.as_dict()
        if self.torn:
            figures["torn groups"] = self.torn
        return Facts(head, figures, dict(sorted(self.report.lost.items())), tuple(self.files))


def build(
    head: Head, project: Project, seen: Snapshot, earlier: Earlier, folder: Path, told: Told = max
) -> Built:
    """Write the files of a release into ``folder``, which is empty and there."""
    built = Built()
    (folder / "data").mkdir()
    division = _divided(head, project, seen, earlier)
    built.torn = division.torn if division else 0
    _write_jsonl(head, project, seen, division, folder, built, told)
    for name in DATA[1:]:
        if name in FORMATS:
            _translate(name, folder, built)
    built.report.rows = sum(file.rows or 0 for file in built.files if _is_jsonl(file))
    found = _compared(earlier, folder)
    _keep(built, folder, "CHANGES.md", changes.written(head, earlier.options, found))
    if division:
        _keep(built, folder, "splits.csv", _sides(division, built.articles))
    if built.figures.counts["texts kept back"]:
        _keep(built, folder, SCRIPT.name, SCRIPT.read_bytes())
        built.report.lose(KEPT_BACK_WITH_SCRIPT, built.report.lost.pop(TEXTS_KEPT_BACK, 0))
    _keep(built, folder, "CITATION.cff", manifest.citation(head))
    _keep(built, folder, "croissant.json", croissant.croissant(built.facts(head)))
    _keep(built, folder, "README.md", card.card(built.facts(head)))
    _keep(built, folder, "MANIFEST.json", manifest.manifest(built.facts(head)))
    return built


def pack(folder: Path, files: Iterable[FileFacts]) -> Iterator[bytes]:
    """Yield the zip of the files that were built in ``folder``: readable ones first, then data."""
    order = sorted(files, key=lambda file: (file.path.startswith("data/"), file.path))
    return zipped((file.path, _pieces(folder / file.path)) for file in order)


def _divided(head: Head, project: Project, seen: Snapshot, earlier: Earlier) -> Division | None:
    if head.options.split == WHOLE:
        return None
    kept: dict[int, str] = {}
    if earlier.sides:
        with zipfile.ZipFile(earlier.sides) as archive:
            rows = csv.DictReader(io.StringIO(archive.read("splits.csv").decode()))
            kept = {int(row["article"]): row["side"] for row in rows}
    stories, joined = releases.stories(seen, project.pk), releases.joined(seen, project.pk)
    return divide(stories, joined, head.options.cut, kept)


def _write_jsonl(
    head: Head,
    project: Project,
    seen: Snapshot,
    division: Division | None,
    folder: Path,
    built: Built,
    told: Told,
) -> None:
    """Write each document to the file of its side, which is there from its first document on."""
    state = head.options.state
    embargoed = releases.embargoed(seen, project.pk)
    cut = documents.cut_links(seen, project.pk, state)
    cut += releases.links_to(seen, project.pk, embargoed, state)
    built.report.lose("links to claims that are not in the release", cut)
    redactor = Redactor(seen, project.pk, head.options.redaction, unmasked=head.options.unmasked)
    guides = releases.Guides(seen, project)
    of = documents.count(seen, project.pk, state)
    rows: Counter[str] = Counter()
    with ExitStack() as opened:
        files: dict[str, IO[bytes]] = {}
        for line in watched(documents.lines(seen, project.pk, state), told, of):
            if line.article_id in embargoed:
                built.report.lose("texts of articles under embargo")
                continue
            document = _with_guides(redactor.document(line, built.report), guides)
            side = division.sides[document.article.id] if division else ALL
            if side not in files:
                files[side] = opened.enter_context(_data(folder, side, "jsonl").open("wb"))
            files[side].write(jsonl.encode(document))
            built.figures.count(document, side)
            rows[side] += 1
            built.articles.add(document.article.id)
        if not files:
            _data(folder, ALL, "jsonl").touch()
            rows[ALL] = 0
    for side in sorted(rows):
        built.files.append(_file_facts(folder, f"data/{side}{jsonl.SUFFIX}", rows[side]))


def _with_guides(document: DocumentRecord, guides: releases.Guides) -> DocumentRecord:
    versions = guides.versions(document.article.id)
    made = [replace(one, guidelines_version=versions.get(one.id)) for one in document.annotations]
    return replace(document, annotations=made)


def _translate(name: str, folder: Path, built: Built) -> None:
    """Write another format beside each jsonl file; what it loses is told under its name."""
    lost: Counter[str] = Counter()
    for file in [one for one in built.files if _is_jsonl(one)]:
        source = folder / file.path
        target = source.with_suffix(FORMATS[name].SUFFIX)
        report = Report()
        with source.open("rb") as lines, target.open("wb") as written:
            for chunk in translate(name, lines, report):
                written.write(chunk)
        lost += report.lost
        path = target.relative_to(folder).as_posix()
        built.files.append(_file_facts(folder, path, report.rows))
    for what, count in lost.items():
        built.report.lose(f"in {name}: {what}", count)


def _compared(earlier: Earlier, folder: Path) -> changes.Changes | None:
    if earlier.path is None:
        return None
    with ExitStack() as opened, zipfile.ZipFile(earlier.path) as archive:
        names = [name for name in archive.namelist() if name.endswith(jsonl.SUFFIX)]
        before = _in_order(opened.enter_context(archive.open(name)) for name in sorted(names))
        found = sorted((folder / "data").glob(f"*{jsonl.SUFFIX}"))
        now = _in_order(opened.enter_context(path.open("rb")) for path in found)
        return changes.compare(before, now)


def _in_order(files: Iterable[IO[bytes]]) -> Iterator[DocumentRecord]:
    """The documents of all sides by article and number, one of each side in memory."""

    def place(document: DocumentRecord) -> tuple[int, int]:
        return document.article.id, document.revision.number

    return heapq.merge(*(jsonl.read(file) for file in files), key=place)


def _sides(division: Division, articles: Iterable[int]) -> bytes:
    """Group and side of every article of the release."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(("article", "group", "side"))
    for article in sorted(articles):
        rows.writerow((article, division.groups[article], division.sides[article]))
    return written.getvalue().encode()


def _keep(built: Built, folder: Path, path: str, content: bytes) -> None:
    (folder / path).write_bytes(content)
    built.files.append(_file_facts(folder, path))


def _file_facts(folder: Path, path: str, rows: int | None = None) -> FileFacts:
    digest, size = sha256(), 0
    for piece in _pieces(folder / path):
        digest.update(piece)
        size += len(piece)
    return FileFacts(path, size, digest.hexdigest(), rows)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        read: Callable[[], bytes] = lambda: file.read(PIECE)  # noqa: E731 (iter asks for it)
        yield from iter(read, b"")


def _is_jsonl(file: FileFacts) -> bool:
    return file.path.endswith(jsonl.SUFFIX)


def _data(folder: Path, side: str, name: str) -> Path:
    return folder / "data" / f"{side}{FORMATS[name].SUFFIX}"

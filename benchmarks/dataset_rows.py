"""The rows about datasets: imports, exports, and the memory that they need."""

from functools import partial
from typing import Final

from annotations.models import Annotation, Article, Project
from benchmarks import corpora
from benchmarks.datasets import brought, copied, exported, imported, written
from benchmarks.desk import Desk, Row
from benchmarks.filling import analyse

EACH: Final = 2_000  # articles of one import
TAGS: Final = 20  # annotations of each of them
LARGEST: Final = 500_000_000  # bytes of a file that is sent to be imported


def import_some(desk: Desk) -> str:
    return f"{imported(desk.project('datasets'), EACH, desk.folder):.1f} s"


def export_some(desk: Desk) -> str:
    project = desk.project("datasets")
    if not Article.objects.filter(project=project).exists():
        imported(project, EACH, desk.folder)
    raw = copied(project)
    seconds = exported(project, desk.folder)[0]
    return f"{seconds:.2f} s; {seconds / raw:.1f} times raw COPY"


def import_all(desk: Desk) -> str:
    """So many spans in one file, in a process of its own."""
    path = desk.folder / "million.jsonl"
    written(desk.spans // TAGS, path, seed=100)
    seconds, memory = brought(desk.project("million"), path)
    path.unlink()
    analyse()
    return f"{desk.spans:,} in {seconds:.1f} s, {memory:.0f} MB"


def export_all(desk: Desk, format: str) -> str:
    project = _million(desk)
    raw = copied(project)
    seconds, memory = exported(project, desk.folder, format)
    spans = Annotation.objects.filter(project=project).count()
    return f"{spans:,} in {seconds:.1f} s, {memory:.0f} MB; {seconds / raw:.1f} times raw COPY"


def memory(desk: Desk, format: str) -> str:
    """Of exports of a hundredth, a tenth and all of the spans."""
    told = []
    for share in (100, 10, 1):
        project = _million(desk) if share == 1 else _part(desk, share)
        told.append(f"{exported(project, desk.folder, format)[1]:.0f}")
    return f"{' / '.join(told)} MB"


def _million(desk: Desk) -> Project:
    project = desk.project("million")
    if not Article.objects.filter(project=project).exists():
        import_all(desk)
    return project


def _part(desk: Desk, share: int) -> Project:
    project = desk.project(f"share-{share}")
    if not Article.objects.filter(project=project).exists():
        path = desk.folder / "share.jsonl"
        written(desk.spans // TAGS // share, path, seed=share)
        brought(project, path)
        path.unlink()
        analyse()
    return project


def foreign_there_and_back(desk: Desk) -> str:
    """1,000 texts with 80 spans each come in from brat, and go out to brat again."""
    project, path, back = (
        desk.project("corpus"),
        desk.folder / "corpus.zip",
        desk.folder / "back.zip",
    )
    corpora.brat(path, 1_000, 80)
    seconds, memory = brought(project, path, "brat")
    out = exported(project, desk.folder, "brat", keep=back)[0]
    before, after = corpora.outline(path), corpora.outline(back)
    spans = sum(len(spans) for spans, _ in after.values())
    same = "all equal" if before == after else "NOT EQUAL"
    path.unlink()
    back.unlink()
    return f"{spans:,} in {seconds:.1f} s, {memory:.0f} MB; out in {out:.1f} s, {same}"


def largest_file(desk: Desk, words: int, tags: int) -> str:
    """The largest file that is taken, of doccano, with texts of that size."""
    project, path = desk.project(f"words-{words}"), desk.folder / "large.jsonl"
    texts = corpora.doccano(path, _size(desk), words, tags)
    seconds, memory = brought(project, path, "doccano")
    size = path.stat().st_size / 1e6
    path.unlink()
    return f"{size:.0f} MB, {texts:,} texts in {seconds:.0f} s, {memory:.0f} MB"


def _size(desk: Desk) -> int:
    """Bytes: smaller where the large export is made smaller."""
    return min(LARGEST, LARGEST * desk.spans // 1_000_000)


DATASETS: Final = [
    Row("import 2,000 articles with 40,000 spans", "≤ 2.5 s", import_some),
    Row(
        "import 1,000 texts of brat with 80,000 spans, 15 % in parts, and export them",
        "≤ 60 s, equal",
        foreign_there_and_back,
    ),
    Row("import 1,000,000 spans from JSONL", "memory flat", import_all),
    Row(
        "import the largest file, doccano, texts of 600 words with 20 spans",
        "< 300 MB",
        partial(largest_file, words=600, tags=20),
    ),
    Row(
        "import the largest file, doccano, texts of 300,000 words with 10,000 spans",
        "< 300 MB",
        partial(largest_file, words=300_000, tags=10_000),
    ),
    Row("export 40,000 spans as JSONL", "≤ 0.5 s", export_some),
    Row("export 1,000,000 spans as JSONL", "≤ 12 s, < 200 MB", partial(export_all, format="jsonl")),
    Row(
        "export 1,000,000 spans as Parquet",
        "≤ 20 s, < 300 MB",
        partial(export_all, format="parquet"),
    ),
    Row(
        "memory of exports of 10,000 / 100,000 / 1,000,000 spans as JSONL",
        "flat, < 200 MB",
        partial(memory, format="jsonl"),
    ),
    Row(
        "memory of exports of 10,000 / 100,000 / 1,000,000 spans as Parquet",
        "flat, < 300 MB",
        partial(memory, format="parquet"),
    ),
]

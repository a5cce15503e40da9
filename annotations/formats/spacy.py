"""spaCy's DocBin: training data for span categorisers (docs/formats/spacy.md).

spaCy is large, so an installation has it only if it wants this format; it is imported when a file
is written, and not before.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any, Final

from annotations.formats.losses import ARTICLE, count_losses
from annotations.formats.records import DocumentRecord
from annotations.formats.report import Report
from annotations.formats.tools import about
from annotations.formats.zipping import zipped

NAME: Final = "spacy"
LABEL: Final = "spaCy DocBin"
SUFFIX: Final = ".zip"
MEDIA_TYPE: Final = "application/zip"
LOSSLESS: Final = False
NEEDS: Final = "spacy"

PART: Final = 1_000_000  # code points of text in one DocBin, which is made in memory
ANY: Final = "xx"  # spaCy's name of the rules for languages that it has no rules for
KINDS: Final = ("claim", "source", "status")
KEPT: Final = ARTICLE | {"id"}

Tokenizer = Any


def write(documents: Iterable[DocumentRecord], report: Report) -> Iterator[bytes]:
    """Yield a zip of DocBins, each of some articles; a DocBin has to be whole in memory."""
    files = enumerate(_parts(documents), start=1)
    yield from zipped((f"part-{number:05}.spacy", _packed(part, report)) for number, part in files)


def _parts(documents: Iterable[DocumentRecord]) -> Iterator[list[DocumentRecord]]:
    """Yield the documents in lists, each with about so much text; at least one, if an empty one."""
    part: list[DocumentRecord] = []
    size, first = 0, True
    for document in documents:
        part.append(document)
        size += document.revision.length
        if size >= PART:
            yield part
            part, size, first = [], 0, False
    if part or first:
        yield part


def _packed(part: list[DocumentRecord], report: Report) -> Iterator[bytes]:
    """The bytes of one DocBin. Words met in one part are forgotten before the next."""
    packed = import_module("spacy.tokens").DocBin(attrs=["ORTH"], store_user_data=True)
    tokenizers: dict[str, Tokenizer] = {}
    for document in part:
        language = document.article.language.partition("-")[0].lower()
        if language not in tokenizers:
            tokenizers[language] = _tokenizer(language)
        packed.add(_doc(document, tokenizers[language], report))
        report.rows += 1
        count_losses(document, report, kept=KEPT)
    yield packed.to_bytes()


def _tokenizer(language: str) -> Tokenizer:
    """The words of a language as spaCy cuts them, else those of no language in particular."""
    spacy = import_module("spacy")
    try:
        return spacy.blank(language).tokenizer
    except ImportError:  # no rules for it, or they need another package
        return spacy.blank(ANY).tokenizer


def _doc(document: DocumentRecord, tokenizer: Tokenizer, report: Report) -> Any:
    """The text in tokens, with a group of spans for each kind; entities could not overlap."""
    doc = tokenizer(document.revision.text)
    groups: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for annotation in document.annotations:
        report.lose("annotations in parts (each part is a span)", len(annotation.fragments) > 1)
        for part in annotation.fragments:
            span = doc.char_span(
                part.start,
                part.end,
                label=annotation.kind,
                span_id=str(annotation.id),
                alignment_mode="expand",
            )
            moved = (span.start_char, span.end_char) != (part.start, part.end)
            report.lose("edges within words (moved to the word's edge)", moved)
            groups[annotation.kind].append(span)
    for kind, spans in groups.items():
        doc.spans[kind] = spans
    doc.user_data |= about(document)
    return doc

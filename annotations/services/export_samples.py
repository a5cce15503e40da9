"""What an export would hold, shown before anybody asks for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from zipfile import ZipFile

from annotations.formats import BINARY, FORMATS, translate
from annotations.formats.report import Report
from annotations.models import User
from annotations.queries import documents
from annotations.services.exports import Order, checked, lines_of
from annotations.services.redaction import secrets_of

SAMPLES: Final = 3


@dataclass(frozen=True)
class Sample:
    """The first documents of an order as its file would hold them, and how many there are.

    Where nobody can read the file itself, they are lines of our own.
    """

    records: list[str]
    lost: dict[str, int]
    documents: int


def sample_export(*, actor: User, order: Order) -> Sample:
    """What the first articles of an order look like. Raises as request_export."""
    checked(actor, order)
    report = Report()
    with documents.snapshot() as seen:
        of = documents.count(seen, order.project.pk, order.state)
        found = documents.first_lines(seen, order.project.pk, order.state, SAMPLES)
        lines = list(lines_of(seen, order, report, found))
        secrets = secrets_of(seen, order.project.pk, order.format)
        pieces = list(translate(order.format, lines, report, secrets))
    shown = lines if order.format in BINARY else pieces
    return Sample(list(_readable(order.format, shown)), dict(report.lost), of)


def _readable(format: str, pieces: Iterable[bytes]) -> Iterator[str]:
    """The pieces of a file as words; of an archive, each file that is in it."""
    if FORMATS[format].SUFFIX == ".zip" and format not in BINARY:
        with ZipFile(BytesIO(b"".join(pieces))) as archive:
            pieces = [archive.read(name) for name in archive.namelist()]
    for piece in pieces:
        yield piece.decode("utf-8-sig", "replace")

"""The documents of an import: read, checked, and handed on as many as are stored together."""

import gc
import itertools
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

from annotations.domain.errors import DomainError
from annotations.domain.vocabulary import Slugs
from annotations.formats.checks import BadRow, CheckedDocument, check
from annotations.formats.reading import Problem, Read
from annotations.services.articles import METADATA, checked_metadata
from annotations.services.import_reports import ImportReport
from annotations.services.import_rows import write_ahead

AT_ONCE: Final = 200  # documents in one transaction
AT_FIRST: Final = 40  # and in the first, so that PostgreSQL has something to do soon
HEAVY: Final = 4_000_000  # code points of text in one transaction
MANY: Final = 10_000  # annotations in one transaction
MANY_OBJECTS: Final = 500_000  # of Python, that an import may make before it looks for circles
USUAL: Final = gc.get_threshold()

Documents = Iterator[Read]


def batches(
    documents: Documents, slugs: Slugs, report: ImportReport, *, ahead: bool
) -> Iterator[tuple[int, list[CheckedDocument]]]:
    """Yield how many documents were read, and the last of them checked.

    ``ahead``: the next ones are checked meanwhile, as PostgreSQL works on a batch as long as we do
    on the next. Not where reading asks the database: a thread has a connection of its own.
    """

    def following(most: int = AT_ONCE) -> tuple[int, list[CheckedDocument]]:
        some = list(_some(documents, most))
        return len(some), [one for one in (_checked(pair, slugs, report) for pair in some) if one]

    read = 0
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(following, AT_FIRST) if ahead else None
        while True:
            count, checked = waiting.result() if waiting else following()
            if not count:
                return
            waiting = pool.submit(following) if ahead else None
            read += count
            yield read, checked


def _some(documents: Documents, most: int) -> Documents:
    """The next documents: as many as may be in memory, and in one transaction, together."""
    length = annotations = 0
    for pair in itertools.islice(documents, most):
        yield pair
        length += pair[1].revision.length
        annotations += len(pair[1].annotations)
        if length >= HEAVY or annotations >= MANY:
            return


def _checked(pair: Read, slugs: Slugs, report: ImportReport) -> CheckedDocument | None:
    """The document with the rows that hold together; None, and told, where nothing does.

    Which of its rows do not is told with the article that it becomes.
    """
    origin, record, rows, problems = pair
    try:
        checked_metadata({name: getattr(record.article, name) for name in METADATA})
        if not record.article.headline.strip():
            raise BadRow("An article needs a headline.")
        document = check(record, origin, slugs, rows)
    except DomainError as error:
        for one in (*problems, Problem(*origin, "article", error.detail)):
            report.problems.add(one)
        return None
    document.problems[:0] = problems
    write_ahead(document)
    return document


def apart(documents: Sequence[CheckedDocument]) -> Iterator[Sequence[CheckedDocument]]:
    """The documents in groups that have no id and no text of an article twice: a batch looks them
    up together.
    """
    some: list[CheckedDocument] = []
    taken: set[object] = set()
    for document in documents:
        text = document.record.article.id, document.record.revision.sha256
        if text in taken or not taken.isdisjoint(document.annotations):
            yield some
            some, taken = [], set()
        some.append(document)
        taken |= {text, *document.annotations}
    yield some


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Have Python look for objects that point in circles only once there are very many more.

    Rows do not, and looking through them again and again takes a third of the time.
    """
    gc.set_threshold(MANY_OBJECTS, *USUAL[1:])
    try:
        yield
    finally:
        gc.set_threshold(*USUAL)

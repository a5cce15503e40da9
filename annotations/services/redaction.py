"""What each line of a dataset has to hide before it leaves the house."""

from collections.abc import Collection
from uuid import UUID

from annotations.formats import PUBLISHED, jsonl
from annotations.formats.records import DocumentRecord
from annotations.formats.redaction import Redaction, redact
from annotations.formats.report import Report
from annotations.queries.documents import Confidential, Line, Snapshot, in_boilerplate


def secrets_of(seen: Snapshot, project_id: int, format: str) -> list[str]:
    """The names of the project's confidential sources, where ``format`` must not say them."""
    return Confidential(seen, project_id).names() if format in PUBLISHED else []


class Redactor:
    """Hides confidential sources unless ``unmasked``, and what ``redaction`` says.

    It reads once who is confidential in the project; lines have to be of the same snapshot.
    """

    def __init__(
        self, seen: Snapshot, project_id: int, redaction: Redaction, *, unmasked: bool
    ) -> None:
        self._redaction = redaction
        self._confidential = None if unmasked else Confidential(seen, project_id)
        self._dropped: Collection[UUID] = ()
        if not redaction.boilerplate:
            self._dropped = in_boilerplate(seen, project_id)

    def hides(self, line: Line) -> bool:
        """Whether ``line`` may not leave as it is."""
        return self._redaction.hides or self._is_confidential(line)

    def document(self, line: Line, report: Report) -> DocumentRecord:
        """The document of ``line`` as it may leave; what had to go is counted in ``report``."""
        document = jsonl.decode(line.json)
        secrets = None
        if self._confidential and self._is_confidential(line):
            secrets = self._confidential.secrets(line)
        return redact(document, self._redaction, secrets, self._dropped, report)

    def _is_confidential(self, line: Line) -> bool:
        return self._confidential is not None and self._confidential.hides(line)

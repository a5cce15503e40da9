"""Column types that Django does not ship."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from psycopg.types.multirange import Multirange

from annotations.domain.spans import Span

if TYPE_CHECKING:
    SpansField = models.Field[Sequence[Span], list[Span]]
    SpansLookup = models.Lookup[list[Span]]
else:
    SpansField = models.Field  # not subscriptable at run time
    SpansLookup = models.Lookup


class FragmentsField(SpansField):
    """A set of code point ranges, end exclusive, as one ``int4multirange``.

    PostgreSQL keeps it sorted and disjoint and merges ranges that touch, so
    what is read back is canonical whatever was written.
    """

    def db_type(self, connection: Any) -> str:
        return "int4multirange"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::int4multirange"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> list[Span] | None:
        return None if value is None else read_multirange(value)

    def to_python(self, value: Any) -> list[Span]:
        return [span if isinstance(span, Span) else Span(*span) for span in value]

    def get_prep_value(self, value: Any) -> str | None:
        return value if value is None or isinstance(value, str) else literal(value)

    def value_to_string(self, obj: models.Model) -> str:
        return literal(self.value_from_object(obj))


@FragmentsField.register_lookup
class Overlaps(SpansLookup):
    """``fragments__overlap=[Span(10, 52)]``: those that share a code point with one of these."""

    lookup_name = "overlap"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} && %s::int4multirange", (*parameters, self.rhs)


def literal(spans: Sequence[Span]) -> str:
    """PostgreSQL's text form, ``{[10,52),[60,66)}``: needs no type known to the driver."""
    return "{" + ",".join(f"[{span.start},{span.end})" for span in spans) + "}"


def read_multirange(value: "Multirange[int]") -> list[Span]:
    return [Span(part.lower, part.upper) for part in value]  # type: ignore[arg-type]

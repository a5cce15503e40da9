"""What a body or a query may hold, checked strictly and told to OpenAPI from one description.

``check`` answers the value as Python has it, or raises WrongType, Required or UnknownField (400),
or BadValue (422). Nothing is converted: "0" is no number, true is no 1, and blanks are kept.
"""

import datetime
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.utils.dateparse import parse_datetime

from annotations.api.errors import BadValue, Required, UnknownField, WrongType

LARGEST: Final = 2**31 - 1
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
IDENTITY: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

Schema = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Field(ABC):
    """One value. ``about`` is its line in the documentation; ``nullable`` lets null pass."""

    about: str = ""
    required: bool = False
    nullable: bool = False

    def check(self, value: Any, place: str) -> Any:
        if value is None and self.nullable:
            return None
        return self._check(value, place)

    def schema(self) -> Schema:
        told = self._schema()
        if self.nullable:
            told["nullable"] = True
        if self.about:
            told["description"] = self.about
        return told

    @abstractmethod
    def _check(self, value: Any, place: str) -> Any: ...

    @abstractmethod
    def _schema(self) -> Schema: ...


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """Words, exactly as sent. Lengths in code points."""

    longest: int
    shortest: int = 0
    pattern: str = ""
    example: str = ""

    def _check(self, value: Any, place: str) -> str:
        if not isinstance(value, str):
            raise WrongType("Words are expected here.", field=place)
        if len(value) > self.longest:
            raise BadValue(f"At most {self.longest} characters fit here.", field=place)
        if len(value) < self.shortest:
            raise BadValue(f"At least {self.shortest} characters are needed.", field=place)
        if self.pattern and not re.fullmatch(self.pattern, value):
            raise BadValue(f"This must look like {self.pattern}.", field=place)
        return value

    def _schema(self) -> Schema:
        told: Schema = {"type": "string", "maxLength": self.longest}
        if self.shortest:
            told["minLength"] = self.shortest
        if self.pattern:
            told["pattern"] = f"^{self.pattern}$"
        if self.example:
            told["example"] = self.example
        return told


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of a few words."""

    options: Sequence[str]

    def _check(self, value: Any, place: str) -> str:
        if not isinstance(value, str):
            raise WrongType("One word of a list is expected here.", field=place)
        if value not in self.options:
            empty = " It may be empty, too." if "" in self.options else ""
            known = ", ".join(filter(None, self.options))
            raise BadValue(f"Known are: {known}.{empty}", field=place)
        return value

    def _schema(self) -> Schema:
        return {"type": "string", "enum": list(self.options)}


@dataclass(frozen=True, kw_only=True)
class Integer(Field):
    """A whole number that a four-byte column can hold."""

    least: int | None = None
    most: int | None = None

    def _check(self, value: Any, place: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise WrongType("A whole number is expected here.", field=place)
        if abs(value) > LARGEST:
            raise WrongType("This number is too large.", field=place)
        if (self.least is not None and value < self.least) or (
            self.most is not None and value > self.most
        ):
            raise BadValue(f"A number from {self.least} to {self.most} is needed.", field=place)
        return value

    def _schema(self) -> Schema:
        told: Schema = {"type": "integer"}
        if self.least is not None:
            told["minimum"] = self.least
        if self.most is not None:
            told["maximum"] = self.most
        return told


@dataclass(frozen=True, kw_only=True)
class Flag(Field):
    """True or false."""

    def _check(self, value: Any, place: str) -> bool:
        if not isinstance(value, bool):
            raise WrongType("true or false is expected here.", field=place)
        return value

    def _schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True, kw_only=True)
class Identity(Field):
    """A UUID as text, as the client made it (version 7 sorts best)."""

    def _check(self, value: Any, place: str) -> UUID:
        if not isinstance(value, str) or not IDENTITY.fullmatch(value):
            raise WrongType("A UUID is expected here, as text.", field=place)
        return UUID(value)

    def _schema(self) -> Schema:
        return {"type": "string", "format": "uuid"}


@dataclass(frozen=True, kw_only=True)
class Moment(Field):
    """A time with its offset from UTC, as in ISO 8601."""

    def _check(self, value: Any, place: str) -> datetime.datetime:
        if isinstance(value, str) and len(value) <= 40:
            try:
                moment = parse_datetime(value)
                if moment is not None and moment.tzinfo is not None:
                    return moment.astimezone(datetime.UTC)
            except (ValueError, OverflowError):
                pass
        raise WrongType("A time is expected here, such as 2026-11-22T09:30:00Z.", field=place)

    def _schema(self) -> Schema:
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A day, as in ISO 8601."""

    def _check(self, value: Any, place: str) -> datetime.date:
        if isinstance(value, str) and DAY.fullmatch(value):
            try:
                return datetime.date.fromisoformat(value)
            except ValueError:
                pass
        raise WrongType("A day is expected here, such as 2026-11-22.", field=place)

    def _schema(self) -> Schema:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, kw_only=True)
class ListOf(Field):
    """A list of values of one sort."""

    of: Field
    longest: int

    def _check(self, value: Any, place: str) -> list[Any]:
        if not isinstance(value, list):
            raise WrongType("A list is expected here.", field=place)
        if len(value) > self.longest:
            raise BadValue(f"At most {self.longest} can be sent at once.", field=place)
        return [self.of.check(one, f"{place}.{index}") for index, one in enumerate(value)]

    def _schema(self) -> Schema:
        return {"type": "array", "items": self.of.schema(), "maxItems": self.longest}


@dataclass(frozen=True, kw_only=True)
class Free(Field):
    """An object whose keys the domain checks: attributes differ by kind and vocabulary."""

    def _check(self, value: Any, place: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise WrongType("An object is expected here.", field=place)
        return value

    def _schema(self) -> Schema:
        return {"type": "object", "additionalProperties": True}


@dataclass(frozen=True, kw_only=True)
class AnyOf(Field):
    """A value of one of several sorts; the first that takes its type counts."""

    sorts: Sequence[Field]

    def _check(self, value: Any, place: str) -> Any:
        for sort in self.sorts:
            try:
                return sort.check(value, place)
            except WrongType as error:
                refused = error
        raise refused

    def _schema(self) -> Schema:
        return {"oneOf": [sort.schema() for sort in self.sorts]}


@dataclass(frozen=True, kw_only=True)
class Shape(Field):
    """An object with known fields; every other one is refused. ``name`` is its name in OpenAPI."""

    name: str = ""
    fields: Mapping[str, Field] = field(default_factory=dict)

    def _check(self, value: Any, place: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise WrongType("An object is expected here.", field=place or None)
        prefix = f"{place}." if place else ""
        for key in value:
            if key not in self.fields:
                raise UnknownField(f"There is no field “{key[:100]}” here.", field=prefix + key)
        for key, one in self.fields.items():
            if one.required and key not in value:
                raise Required(f"“{key}” is needed. Nothing was changed.", field=prefix + key)
        return {key: self.fields[key].check(one, prefix + key) for key, one in value.items()}

    def _schema(self) -> Schema:
        told: Schema = {
            "type": "object",
            "properties": {name: one.schema() for name, one in self.fields.items()},
            "additionalProperties": False,
        }
        required = [name for name, one in self.fields.items() if one.required]
        if required:
            told["required"] = required
        return told


NOTHING: Final = Shape()
"""A body that may be left out, and that holds nothing."""

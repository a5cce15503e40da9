"""The orders of the queue, and places in them to go on from.

An order is made of stretches, one after the other: first what has a key, by it, then what has
none. Within a key, and where there is none, what is newest comes first. A place holds the key as
it was read, so that nothing is skipped or shown twice where the key changes meanwhile.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Self

from django.db.models import (
    BigIntegerField,
    DateField,
    DateTimeField,
    Exists,
    F,
    Field,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast

from annotations.models import Article, Assignment

Sort = Literal["newest", "waiting", "due"]
PLACE: Final = re.compile(r"([0-9])\.([0-9]{0,17})\.([0-9]{1,18})", re.ASCII)
EPOCH: Final = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
LAST: Final = datetime.datetime(9999, 12, 30, tzinfo=datetime.UTC)
MICROSECOND: Final = datetime.timedelta(microseconds=1)
Key = datetime.datetime | datetime.date | int | None


@dataclass(frozen=True)
class Place:
    """Just after one article: its stretch, its key as a number, its id; ``str`` writes it."""

    stretch: int
    key: int | None
    id: int

    def __str__(self) -> str:
        return f"{self.stretch}.{'' if self.key is None else self.key}.{self.id}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ValueError for what is no place."""
        match = PLACE.fullmatch(text)
        if match is None:
            raise ValueError("no place")
        key = int(match[2]) if match[2] else None
        return cls(int(match[1]), key, int(match[3]))

    @classmethod
    def of(cls, article: Any) -> Self:
        """The place of an article that ``merged`` read."""
        return cls(article.stretch, _number(article.key), article.pk)


@dataclass(frozen=True)
class Stretch:
    """Articles that fit ``conditions``, by ``key`` (a name; "" where there is none).

    ``type`` is that of the key, the same in all stretches of one order. ``of_assignments``: an
    article stands there once for each of its standing assignments that have a day.
    """

    conditions: Sequence[Any]
    key: str = ""
    type: "Field[Any, Any]" = field(default_factory=BigIntegerField)
    of_assignments: bool = False

    def rows(
        self, articles: QuerySet[Article], number: int, place: Place | None, *, backwards: bool
    ) -> QuerySet[Article]:
        """Its part of ``articles``, in order, from ``place`` on if that lies in it."""
        if self.of_assignments:
            articles = articles.filter(
                assignments__ended_at=None, assignments__due__isnull=False
            ).alias(asked_id=F("assignments__pk"), asked_due=F("assignments__due"))
        key = F(self.key) if self.key else Cast(Value(None), self.type)
        found = articles.filter(*self.conditions).annotate(key=key, stretch=Value(number))
        if place and place.stretch == number:
            found = found.filter(self._beyond(place, backwards=backwards))
        return found.order_by(*self.ordering(backwards=backwards))

    def ordering(self, *, backwards: bool) -> list[str]:
        ordering = ["key", "-pk"] if self.key else ["-pk"]
        return [_turned(name) for name in ordering] if backwards else ordering

    def _beyond(self, place: Place, *, backwards: bool) -> Q:
        older = Q(pk__gt=place.id) if backwards else Q(pk__lt=place.id)
        if not self.key:
            return older
        key = _value(self.type, place.key or 0)
        beyond = Q(key__lt=key) if backwards else Q(key__gt=key)
        from_it_on = Q(key__lte=key) if backwards else Q(key__gte=key)  # what an index can use
        return from_it_on & (beyond | (Q(key=key) & older))


def order_of(sort: Sort, *, first: Exists | None = None) -> list[Stretch]:
    """The stretches of an order; of "newest" ``first`` may say what comes before the rest."""
    if sort == "waiting":
        moment = DateTimeField()
        waits = Q(waiting_since__isnull=False)
        return [Stretch([waits], "waiting_since", moment), Stretch([~waits], type=moment)]
    if sort == "due":
        day, asked = DateField(), Assignment.objects.standing().filter(article=OuterRef("pk"))
        earlier = asked.filter(
            Q(due__lt=OuterRef("asked_due"))
            | Q(due=OuterRef("asked_due"), pk__lt=OuterRef("asked_id"))
        )
        undated = [~Exists(asked.filter(due__isnull=False))]
        dated = Stretch([~Exists(earlier)], "asked_due", day, of_assignments=True)
        return [dated, Stretch(undated, type=day)]
    return [Stretch([first]), Stretch([~first])] if first else [Stretch([])]


def merged(
    lists: Sequence[QuerySet[Article]],
    stretches: Sequence[Stretch],
    place: Place | None = None,
    *,
    backwards: bool = False,
    number: int,
) -> QuerySet[Article]:
    """The first ``number`` of all ``lists`` together; none is read further than that."""
    parts = [
        stretch.rows(articles, at, place, backwards=backwards)[:number]
        for at, stretch in enumerate(stretches)
        if place is None or (at <= place.stretch if backwards else at >= place.stretch)
        for articles in lists
    ]
    if not parts:
        return Article.objects.none()
    first, *others = parts
    if not others:
        return first
    ordering = ["stretch", "key", "-id"]
    ordering = [_turned(name) for name in ordering] if backwards else ordering
    return first.union(*others).order_by(*ordering)[:number]


def _turned(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


def _number(key: Key) -> int | None:
    if isinstance(key, datetime.datetime):
        return (key - EPOCH) // MICROSECOND
    return key.toordinal() if isinstance(key, datetime.date) else key


def _value(of: "Field[Any, Any]", number: int) -> Key:
    """The key that a number stands for; one that no date has is the last date."""
    try:
        if isinstance(of, DateTimeField):
            return EPOCH + number * MICROSECOND
        return datetime.date.fromordinal(max(1, number))
    except (OverflowError, ValueError):
        return LAST if isinstance(of, DateTimeField) else datetime.date.max

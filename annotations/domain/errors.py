"""What the rules refuse: one class a reason, with a code for machines and a sentence for people.

A sentence says what happened, what is safe and what to do. Every face answers with ``status``,
``code``, ``detail``, ``field`` and ``extra``; no face writes its own wording for these.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self


class DomainError(Exception):
    """A rule was broken; nothing was written.

    ``detail`` is for people, ``code`` and ``extra`` for machines. ``field`` names the input that
    is at fault (``fragments.0.quote``), or is None where the whole request is.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422
    message: ClassVar[str] = "This cannot be done. Nothing was changed."

    def __init__(
        self,
        detail: str | None = None,
        *,
        field: str | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.detail = self.message if detail is None else detail
        self.field = field
        self.extra: dict[str, Any] = dict(extra or {})
        super().__init__(self.detail)


# Spans ------------------------------------------------------------------------------------------


class BadSpan(DomainError):
    """The selection cannot be stored; the more precise reasons are subclasses."""

    code = "bad_span"
    message = "This selection cannot be used. Select the words again."


class EmptySpan(BadSpan):
    """Nothing is selected, or a part has no characters."""

    code = "empty_span"
    message = "Nothing is selected. Select some words first."


class OutOfRange(BadSpan):
    """A part begins before the text, or ends after it."""

    code = "out_of_range"
    message = "The selection lies outside the text. Select the words again."


class Overlapping(BadSpan):
    """Two parts of one selection cover the same characters."""

    code = "overlapping"
    message = "Two parts of the selection overlap. Select each part once."


class SplitsGrapheme(BadSpan):
    """An edge lies inside what a reader sees as one character."""

    code = "splits_grapheme"
    message = "The selection cuts a character in two. Select the whole character."


class SplitsSurrogate(BadSpan):
    """An offset in UTF-16 units lies inside one code point."""

    code = "splits_surrogate"
    message = "The offset lies inside a surrogate pair. Count code points, or move it by one unit."


class QuoteMismatch(DomainError):
    """The text at the offsets is not the text that the caller saw there."""

    code = "quote_mismatch"
    message = "The text at this place no longer reads as you selected it. Select it again."

    @classmethod
    def at(cls, start: int, end: int, found: str, expected: str, *, part: int = 0) -> Self:
        """Name both wordings of part number ``part``; offsets in code points, end exclusive."""
        if _seen(found) == _seen(expected):
            found, expected = _spelt(found), _spelt(expected)
        return cls(
            f"The text at {start}–{end} is “{_shortened(found)}”, not “{_shortened(expected)}”.",
            field=f"fragments.{part}.quote",
            extra={"start": start, "end": end},
        )


# Text -------------------------------------------------------------------------------------------


class EmptyDocument(DomainError):
    """The document has nothing that a reader could see."""

    code = "empty_document"
    message = "There is no visible text in this document. Paste or choose another one."


class NulNotAllowed(DomainError):
    """The text holds a NUL character, which the database cannot store."""

    code = "nul_not_allowed"
    message = "The text has a NUL character. Remove it and try again."

    @classmethod
    def at(cls, position: int) -> Self:
        """``position`` in code points."""
        return cls(
            f"The text has a NUL character at position {position}. Remove it and try again.",
            extra={"position": position},
        )


class LoneSurrogate(DomainError):
    """The text holds half of a surrogate pair, which is no character."""

    code = "invalid_unicode"
    status = 400
    message = "The text has half a character (a lone surrogate). Copy it again from its source."

    @classmethod
    def at(cls, position: int) -> Self:
        """``position`` in code points."""
        return cls(
            f"The text has half a character (a lone surrogate) at position {position}. "
            "Copy it again from its source.",
            extra={"position": position},
        )


class Undecodable(DomainError):
    """The bytes are not text in any encoding that we can be sure enough of."""

    code = "bad_encoding"
    message = "The file could not be read as text. Save it as UTF-8 and try again."

    @classmethod
    def at(cls, position: int, encoding: str) -> Self:
        """``position`` is the offset of the first byte that does not fit ``encoding``."""
        return cls(
            f"Byte {position} does not fit {encoding}. Save the file as UTF-8 and try again.",
            extra={"position": position, "encoding": encoding},
        )


class UnsupportedMediaType(DomainError):
    """The file is of a kind that no reader here understands."""

    code = "unsupported_media_type"
    status = 415
    message = "Files of this kind cannot be read. Nothing was stored. Paste the text instead."


class TooLarge(DomainError):
    """The input is over a limit that keeps the service usable for everybody."""

    code = "too_large"
    status = 413
    message = "This is too large. Nothing was stored. Send it in smaller parts."


# Changes that meet other changes ----------------------------------------------------------------


class VersionRequired(DomainError):
    """A change came without the version that it is a change of."""

    code = "version_required"
    status = 428
    message = "Send the version you are changing (If-Match). Nothing was changed."


class StaleVersion(DomainError):
    """Somebody changed the row since the caller read it; ``extra["current"]`` is today's row."""

    code = "stale_version"
    status = 412
    message = "This was changed while you were editing. Your change is kept: compare and choose."


class StaleArticle(DomainError):
    """The article has a newer text than the one the caller worked on."""

    code = "stale_article"
    status = 409
    message = "This article was revised. Your tags stay on the text you opened."


class IdTaken(DomainError):
    """The id is in use for something with another body."""

    code = "id_taken"
    status = 409
    message = "This id already belongs to something else. Nothing was changed. Use a new id."


class Gone(DomainError):
    """The object was deleted since; it can be brought back from the history."""

    code = "gone"
    status = 410
    message = "This was deleted. It can be brought back from the history."


class IllegalState(DomainError):
    """The object's state forbids the action."""

    code = "illegal_state"
    status = 409
    message = "This is not possible in the present state. Nothing was changed."


# Claims and sign-off ----------------------------------------------------------------------------


class NotSubmittable(DomainError):
    """The completeness gate holds the claim back; ``extra["missing"]`` says why, in words."""

    code = "incomplete"
    message = "This claim cannot be submitted yet."

    @classmethod
    def because(cls, missing: Sequence[str]) -> Self:
        """``missing`` holds one sentence for each thing that the gate asks for."""
        return cls(" ".join([cls.message, *missing]), extra={"missing": list(missing)})


class OwnWork(DomainError):
    """Four eyes: nobody decides on a claim that they contributed to."""

    code = "own_work"
    status = 403
    message = "You worked on this claim, so somebody else has to decide on it."


class ChangedSinceSeen(DomainError):
    """The claim is no longer what the reviewer looked at."""

    code = "changed_since_seen"
    status = 409
    message = "This claim changed since you opened it. No decision was stored. Look at it again."


class LinkNotAllowed(DomainError):
    """This type of link does not join these two kinds."""

    code = "link_not_allowed"
    message = "This link does not join these two kinds of tag. Choose another link or target."


class UnknownTerm(DomainError):
    """The vocabulary of the project has no such term, or it is retired."""

    code = "unknown_term"
    message = "The project's vocabulary does not have this term. Choose one from the list."


def _shortened(quote: str, limit: int = 80) -> str:
    return quote if len(quote) <= limit else f"{quote[:limit]}…"


def _seen(words: str) -> str:
    return "".join(one for one in words if one.isprintable() and one != " ")


def _spelt(words: str) -> str:
    """``words`` with the number of each character that is not seen."""
    plain = (one if _seen(one) else f"[U+{ord(one):04X}]" for one in words)
    return "".join(plain)

"""Plain text and Markdown: bytes or pasted text → a draft. Nothing is repaired or left out."""

import hashlib
from email.message import Message
from pathlib import PurePath
from typing import Final

from annotations.domain import text as text_rules
from annotations.domain.errors import UnsupportedMediaType
from annotations.ingest.drafts import Draft, draft

NAME: Final = "plain"
LABEL: Final = "Plain text or Markdown"
SUFFIXES: Final = {".txt": "text/plain", ".md": "text/markdown"}

# What a browser says of such files; octet-stream is what it says when it does not know.
MEDIA_TYPES: Final = frozenset(
    {"text/plain", "text/markdown", "text/x-markdown", "application/octet-stream"}
)
# How files begin that are not text, whatever their name says.
SIGNATURES: Final = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"RIFF": "a media file",
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive or an Office document",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"{\\rtf": "an RTF document",
    b"\x1f\x8b": "a compressed file",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
}


def read(data: bytes, name: str, media_type: str | None = None) -> Draft:
    """Return the draft of the file ``name``; ``media_type`` is as declared, with its charset.

    Raises UnsupportedMediaType, TooLarge, Undecodable, NulNotAllowed, LoneSurrogate or
    EmptyDocument; then nothing of the file is kept.
    """
    suffix = PurePath(name).suffix.lower()
    declared_type, charset = _declared(media_type)
    if suffix not in SUFFIXES or (declared_type and declared_type not in MEDIA_TYPES):
        raise UnsupportedMediaType(
            "Only .txt and .md files can be read here. Nothing was stored. Paste the text instead."
        )
    text_rules.check_size(len(data))
    _check_signature(data)
    decoded = text_rules.decode(data, charset)
    cleaned = text_rules.clean(decoded.text)
    return draft(
        cleaned,
        "",
        encoding=decoded.encoding,
        media_type=SUFFIXES[suffix],
        original_sha256=hashlib.sha256(data).hexdigest(),
        notes=[*decoded.notes, *_notes(decoded.text, cleaned)],
    )


def read_text(text: str, headline: str = "") -> Draft:
    """Return the draft of pasted ``text``, under ``headline`` where it came apart from the text.

    Raises TooLarge, NulNotAllowed, LoneSurrogate or EmptyDocument.
    """
    cleaned = text_rules.clean(text)
    return draft(
        cleaned,
        " ".join(text_rules.clean(headline).split()) if headline.strip() else "",
        encoding="utf-8",
        media_type="text/plain",
        original_sha256=text_rules.sha256(text),
        notes=_notes(text, cleaned),
    )


def _declared(media_type: str | None) -> tuple[str, str | None]:
    """Return type and charset of a Content-Type header."""
    if not media_type:
        return "", None
    header = Message()
    header["Content-Type"] = " ".join(media_type.split())
    return header.get_content_type(), header.get_content_charset()


def _check_signature(data: bytes) -> None:
    for signature, what in SIGNATURES.items():
        if data.startswith(signature):
            raise UnsupportedMediaType(
                f"This file is {what}, not plain text. Nothing was stored. Paste the text instead.",
                field="file",
            )


def _notes(raw: str, cleaned: str) -> list[str]:
    notes = []
    if "\r" in raw:
        notes.append("Line ends were made the same throughout.")
    if hidden := len(text_rules.invisible_characters(cleaned)):
        notes.append(f"Characters that nobody sees, kept and shown with a sign: {hidden}.")
    return notes

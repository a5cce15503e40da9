"""What the nodes of Web Annotations say, and why nothing can be made of some."""

from base64 import urlsafe_b64decode
from typing import Any, Final

from annotations.formats.foreign.guess import seems

DIGEST: Final = "ni:///sha-256;"
NEXT: Final = (
    "The collection goes on in another page ({}), which is not in the file and was not fetched. "
    "Send that page too."
)
ELSEWHERE: Final = (
    "This collection has no annotations in it, only the address of its first page, which was not "
    "fetched. Send that page."
)
ACROSS: Final = "It links to a tag of another text, which is not read from this format."
NO_TARGET: Final = "This is no Web Annotation with a target, so it was left out."
NO_PASSAGE: Final = (
    "It selects no passage by its position, and links no two annotations, so it was left out."
)
NO_POSITION: Final = (
    "It has no TextPositionSelector that counts from the text’s beginning, and words alone may "
    "stand there twice, so it was left out."
)
TWO_TEXTS: Final = "Its parts are in different texts, so it was left out."

Node = dict[str, Any]


def selected(target: Any) -> tuple[tuple[int, int] | None, str | None]:
    """The position and the words of a target."""
    position: tuple[int, int] | None = None
    quote: str | None = None
    for selector in selectors(target):
        match selector:
            case {"refinedBy": _}:
                continue
            case {"type": "TextPositionSelector", "start": start, "end": end} if (
                type(start) is type(end) is int
            ):
                position = start, end
            case {"type": "TextQuoteSelector", "exact": str(exact)}:
                quote = exact
    return position, quote


def selectors(target: Any) -> list[Any]:
    return listed(target.get("selector")) if isinstance(target, dict) else []


def address(target: Any) -> str:
    """What a target or body is about: itself, its source, or its id."""
    if isinstance(target, dict):
        return address(target.get("source") or target.get("id") or "")
    return target if isinstance(target, str) else ""


def digest(target: Any) -> str:
    """The SHA-256 of the text in hexadecimal, where a target's state or its address says it."""
    if not isinstance(target, dict):
        return ""
    words = [address(target)]
    for state in listed(target.get("state")):
        if isinstance(state, dict):
            words += [str(state.get("schema:sha256", "")), str(state.get("cached", ""))]
    for word in words:
        if len(word) == 64 and set(word) <= set("0123456789abcdef"):
            return word
        if word.startswith(DIGEST) and len(word) == len(DIGEST) + 43:
            try:
                return urlsafe_b64decode(f"{word.removeprefix(DIGEST)}=").hex()
            except ValueError:
                return ""
    return ""


def called(node: Node) -> str:
    """What an annotation without an id is called in the report: not None."""
    return str(node.get("id") or "annotation")[:100]


def why_not(node: Node) -> str:
    """Why nothing can be made of an annotation."""
    if "first" in node:
        return ELSEWHERE
    if not node.get("target"):
        return f"{NO_TARGET}{seems(node, 'webannotation')}"
    return NO_PASSAGE


def listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]

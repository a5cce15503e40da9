"""Articles come in, get another revision, and have their metadata corrected."""

import datetime
import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from annotations.domain import blocks as block_rules
from annotations.domain import languages, repair
from annotations.domain import text as text_rules
from annotations.domain.errors import DomainError, OutOfRange, StaleVersion, VersionRequired
from annotations.domain.history import Action
from annotations.domain.repair import Repair
from annotations.models import Article, Project, Revision, User
from annotations.permissions import Can, require
from annotations.services import history
from annotations.services.locking import NotFound

METADATA: Final = (
    "headline",
    "byline",
    "publisher",
    "source_url",
    "language",
    "direction",
    "published_at",
    "licence",
    "story",
    "embargo_until",
    "confidential_note",
)
LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
SLUG: Final = re.compile(r"[-\w]{1,100}")
LONGEST: Final = {"headline": 500, "byline": 300, "publisher": 200, "licence": 200}


class BadArticle(DomainError):
    """Metadata that an article cannot have."""

    code = "bad_article"
    message = "The article cannot be stored like this. Nothing was changed."


@dataclass(frozen=True)
class Stored:
    """A new article or revision, and the repairs that were proposed but not taken."""

    article: Article
    revision: Revision
    proposals: list[Repair]


@transaction.atomic
def create_article(
    *,
    actor: User,
    project: Project,
    text: str,
    original: bytes | None = None,
    media_type: str = "text/plain; charset=utf-8",
    accept_repairs: bool | Collection[int] = False,
    kinds: Mapping[int, str] | None = None,
    **metadata: Any,
) -> Stored:
    """Freeze a text as revision 1 of a new article.

    ``accept_repairs`` takes all proposed repairs, none, or those with the given indexes;
    ``kinds`` corrects the kind of single blocks by index; ``original`` are the bytes that
    came in (default: the text as UTF-8) and are kept as they were.

    Raises NotAllowed, BadArticle, EmptyDocument, NulNotAllowed, LoneSurrogate or TooLarge.
    """
    require(actor, Can.INGEST, project)
    values = checked_metadata(metadata)
    clean = text_rules.clean(text)
    if not values.get("headline"):
        values["headline"] = guess_headline(clean)
    if not values.get("language"):
        values["language"] = languages.guess_language(clean)
    if not values.get("direction"):
        values["direction"] = languages.direction(clean, values["language"])
    article = Article.objects.create(project=project, created_by=actor, **values)
    stored = _store(actor, article, clean, text, original, media_type, accept_repairs, kinds)
    history.record(
        actor,
        Action.ARTICLE_CREATED,
        article,
        after=1,
        changes={"headline": [None, article.headline], "sha256": [None, stored.revision.sha256]},
    )
    return stored


@transaction.atomic
def add_revision(
    *,
    actor: User,
    article_id: int,
    text: str,
    original: bytes | None = None,
    media_type: str = "text/plain; charset=utf-8",
    accept_repairs: bool | Collection[int] = False,
) -> Stored:
    """Freeze another version of an article's text; annotations stay where they were made.

    The same text again answers the revision that is there. Raises as create_article, NotFound.
    """
    article = _locked(actor, article_id)
    clean = text_rules.clean(text)
    same = Revision.objects.filter(article=article, sha256=text_rules.sha256(clean)).first()
    if same:
        return Stored(article, same, [])
    stored = _store(actor, article, clean, text, original, media_type, accept_repairs, None)
    history.record(
        actor,
        Action.REVISION_CREATED,
        article,
        about=str(stored.revision.number),
        changes={"sha256": [None, stored.revision.sha256]},
    )
    return stored


@transaction.atomic
def update_article(
    *, actor: User, article_id: int, version: int | None, **metadata: Any
) -> Article:
    """Correct an article's metadata; its text has only revisions.

    Raises NotFound, NotAllowed, VersionRequired, StaleVersion or BadArticle.
    """
    article = _locked(actor, article_id)
    if version is None:
        raise VersionRequired
    if version != article.version:
        raise StaleVersion(extra={"current": article, "version": article.version})
    changes = {}
    for name, value in checked_metadata(metadata).items():
        before = getattr(article, name)
        if before != value:
            changes[name] = [_plain(before), _plain(value)]
            setattr(article, name, value)
    if not article.headline:
        raise BadArticle("An article needs a headline.", field="headline")
    if changes:
        article.version += 1
        article.save()
        history.record(
            actor,
            Action.ARTICLE_EDITED,
            article,
            before=article.version - 1,
            after=article.version,
            changes=changes,
        )
    return article


@transaction.atomic
def mark_blocks(*, actor: User, revision_id: int, complete: Collection[int]) -> Revision:
    """Say which blocks (by index) are fully annotated: only there is silence a finding.

    Raises NotFound, NotAllowed or OutOfRange.
    """
    revision = Revision.objects.visible_to(actor).filter(pk=revision_id).first()
    if revision is None:
        raise NotFound("revision")
    require(actor, Can.ANNOTATE, revision)
    wanted = sorted(set(complete))
    if wanted and not 0 <= wanted[0] <= wanted[-1] < len(revision.blocks):
        raise OutOfRange("The text has no such block.", field="complete_blocks")
    before = revision.complete_blocks
    if before != wanted:
        revision.complete_blocks = wanted
        revision.save(update_fields=["complete_blocks"])
        changes = {"complete_blocks": [before, wanted]}
        history.record(actor, Action.BLOCKS_MARKED, revision, changes=changes)
    return revision


def checked_metadata(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return the known fields with blanks trimmed. Raises BadArticle, naming the field."""
    unknown = sorted(set(metadata) - set(METADATA))
    if unknown:
        raise BadArticle(f"An article has no “{unknown[0]}”.", field=unknown[0])
    values = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in metadata.items()
        if value is not None or name in ("published_at", "embargo_until")
    }
    for name, longest in LONGEST.items():
        if len(values.get(name, "")) > longest:
            raise BadArticle(f"At most {longest} characters fit here.", field=name)
    if values.get("source_url") and not values["source_url"].lower().startswith(
        ("http://", "https://")
    ):
        raise BadArticle("An address begins with http:// or https://.", field="source_url")
    if values.get("language") and not LANGUAGE.fullmatch(values["language"]):
        raise BadArticle("A language is a tag such as en, uk or ar.", field="language")
    if values.get("direction") and values["direction"] not in ("ltr", "rtl"):
        raise BadArticle("The direction is ltr or rtl.", field="direction")
    if values.get("story") and not SLUG.fullmatch(values["story"]):
        raise BadArticle("A story's short name has letters, digits and hyphens.", field="story")
    return values


def guess_headline(text: str) -> str:
    """The text of the first heading, or of the first line that has one."""
    named = block_rules.title(text, block_rules.split(text)) or text.strip().partition("\n")[0]
    return named[: LONGEST["headline"]] or "?"


def _locked(actor: User, article_id: int) -> Article:
    article = Article.objects.visible_to(actor).filter(pk=article_id).first()
    if article is None:
        raise NotFound("article")
    require(actor, Can.INGEST, article)
    return Article.objects.select_for_update().get(pk=article_id)


def _store(
    actor: User,
    article: Article,
    clean: str,
    text: str,
    original: bytes | None,
    media_type: str,
    accept: bool | Collection[int],
    kinds: Mapping[int, str] | None,
) -> Stored:
    proposals = repair.propose(clean)
    taken = [
        proposal
        for index, proposal in enumerate(proposals)
        if accept is True or (accept is not False and index in accept)
    ]
    final = repair.apply(clean, taken)
    data = text.encode() if original is None else original
    last = article.revisions.aggregate(last=Max("number"))["last"] or 0
    revision = Revision.objects.create(
        project_id=article.project_id,
        article=article,
        number=last + 1,
        text=final,
        sha256=text_rules.sha256(final),
        length=len(final),
        blocks=_blocks(final, article.headline, kinds or {}),
        original=None if data == final.encode() else data,
        media_type=media_type,
        original_sha256=hashlib.sha256(data).hexdigest(),
        repairs=[_told(proposal) for proposal in taken],
        created_by=actor,
    )
    article.current_revision = revision
    article.save(update_fields=["current_revision", "updated_at"])
    return Stored(article, revision, [one for one in proposals if one not in taken])


def _blocks(text: str, headline: str, kinds: Mapping[int, str]) -> list[dict[str, Any]]:
    found = block_rules.split(text, headline)
    wrong = [kind for kind in kinds.values() if kind not in list(block_rules.Kind)]
    if wrong:
        raise BadArticle(f"There is no kind of block “{wrong[0]}”.", field="kinds")
    return [
        {"start": block.start, "end": block.end, "kind": kinds.get(place, str(block.kind))}
        for place, block in enumerate(found)
    ]


def _told(proposal: Repair) -> dict[str, Any]:
    return {
        "start": proposal.start,
        "end": proposal.end,
        "before": proposal.before,
        "after": proposal.after,
        "reason": proposal.reason,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.datetime) else value

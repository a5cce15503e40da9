"""The demo project: six articles, worked on by five people through the same services as any other.

Nothing is written behind their backs, so its history, contributors and hashes are real ones.
"""

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from annotations.domain import blocks as block_rules
from annotations.models import Article, Project, Role, User
from annotations.services import (
    annotations,
    articles,
    assignments,
    claim_reviews,
    comments,
    evidence,
    links,
    notices,
    people,
    projects,
    reviews,
)
from annotations.services.fragments import Part

SLUG: Final = "demo"
NAME: Final = "Harbour Desk"
FIXTURES: Final = settings.BASE_DIR / "fixtures"
PEOPLE: Final = {
    "lena": ("Lena Okoro", Role.LEAD),
    "rita": ("Rita Solberg", Role.REVIEWER),
    "edda": ("Edda Lindqvist", Role.EDITOR),
    "emil": ("Emil Roth", Role.EDITOR),
    "vera": ("Vera Marsh", Role.VIEWER),
}
PUBLISHER: Final[dict[str, Any]] = {
    "organisation_name": NAME,
    "organisation_url": "https://example.org/harbour-desk/",
}
NAMESPACE: Final = UUID("7d0c6c1e-52a6-4a0b-9d55-6c0f6d3f4b9a")  # of the demo's ids, for ever
PUBLISHED: Final = ("claimant", "claimant_type", "url")
DETAILS: Final = ("desk_status", "attributes", "note", "normalised_claim", "no_source_given")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Loaded:
    """The demo project, whether this call made it, and how much of it there is."""

    project: Project
    new: bool
    articles: int = 0
    annotations: int = 0
    decisions: int = 0


@transaction.atomic
def load_demo(*, password: str) -> Loaded:
    """Make the demo project and its people; where there is one already, do nothing.

    People who exist keep the password they have. All or nothing: one transaction.

    Raises BadPassword where ``password`` is too weak.
    """
    existing = Project.objects.filter(slug=SLUG).first()
    if existing:
        return Loaded(existing, new=False)
    rows = demo_articles()
    users = {name: _person(name, password) for name in PEOPLE}
    project = _project(users)
    stored = {row["slug"]: _article(project, users, row) for row in rows}
    for row in rows:
        _say_more(users, row)
    seen = {row["slug"]: _hand_in(users, row, stored[row["slug"]]) for row in rows}
    for row in rows:
        _decide(users, row, seen[row["slug"]])
        _publish(users, project, row)
        _tell(users, row, stored[row["slug"]])
    return Loaded(
        project,
        new=True,
        articles=len(rows),
        annotations=sum(len(row["annotations"]) for row in rows),
        decisions=sum(len(row["review"]) for row in rows),
    )


def demo_articles() -> list[dict[str, Any]]:
    """The articles as written down in ``fixtures/demo``, in the order they were published."""
    files = (FIXTURES / "demo").glob("*.json")
    rows = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    return sorted(rows, key=lambda row: str(row["published_at"]))


def parts_of(text: str, quotes: Sequence[Row]) -> list[Part]:
    """Find each quote in ``text``: where it occurs more than once, ``nth`` says which (from 1).

    Offsets are code points, end exclusive. Raises ValueError for a quote that is not there or
    could be several.
    """
    parts = []
    for row in quotes:
        quote, starts, at = row["quote"], [], -1
        while (at := text.find(quote, at + 1)) >= 0:
            starts.append(at)
        if len(starts) < row.get("nth", 1) or (len(starts) > 1 and "nth" not in row):
            raise ValueError(f"{len(starts)} places have the words “{quote}”.")
        start = starts[row.get("nth", 1) - 1]
        parts.append(Part(start, start + len(quote), quote))
    return parts


def blocks_of(text: str, headline: str, openings: Sequence[str]) -> list[int]:
    """Indexes of the blocks that begin with each of ``openings``. Raises ValueError as above."""
    lines = [text[block.start : block.end].strip() for block in block_rules.split(text, headline)]
    found = [[n for n, line in enumerate(lines) if line.startswith(words)] for words in openings]
    if any(len(places) != 1 for places in found):
        raise ValueError(f"Not one block each begins with {openings}.")
    return [places[0] for places in found]


def _person(name: str, password: str) -> User:
    existing = User.objects.filter(username=name).first()
    if existing:
        return existing
    first, _, last = PEOPLE[name][0].partition(" ")
    return people.create_user(username=name, password=password, first_name=first, last_name=last)


def _project(users: Mapping[str, User]) -> Project:
    system, lena = people.system_actor(), users["lena"]
    project = projects.create_project(actor=system, slug=SLUG, name=NAME)
    projects.set_member(actor=system, project=project, username="lena", role=Role.LEAD)
    for name, (_, role) in PEOPLE.items():
        projects.set_member(actor=lena, project=project, username=name, role=role)
    guide = (FIXTURES / "guide.md").read_text(encoding="utf-8")
    return projects.update_project(actor=lena, project=project, guidelines=guide, **PUBLISHER)


def _article(project: Project, users: Mapping[str, User], row: Row) -> Article:
    """Take the article in and tag it; links wait until every article is there."""
    editor, headline, kinds = users[row["editor"]], row["headline"], row["block_kinds"]
    metadata = {name: row[name] for name in articles.METADATA if name in row}
    stored = articles.create_article(
        actor=editor,
        project=project,
        text=row["text"],
        accept_repairs=row["accept_repairs"],
        kinds=dict(zip(blocks_of(row["text"], headline, [*kinds]), kinds.values(), strict=True)),
        **metadata | {"published_at": datetime.datetime.fromisoformat(row["published_at"])},
    )
    revision = stored.revision
    for tag in row["annotations"]:
        annotations.create_annotation(
            actor=users[tag["by"]],
            revision_id=revision.pk,
            id=_id(row, tag["key"]),
            kind=tag["kind"],
            fragments=parts_of(revision.text, tag["parts"]),
            **{name: tag[name] for name in DETAILS if name in tag},
        )
    complete = blocks_of(revision.text, headline, row["fully_annotated"])
    articles.mark_blocks(actor=editor, revision_id=revision.pk, complete=complete)
    return stored.article


def _say_more(users: Mapping[str, User], row: Row) -> None:
    """Links, evidence and comments."""
    for tag in row["annotations"]:
        origin, author = _id(row, tag["key"]), users[tag["by"]]
        for link in tag.get("links", []):
            links.add_link(
                actor=author,
                annotation_id=origin,
                type=link["type"],
                target_id=_id(row, link["target"]),
                how=link.get("how", ""),
            )
        for number, piece in enumerate(tag.get("evidence", [])):
            evidence.add_evidence(
                actor=users[piece.get("by", tag["by"])],
                annotation_id=origin,
                id=uuid5(origin, f"evidence {number}"),
                **{name: value for name, value in piece.items() if name != "by"},
            )
        for number, comment in enumerate(tag.get("comments", [])):
            comments.add_comment(
                actor=users[comment["by"]],
                annotation_id=origin,
                id=uuid5(origin, f"comment {number}"),
                text=comment["text"],
            )


def _hand_in(users: Mapping[str, User], row: Row, article: Article) -> dict[UUID, str]:
    """Submit what the article's file names; return the hash of each claim handed in."""
    editor = users[row["editor"]]
    if row["submit"] == "all":
        report = reviews.submit_article(actor=editor, article_id=article.pk)
        done = report.submitted
    else:
        ids = [_id(row, key) for key in row["submit"]]
        done = [reviews.submit_claim(actor=editor, annotation_id=claim) for claim in ids]
    return {submitted.annotation.pk: submitted.hash for submitted in done}


def _decide(users: Mapping[str, User], row: Row, seen: Mapping[UUID, str]) -> None:
    for decision in row["review"]:
        claim = _id(row, decision["annotation"])
        reviews.decide(
            actor=users[decision["by"]],
            annotation_id=claim,
            verdict=decision["verdict"],
            seen=seen[claim],
            reasons=decision["reasons"],
            comment=decision["comment"],
        )


def _publish(users: Mapping[str, User], project: Project, row: Row) -> None:
    """Give what ClaimReview needs of some approved claims; the others show what is missing."""
    for given in row.get("published", []):
        day = datetime.date.fromisoformat(given["claim_date"])
        claim_reviews.save_claim_review(
            actor=users[given["by"]],
            project=project,
            annotation_id=_id(row, given["annotation"]),
            version=0,
            claim_date=day,
            **{name: given[name] for name in PUBLISHED if name in given},
        )


def _tell(users: Mapping[str, User], row: Row, article: Article) -> None:
    """Tell what was decided, and ask who is asked; days count from the day of loading."""
    for name in {decision["by"] for decision in row["review"]}:
        notices.release(users[name].pk, article.pk)
    today = timezone.localdate()
    for asked in row.get("assignments", []):
        assignments.assign(
            actor=users[asked["by"]],
            article_id=article.pk,
            username=asked["who"],
            task=asked["task"],
            due=today + datetime.timedelta(days=asked["due_in"]),
        )


def _id(row: Row, name: str) -> UUID:
    """The id of ``C3`` of this article, or of ``other-article:C3``."""
    slug, _, key = name.rpartition(":")
    return uuid5(NAMESPACE, f"{slug or row['slug']}:{key}")

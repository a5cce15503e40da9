"""A desk where every text field holds what a browser would run, if any page let it."""

import uuid
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.utils import timezone

from annotations.formats.releases.facts import Options
from annotations.models import Annotation, Article, Membership, Notice, Project, Revision, User
from annotations.services import exports, import_jobs
from annotations.services.annotations import update_annotation
from annotations.services.articles import create_article
from annotations.services.assignments import assign
from annotations.services.comments import add_comment
from annotations.services.evidence import add_evidence
from annotations.services.links import add_link
from annotations.services.people import create_token, system_actor
from annotations.services.projects import create_project, save_term, update_project
from annotations.services.releases import make_release
from annotations.services.reviews import decide, submit_claim, withdraw
from annotations.services.suggested_edits import suggest_edit
from annotations.services.webhooks import create_webhook
from tests.people import person, tag

BREAKS_OUT = "\"'><img src=x onerror=owned()><i hx-get=/owned hx-trigger=load>"
HOSTILE = BREAKS_OUT + "</script><script>owned()</script>{{7*7}}\u2028"
"""Breaks out of attributes, elements and JSON; 105 code points, so that it fits a term's label."""
TEXT = f"{HOSTILE}\n\nThe office {HOSTILE} said 12 crates were lost.\n\nThis is unconfirmed.\n"
MARKDOWN = f"# {HOSTILE}\n\n[x](javascript:owned()) ![x](data:text/html,x) <{HOSTILE}>\n"
ROLES = ("viewer", "editor", "reviewer", "lead")


@dataclass
class Desk:
    """One project and what is in it; ``values`` fills every place of an address."""

    project: Project
    people: dict[str, User]
    article: Article
    revision: Revision
    claims: dict[str, Annotation]  # by state
    values: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, role: str) -> User:
        return self.people[role]


def desk(slug: str, words: str = HOSTILE, text: str = TEXT) -> Desk:
    """Make a desk on which every field that takes ``words`` holds them."""
    project = create_project(actor=system_actor(), slug=slug, name=words)
    people = {role: _person(f"{slug}-{role}", project, role, words) for role in ROLES}
    lead, editor, reviewer = people["lead"], people["editor"], people["reviewer"]
    guidelines = MARKDOWN if words == HOSTILE else words
    update_project(actor=lead, project=project, guidelines=guidelines, editors_may_export=True)
    term = {"slug": "hostile", "label": words, "description": words}
    save_term(actor=lead, project=project, vocabulary="desk_status", **term)
    save_term(actor=lead, project=project, vocabulary="claim_type", **term)
    article = create_article(actor=lead, project=project, text=text, **_metadata(words)).article
    revision = article.current_revision
    assert revision is not None
    made = Desk(project, people, article, revision, {})
    source = tag(editor, revision, "source", "The office", attributes=_source(words), note=words)
    marker = tag(editor, revision, "status", "unconfirmed", attributes={"verifier": words})
    for quote, state in (
        ("12", "draft"),
        ("crates", "submitted"),
        ("were", "approved"),
        ("lost", "changes_requested"),
        ("said 12", "withdrawn"),
    ):
        made.claims[state] = _claim(made, quote, words, source, marker)
        _bring(made, state, words, reviewer, lead)
    draft = made.claims["draft"]
    comment, _ = add_comment(actor=editor, annotation_id=draft.pk, id=uuid.uuid4(), text=words)
    suggestion, _ = suggest_edit(
        actor=reviewer, annotation_id=draft.pk, id=uuid.uuid4(), note=f"{words}!", comment=words
    )
    job = exports.request_export(actor=lead, project=project, format="jsonl", state="all")
    exports.run_export(job.pk)
    failed = exports.request_export(actor=lead, project=project, format="csv", state="all")
    type(failed).objects.filter(pk=failed.pk).update(state="failed", error=words)
    sent = {"format": "jsonl", "data": BytesIO(b"")}
    brought = import_jobs.request_import(actor=lead, project=project, **sent)
    release = make_release(actor=lead, project=project, options=Options(state="all", notes=words))
    called = {"url": "https://hooks.example.org/", "topics": ["claim.approved"]}
    webhook = create_webhook(actor=lead, project=project, **called)
    token, _ = create_token(user=lead, name=words[:100])
    review = {"article_id": article.pk, "username": reviewer.username, "task": "review"}
    asked = assign(actor=lead, **review).assignment
    told = _told(reviewer, lead, article)
    made.values = {
        "slug": slug,
        "name": "desk_status",
        "username": editor.username,
        "article_id": article.pk,
        "revision_id": revision.pk,
        "annotation_id": draft.pk,
        "link_id": draft.links.first().pk,  # type: ignore[union-attr]
        "evidence_id": draft.evidence.first().pk,  # type: ignore[union-attr]
        "comment_id": comment.pk,
        "suggestion_id": suggestion.pk,
        "job_id": job.pk,
        "export_id": job.pk,
        "import_id": brought.pk,
        "number": release.number,
        "path": "README.md",
        "webhook_id": webhook.pk,
        "token_id": token.pk,
        "assignment_id": asked.pk,
        "notice_id": told.pk,
        "old": 1,
        "new": 1,
        "key": "x-y",
        "uidb36": "1",
    }
    return made


def _told(reviewer: User, lead: User, article: Article) -> Notice:
    """A notice of the lead's; everything that was held back is told now."""
    asked = {"article_id": article.pk, "username": lead.username, "task": "annotate"}
    assign(actor=reviewer, **asked)
    Notice.objects.filter(project=article.project).update(told_at=timezone.now())
    return Notice.objects.get(recipient=lead, kind=Notice.Kind.ASSIGNMENT)


def _person(username: str, project: Project, role: str, words: str) -> User:
    names = {"first_name": words, "last_name": words}
    user = person(username)
    User.objects.filter(pk=user.pk).update(**names)
    Membership.objects.create(project=project, user=user, role=role)
    user.refresh_from_db()
    return user


def _metadata(words: str) -> dict[str, str]:
    named = dict.fromkeys(("headline", "byline", "publisher", "licence"), words)
    return {**named, "confidential_note": words, "source_url": f"https://example.org/{words[:60]}"}


def _source(words: str) -> dict[str, Any]:
    return {"identity": words, "affiliation": words, "confidential": True}


def _claim(made: Desk, quote: str, words: str, source: Any, marker: Any) -> Annotation:
    editor = made["editor"]
    claim = tag(
        editor,
        made.revision,
        "claim",
        quote,
        desk_status="hostile",
        note=words,
        normalised_claim=words,
        attributes={
            "type": "hostile",
            "hedge": words,
            "independence": words,
            "figure": {"value": 12, "unit": words, "as_of": words},
        },
    )
    for type_, target in (("attributed_to", source), ("qualified_by", marker)):
        add_link(actor=editor, annotation_id=claim.pk, type=type_, target_id=target.pk)
    add_evidence(
        actor=editor,
        annotation_id=claim.pk,
        id=uuid.uuid4(),
        url=f"https://example.org/{words}",
        archived_url=f"HTTP://example.org/{words}",
        excerpt=words,
        locator=words,
        checked_by=words,
    )
    claim.refresh_from_db()
    return claim


def _bring(made: Desk, state: str, words: str, reviewer: User, lead: User) -> None:
    """Take the newest claim to ``state`` by the steps that people take."""
    claim = made.claims[state]
    if state == "draft":
        update_annotation(
            actor=made["editor"], annotation_id=claim.pk, version=claim.version, note=f"{words}."
        )
    else:
        seen = submit_claim(actor=made["editor"], annotation_id=claim.pk).hash
        if state == "changes_requested":
            given = {"verdict": "request_changes", "reasons": ["wrong_source"], "comment": words}
            decide(actor=reviewer, annotation_id=claim.pk, seen=seen, **given)
        elif state != "submitted":
            decide(actor=reviewer, annotation_id=claim.pk, verdict="approve", seen=seen)
        if state == "withdrawn":
            withdraw(actor=lead, annotation_id=claim.pk, note=words)
    claim.refresh_from_db()

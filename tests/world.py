"""One of everything that an address can name, and everybody who could ask for it."""

import datetime
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from annotations.formats.redaction import TEXTS_KEPT_BACK
from annotations.formats.releases.facts import Options
from annotations.models import Annotation, Article, ClaimReview, Job, Notice, Project, User
from annotations.services import jobs
from annotations.services.annotations import delete_annotation
from annotations.services.articles import add_revision, create_article
from annotations.services.assignments import assign
from annotations.services.claim_reviews import save_claim_review
from annotations.services.comments import add_comment
from annotations.services.evidence import add_evidence
from annotations.services.links import add_link
from annotations.services.people import create_token, system_actor
from annotations.services.projects import create_project, update_project
from annotations.services.releases import make_release
from annotations.services.reviews import decide, submit_claim
from annotations.services.suggested_edits import suggest_edit
from annotations.services.webhooks import create_webhook
from tests.conftest import empty_tables
from tests.people import TEXT, person, tag

ROLES = ("anonymous", "viewer", "editor", "reviewer", "lead", "other", "admin")
"""Other leads another desk; admin is a site admin who is a member of none."""


@dataclass
class World:
    """What the paths and bodies of the route table are filled with."""

    people: dict[str, User]
    names: dict[str, Any]
    cookies: dict[str, str] = field(default_factory=dict)
    """Role → the cookie of somebody who signed in."""


@contextmanager
def standing() -> Iterator[World]:
    """A world for many tests, each of which rolls back what it changes.

    The world itself is committed: exports are read by a connection of their own.
    """
    yield build()
    empty_tables()


def build() -> World:
    """Two desks, of which all objects belong to the first."""
    project = create_project(actor=system_actor(), slug="harbour", name="Harbour desk")
    other = create_project(actor=system_actor(), slug="other", name="Another desk")
    people = {
        "viewer": person("vera", project, "viewer"),
        "editor": person("edda", project, "editor"),
        "reviewer": person("rita", project, "reviewer"),
        "lead": person("lena", project, "lead"),
        "other": person("otto", other, "lead"),
        "admin": person("ada", is_superuser=True, is_staff=True),
        "second": person("roy", project, "reviewer"),
        "member": person("nils", project, "viewer"),
    }
    token, _ = create_token(user=people["lead"])
    url = "https://cms.example.org/hooks/stetdesk/approvals"
    called = {"url": url, "topics": ["claim.approved"]}
    webhook = create_webhook(actor=people["lead"], project=project, **called)
    names = {"project": project.slug, "vocabulary": "priority", "token": token, "webhook": webhook}
    names |= _objects(project, people) | _jobs(project, people["lead"])
    release = make_release(actor=people["lead"], project=project, options=Options(state="all"))
    names |= {"release": release, "release_job": release.job}
    names["published"] = _published(project, people["lead"], names["approved"])
    return World(people, names | _asked(people["lead"], names["article"]))


def _published(project: Project, lead: User, claim: Annotation) -> ClaimReview:
    """What is published of an approved claim, with nothing missing."""
    desk = {"organisation_name": "Harbour desk", "organisation_url": "https://harbour.example/"}
    update_project(actor=lead, project=project, **desk)
    return save_claim_review(
        actor=lead,
        project=project,
        annotation_id=claim.pk,
        version=0,
        claimant="The harbour office",
        claim_date=datetime.date(2026, 3, 1),
        url="https://harbour.example/monday",
    )


def _asked(lead: User, article: Article) -> dict[str, Any]:
    """A reviewer's assignment, and an editor's notice of another."""
    review = assign(actor=lead, article_id=article.pk, username="roy", task="review").assignment
    assign(actor=lead, article_id=article.pk, username="edda", task="annotate")
    notice = Notice.objects.get(recipient__username="edda", kind=Notice.Kind.ASSIGNMENT)
    return {"assignment": review, "notice": notice}


def _objects(project: Project, people: dict[str, User]) -> dict[str, Any]:
    edda = people["editor"]
    article = create_article(actor=people["second"], project=project, text=TEXT).article
    revision = article.current_revision
    assert revision is not None
    source = tag(edda, revision, "source", "The harbour office")
    deleted = tag(edda, revision, "source", "Mayor Ona Rell")
    delete_annotation(actor=edda, annotation_id=deleted.pk, version=1)
    complete = {"desk_status": "unverified", "no_source_given": True}
    draft = tag(edda, revision, "claim", "12 crates", **complete)
    link = add_link(
        actor=edda, annotation_id=draft.pk, type="attributed_to", target_id=source.pk
    ).link
    evidence = add_evidence(
        actor=edda, annotation_id=draft.pk, id=uuid.uuid4(), url="https://harbour.example/"
    ).evidence
    comment, _ = add_comment(actor=edda, annotation_id=draft.pk, id=uuid.uuid4(), text="Hm")
    suggestion, _ = suggest_edit(
        actor=people["reviewer"], annotation_id=draft.pk, id=uuid.uuid4(), note="Ask the mayor."
    )
    waiting = tag(edda, revision, "claim", "3 barrels", **complete)
    seen = submit_claim(actor=edda, annotation_id=waiting.pk).hash
    approved = tag(edda, revision, "claim", "Monday", normalised_claim="It was Monday.", **complete)
    sent = submit_claim(actor=edda, annotation_id=approved.pk).hash
    decided = tag(edda, revision, "claim", "were lost", **complete)
    digest = submit_claim(actor=edda, annotation_id=decided.pk).hash
    decide(
        actor=people["reviewer"],
        annotation_id=decided.pk,
        verdict="reject",
        seen=digest,
        reasons=["duplicate"],
    )
    decide(actor=people["second"], annotation_id=approved.pk, verdict="approve", seen=sent)
    for changed in (draft, waiting):
        changed.refresh_from_db()
    return {
        **_revised(people),
        "article": article,
        "revision": revision,
        "source": source,
        "deleted": deleted,
        "draft": draft,
        "link": link,
        "evidence": evidence,
        "comment": comment,
        "suggestion": suggestion,
        "waiting": waiting,
        "seen": seen,
        "approved": approved,
        "decided": decided,
    }


def _revised(people: dict[str, User]) -> dict[str, Any]:
    """An article of the same desk with two versions of its text, and a tag on the first."""
    project = people["second"].memberships.get().project
    text = "Twelve crates were lost. Nobody was hurt."
    article = create_article(actor=people["second"], project=project, text=text).article
    assert article.current_revision is not None
    old = tag(people["editor"], article.current_revision, "source", "Nobody")
    newer = f"Corrected. {text}"
    add_revision(actor=people["second"], article_id=article.pk, text=newer)
    return {"revised": article, "moving": old}


def _jobs(project: Project, lead: User) -> dict[str, Any]:
    """A finished export, one that waits, a finished import, and a file looked at."""
    path = jobs.folder() / uuid.uuid4().hex
    path.write_bytes(b"{}\n")
    done = {"project": project, "requested_by": lead, "state": Job.State.READY, "rows": 1}
    order = {"format": "jsonl", "state": "all", "unmasked": False}
    return {
        "export": Job.objects.create(
            kind="export", file=path.name, parameters=order, lost={TEXTS_KEPT_BACK: 1}, **done
        ),
        "queued": Job.objects.create(
            kind="export", project=project, requested_by=lead, parameters=order
        ),
        "looked": Job.objects.create(
            kind="import",
            parameters={"format": "jsonl", "file": path.name, "step": "look", "dry_run": False},
            **done,
        ),
        "import": Job.objects.create(kind="import", parameters={"format": "jsonl"}, **done),
    }

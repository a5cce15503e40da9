"""What the route table's requests are filled with: paths, bodies, versions."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.people import TEXT

NEW = "01920000-0000-7000-8000-0000000000{:02}"
METADATA = {"headline": "Ferry", "language": "en", "direction": "ltr"}
AS_JSON = ("api-", "csp-report")

NAMED = {
    "api-claim-review GET": ("annotation_id", "approved"),
    "api-claim-review PATCH": ("annotation_id", "approved"),
    "api-claim-review-document GET": ("annotation_id", "approved"),
    "api-decisions DELETE": ("annotation_id", "decided"),
    "api-decisions POST": ("annotation_id", "waiting"),
    "api-export DELETE": ("job_id", "queued"),
    "api-import DELETE": ("job_id", "import"),
    "api-import GET": ("job_id", "import"),
    "api-release-job DELETE": ("job_id", "release_job"),
    "api-release-job GET": ("job_id", "release_job"),
    "api-import-report GET": ("job_id", "import"),
    "api-restore POST": ("annotation_id", "deleted"),
    "api-withdraw POST": ("annotation_id", "approved"),
    "article-compare GET": ("article_id", "revised"),
    "article-move POST": ("article_id", "revised"),
    "article-restore POST": ("annotation_id", "deleted"),
    "claimreview-save POST": ("annotation_id", "approved"),
    "export-cancel POST": ("export_id", "queued"),
    "import-start POST": ("import_id", "looked"),
    "release-cancel POST": ("job_id", "release_job"),
    "release-job GET": ("job_id", "release_job"),
    "release-progress GET": ("job_id", "release_job"),
    "review-decide POST": ("annotation_id", "waiting"),
    "review-decide-card POST": ("annotation_id", "waiting"),
    "review-retract POST": ("annotation_id", "decided"),
    "review-retract-card POST": ("annotation_id", "decided"),
    "review-withdraw POST": ("annotation_id", "approved"),
    "review-withdraw-card POST": ("annotation_id", "approved"),
}
"""Addresses that name something else than the usual: route and method → parameter, object."""

QUERIES = {
    "article-create GET": "?project=harbour",
    "claimreview-list GET": "?project=harbour",
    "export-list GET": "?project=harbour",
    "export-sample GET": "?project=harbour",
    "import-list GET": "?project=harbour",
    "guide-panel GET": "?project=harbour",
    "guide-read GET": "?project=harbour",
    "queue-list GET": "?project=harbour",
    "rows-read GET": "?page=read&all=1",
}
VERSIONS = {
    "api-article PATCH": "article",
    "api-annotation PATCH": "draft",
    "api-annotation DELETE": "draft",
    "api-claim-review PATCH": "published",
    "api-split POST": "draft",
    "api-merge POST": "draft",
}


def paths(one: dict[str, Any]) -> dict[str, Any]:
    """Parameter of a path → the object of the world (``one``) that it usually names."""
    return {
        "slug": one["project"],
        "article_id": one["article"].pk,
        "revision_id": one["revision"].pk,
        "annotation_id": one["draft"].pk,
        "link_id": one["link"].pk,
        "evidence_id": one["evidence"].pk,
        "comment_id": one["comment"].pk,
        "suggestion_id": one["suggestion"].pk,
        "job_id": one["export"].pk,
        "export_id": one["export"].pk,
        "import_id": one["import"].pk,
        "number": one["release"].number,
        "path": "README.md",
        "username": "nils",
        "name": one["vocabulary"],
        "token_id": one["token"].pk,
        "old": 1,
        "new": 2,
        "webhook_id": one["webhook"].pk,
        "assignment_id": one["assignment"].pk,
        "notice_id": one["notice"].pk,
        "key": "x",
        "uidb36": "1",
    }


def bodies(one: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Route and method → a body that is right for whoever may send it."""
    verdict = {"verdict": "approve", "seen": one["seen"]}
    return {
        # API
        "api-projects POST": {"slug": "night", "name": "Night desk"},
        "api-project PATCH": {"name": "Quay desk"},
        "api-members POST": {"user": "nils", "role": "editor"},
        "api-members DELETE": {"user": "nils"},
        "api-vocabularies POST": {
            "vocabulary": "priority",
            "slug": "urgent",
            "label": "Urgent",
        },
        "api-articles POST": {"text": "Another text."},
        "api-article PATCH": {"byline": "A. Reed"},
        "api-revisions POST": {"text": "Another text."},
        "api-revision PATCH": {"complete_blocks": [0]},
        "api-annotations POST": {
            "id": NEW.format(1),
            "kind": "source",
            "fragments": [fragment(TEXT, "The harbour office")],
        },
        "api-annotation PATCH": {"note": "Called."},
        "api-split POST": {"id": NEW.format(8), "fragments": [fragment(TEXT, "12")]},
        "api-merge POST": {
            "other": str(one["waiting"].pk),
            "other_version": one["waiting"].version,
        },
        "api-links POST": {"type": "relayed_by", "target": str(one["source"].pk)},
        "api-links DELETE": {"id": one["link"].pk},
        "api-evidence POST": {"id": NEW.format(2), "url": "https://harbour.example/"},
        "api-evidence DELETE": {"id": str(one["evidence"].pk)},
        "api-comments POST": {"id": NEW.format(3), "text": "Hm"},
        "api-comments DELETE": {"id": str(one["comment"].pk)},
        "api-suggested-edits POST": {"id": NEW.format(7), "changes": {"note": "Ask again."}},
        "api-decisions POST": verdict,
        "api-withdraw POST": {"note": "Wrong."},
        "api-assignments POST": {"user": "lena", "task": "annotate"},
        "api-assignments DELETE": {"user": "roy", "task": "review"},
        "api-exports POST": {"format": "jsonl"},
        "api-releases POST": {"notes": "More."},
        "api-claim-review PATCH": {"claimant": "The harbour master"},
        "api-webhooks POST": {"url": "https://hooks.example.org/", "topics": ["claim.approved"]},
        # Pages
        "webhook-create POST": {"url": "https://hooks.example.org/", "topics": "claim.approved"},
        "csp-report POST": {"csp-report": {"effective-directive": "img-src"}},
        "annotation-create POST": {"quote": "The harbour office", "kind": "source"},
        "annotation-change POST": {
            "operation": "edit",
            "id": one["draft"].pk,
            "version": one["draft"].version,
            "fields": "note",
            "note": "Called.",
        },
        "annotation-words POST": {"part": "12 crates", "version": one["draft"].version},
        "outbox-send POST": {
            "operation": "create",
            "id": NEW.format(4),
            "kind": "source",
            "fragments": json.dumps([fragment(TEXT, "The harbour office")]),
        },
        "article-create POST": {"project": one["project"], "text": "Another text."},
        "article-keep POST": {**METADATA, "carried": one.get("carried"), "again": "on"},
        "article-move POST": {"tag": str(one["moving"].pk)},
        "article-edit POST": {**METADATA, "version": one["article"].version},
        "assignment-make POST": {"user": "edda", "task": "annotate", "due": "2026-12-01"},
        "inbox-read POST": {"notice": [one["notice"].pk]},
        "review-decide POST": verdict,
        "review-decide-card POST": verdict,
        "review-approve POST": {"claims": [f"{one['waiting'].pk}:{one['seen']}"]},
        "review-withdraw POST": {"note": "Wrong."},
        "review-withdraw-card POST": {"note": "Wrong."},
        "review-talk POST": {"operation": "add-comment", "item": NEW.format(5), "text": "Hm"},
        "review-talk-card POST": {"operation": "add-comment", "item": NEW.format(6), "text": "Hm"},
        "export-create POST": {
            "project": one["project"],
            "format": "jsonl",
            "state": "approved",
        },
        "import-create POST": {
            "format": "jsonl",
            "file": SimpleUploadedFile("in.jsonl", b"{}\n"),
        },
        "release-create POST": {"state": "approved", "texts": "by_licence"},
        "claimreview-save POST": {
            "claimant": "The harbour master",
            "version": one["published"].version,
        },
        "project-create POST": {"name": "Night", "slug": "night", "mode": "shared"},
        "project-edit POST": {"name": "Quay", "required_approvals": 1},
        "member-set POST": {"username": "nils", "role": "editor"},
        "vocabulary-read POST": {"slug": "urgent", "label": "Urgent"},
        "account-edit POST": {"first_name": "Li"},
        "mail-set POST": {"often": "daily"},
        "theme-set POST": {"theme": "dark"},
        "shortcuts-edit POST": {"claim": "4"},
        "shortcuts-switch POST": {"on": "0"},
        "token-create POST": {"name": "laptop", "scopes": ["read"], "days": 30},
    }


def fragment(text: str, quote: str) -> dict[str, Any]:
    start = text.index(quote)
    return {"start": start, "end": start + len(quote), "quote": quote}

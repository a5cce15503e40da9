"""Addresses of the API, under /api/v1/. Every one ends with a slash, but for files and texts."""

from django.urls import path, re_path, register_converter
from django.urls.converters import UUIDConverter

from annotations.api import (
    annotations,
    articles,
    assignments,
    claim_reviews,
    claims,
    comments,
    evidence,
    exports,
    history,
    imports,
    links,
    members,
    projects,
    releases,
    reshaping,
    reviews,
    revisions,
    schema,
    suggested_edits,
    vocabularies,
    webhooks,
)


class AnyCaseUUID(UUIDConverter):
    """A UUID in small or capital letters."""

    regex = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"


register_converter(AnyCaseUUID, "id")

PROJECT = "projects/<slug:slug>/"
REVIEWED = f"{PROJECT}claim-reviews/"
ARTICLE = "articles/<int:article_id>/"
REVISION = "revisions/<int:revision_id>/"
ANNOTATION = "annotations/<id:annotation_id>/"
SUGGESTION = f"{ANNOTATION}suggested-edits/<id:suggestion_id>/"
IMPORT = "imports/<int:job_id>/"
WEBHOOK = f"{PROJECT}webhooks/<int:webhook_id>/"
EXPORT = "exports/<int:job_id>/"
RELEASE = f"{PROJECT}releases/<int:number>/"

urlpatterns = [
    path("me/", projects.Me.as_view(), name="api-me"),
    path("projects/", projects.Projects.as_view(), name="api-projects"),
    path(PROJECT, projects.OneProject.as_view(), name="api-project"),
    path(f"{PROJECT}members/", members.Members.as_view(), name="api-members"),
    path(f"{PROJECT}members/<str:username>/", members.OneMember.as_view(), name="api-member"),
    path(f"{PROJECT}vocabularies/", vocabularies.Vocabularies.as_view(), name="api-vocabularies"),
    path(f"{PROJECT}articles/", articles.Articles.as_view(), name="api-articles"),
    path(f"{PROJECT}claims/", claims.Claims.as_view(), name="api-claims"),
    path(REVIEWED, claim_reviews.ClaimReviews.as_view(), name="api-claim-reviews"),
    path(
        f"{REVIEWED}claimreview.jsonld",
        claim_reviews.ClaimReviewFeed.as_view(),
        name="api-claim-review-feed",
    ),
    path(
        f"{REVIEWED}<id:annotation_id>/",
        claim_reviews.OneClaimReview.as_view(),
        name="api-claim-review",
    ),
    path(
        f"{REVIEWED}<id:annotation_id>/claimreview.jsonld",
        claim_reviews.ClaimReviewDocument.as_view(),
        name="api-claim-review-document",
    ),
    path(f"{PROJECT}review-queue/", reviews.ReviewQueue.as_view(), name="api-review-queue"),
    path(f"{PROJECT}exports/", exports.Exports.as_view(), name="api-exports"),
    path(f"{PROJECT}imports/", imports.Imports.as_view(), name="api-imports"),
    path(f"{PROJECT}releases/", releases.Releases.as_view(), name="api-releases"),
    path(
        f"{PROJECT}releases/jobs/<int:job_id>/",
        releases.ReleaseJob.as_view(),
        name="api-release-job",
    ),
    path(RELEASE, releases.OneRelease.as_view(), name="api-release"),
    path(f"{RELEASE}zip", releases.WholeRelease.as_view(), name="api-release-zip"),
    path(f"{RELEASE}files/<path:path>", releases.ReleaseFile.as_view(), name="api-release-file"),
    path(f"{PROJECT}webhooks/", webhooks.Webhooks.as_view(), name="api-webhooks"),
    path(WEBHOOK, webhooks.OneWebhook.as_view(), name="api-webhook"),
    path(f"{WEBHOOK}calls/", webhooks.WebhookCalls.as_view(), name="api-webhook-calls"),
    path(ARTICLE, articles.OneArticle.as_view(), name="api-article"),
    path(f"{ARTICLE}submit/", articles.SubmitArticle.as_view(), name="api-article-submit"),
    path(f"{ARTICLE}finish-review/", reviews.FinishReview.as_view(), name="api-finish-review"),
    path(f"{ARTICLE}assignments/", assignments.Assignments.as_view(), name="api-assignments"),
    path(f"{ARTICLE}history/", history.ArticleHistory.as_view(), name="api-article-history"),
    path(f"{ARTICLE}revisions/", revisions.Revisions.as_view(), name="api-revisions"),
    path(REVISION, revisions.OneRevision.as_view(), name="api-revision"),
    path(f"{REVISION}text", revisions.RevisionText.as_view(), name="api-revision-text"),
    path(f"{REVISION}annotations/", annotations.Annotations.as_view(), name="api-annotations"),
    path(ANNOTATION, annotations.OneAnnotation.as_view(), name="api-annotation"),
    path(f"{ANNOTATION}restore/", annotations.Restore.as_view(), name="api-restore"),
    path(f"{ANNOTATION}split/", reshaping.Split.as_view(), name="api-split"),
    path(f"{ANNOTATION}merge/", reshaping.Merge.as_view(), name="api-merge"),
    path(f"{ANNOTATION}history/", history.AnnotationHistory.as_view(), name="api-history"),
    path(f"{ANNOTATION}links/", links.Links.as_view(), name="api-links"),
    path(f"{ANNOTATION}links/<int:link_id>/", links.OneLink.as_view(), name="api-link"),
    path(f"{ANNOTATION}evidence/", evidence.EvidenceList.as_view(), name="api-evidence"),
    path(
        f"{ANNOTATION}evidence/<id:evidence_id>/",
        evidence.OneEvidence.as_view(),
        name="api-evidence-piece",
    ),
    path(f"{ANNOTATION}comments/", comments.Comments.as_view(), name="api-comments"),
    path(
        f"{ANNOTATION}comments/<id:comment_id>/", comments.OneComment.as_view(), name="api-comment"
    ),
    path(
        f"{ANNOTATION}comments/<id:comment_id>/resolve/",
        comments.ResolveThread.as_view(),
        name="api-thread-resolve",
    ),
    path(
        f"{ANNOTATION}comments/<id:comment_id>/reopen/",
        comments.ReopenThread.as_view(),
        name="api-thread-reopen",
    ),
    path(
        f"{ANNOTATION}suggested-edits/",
        suggested_edits.SuggestedEdits.as_view(),
        name="api-suggested-edits",
    ),
    path(
        f"{SUGGESTION}accept/", suggested_edits.AcceptEdit.as_view(), name="api-suggested-edit-take"
    ),
    path(
        f"{SUGGESTION}decline/",
        suggested_edits.DeclineEdit.as_view(),
        name="api-suggested-edit-leave",
    ),
    path(f"{ANNOTATION}submit/", reviews.Submit.as_view(), name="api-submit"),
    path(f"{ANNOTATION}decisions/", reviews.Decisions.as_view(), name="api-decisions"),
    path(f"{ANNOTATION}withdraw/", reviews.Withdraw.as_view(), name="api-withdraw"),
    path(IMPORT, imports.OneImport.as_view(), name="api-import"),
    path(f"{IMPORT}report", imports.ImportReport.as_view(), name="api-import-report"),
    path(EXPORT, exports.OneExport.as_view(), name="api-export"),
    path(f"{EXPORT}file", exports.ExportFile.as_view(), name="api-export-file"),
    path(f"{EXPORT}put_text_back.py", exports.ExportScript.as_view(), name="api-export-script"),
    re_path("", schema.nowhere, name="api-nowhere"),
]

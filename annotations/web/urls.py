"""Addresses of the pages. Names are noun-verb; each section has its own module."""

from django.urls import path

from annotations.web import (
    account,
    annotations,
    articles,
    assignments,
    claim_reviews,
    exports,
    guides,
    imports,
    inbox,
    ingest,
    outbox,
    practice,
    projects,
    queue,
    quotes,
    releases,
    review_answers,
    review_talk,
    reviews,
    revisions,
    rounds,
    rows,
    sheets,
    shortcuts,
    webhooks,
    words,
)

REVIEW_ANSWERS = (("", "", review_answers.as_page), ("/card", "-card", review_answers.as_card))

urlpatterns = [
    # Annotate: the page, its card, its outbox; an annotation's own page
    path("articles/<int:article_id>/annotate", annotations.annotate, name="article-annotate"),
    path("articles/<int:article_id>/submit", annotations.submit, name="article-submit"),
    path("articles/<int:article_id>/tag", quotes.create, name="annotation-create"),
    path("annotations/<uuid:annotation_id>", annotations.read, name="annotation-read"),
    path("annotations/<uuid:annotation_id>/card", annotations.card, name="annotation-card"),
    path("annotations/<uuid:annotation_id>/change", annotations.change, name="annotation-change"),
    path("annotations/<uuid:annotation_id>/words", words.edit, name="annotation-words"),
    *(
        path(
            f"articles/<int:article_id>/{verb}", words.step, {"step": verb}, name=f"article-{verb}"
        )
        for verb in words.STEPS
    ),
    path("revisions/<int:revision_id>/changes", outbox.send, name="outbox-send"),
    path("outbox/token", outbox.token, name="outbox-token"),
    path("articles/<int:article_id>/revised", revisions.revised, name="article-revised"),
    path(
        "articles/<int:article_id>/compare/<int:old>/<int:new>",
        revisions.compare,
        name="article-compare",
    ),
    path(
        "articles/<int:article_id>/compare/<int:old>/<int:new>/move",
        revisions.move,
        name="article-move",
    ),
    path("revisions/<int:revision_id>/rows", rows.read, name="rows-read"),
    # Inbox
    path("inbox/", inbox.list_, name="inbox-list"),
    path("inbox/read", inbox.read, name="inbox-read"),
    path("inbox/<int:notice_id>/open", inbox.open_, name="inbox-open"),
    # Queue, adding a story, an article's own page
    path("", queue.list_, name="queue-list"),
    path("articles/new", ingest.create, name="article-create"),
    path("articles/new/keep", ingest.keep, name="article-keep"),
    path("articles/<int:article_id>/", articles.read, name="article-read"),
    path("articles/<int:article_id>/edit", articles.edit, name="article-edit"),
    path("articles/<int:article_id>/sheet", sheets.read, name="article-sheet"),
    path("articles/<int:article_id>/history", articles.history_, name="article-history"),
    path("articles/<int:article_id>/assignments", assignments.create, name="assignment-make"),
    path(
        "articles/<int:article_id>/assignments/<int:assignment_id>/end",
        assignments.end,
        name="assignment-end",
    ),
    path(
        "articles/<int:article_id>/restore/<uuid:annotation_id>",
        articles.restore,
        name="article-restore",
    ),
    # Review: each form answers as a page, and as the parts of the page that changed
    path("articles/<int:article_id>/review", reviews.page, name="article-review"),
    path("articles/<int:article_id>/review/filter", reviews.filter_, name="review-filter"),
    path("articles/<int:article_id>/review/finish", rounds.finish, name="review-finish"),
    path("articles/<int:article_id>/review/approve", rounds.approve_opened, name="review-approve"),
    *(
        path(
            f"articles/<int:article_id>/review/undo{tail}",
            rounds.undo,
            {"answer": answer},
            name=f"review-undo{name}",
        )
        for tail, name, answer in REVIEW_ANSWERS
    ),
    path("annotations/<uuid:annotation_id>/review", reviews.card, name="review-card"),
    *(
        path(
            f"annotations/<uuid:annotation_id>/review/{verb}{tail}",
            view,
            {"answer": answer},
            name=f"review-{verb}{name}",
        )
        for verb, view in reviews.ACTIONS.items()
        for tail, name, answer in REVIEW_ANSWERS
    ),
    path(
        "annotations/<uuid:annotation_id>/review/talk",
        review_talk.talk,
        {"answer": review_answers.as_page},
        name="review-talk",
    ),
    path(
        "annotations/<uuid:annotation_id>/review/talk/card",
        review_talk.talk,
        {"answer": review_talk.as_parts},
        name="review-talk-card",
    ),
    # Exports
    path("exports/", exports.list_, name="export-list"),
    path("exports/sample", exports.sample, name="export-sample"),
    path("exports/new", exports.create, name="export-create"),
    path("exports/<int:export_id>", exports.read, name="export-read"),
    path("exports/<int:export_id>/progress", exports.progress, name="export-progress"),
    path("exports/<int:export_id>/cancel", exports.cancel, name="export-cancel"),
    path("exports/<int:export_id>/file", exports.file, name="export-file"),
    path("exports/<int:export_id>/put_text_back.py", exports.script, name="export-script"),
    # Imports
    path("imports/", imports.list_, name="import-list"),
    path("imports/new/<slug:slug>", imports.create, name="import-create"),
    path("imports/<int:import_id>", imports.read, name="import-read"),
    path("imports/<int:import_id>/progress", imports.progress, name="import-progress"),
    path("imports/<int:import_id>/start", imports.start, name="import-start"),
    path("imports/<int:import_id>/cancel", imports.cancel, name="import-cancel"),
    path("imports/<int:import_id>/report", imports.report, name="import-report"),
    path("imports/<int:import_id>/table", imports.table, name="import-table"),
    # Releases
    path("projects/<slug:slug>/releases/", releases.list_, name="release-list"),
    path("projects/<slug:slug>/releases/new", releases.create, name="release-create"),
    path("projects/<slug:slug>/releases/jobs/<int:job_id>", releases.job, name="release-job"),
    path(
        "projects/<slug:slug>/releases/jobs/<int:job_id>/progress",
        releases.progress,
        name="release-progress",
    ),
    path(
        "projects/<slug:slug>/releases/jobs/<int:job_id>/cancel",
        releases.cancel,
        name="release-cancel",
    ),
    path("projects/<slug:slug>/releases/<int:number>", releases.read, name="release-read"),
    path("projects/<slug:slug>/releases/<int:number>/zip", releases.whole, name="release-zip"),
    path(
        "projects/<slug:slug>/releases/<int:number>/files/<path:path>",
        releases.file,
        name="release-file",
    ),
    # What is published of approved claims
    path("claimreview/", claim_reviews.list_, name="claimreview-list"),
    path("claimreview/<uuid:annotation_id>", claim_reviews.save, name="claimreview-save"),
    # Learning: the labelling guide, the practice story
    path("guide/", guides.read, name="guide-read"),
    path("guide/panel", guides.panel, name="guide-panel"),
    path("demo/", practice.read, name="demo-read"),
    path("demo/start", practice.start, name="demo-start"),
    path("demo/skip", practice.skip, name="demo-skip"),
    # Projects, one's own account
    path("projects/new", projects.create, name="project-create"),
    path("projects/<slug:slug>/", projects.read, name="project-read"),
    path("projects/<slug:slug>/history", projects.history_, name="project-history"),
    path("projects/<slug:slug>/edit", projects.edit, name="project-edit"),
    path("projects/<slug:slug>/members", projects.member_set, name="member-set"),
    path(
        "projects/<slug:slug>/members/<str:username>/remove",
        projects.member_remove,
        name="member-remove",
    ),
    path("projects/<slug:slug>/webhooks", webhooks.list_, name="webhook-list"),
    path("projects/<slug:slug>/webhooks/new", webhooks.create, name="webhook-create"),
    path(
        "projects/<slug:slug>/webhooks/<int:webhook_id>/calls", webhooks.calls, name="webhook-calls"
    ),
    path("projects/<slug:slug>/webhooks/<int:webhook_id>/test", webhooks.test, name="webhook-test"),
    path(
        "projects/<slug:slug>/webhooks/<int:webhook_id>/remove",
        webhooks.remove,
        name="webhook-remove",
    ),
    path("projects/<slug:slug>/vocabularies/<slug:name>", projects.terms, name="vocabulary-read"),
    path("settings/", account.read, name="account-read"),
    path("settings/name", account.edit, name="account-edit"),
    path("settings/mail", account.edit_mail, name="mail-set"),
    path("settings/theme", account.set_theme, name="theme-set"),
    path("settings/keys", shortcuts.edit, name="shortcuts-edit"),
    path("settings/keys/reset", shortcuts.reset, name="shortcuts-reset"),
    path("settings/keys/single", shortcuts.switch, name="shortcuts-switch"),
    path("settings/tokens", account.add_token, name="token-create"),
    path("settings/tokens/<int:token_id>/revoke", account.end_token, name="token-revoke"),
]

"""Addresses: pages at the root, the API beside them, accounts from allauth."""

from django.urls import include, path

from annotations.api import schema
from annotations.web import health, security

urlpatterns = [
    path("livez", health.livez, name="live"),
    path("readyz", health.readyz, name="ready"),
    path("csp-report/", security.csp_report, name="csp-report"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("api/v1/", include("annotations.api.urls")),
    path("api/schema/", schema.Schema.as_view(), name="api-schema"),
    path("api/docs/", schema.docs, name="api-docs"),
    path("events/", include("annotations.live.urls")),
    path("", include("annotations.web.urls")),
]

handler400 = "annotations.web.pages.bad_request"
handler403 = "annotations.web.pages.forbidden"
handler404 = "annotations.web.pages.not_found"
handler429 = "annotations.web.pages.too_many"  # allauth's name for it
handler500 = "annotations.web.pages.server_error"

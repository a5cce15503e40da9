"""Addresses: pages at the root, the API beside them, accounts from allauth."""

from django.urls import include, path

from annotations.web import health, security

urlpatterns = [
    path("livez", health.livez, name="live"),
    path("readyz", health.readyz, name="ready"),
    path("csp-report/", security.csp_report, name="csp-report"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("", include("annotations.web.urls")),
]

"""Settings of Stetdesk. What may differ between installations comes from the environment.

Without ``DATABASE_URL`` this is the embedded workbench: its own PostgreSQL and its own secret key,
both kept in the state directory. With it, nothing secret has a default. docs/operations.md lists
every variable; a test holds the two together.
"""

import logging
import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from factcheck import logs, postgres
from factcheck.environment import (
    env_bool,
    env_database,
    env_hosts,
    env_int,
    env_list,
    env_secret,
    env_site,
    env_str,
)
from factcheck.fingerprint import fingerprint

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "testserver"}

# --- Where things are --------------------------------------------------------------------------

EMBEDDED = not os.environ.get("DATABASE_URL")
STATE_DIR = Path(env_str("FACTCHECK_STATE_DIR", str(BASE_DIR / "var"))).resolve()
EXPORTS_DIR = Path(env_str("FACTCHECK_EXPORTS_DIR", str(STATE_DIR / "exports"))).resolve()
SERVER = postgres.Server(STATE_DIR) if EMBEDDED else None
DATABASES = {"default": env_database("DATABASE_URL", SERVER.url(postgres.APP) if SERVER else "")}
# Migrations run as the owner of the tables; the app's own role may only read and write rows.
DATABASE_OWNER = env_database(
    "DATABASE_OWNER_URL",
    SERVER.url(postgres.OWNER) if SERVER else env_str("DATABASE_URL", ""),
)
# A pooler that hands connections on after each transaction cannot be listened through.
DATABASE_LISTEN = (
    env_database("DATABASE_LISTEN_URL", "") if os.environ.get("DATABASE_LISTEN_URL") else None
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Who may reach it --------------------------------------------------------------------------

SECRET_KEY = env_secret(
    "FACTCHECK_SECRET_KEY", kept_in=STATE_DIR / "secret_key" if EMBEDDED else None
)
SECRET_KEY_FALLBACKS = env_list("FACTCHECK_OLD_SECRET_KEYS")
DEBUG = env_bool("FACTCHECK_DEBUG", default=False)
ALLOWED_HOSTS = env_hosts("FACTCHECK_HOSTS", "localhost,127.0.0.1,[::1]" if EMBEDDED else None)
CSRF_TRUSTED_ORIGINS = env_list("FACTCHECK_TRUSTED_ORIGINS")
if DEBUG and not set(ALLOWED_HOSTS) <= LOOPBACK:
    raise ImproperlyConfigured("FACTCHECK_DEBUG shows code and data: only with loopback hosts.")

# A proxy in front that ends TLS, sets X-Forwarded-Proto itself and appends to X-Forwarded-For.
PROXIES = env_int("FACTCHECK_PROXIES", 0)
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

# --- The application ---------------------------------------------------------------------------

INSTALLED_APPS = [
    "annotations",  # first: its migrate command and its templates win
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "django_structlog",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django_structlog.middlewares.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "annotations.web.security.SafeHeaders",  # after those whose headers its refusals carry
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "annotations.web.pages.RefusedUnread",  # before whoever reads forms
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "annotations.web.security.SessionLimits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "annotations.web.security.PlainAddresses",
    "annotations.web.pages.RulesInWords",
]
ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "annotations.web.desk.around",
            ],
        },
    },
]
WEB_THREADS = env_int("FACTCHECK_WEB_THREADS", 8, at_least=1)
LIVE_RECHECK_SECONDS = env_int("FACTCHECK_LIVE_RECHECK_SECONDS", 20, at_least=1)
JOBS_AT_ONCE = env_int("FACTCHECK_JOBS_AT_ONCE", 2, at_least=1)
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
MESSAGE_STORAGE = "factcheck.messages.Messages"
DATA_UPLOAD_MAX_MEMORY_SIZE = env_int("FACTCHECK_MAX_BODY_BYTES", 10 * 1024 * 1024, at_least=1)

# Failed sign-ins are counted in the database, so that every process sees the same count.
CACHES = {
    "default": {
        "BACKEND": "factcheck.cache.JSONCache",
        "LOCATION": "stetdesk_cache",
    },
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# --- Accounts and sessions ---------------------------------------------------------------------

AUTH_USER_MODEL = "annotations.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # to read older hashes; replaced at sign-in
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "factcheck.passwords.NotACommonOne"},
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "annotations.web.security.ClosedAccounts"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True  # the limits below decide, not a box to tick
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "change_password": "5/m/user",
    "reset_password": "20/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Stetdesk"

SESSION_HOURS = env_int("FACTCHECK_SESSION_HOURS", 12, at_least=1)
SESSION_IDLE_MINUTES = env_int("FACTCHECK_SESSION_IDLE_MINUTES", 60, at_least=1)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600  # seconds
# Browsers take Secure cookies from http://localhost too, so no installation goes without.
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "annotations.web.pages.csrf_failure"
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = "__Host-language"
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- What a browser may do with our pages ------------------------------------------------------

SECURE_HSTS_SECONDS = env_int("FACTCHECK_HSTS_SECONDS", 63_072_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# The proxy redirects to HTTPS; whether a domain is preloaded is for its owner to say.
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "report-uri": "/csp-report/",
    },
}

# --- Static files ------------------------------------------------------------------------------

STATIC_ROOT = env_str("FACTCHECK_STATIC_ROOT", "") or None
# Without collectstatic the folder's name changes with its content, so that browsers may keep it.
VERSIONED = (BASE_DIR / "annotations" / "static", BASE_DIR / "requirements" / "run.txt")
STATIC_URL = "/static/" if STATIC_ROOT else f"/static/{fingerprint(VERSIONED)}/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        # With a folder filled by collectstatic: names with hashes, compressed, cached for ever.
        "BACKEND": "factcheck.static.HashedFiles"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
if not STATIC_ROOT and not DEBUG:
    WHITENOISE_IMMUTABLE_FILE_TEST = ".*"
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
WHITENOISE_AUTOREFRESH = DEBUG

# --- API ---------------------------------------------------------------------------------------

# What the API does is said in annotations/api/operations.py; a view without that is shut.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Stetdesk",
    "DESCRIPTION": "Send a token of your settings page as Bearer, an `ETag` back as `If-Match`. "
    "Lists go on at `next`; what is refused says so in `code` and `detail`.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PATH_CONVERTER_OVERRIDES": {"id": {"type": "string", "format": "uuid"}},
    "POSTPROCESSING_HOOKS": ["annotations.api.schema.with_components"],
    "SERVE_INCLUDE_SCHEMA": False,
}

# --- Language and time -------------------------------------------------------------------------

USE_I18N = True
USE_TZ = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env_str("FACTCHECK_TIME_ZONE", "UTC")

# --- Mail --------------------------------------------------------------------------------------

EMAIL_HOST = env_str("FACTCHECK_EMAIL_HOST", "")
INNER_HOSTS = frozenset(env_list("FACTCHECK_INNER_HOSTS"))  # private "host:port" for webhooks
SITE_URL = env_site(
    "FACTCHECK_SITE_URL",
    "http://localhost:8000" if EMBEDDED else f"https://{ALLOWED_HOSTS[0].removeprefix('.')}",
)
EMAIL_TIMEOUT = 10  # seconds
EMAIL_PORT = env_int("FACTCHECK_EMAIL_PORT", 587)
EMAIL_HOST_USER = env_str("FACTCHECK_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env_str("FACTCHECK_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env_bool("FACTCHECK_EMAIL_TLS", default=True)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env_str("FACTCHECK_EMAIL_FROM", "stetdesk@localhost")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"

# --- Logs --------------------------------------------------------------------------------------

LOG_LEVEL = env_str("FACTCHECK_LOG_LEVEL", "WARNING" if EMBEDDED else "INFO").upper()
LOGGING = logs.configuration(
    LOG_LEVEL, as_json=env_bool("FACTCHECK_LOG_JSON", default=not EMBEDDED)
)
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO  # a person's slip, not ours

"""The product's own settings, in an environment of the tests' making."""

import os
import tempfile
from pathlib import Path

OURS = ("FACTCHECK_", "DATABASE_", "PG")
STATE = Path(
    os.environ.get("FACTCHECK_TEST_STATE") or tempfile.mkdtemp(prefix="stetdesk-tests-")
).resolve()
PROGRAMS = os.environ.get("FACTCHECK_PG_BIN")

for name in [name for name in os.environ if name.startswith(OURS)]:
    del os.environ[name]  # a developer's own installation is none of the tests' business
os.environ["FACTCHECK_TEST_STATE"] = os.environ["FACTCHECK_STATE_DIR"] = str(STATE)
if PROGRAMS:
    os.environ["FACTCHECK_PG_BIN"] = PROGRAMS
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the thread of the tests

from factcheck.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one has its test
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CACHES["process"] = CACHES["default"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Each worker has jobs of its own, which clear what a dead one left behind.
EXPORTS_DIR = STATE / "exports" / os.environ.get("PYTEST_XDIST_WORKER", "main")

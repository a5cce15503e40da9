"""Reading settings from the environment: what is missing or unclear stops the start.

Every reader raises ImproperlyConfigured, naming the variable.
"""

import os
import re
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from factcheck.processes import kept_secret

HOST: Final = re.compile(r"([A-Za-z0-9._-]*[A-Za-z0-9]|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?")


def env_str(name: str, default: str | None = None) -> str:
    """Return the variable ``name``, or ``default``; without either the start is refused."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"{name} must be set.")
    return value


def env_bool(name: str, *, default: bool) -> bool:
    """Return a yes or no; anything but true/false, yes/no, on/off or 1/0 is refused."""
    value = env_str(name, str(default)).lower()
    if value not in {"true", "yes", "on", "1", "false", "no", "off", "0"}:
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return value in {"true", "yes", "on", "1"}


def env_int(name: str, default: int, *, at_least: int = 0) -> int:
    """Return a whole number that is not smaller than ``at_least``."""
    value = env_str(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) < at_least:
        raise ImproperlyConfigured(f"{name} must be a number from {at_least} up, not {value!r}.")
    return int(value)


def env_list(name: str, default: str | None = "") -> list[str]:
    """Return the comma-separated parts of a variable, without the empty ones."""
    return [part.strip() for part in env_str(name, default).split(",") if part.strip()]


def env_hosts(name: str, default: str | None) -> list[str]:
    """Return the hosts that the site answers for."""
    hosts = env_list(name, default)
    if not hosts or any("*" in host for host in hosts):
        raise ImproperlyConfigured(f"{name} must name its hosts; a star lets any name in.")
    return hosts


def env_site(name: str, default: str) -> str:
    """Return the address under which people reach the site, without a path."""
    value = env_str(name, default)
    site = value.removesuffix("/")
    url = _split(site)
    whole = url and HOST.fullmatch(url.netloc) and site == f"{url.scheme}://{url.netloc}"
    if not url or url.scheme not in {"http", "https"} or not whole:
        example = "https://desk.example.org"
        raise ImproperlyConfigured(f"{name} must look like {example}, not {value!r}.")
    return site


def env_secret(name: str, *, kept_in: Path | None = None) -> str:
    """Return a secret of 50 characters or more.

    ``kept_in`` names the file where the embedded workbench keeps one it made itself.
    """
    value = os.environ.get(name, "")
    if not value and kept_in is not None:
        value = kept_secret(kept_in)
    if len(value) < 50 or len(set(value)) < 10 or value.startswith("django-insecure-"):
        example = "python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
        raise ImproperlyConfigured(f"{name} must be 50 random characters or more: {example}")
    return value


def env_database(name: str, default: str) -> dict[str, object]:
    """Return Django's settings of the PostgreSQL that a ``postgresql://`` URL names.

    What follows the question mark goes to libpq as it is: ``?sslmode=verify-full``.
    """
    url = _split(env_str(name, default))
    if not url or url.scheme not in {"postgres", "postgresql"} or len(url.path) < 2:
        raise ImproperlyConfigured(f"{name} must look like postgresql://user:password@host/name.")
    options: dict[str, object] = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path[1:]),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": str(options.pop("host", "") or unquote(url.hostname or "")),
        "PORT": str(options.pop("port", "") or url.port or ""),
        "CONN_MAX_AGE": None,  # each thread keeps its connection: half the time of a short request
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **options,
            "prepare_threshold": env_int("FACTCHECK_PREPARE_THRESHOLD", 5) or None,
        },
    }


def _split(value: str) -> SplitResult | None:
    """The parts of an address; None where its host or port cannot be."""
    try:
        url = urlsplit(value)
        _ = url.port  # read to see whether it is a number of a port
    except ValueError:
        return None
    return url

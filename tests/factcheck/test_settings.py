"""What the settings refuse, so that no installation starts in a dangerous or half-set state."""

import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from factcheck import settings as as_shipped

ROOT = Path(__file__).parent.parent.parent
INSTALLATION = {
    "DATABASE_URL": "postgresql://stet:s%40crt@db.example.org:5433/desk?sslmode=verify-full",
    "FACTCHECK_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP",
    "FACTCHECK_HOSTS": "desk.example.org",
}


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Load the settings as an installation would, with some variables changed or removed."""

    def load(**changed: str | None) -> dict[str, Any]:
        for name, value in {**INSTALLATION, **changed}.items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "factcheck" / "settings.py"))

    return load


def test_an_installation_has_its_own_database_and_no_embedded_one(loaded: Any) -> None:
    settings = loaded()
    assert settings["SERVER"] is None
    database = settings["DATABASES"]["default"]
    assert (database["NAME"], database["USER"], database["PASSWORD"]) == ("desk", "stet", "s@crt")
    assert (database["HOST"], database["PORT"]) == ("db.example.org", "5433")
    assert database["OPTIONS"]["sslmode"] == "verify-full"
    assert settings["DATABASE_OWNER"] == database


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"FACTCHECK_SECRET_KEY": None}, "FACTCHECK_SECRET_KEY"),
        ({"FACTCHECK_SECRET_KEY": "short"}, "50 random characters"),
        ({"FACTCHECK_SECRET_KEY": "a" * 64}, "50 random characters"),
        ({"FACTCHECK_HOSTS": None}, "FACTCHECK_HOSTS must be set"),
        ({"FACTCHECK_HOSTS": " , "}, "FACTCHECK_HOSTS must name"),
        ({"FACTCHECK_HOSTS": "*"}, "star"),
        ({"FACTCHECK_HOSTS": "desk.example.org,*.example.org"}, "star"),
        ({"FACTCHECK_DEBUG": "true"}, "only with loopback"),
        ({"FACTCHECK_DEBUG": "maybe"}, "true or false"),
        ({"FACTCHECK_WEB_THREADS": "0"}, "from 1 up"),
        ({"FACTCHECK_WEB_THREADS": "many"}, "a number"),
        ({"DATABASE_URL": "sqlite:///desk.db"}, "postgresql://"),
        ({"DATABASE_URL": "postgresql://db.example.org"}, "postgresql://"),
        ({"DATABASE_URL": "postgresql://db.example.org:port/desk"}, "postgresql://"),
        ({"DATABASE_URL": "postgresql://[::1/desk"}, "postgresql://"),
    ],
)
def test_a_dangerous_or_unclear_value_stops_the_start(
    loaded: Any, changed: dict[str, str | None], complaint: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=complaint):
        loaded(**changed)


@pytest.mark.parametrize(
    "address",
    [
        "desk.example.org",
        "//desk.example.org",
        "ftp://desk.example.org",
        "https://",
        "https://:443",
        "https://desk.example.org/desk",
        "https://desk.example.org//",
        "https://desk.example.org?desk",
        "https://edda@desk.example.org",
        "https://desk.example.org:port",
        "https://desk.example.org:99999",
        "https://desk example",
        "https://desk.example.org:",
        "https://[::1",
    ],
)
def test_an_address_that_no_link_can_begin_with_stops_the_start(loaded: Any, address: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        loaded(FACTCHECK_SITE_URL=address)
    said = f"FACTCHECK_SITE_URL must look like https://desk.example.org, not {address!r}."
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("changed", "site"),
    [
        ({}, "https://desk.example.org"),
        ({"FACTCHECK_HOSTS": ".example.org,desk.example.net"}, "https://example.org"),
        ({"FACTCHECK_SITE_URL": "https://desk.example.org/"}, "https://desk.example.org"),
        ({"FACTCHECK_SITE_URL": "http://10.0.0.7:8000"}, "http://10.0.0.7:8000"),
        ({"FACTCHECK_SITE_URL": "http://[::1]:8000"}, "http://[::1]:8000"),
    ],
)
def test_links_in_mails_begin_with_the_site(
    loaded: Any, changed: dict[str, str | None], site: str
) -> None:
    assert loaded(**changed)["SITE_URL"] == site


def test_the_embedded_workbench_makes_a_secret_that_only_its_user_can_read(
    loaded: Any, tmp_path: Path
) -> None:
    embedded = {"DATABASE_URL": None, "FACTCHECK_SECRET_KEY": None, "FACTCHECK_HOSTS": None}
    first = loaded(**embedded, FACTCHECK_STATE_DIR=str(tmp_path))
    again = loaded(**embedded, FACTCHECK_STATE_DIR=str(tmp_path))
    assert first["SECRET_KEY"] == again["SECRET_KEY"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert set(first["ALLOWED_HOSTS"]) == {"localhost", "127.0.0.1", "[::1]"}
    assert not first["DEBUG"]
    assert first["DATABASES"]["default"]["USER"] != first["DATABASE_OWNER"]["USER"]


def test_behind_proxies_the_scheme_is_the_one_that_the_proxy_says(loaded: Any) -> None:
    assert "SECURE_PROXY_SSL_HEADER" not in loaded()
    assert loaded(FACTCHECK_PROXIES="1")["SECURE_PROXY_SSL_HEADER"][1] == "https"


def test_passwords_are_hashed_by_argon2id() -> None:
    with override_settings(PASSWORD_HASHERS=as_shipped.PASSWORD_HASHERS):
        stored = make_password("correct horse battery")
        assert stored.startswith("argon2$argon2id$")
        assert check_password("correct horse battery", stored)


def test_every_variable_is_documented_and_every_documented_one_is_read() -> None:
    variable = re.compile(r"\b(?:FACTCHECK_[A-Z_]+|DATABASE(?:_OWNER|_REPLICA|_LISTEN)?_URL)\b")
    sources = [*(ROOT / "factcheck").glob("*.py"), ROOT / "Makefile"]
    read = {name for path in sources for name in variable.findall(path.read_text())}
    documented = set(variable.findall((ROOT / "docs" / "operations.md").read_text()))
    assert read == documented

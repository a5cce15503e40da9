"""Nobody is sent elsewhere after signing in, out or again."""

import re
from urllib.parse import quote, urljoin, urlsplit

from django.core.cache import cache
from django.test import Client

from annotations.models import User
from tests.people import PASSWORD
from tests.security.conftest import client_of

ELSEWHERE = [
    "https://evil.example/",
    "http://evil.example",
    "//evil.example/x",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "\x08//evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http:\\\\evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "//evil%2eexample",
    "//testserver@evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "//evil.example#testserver",
    "//evil.example?testserver",
    "https://evil.example\\@testserver",
    "//ⓔvil.example",
    "//evil。example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "ftp://evil.example",
    "mailto:x@evil.example",
    "https://[::1]@evil.example",
    "http://[evil",
    "/%0d%0aLocation:%20https://evil.example",
    "/\r\nLocation: https://evil.example",
]


def leads_elsewhere(location: str) -> bool:
    """As a browser reads it: backslashes are slashes, blanks at the ends and tabs do not count."""
    read = location.strip(" \t\r\n\0\x08").replace("\\", "/")
    read = read.replace("\t", "").replace("\n", "").replace("\r", "")
    read = re.sub("^//+", "//", read)
    target = urlsplit(urljoin("https://testserver/accounts/login/", read))
    return (target.scheme, target.netloc) != ("https", "testserver")


def test_next_leads_nowhere_else(edda: User) -> None:
    """Line 27: as a field of the form, and in the address of who is signed in already."""
    for target in ELSEWHERE:
        cache.clear()  # so many sign-ins in a minute would be stopped
        client = client_of(None)
        sent = {"login": "edda", "password": PASSWORD, "next": target}
        response = client.post("/accounts/login/", sent)
        assert response.status_code == 302, target
        assert not leads_elsewhere(response.headers["Location"]), target
        again = client.get(f"/accounts/login/?next={quote(target)}")
        assert again.status_code == (400 if "\0" in target else 302), target
        assert not leads_elsewhere(again.headers.get("Location", "/")), target


def test_nobody_is_sent_elsewhere_after_signing_out(edda: User) -> None:
    """Line 27."""
    for target in ELSEWHERE[:6]:
        response = client_of(edda).post(f"/accounts/logout/?next={quote(target)}", {"next": target})
        assert response.status_code == 302
        assert not leads_elsewhere(response.headers["Location"]), target


def test_the_test_knows_what_leads_elsewhere() -> None:
    """Line 27: the corpus is read as a browser would read it."""
    known = [target for target in ELSEWHERE[:12] if not leads_elsewhere(target)]
    assert known == []
    assert not leads_elsewhere("/articles/1/")


def test_next_within_the_site_is_followed(edda: User) -> None:
    """Line 27."""
    sent = {"login": "edda", "password": PASSWORD, "next": "/settings/"}
    assert client_of(None).post("/accounts/login/", sent).headers["Location"] == "/settings/"


def test_who_has_to_sign_in_is_sent_to_our_own_page(db: None) -> None:
    """Line 27: the address that was asked for comes back as a path, never as a host."""
    response = Client().get("/settings/?next=https://evil.example", headers={"Host": "localhost"})
    assert response.headers["Location"].startswith("/accounts/login/?next=/settings/")

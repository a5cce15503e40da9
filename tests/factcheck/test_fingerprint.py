"""The part of a static file's address that changes with what the files say."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client

from factcheck.fingerprint import fingerprint


def test_it_changes_with_any_content_and_any_name(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    script, lock = tmp_path / "scripts" / "page.js", tmp_path / "run.txt"
    script.write_text("one")
    lock.write_text("django==5")
    before = fingerprint([tmp_path / "scripts", lock])
    assert before == fingerprint([tmp_path / "scripts", lock])
    script.write_text("two")
    after = fingerprint([tmp_path / "scripts", lock])
    script.rename(script.with_name("other.js"))
    renamed = fingerprint([tmp_path / "scripts", lock])
    lock.write_text("django==6")
    assert len({before, after, renamed, fingerprint([tmp_path / "scripts", lock])}) == 4


@pytest.mark.django_db
def test_browsers_keep_static_files_for_good() -> None:
    assert settings.STATIC_URL.count("/") == 3
    for name in ("annotations/annotate.js", "django_htmx/htmx-2.min.js"):
        assert finders.find(name)
        response = Client().get(static(name))
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"]
        response.close()

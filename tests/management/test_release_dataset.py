"""Releases from the shell: a folder that is whole, and a number."""

import json
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotations.models import Release

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def kept(settings: Any, tmp_path: Path) -> None:
    settings.EXPORTS_DIR = tmp_path / "kept"


def release(output: Path, **options: Any) -> dict[str, Any]:
    """Run the command; return what it says on standard output."""
    out = StringIO()
    call_command("release_dataset", project="harbour", output=str(output), stdout=out, **options)
    return json.loads(out.getvalue())


def test_the_files_of_a_release_lie_in_a_new_folder(lena, claim, tmp_path):
    told = release(tmp_path / "out", state="all", notes="The first.", actor="lena")
    manifest = json.loads((tmp_path / "out" / "MANIFEST.json").read_text())
    for one in manifest["files"]:
        written = (tmp_path / "out" / one["path"]).read_bytes()
        assert sha256(written).hexdigest() == one["sha256"]
    assert manifest["notes"] == "The first."
    assert manifest["created_by"] == "lena"
    stored = Release.objects.get()
    assert (told["release"], told["sha256"], told["rows"]) == (1, stored.sha256, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept", "out"]


def test_a_folder_with_something_in_it_is_left_alone(claim, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").touch()
    with pytest.raises(CommandError, match="not an empty folder"):
        release(tmp_path / "out")
    assert not Release.objects.exists()


def test_a_folder_within_none_is_refused_before_anything_is_released(claim, tmp_path):
    with pytest.raises(CommandError, match="There is no folder"):
        release(tmp_path / "no" / "out")
    assert not Release.objects.exists()


def test_what_is_no_day_is_told_with_one_that_is(claim, tmp_path):
    with pytest.raises(CommandError, match="“2026-13-01” is not a day; write 2026-12-31"):
        call_command(
            *("release_dataset", "--project", "harbour", "--output", str(tmp_path / "out")),
            *("--split", "date", "--test-from", "2026-13-01"),
        )


def test_what_the_rules_refuse_is_told(rita, claim, tmp_path):
    with pytest.raises(CommandError, match="lead"):
        release(tmp_path / "out", actor="rita")
    with pytest.raises(CommandError, match="Give a day"):
        release(tmp_path / "out", split="date")
    assert not (tmp_path / "out").exists()

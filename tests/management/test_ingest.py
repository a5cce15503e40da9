"""Files come in from the shell: ids on stdout, everything else on stderr."""

import io

import pytest
from django.core.management import CommandError, call_command

from annotations.models import Article, Event
from tests.people import TEXT

pytestmark = pytest.mark.django_db
DAMAGED = "Harbour in trouble\n\nThe harbour‚Äôs office said nothing on Monday.\n"


def ingest(*paths, **options) -> tuple[list[str], str, str]:
    """Return the lines of stdout, stderr, and why it failed ("" where it did not)."""
    out, err, failure = io.StringIO(), io.StringIO(), ""
    try:
        call_command("ingest", *map(str, paths), stdout=out, stderr=err, **options)
    except CommandError as error:
        failure = str(error)
    return out.getvalue().split(), err.getvalue(), failure


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "deep" / "b.md").write_text("# Вибух\n\nМерка сказала: 17 загиблих.")
    (tmp_path / "deep" / "er" / "c.txt").write_bytes("Third\r\nstory.".encode("utf-16"))
    (tmp_path / "deep" / "notes.pdf").write_bytes(b"%PDF-1.7")
    return tmp_path


def test_a_folder_is_walked_and_each_file_is_an_article(project, folder):
    ids, err, failure = ingest(folder, project="harbour")
    assert (err.count("could be repaired"), failure) == (0, "")
    found = Article.objects.order_by("pk")
    assert ids == [str(each.pk) for each in found]
    assert [each.headline for each in found] == [TEXT.split("\n")[0], "Вибух", "Third"]
    assert found[2].current_revision.text == "Third\nstory."
    data = (folder / "deep" / "er" / "c.txt").read_bytes()
    assert found[2].current_revision.original_bytes == data


def test_who_adds_them_and_the_language_can_be_said(project, edda, folder):
    ingest(folder / "a.txt", project="harbour", actor="edda", language="uk")
    article = Article.objects.get()
    assert (article.created_by, article.language) == (edda, "uk")
    assert Event.objects.get(article_id=article.pk).actor_id == edda.pk


def test_repairs_are_listed_and_made_only_when_accepted(project, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(DAMAGED)
    _, err, failure = ingest(path, project="harbour")
    assert "could be repaired: “‚Äô” → “’” (UTF-8 read as MacRoman, characters 31–34)" in err
    assert failure == ""
    assert "harbour‚Äôs" in Article.objects.get().current_revision.text
    _, err, _ = ingest(path, project="harbour", accept_repairs=True)
    assert "repaired: “‚Äô” → “’”" in err
    assert "harbour’s" in Article.objects.latest("pk").current_revision.text


def test_one_bad_file_does_not_keep_the_others_out(project, folder):
    (folder / "b.txt").write_bytes(b"a\0b")
    ids, err, failure = ingest(folder, folder / "gone.txt", project="harbour")
    assert len(ids) == Article.objects.count() == 3
    assert "b.txt: The text has a NUL character at position 1." in err
    assert "gone.txt: No such file" in err
    assert failure == "2 of 5 files did not go in; see above."


@pytest.mark.parametrize("address", ["https://news.example/1", "http://news.example", "file:///x"])
def test_an_address_is_refused_clearly(project, address):
    ids, _, failure = ingest(address, project="harbour")
    assert (ids, "Addresses cannot be fetched yet" in failure) == ([], True)


def test_a_project_or_person_that_is_not_there_is_refused(project, otto, folder):
    assert "no project “nowhere”" in ingest(folder, project="nowhere")[2]
    assert "nobody called “nobody”" in ingest(folder, project="harbour", actor="nobody")[2]
    assert "no project “harbour”" in ingest(folder, project="harbour", actor="otto")[2]


def test_who_may_not_add_stories_cannot_here_either(project, vera, folder):
    ids, err, failure = ingest(folder / "a.txt", project="harbour", actor="vera")
    assert ids == []
    assert "This needs the role editor" in err
    assert failure == "1 of 1 files did not go in; see above."

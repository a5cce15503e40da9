"""Texts are frozen as they came, with their bytes; metadata can be mended."""

import hashlib

import pytest

from annotations.domain.errors import EmptyDocument, OutOfRange, StaleVersion, VersionRequired
from annotations.models import Event, Revision
from annotations.permissions import NotAllowed
from annotations.services.articles import (
    BadArticle,
    add_revision,
    create_article,
    mark_blocks,
    update_article,
)
from annotations.services.locking import NotFound

DAMAGED = "Kalven‚Äôs harbour closed.\n\nThe mayor said “never”.\n"


def test_the_original_bytes_are_kept_beside_the_frozen_text(edda, project):
    data = "\ufeffOne line.\r\nTwo lines.\r\n".encode()
    stored = create_article(
        actor=edda, project=project, text=data.decode(), original=data, language="en"
    )
    revision = Revision.objects.get(pk=stored.revision.pk)
    assert revision.text == "One line.\nTwo lines.\n"
    assert revision.original_bytes == data
    assert revision.original_sha256 == hashlib.sha256(data).hexdigest()
    assert revision.sha256 == hashlib.sha256(revision.text.encode()).hexdigest()
    assert revision.length == len(revision.text)


def test_bytes_that_are_the_text_itself_are_stored_once(edda, project):
    text = "The harbour closed – for how long?\n"
    revision = create_article(actor=edda, project=project, text=text, language="en").revision
    assert (revision.original, revision.original_bytes) == (None, text.encode())
    assert revision.original_sha256 == revision.sha256


def test_damage_is_proposed_and_mended_only_where_somebody_accepts(edda, project):
    as_is = create_article(actor=edda, project=project, text=DAMAGED)
    assert "‚Äô" in as_is.revision.text
    assert [proposal.after for proposal in as_is.proposals] == ["’"]
    mended = create_article(actor=edda, project=project, text=DAMAGED, accept_repairs=True)
    assert mended.revision.text.startswith("Kalven’s harbour")
    assert mended.proposals == []
    assert mended.revision.repairs[0]["before"] == "‚Äô"
    assert mended.revision.original_bytes.decode() == DAMAGED


def test_blocks_cover_the_text_and_their_kinds_can_be_corrected(edda, project):
    text = (
        "Home / World / Ferries\n\nFerry sinks\n\nA ferry sank.\n\nRead more: How ferries float\n"
    )
    plain = create_article(actor=edda, project=project, text=text).revision
    assert [block["kind"] for block in plain.blocks] == [
        "boilerplate",
        "heading",
        "paragraph",
        "boilerplate",
    ]
    corrected = create_article(actor=edda, project=project, text=text, kinds={3: "paragraph"})
    assert corrected.revision.blocks[3]["kind"] == "paragraph"
    with pytest.raises(BadArticle):
        create_article(actor=edda, project=project, text=text, kinds={3: "poem"})


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b\u200c\u200d\u2060\ufeff"])
def test_a_text_with_nothing_to_see_is_refused(edda, project, text):
    with pytest.raises(EmptyDocument):
        create_article(actor=edda, project=project, text=text)


def test_direction_and_language_are_guessed_where_nobody_says(edda, project):
    arabic = create_article(actor=edda, project=project, text="قال مسؤولون إن السد بخير.").article
    assert arabic.direction == "rtl"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("source_url", "javascript:alert(1)"),
        ("source_url", "data:text/html,x"),
        ("language", "not a tag"),
        ("direction", "up"),
        ("story", "two words"),
        ("headline", "x" * 501),
        ("colour", "blue"),
    ],
)
def test_metadata_that_an_article_cannot_have_is_refused_by_name(edda, project, field, value):
    with pytest.raises(BadArticle) as caught:
        create_article(actor=edda, project=project, text="A text.", **{field: value})
    assert caught.value.field == field


def test_metadata_is_corrected_with_the_version_that_was_seen(edda, article):
    with pytest.raises(VersionRequired):
        update_article(actor=edda, article_id=article.pk, version=None, publisher="The Quay")
    changed = update_article(actor=edda, article_id=article.pk, version=1, publisher="The Quay")
    assert (changed.publisher, changed.version) == ("The Quay", 2)
    assert Event.objects.latest("pk").changes == {"publisher": ["", "The Quay"]}
    with pytest.raises(StaleVersion):
        update_article(actor=edda, article_id=article.pk, version=1, publisher="Other")


def test_a_new_version_of_the_text_leaves_the_old_one_as_it_was(edda, article, claim):
    stored = add_revision(actor=edda, article_id=article.pk, text="Ferry lost 14 crates")
    assert stored.revision.number == 2
    article.refresh_from_db()
    assert article.current_revision_id == stored.revision.pk
    claim.refresh_from_db()
    assert claim.revision.number == 1
    again = add_revision(actor=edda, article_id=article.pk, text="Ferry lost 14 crates")
    assert again.revision.pk == stored.revision.pk


def test_blocks_are_marked_as_fully_annotated(edda, vera, otto, revision):
    marked = mark_blocks(actor=edda, revision_id=revision.pk, complete=[1, 0])
    assert [block["complete"] for block in marked.block_dicts] == [True, True, False, False]
    with pytest.raises(OutOfRange):
        mark_blocks(actor=edda, revision_id=revision.pk, complete=[99])
    with pytest.raises(NotAllowed):
        mark_blocks(actor=vera, revision_id=revision.pk, complete=[])
    with pytest.raises(NotFound):
        mark_blocks(actor=otto, revision_id=revision.pk, complete=[])

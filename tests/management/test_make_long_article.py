"""A long article is invented on request, through the importer, and is no copy of anything."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from annotations.models import Annotation, Article, Link, Revision

pytestmark = pytest.mark.django_db(transaction=True)


def make(**options) -> Article:
    out = StringIO()
    given = {"project": "harbour", "words": 900, "annotations": 90, "stdout": out}
    call_command("make_long_article", **given | options)
    return Article.objects.get(pk=int(out.getvalue()))


def test_it_has_the_length_and_the_tags_that_were_asked_for(project):
    made = make()
    revision = Revision.objects.get(article=made)
    assert 900 <= len(revision.text.split()) < 1_000
    tags = Annotation.objects.filter(revision=revision)
    assert tags.count() == 90
    assert set(tags.values_list("kind", flat=True)) == {"claim", "source", "status"}
    assert any(len(tag.fragments) > 1 for tag in tags)
    types = set(Link.objects.filter(origin__revision=revision).values_list("type", flat=True))
    assert types == {"attributed_to", "qualified_by", "repeats"}


def test_the_same_seed_makes_the_same_article_once(project):
    assert make() == make()
    assert make(seed=2) != make()


@pytest.mark.parametrize("wrong", [{"words": 5}, {"words": 100, "annotations": 50}])
def test_what_it_does_not_write_is_refused_in_words(project, wrong):
    with pytest.raises(CommandError, match="at most one tag for every ten"):
        make(**wrong)
    assert not Article.objects.exists()


def test_who_may_not_import_may_not_make_one(project, edda):
    with pytest.raises(CommandError, match="role"):
        make(actor="edda")

"""Reads of articles."""

import pytest

from annotations.queries import articles
from annotations.services.articles import create_article
from tests.people import TEXT

pytestmark = pytest.mark.django_db


def test_the_same_text_is_found_within_the_project_alone(lena, otto, project, other_project):
    here = create_article(actor=lena, project=project, text=TEXT)
    create_article(actor=otto, project=other_project, text=TEXT)
    assert articles.same_text(project, {here.revision.sha256, "0" * 64}) == [here.article]

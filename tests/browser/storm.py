"""A story about a storm with its tags, for tests of what is done with them on the annotate page."""

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Annotation, Article, Link
from annotations.services.articles import create_article
from tests.people import tag

TEXT = """Storm takes 12 tugs 🧊 and more

The harbour office said 12 tugs, 4 ferries and 9 barges have been sunk by Monday noon.

A pilot said the mole was never closed.

None of this could be independently verified.
"""


@pytest.fixture
def storm(project, lena) -> Article:
    return create_article(actor=lena, project=project, text=TEXT, language="en").article


@pytest.fixture
def text(storm):
    return storm.current_revision


@pytest.fixture
def fleet(edda, text) -> list[Annotation]:
    quotes = (("12 tugs", "have been sunk"), ("4 ferries", "have been sunk"), ("9 barges",))
    return [tag(edda, text, "claim", *each) for each in quotes]


@pytest.fixture
def mole(edda, text) -> Annotation:
    return tag(edda, text, "claim", "the mole was never closed")


@pytest.fixture
def marker(edda, text) -> Annotation:
    return tag(edda, text, "status", "could be independently verified")


def show(page: Page, annotation: Annotation) -> None:
    page.locator(f"#chip-{annotation.pk}").click()
    expect(page.locator("#inspector h2")).to_contain_text(annotation.label)


def linked_to(marker: Annotation) -> set[str]:
    links = Link.objects.filter(target=marker, target__deleted_at=None).select_related("origin")
    return {link.origin.label for link in links}

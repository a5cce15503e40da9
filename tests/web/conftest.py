"""What the tests of the review page start from: three claims of which two repeat the first."""

import pytest
from django.test import Client

from annotations.models import Annotation
from annotations.services.links import add_link
from tests.people import tag
from tests.signoff import submit
from tests.web.reviewing import COMPLETE, now, signed_in


@pytest.fixture
def as_rita(rita) -> Client:
    return signed_in(rita)


@pytest.fixture
def three(claim, edda, revision) -> list[Annotation]:
    """C1, and C2 and C3 that repeat it; all handed in. In reading order: C2, C1, C3."""
    made = [
        tag(edda, revision, "claim", quote, **COMPLETE) for quote in ("lost 12 crates", "Monday")
    ]
    for one, how in zip(made, ("firmer", "altered"), strict=True):
        add_link(actor=edda, annotation_id=one.pk, type="repeats", target_id=claim.pk, how=how)
    for one in (claim, *made):
        submit(edda, one)
    return [now(one) for one in (claim, *made)]

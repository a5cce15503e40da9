"""Claims of a project, found by their words."""

import pytest

from annotations.models import Annotation, Revision
from annotations.services.annotations import delete_annotation
from annotations.services.articles import add_revision, create_article
from tests.people import tag

LIST = "projects/harbour/claims/"


@pytest.fixture
def quay(lena, project) -> Revision:
    text = "Quay report\n\nThe quay's 12 crates were found on Friday.\n\nThe mayor paid.\n"
    stored = create_article(actor=lena, project=project, text=text, headline="Quay report")
    return stored.revision


@pytest.fixture
def far(edda, quay) -> Annotation:
    return tag(edda, quay, "claim", "The quay's 12 crates were found",
               normalised_claim="Twelve crates turned up again.")  # fmt: skip


def labels(answer) -> list[str]:
    return [f"{one['headline'].split()[0]} {one['label']}" for one in answer.json()["results"]]


def test_the_claims_of_a_project_are_listed_newest_article_first(as_vera, claim, far):
    answer = as_vera.get(LIST)
    assert labels(answer) == ["Quay C1", "Ferry C1"]
    assert answer.json()["results"][0] == {
        "id": str(far.pk),
        "label": "C1",
        "quote": "The quay's 12 crates were found",
        "normalised_claim": "Twelve crates turned up again.",
        "state": "draft",
        "version": 1,
        "article": far.article_id,
        "headline": "Quay report",
    }


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("crates", ["Quay C1", "Ferry C1"]),
        ("12 CRATES", ["Quay C1", "Ferry C1"]),
        ("12 cra", ["Quay C1", "Ferry C1"]),  # the last word is being typed
        ("cra 12", []),
        ("twelve", ["Quay C1"]),  # as it was put so that it stands alone
        ("found 12", ["Quay C1"]),
        ('"crates were"', ["Quay C1"]),
        ("crates -found", ["Ferry C1"]),
        ("quay's", ["Quay C1"]),
        ("pay", []),  # of the story, but of no claim
        ("'", []),
        ("\\", []),
        ("' | 'crates", ["Quay C1", "Ferry C1"]),  # signs are no words
        ("crates:*", ["Quay C1", "Ferry C1"]),
        ("& !", []),
    ],
)
def test_they_are_found_by_words(as_edda, claim, far, typed, found):
    assert labels(as_edda.get(f"{LIST}?q={typed.replace('&', '%26')}")) == found


def test_the_claims_of_ones_own_article_can_be_left_out(as_edda, claim, far):
    answer = as_edda.get(f"{LIST}?q=crates&elsewhere_than={claim.article_id}")
    assert labels(answer) == ["Quay C1"]


def test_what_is_deleted_no_claim_or_of_an_older_text_is_not_found(
    as_edda, edda, lena, quay, claim, far, source
):
    tag(edda, quay, "source", "The mayor")
    delete_annotation(actor=edda, annotation_id=far.pk, version=1)
    add_revision(actor=lena, article_id=claim.article_id, text="Ferry lost 13 crates.")
    assert labels(as_edda.get(LIST)) == []


def test_other_desks_find_none_of_it(as_otto, other_project, far):
    assert as_otto.get(f"{LIST}?q=crates").status_code == 404
    assert labels(as_otto.get("projects/other/claims/?q=crates")) == []


def test_a_claim_of_a_whole_long_text_is_found_by_its_beginning(as_edda, edda, lena, project):
    text = "Beginning. " + " ".join(f"word{number}" for number in range(200_000))
    long = create_article(actor=lena, project=project, text=text, headline="Long").revision
    tag(edda, long, "claim", long.text.strip())
    assert labels(as_edda.get(f"{LIST}?q=beginning")) == ["Long C1"]


def test_pages_follow_each_other_by_as_many_queries(
    as_edda, edda, claim, quay, far, django_assert_num_queries
):
    tag(edda, quay, "claim", "The mayor paid")
    as_edda.get(LIST)  # the token's use is noted once
    seen, address = [], f"{LIST}?limit=1"
    while address:
        with django_assert_num_queries(3):
            answer = as_edda.get(address)
        seen += labels(answer)
        address = (answer.json()["next"] or "").removeprefix("http://testserver")
    assert seen == ["Quay C1", "Quay C2", "Ferry C1"]

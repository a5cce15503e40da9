"""What is published of approved claims: who may say it, what it does, and who is left out."""

import datetime
import io
import json
import uuid
from copy import deepcopy
from zipfile import ZipFile

import pytest

from annotations.domain.claim_reviews import BadClaimReview
from annotations.domain.errors import IllegalState, StaleVersion, VersionRequired
from annotations.domain.lengths import TooLong
from annotations.formats import claimreview
from annotations.formats.report import Report
from annotations.models import ClaimReview, Event
from annotations.permissions import NotAllowed
from annotations.queries import claim_reviews
from annotations.services.articles import create_article, update_article
from annotations.services.exports import Order, stream_export
from annotations.services.locking import NotFound
from annotations.services.people import system_actor
from annotations.services.projects import BadProject, save_term, update_project
from annotations.services.reviews import retract, withdraw
from tests.people import tag
from tests.publishing import *  # noqa: F403
from tests.publishing import DAY, URL, change, give
from tests.services.importing import *  # noqa: F403
from tests.services.importing import bring, written
from tests.signoff import decide

pytestmark = pytest.mark.django_db


def codes(project, claim) -> list[str]:
    found = claim_reviews.one(project, claim.pk)
    return [lack.code for lack in found.lacks]


def test_what_is_given_is_kept_and_told(rita, approved):
    kept = give(rita, approved, claimant=" The harbour ")
    assert (kept.claimant, kept.url, kept.version) == ("The harbour", URL, 1)
    event = Event.objects.latest("pk")
    assert event.action == "claim_review.edited"
    assert event.annotation_id == approved.pk
    assert event.changes == {
        "claimant": ["", "The harbour"],
        "claim_date": [None, "2026-03-01"],
        "review_url": ["", URL],
    }


def test_the_sign_off_holds(rita, approved):
    version = approved.version
    give(rita, approved)
    approved.refresh_from_db()
    assert (approved.state, approved.version) == ("approved", version)


def test_the_same_again_changes_nothing(rita, approved):
    give(rita, approved)
    events = Event.objects.count()
    assert give(rita, approved, version=1).version == 1
    assert Event.objects.count() == events


def test_what_is_not_given_stays(rita, approved):
    give(rita, approved)
    kept = give(rita, approved, version=1, claim_date=None)
    assert (kept.claim_date, kept.url, kept.version) == (None, URL, 2)


@pytest.mark.parametrize(
    ("said", "type_"), [("person", "Person"), ("organisation", "Organization"), ("", None)]
)
def test_a_claimant_given_by_hand_has_the_type_that_was_said(
    rita, approved, publisher, said, type_
):
    give(rita, approved, claimant="Ilse Brandt", claimant_type=said)
    found = claim_reviews.one(publisher, approved.pk)
    author = claimreview.document(found.publication)["itemReviewed"]["author"]
    assert author == {**({"@type": type_} if type_ else {}), "name": "Ilse Brandt"}


def test_a_claimant_is_a_person_or_an_organisation(rita, approved):
    with pytest.raises(BadClaimReview, match="person, organisation"):
        give(rita, approved, claimant="Rex", claimant_type="dog")
    assert not ClaimReview.objects.exists()


@pytest.mark.parametrize("name", ["vera", "edda"])
def test_viewers_and_editors_may_not(name, request, approved):
    with pytest.raises(NotAllowed):
        give(request.getfixturevalue(name), approved)
    assert not ClaimReview.objects.exists()


def test_another_desk_does_not_find_it(otto, other_project, rita, approved):
    with pytest.raises(NotFound):
        give(otto, approved)
    approved.project = other_project
    with pytest.raises(NotFound):
        give(rita, approved)


@pytest.mark.parametrize(
    ("values", "error", "field"),
    [
        ({"url": "ftp://desk.example/"}, BadClaimReview, "url"),
        ({"url": "javascript:alert(1)"}, BadClaimReview, "url"),
        ({"url": "https://user:pw@desk.example/"}, BadClaimReview, "url"),
        ({"url": "https://desk.example/a b"}, BadClaimReview, "url"),
        ({"claim_date": datetime.date(1899, 12, 31)}, BadClaimReview, "claim_date"),
        ({"claim_date": datetime.date(2999, 1, 1)}, BadClaimReview, "claim_date"),
        ({"claimant": "x" * 201}, TooLong, "claimant"),
        ({"url": f"https://desk.example/{'x' * 2000}"}, TooLong, "url"),
    ],
)
def test_what_cannot_be_so_is_refused(rita, approved, values, error, field):
    with pytest.raises(error) as caught:
        give(rita, approved, **values)
    assert caught.value.field == field
    assert not ClaimReview.objects.exists()


def test_nobody_writes_over_what_they_did_not_see(rita, lena, approved):
    give(rita, approved)
    with pytest.raises(StaleVersion) as caught:
        give(lena, approved, version=0, url="https://other.example/")
    assert caught.value.extra == {"version": 1}
    with pytest.raises(VersionRequired):
        give(lena, approved, version=None)
    assert ClaimReview.objects.get().url == URL


def test_only_approved_claims_are_published(rita, claim, source):
    for one in (claim, source):
        with pytest.raises(IllegalState):
            give(rita, one)


def test_a_claim_that_has_everything_lacks_nothing(rita, publisher, approved):
    assert codes(publisher, approved) == ["no_claim_date", "no_review_url"]
    give(rita, approved)
    assert codes(publisher, approved) == []


def test_a_project_that_names_no_publisher_publishes_nothing(rita, project, approved):
    give(rita, approved)
    assert codes(project, approved) == ["no_organisation", "no_organisation_url"]


def test_a_confidential_source_is_no_claimant_and_keeps_its_name_out(
    edda, rita, publisher, approved, source
):
    secret = {"identity": "Ona Rell", "confidential": True}
    change(edda, source, attributes=secret)
    decide(edda, rita, approved)
    give(rita, approved)
    assert codes(publisher, approved) == ["no_claimant"]
    give(rita, approved, version=1, claimant="Mayor Ona Rell")
    assert codes(publisher, approved) == ["names_confidential"]
    give(rita, approved, version=2, claimant="An official")
    assert codes(publisher, approved) == []


@pytest.fixture
def elsewhere(lena, edda, publisher):
    """Another article of the project, whose source can be made confidential."""
    text = "The clerk said that the crates were full."
    stored = create_article(actor=lena, project=publisher, text=text, language="en")

    def told(**attributes):
        secret = tag(edda, stored.article.current_revision, "source", "The clerk")
        change(edda, secret, attributes={"confidential": True, **attributes})

    return told


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("unmasked", [False, True])
def test_a_confidential_source_of_another_article_is_not_named(
    rita, publisher, approved, elsewhere, unmasked
):
    give(rita, approved, claimant="Mayor Ona\u00a0O'Rell")
    assert codes(publisher, approved) == []
    assert len(exported(publisher, unmasked=unmasked)[0]["dataFeedElement"]) == 1
    elsewhere(identity="Ona O’Rell")
    assert codes(publisher, approved) == ["names_confidential"]
    assert exported(publisher, unmasked=unmasked)[0]["dataFeedElement"] == []
    give(rita, approved, version=1, claimant="The clerk")
    assert codes(publisher, approved) == []  # its name is known; "the clerk" is another one here


@pytest.mark.parametrize(
    ("type_", "lacking"), [("named_person", ["names_confidential"]), ("unnamed_person", [])]
)
def test_the_words_of_another_articles_source_count_where_they_are_a_name(
    rita, publisher, approved, elsewhere, type_, lacking
):
    give(rita, approved, claimant="The clerk")
    elsewhere(type=type_)
    assert codes(publisher, approved) == lacking


def test_a_story_under_embargo_is_not_published(lena, rita, publisher, approved):
    give(rita, approved)
    until = datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC)
    article = approved.article
    update_article(actor=lena, article_id=article.pk, version=article.version, embargo_until=until)
    assert codes(publisher, approved) == ["embargoed"]


def test_a_term_with_another_number_than_ours_is_not_published(
    lena, edda, rita, publisher, approved
):
    save_term(
        actor=lena,
        project=publisher,
        vocabulary="desk_status",
        slug="unverified",
        label="Unverified",
        rating=1,
    )
    give(rita, approved)
    assert codes(publisher, approved) == []  # it keeps the version that it was given
    change(edda, approved, desk_status="disputed")
    change(edda, approved, desk_status="unverified")
    decide(edda, rita, approved)
    assert codes(publisher, approved) == ["rating_disagrees"]


def test_a_claim_that_is_no_longer_approved_is_gone_at_once(edda, rita, publisher, approved):
    give(rita, approved)
    assert [one.claim_id for group in claim_reviews.publishable(publisher) for one in group] == [
        approved.pk
    ]
    change(edda, approved, note="Wait.")
    assert claim_reviews.one(publisher, approved.pk) is None
    assert list(claim_reviews.publishable(publisher)) == []
    decide(edda, rita, approved)
    assert codes(publisher, approved) == []  # what was given is still there


@pytest.mark.parametrize("how", ["retracted", "withdrawn"])
def test_taking_the_sign_off_back_takes_the_review_back(how, rita, lena, publisher, approved):
    give(rita, approved)
    if how == "retracted":
        retract(actor=rita, annotation_id=approved.pk)
    else:
        withdraw(actor=lena, annotation_id=approved.pk, note="Wrong.")
    assert claim_reviews.one(publisher, approved.pk) is None


def test_any_number_of_claims_is_five_queries(
    edda, rita, publisher, approved, revision, django_assert_num_queries
):
    def read():
        with django_assert_num_queries(5):
            claims = claim_reviews.approved(publisher, after=None, limit=50)
            return claim_reviews.reviewed(publisher, claims)

    assert len(read()) == 1
    for quote in ("3 barrels", "Monday", "never at risk"):
        more = tag(edda, revision, "claim", quote, desk_status="disputed", no_source_given=True)
        decide(edda, rita, more)
    assert len(read()) == 4


def test_claims_come_page_after_page(edda, rita, publisher, approved, revision):
    for quote in ("3 barrels", "Monday"):
        more = tag(edda, revision, "claim", quote, desk_status="disputed", no_source_given=True)
        decide(edda, rita, more)
    first = claim_reviews.approved(publisher, after=None, limit=2)
    assert [claim.label for claim in first] == ["C1", "C2", "C3"]
    after = (first[1].article_id, first[1].ordinal)
    rest = claim_reviews.approved(publisher, after=after, limit=2)
    assert [claim.label for claim in rest] == ["C3"]


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\x07", "\x85"])
def test_names_that_show_otherwise_than_they_read_are_refused(lena, rita, approved, mark):
    with pytest.raises(BadClaimReview, match="turn the direction") as refused:
        give(rita, approved, claimant=f"Ilse {mark}Brandt")
    assert refused.value.field == "claimant"
    with pytest.raises(BadProject, match="turn the direction"):
        update_project(actor=lena, project=approved.project, organisation_name=f"The {mark}Desk")


@pytest.mark.parametrize("field", ["organisation_url", "organisation_logo"])
def test_a_publisher_has_web_addresses(lena, project, field):
    with pytest.raises(BadProject) as caught:
        update_project(actor=lena, project=project, **{field: "javascript:alert(1)"})
    assert caught.value.field == field


def exported(project, **more) -> tuple[dict, Report]:
    report = Report()
    order = Order(project, "claimreview", "all", **more)
    data = b"".join(stream_export(actor=system_actor(), order=order, report=report))
    with ZipFile(io.BytesIO(data)) as archive:
        return json.loads(archive.read(claimreview.FEED)), report


@pytest.mark.django_db(transaction=True)
def test_the_export_says_the_same_as_the_desk(rita, publisher, approved):
    given = exported(publisher)
    assert given[0]["dataFeedElement"] == []
    assert given[1].lost["approved claims left out: The day of the claim is not given."] == 1
    give(rita, approved)
    feed, report = exported(publisher)
    found = claim_reviews.one(publisher, approved.pk)
    assert feed["dataFeedElement"] == [claimreview.claim_review(found.publication)]
    assert report.rows == 1


def test_a_document_is_no_claimant(edda, rita, publisher, approved, source):
    change(edda, source, attributes={"identity": "Report 12", "type": "document"})
    decide(edda, rita, approved)
    give(rita, approved)
    assert codes(publisher, approved) == ["no_claimant"]


@pytest.mark.django_db(transaction=True)
def test_what_was_emptied_is_not_in_our_own_file(rita, publisher, approved):
    give(rita, approved, claimant="The harbour", claimant_type="organisation")
    assert reviews_in(written(publisher)) == [
        {
            "claimant": "The harbour",
            "claimant_type": "organisation",
            "claim_date": DAY.isoformat(),
            "url": URL,
            "label": "Not independently verified",
            "organisation": "Quill Desk",
            "organisation_url": "https://desk.example/",
        }
    ]
    give(rita, approved, version=1, claimant="", claimant_type="", claim_date=None, url="")
    assert reviews_in(written(publisher)) == []


def reviews_in(trees) -> list[dict]:
    notes = [note for tree in trees for note in tree["annotations"]]
    return [note["claim_review"] for note in notes if "claim_review" in note]


@pytest.mark.django_db(transaction=True)
def test_it_comes_back_from_our_own_file(rita, publisher, approved, copy, files):
    give(rita, approved, claimant="The harbour")
    trees = written(publisher)
    report = bring(copy, trees, files)
    assert not report.problems
    kept = ClaimReview.objects.get(annotation__project=copy)
    assert (kept.claimant, kept.claim_date, kept.url) == ("The harbour", DAY, URL)
    for name, value, why in (
        ("url", "javascript:alert(1)", "address"),
        ("url", "https://user:pw@desk.example/", "user name"),
        ("claim_date", "1066-10-14", "1900"),
    ):
        bad = deepcopy(trees)
        (claim,) = [one for one in bad[0]["annotations"] if one["kind"] == "claim"]
        claim["claim_review"][name] = value
        claim["id"] = str(uuid.uuid4())
        assert why in bring(copy, bad, files).problems[0].reason

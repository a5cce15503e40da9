"""The demo project is made by the services, so what it shows is true."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from annotations.domain.claims import approval_hash, gate
from annotations.domain.errors import OwnWork
from annotations.domain.spans import quote
from annotations.models import (
    Annotation,
    Article,
    Assignment,
    ClaimReview,
    Contributor,
    Decision,
    Event,
    Link,
    Notice,
    Project,
    User,
)
from annotations.queries import claim_reviews
from annotations.queries.claims import contents
from annotations.services import demo, projects, reviews
from annotations.services.demo import blocks_of, load_demo, parts_of

PASSWORD = "plain harbour words"


@dataclass(frozen=True)
class Loaded:
    """The project, how much of it was written down, and what the command said."""

    project: Project
    tags: int
    decisions: int
    said: str


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Loaded]:
    """The demo, loaded once by its command for all tests of this module and then rolled back."""
    rows = demo.demo_articles()
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        call_command("load_demo", password=PASSWORD, stdout=(out := StringIO()))
        yield Loaded(
            Project.objects.get(slug="demo"),
            tags=sum(len(row["annotations"]) for row in rows),
            decisions=sum(len(row["review"]) for row in rows),
            said=out.getvalue(),
        )
        transaction.set_rollback(True)


def article(start: str) -> Article:
    return Article.objects.get(project__slug="demo", headline__startswith=start)


def states(start: str) -> set[str]:
    claims = Annotation.objects.filter(article=article(start), kind="claim")
    return set(claims.values_list("state", flat=True))


def test_it_has_six_articles_and_five_people_who_can_sign_in(loaded: Loaded):
    assert loaded.project.articles.count() == 6
    roles = loaded.project.memberships.values_list("user__username", "role")
    assert dict(roles) == {
        "edda": "editor",
        "emil": "editor",
        "rita": "reviewer",
        "lena": "lead",
        "vera": "viewer",
    }
    assert all(User.objects.get(username=name).check_password(PASSWORD) for name in dict(roles))
    assert loaded.project.guidelines.startswith("# How we tag")


def test_what_the_database_checks_at_the_end_of_a_transaction_holds(loaded: Loaded):
    connection.check_constraints()


def test_every_quote_is_the_text_at_its_offsets(loaded: Loaded):
    tags = Annotation.objects.select_related("revision")
    assert tags.count() == loaded.tags
    for tag in tags:
        assert tag.quote == quote(tag.revision.text, tag.fragments)


def test_labels_are_the_keys_that_notes_and_comments_speak_of(loaded: Loaded):
    for row in demo.demo_articles():
        tags = Annotation.objects.filter(article__headline=row["headline"])
        assert {tag.label for tag in tags} == {tag["key"] for tag in row["annotations"]}


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("سلطات", {"draft"}),
        ("No, a whale", {"draft", "submitted"}),
        ("Вибух", {"submitted"}),
        ("Tarenne says", {"approved"}),
        ("Wounded", {"submitted", "approved", "changes_requested", "rejected"}),
        ("Nineteen", {"draft", "submitted", "approved", "changes_requested", "rejected"}),
    ],
)
def test_every_state_is_there_to_be_seen(loaded: Loaded, headline: str, expected: set[str]):
    assert states(headline) == expected


def test_some_claims_are_ready_for_claimreview_and_one_is_begun(loaded: Loaded):
    ready = [one for group in claim_reviews.publishable(loaded.project) for one in group]
    assert {one.finding.slug for one in ready if one.finding} == {"false", "unverified"}
    counts = claim_reviews.counts(loaded.project)
    assert (counts["filled"], counts["open"]) == (len(ready), counts[""] - len(ready)) == (3, 55)
    assert ClaimReview.objects.count() == 4


def test_one_claim_is_held_back_for_want_of_a_source(loaded: Loaded):
    claims = list(Annotation.objects.filter(article=article("سلطات"), kind="claim"))
    found = contents(claims)
    gaps = {claim.label: [gap.code for gap in gate(found[claim.pk])] for claim in claims}
    assert gaps["C6"] == ["no_source"]


def test_nobody_decided_on_what_they_worked_on(loaded: Loaded):
    decisions = Decision.objects.all()
    assert decisions.count() == loaded.decisions > 60
    for decision in decisions:
        worked = Contributor.objects.filter(annotation_id=decision.annotation_id)
        assert worked.exists()
        assert not worked.filter(user_id=decision.reviewer_id).exists()


def test_an_editor_who_becomes_reviewer_still_cannot_approve_their_own_claim(loaded: Loaded):
    lena, emil = User.objects.get(username="lena"), User.objects.get(username="emil")
    claim = Annotation.objects.filter(author=emil, state="submitted").first()
    assert claim is not None
    with transaction.atomic():
        projects.set_member(actor=lena, project=loaded.project, username="emil", role="reviewer")
        seen = reviews.submit_claim(actor=emil, annotation_id=claim.pk).hash
        with pytest.raises(OwnWork):
            reviews.decide(actor=emil, annotation_id=claim.pk, verdict="approve", seen=seen)
        projects.set_member(actor=lena, project=loaded.project, username="emil", role="editor")


def test_every_approval_still_stands_on_what_was_seen(loaded: Loaded):
    approved = list(Annotation.objects.filter(state="approved"))
    found = contents(approved)
    for claim in approved:
        assert Decision.objects.get(annotation=claim).hash == approval_hash(found[claim.pk])


def test_links_join_articles_of_one_story(loaded: Loaded):
    across = [
        link
        for link in Link.objects.select_related("origin", "target")
        if link.origin.article_id != link.target.article_id
    ]
    assert {link.type for link in across} == {"updates", "repeats"}


def test_the_history_tells_who_did_what(loaded: Loaded):
    made = Event.objects.filter(action="annotation.created")
    assert made.count() == loaded.tags
    people = User.objects.filter(pk__in=made.values("actor_id"))
    assert {person.username for person in people} == {"edda", "emil"}


def test_one_article_came_with_damaged_characters_and_was_mended(loaded: Loaded):
    revision = article("Tarenne says").current_revision
    assert revision is not None
    assert [repair["before"] for repair in revision.repairs] == ["‚Äô"]
    assert "Courier’s" in revision.text
    assert "‚Äô".encode() in revision.original_bytes


def test_what_is_not_part_of_the_story_is_marked_so(loaded: Loaded):
    for row in demo.demo_articles():
        revision = Article.objects.get(headline=row["headline"]).current_revision
        assert revision is not None
        boilerplate = [block for block in revision.blocks if block["kind"] == "boilerplate"]
        assert boilerplate
        tags = Annotation.objects.filter(revision=revision)
        starts = {span.start for tag in tags for span in tag.fragments}
        assert not any(b["start"] <= start < b["end"] for b in boilerplate for start in starts)
        opening = blocks_of(revision.text, row["headline"], row["fully_annotated"])
        assert revision.complete_blocks == sorted(opening)


def test_everybody_has_something_to_do_or_to_hear(loaded: Loaded):
    asked = Assignment.objects.standing().values_list("assignee__username", "task")
    assert set(asked) == {("edda", "annotate"), ("emil", "annotate"), ("rita", "review")}
    days = set(Assignment.objects.values_list("due", flat=True))
    today = timezone.localdate()
    assert min(days) < today < max(days)
    told = Notice.objects.filter(told_at__lte=timezone.now())
    kinds = set(told.values_list("recipient__username", "kind"))
    assert {("edda", "decision"), ("emil", "decision"), ("rita", "assignment")} <= kinds


def test_a_second_time_changes_nothing(loaded: Loaded):
    events = Event.objects.count()
    again = load_demo(password="some other password")
    assert not again.new
    assert again.project == loaded.project
    assert Event.objects.count() == events
    assert User.objects.get(username="edda").check_password(PASSWORD)


def test_the_command_says_what_it_made_and_what_is_there_already(loaded: Loaded):
    made = f"{loaded.tags} tags, {loaded.decisions} decisions"
    assert loaded.said == f"Loaded “Harbour Desk”: 6 articles, {made}.\n"
    out = StringIO()
    call_command("load_demo", password=PASSWORD, stdout=out)
    assert out.getvalue() == "The demo project “demo” is there already.\n"
    call_command("load_demo", password=PASSWORD, verbosity=0, stdout=(quiet := StringIO()))
    assert quiet.getvalue() == ""


def test_a_quote_that_could_be_in_two_places_is_refused():
    assert [part.start for part in parts_of("aa b aa", [{"quote": "aa", "nth": 2}])] == [5]
    for wrong in ({"quote": "aa"}, {"quote": "c"}, {"quote": "b", "nth": 2}):
        with pytest.raises(ValueError, match="places"):
            parts_of("aa b aa", [wrong])


def test_an_opening_that_fits_two_blocks_is_refused():
    assert blocks_of("One.\n\nTwo.", "", ["Two"]) == [1]
    with pytest.raises(ValueError, match="block"):
        blocks_of("One.\n\nOne more.", "", ["One"])

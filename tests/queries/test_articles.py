"""The queue: what waits for whom, found by words and filters, page after page, at a fixed cost."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.models import Article
from annotations.queries import articles
from annotations.queries.articles import UNTAGGED, Wanted, queue, tab_counts
from annotations.services.annotations import Part, create_annotation, delete_annotation
from annotations.services.articles import add_revision, create_article
from annotations.services.links import add_link
from tests.people import TEXT, tag
from tests.signoff import decide, submit

pytestmark = pytest.mark.django_db


def heads(page) -> list[str]:
    return [row.article.headline for row in page.rows]


def story(lena, project, headline: str, text: str = "Something was said.", **more) -> Article:
    text = f"{headline}\n\n{text}"
    return create_article(actor=lena, project=project, text=text, headline=headline, **more).article


def stories(lena, project, number: int) -> list[Article]:
    return [story(lena, project, f"Story {each}") for each in range(number)]


def claim_on(actor, article: Article, **values):
    part = Part(0, 5, article.current_revision.text[:5])
    return create_annotation(
        actor=actor,
        revision_id=article.current_revision_id,
        id=uuid.uuid4(),
        kind="claim",
        fragments=[part],
        **values,
    ).annotation


def ready(actor, article: Article):
    return claim_on(actor, article, desk_status="unverified", no_source_given=True)


def test_all_shows_every_story_of_the_project_newest_first(edda, lena, project, other_project):
    made = stories(lena, project, 3)
    assert heads(queue(edda, project, Wanted())) == [each.headline for each in made[::-1]]
    assert queue(edda, other_project, Wanted()).rows == []


def test_a_stranger_sees_nothing(otto, lena, project):
    stories(lena, project, 2)
    for tab in ("all", "mine", "review"):
        assert queue(otto, project, Wanted(tab=tab)).rows == []
    assert set(tab_counts(otto, project, ["all", "mine", "review"]).values()) == {0}


def test_mine_is_what_i_brought_in_untouched_or_have_not_finished(edda, emil, rita, lena, project):
    untouched = create_article(actor=edda, project=project, text="Untouched. By nobody.").article
    others, drafted, handed_in, returned = stories(lena, project, 4)
    claim_on(emil, others)
    claim_on(edda, drafted)
    submit(edda, ready(edda, handed_in))
    decide(edda, rita, ready(edda, returned), verdict="request_changes")
    mine = queue(edda, project, Wanted(tab="mine"))
    assert [row.article for row in mine.rows] == [returned, drafted, untouched]
    assert tab_counts(edda, project, ["mine"]) == {"mine": 3}


def test_to_review_leaves_out_own_work_and_what_i_decided(edda, rita, roy, lena, project):
    project.required_approvals = 2
    project.save()
    own, decided, open_ = stories(lena, project, 3)
    submit(rita, ready(rita, own))
    decide(edda, rita, ready(edda, decided))
    submit(edda, ready(edda, open_))
    assert [row.article for row in queue(rita, project, Wanted(tab="review")).rows] == [open_]
    assert [row.article for row in queue(roy, project, Wanted(tab="review")).rows] == [
        open_,
        decided,
        own,
    ]


def test_a_row_tells_states_people_and_since_when(edda, emil, rita, article, claim):
    other = tag(emil, article.current_revision, "claim", "3 barrels", desk_status="unverified")
    add_link(
        actor=emil,
        annotation_id=other.pk,
        type="attributed_to",
        target_id=claim.links.get(type="attributed_to").target_id,
    )
    other.refresh_from_db()
    decide(edda, rita, claim)
    submit(emil, other)
    [row] = queue(rita, article.project, Wanted()).rows
    assert dict(row.counts) == {"approved": 1, "submitted": 1}
    assert (row.decided, row.total, row.standing) == (1, 2, "submitted")
    assert row.people == ["Edda", "Emil"]
    assert row.waiting_since == other.submissions.get().created_at
    assert row.bars == [("fill-ok", 0.0, 50.0)]


def test_a_deleted_claim_counts_no_more(edda, article):
    claim = tag(edda, article.current_revision, "claim", "12 crates")
    delete_annotation(actor=edda, annotation_id=claim.pk, version=1)
    [row] = queue(edda, article.project, Wanted()).rows
    assert (row.total, row.people, row.standing) == (0, [], UNTAGGED)


@pytest.mark.parametrize(
    "words",
    ["quill crates", "HARBOUR", '"could not be independently"', "barrels -nonsense", "12"],
)
def test_words_of_headline_and_text_find_a_story(vera, article, words):
    assert queue(vera, article.project, Wanted(q=words)).rows


@pytest.mark.parametrize(
    "words", ["zebra", "quill -crates", '"crates twelve"', "( & | ! :* '", "\\"]
)
def test_other_words_do_not_and_nothing_breaks(vera, article, words):
    assert queue(vera, article.project, Wanted(q=words)).rows == []


def test_words_are_found_in_any_script(vera, lena, project):
    found = story(lena, project, "Вибух у порту", "Сьогодні стався вибух.", language="uk")
    assert heads(queue(vera, project, Wanted(q="вибух порту"))) == [found.headline]


def test_only_the_newest_text_is_searched(vera, lena, article):
    from_now = TEXT.replace("12 crates", "14 kegs")
    add_revision(actor=lena, article_id=article.pk, text=from_now)
    assert queue(vera, article.project, Wanted(q="kegs")).rows
    assert not queue(vera, article.project, Wanted(q='"12 crates and"')).rows


def test_filters_narrow_by_state_language_and_story(edda, lena, project):
    plain, told = stories(lena, project, 2)
    arabic = story(lena, project, "خبر", language="ar", story="ferry")
    claim_on(edda, told)
    assert heads(queue(edda, project, Wanted(language="ar"))) == [arabic.headline]
    assert heads(queue(edda, project, Wanted(story="ferry"))) == [arabic.headline]
    assert heads(queue(edda, project, Wanted(state="draft"))) == [told.headline]
    assert heads(queue(edda, project, Wanted(state=UNTAGGED))) == [
        arabic.headline,
        plain.headline,
    ]


def test_pages_follow_each_other_without_gap_or_repeat(edda, lena, project, monkeypatch):
    monkeypatch.setattr(articles, "PAGE", 2)
    made = [each.headline for each in stories(lena, project, 5)][::-1]
    first = queue(edda, project, Wanted())
    second = queue(edda, project, Wanted(before=first.older))
    third = queue(edda, project, Wanted(before=second.older))
    assert [heads(first), heads(second), heads(third)] == [made[:2], made[2:4], made[4:]]
    assert (first.newer, third.older) == (None, None)
    back = queue(edda, project, Wanted(after=third.newer))
    assert heads(back) == made[2:4]
    assert heads(queue(edda, project, Wanted(after=back.newer))) == made[:2]


def test_the_cost_does_not_grow_with_rows(edda, emil, rita, lena, project):
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            queue(rita, project, Wanted(tab="review"))
            queue(edda, project, Wanted(tab="mine"))
            queue(edda, project, Wanted())
        return len(seen)

    def one(each: Article) -> None:
        submit(edda, ready(edda, each))
        claim_on(emil, each)
        claim_on(edda, each)

    [first] = stories(lena, project, 1)
    one(first)
    alone = cost()
    for each in stories(lena, project, 24):
        one(each)
    assert len(queue(edda, project, Wanted()).rows) == 25
    assert cost() == alone == 12


def test_no_page_counts_or_skips_all_rows(edda, project):
    with CaptureQueriesContext(connection) as seen:
        queue(edda, project, Wanted(before=7))
        tab_counts(edda, project, ["all"])
    for query in seen.captured_queries:
        assert "LIMIT" in query["sql"]
        assert "OFFSET" not in query["sql"]


def test_the_same_text_is_found_within_the_project_alone(lena, otto, project, other_project):
    here = create_article(actor=lena, project=project, text=TEXT)
    create_article(actor=otto, project=other_project, text=TEXT)
    assert articles.same_text(project, {here.revision.sha256, "0" * 64}) == [here.article]

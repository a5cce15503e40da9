"""The queue: what waits for whom, found by words and filters, page after page, at a fixed cost."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotations.models import Article
from annotations.queries import queue as queues
from annotations.queries.orders import Place
from annotations.queries.queue import NOBODY, UNTAGGED, Wanted, queue, tab_counts
from annotations.services.annotations import Part, create_annotation, delete_annotation
from annotations.services.articles import add_revision, create_article
from annotations.services.assignments import assign
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
    assert [str(person) for person in row.people] == ["Edda", "Emil"]
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
    monkeypatch.setattr(queues, "PAGE", 2)
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
        queue(edda, project, Wanted(before=Place(0, None, 7)))
        tab_counts(edda, project, ["all"])
    for query in seen.captured_queries:
        assert "LIMIT" in query["sql"]
        assert "OFFSET" not in query["sql"]


def ask(lena, article: Article, who, task: str = "annotate", days: int | None = None) -> None:
    due = None if days is None else timezone.localdate() + datetime.timedelta(days=days)
    assign(actor=lena, article_id=article.pk, username=who.username, task=task, due=due)


def test_mine_has_what_i_am_asked_for_once(edda, emil, lena, project):
    asked, both, others = stories(lena, project, 3)
    ask(lena, asked, edda)
    ask(lena, both, edda)
    claim_on(edda, both)
    ask(lena, others, emil)
    assert [row.article for row in queue(edda, project, Wanted(tab="mine")).rows] == [both, asked]
    assert tab_counts(edda, project, ["mine"]) == {"mine": 2}


def test_to_review_begins_with_what_i_am_asked_for(edda, rita, roy, lena, project, monkeypatch):
    monkeypatch.setattr(queues, "PAGE", 2)
    made = stories(lena, project, 5)
    for each in made:
        submit(edda, ready(edda, each))
    for each in (made[0], made[2], made[4]):
        ask(lena, each, rita, "review")
    ask(lena, made[3], roy, "review")
    wanted = [made[n].headline for n in (4, 2, 0, 3, 1)]
    first = queue(rita, project, Wanted(tab="review"))
    second = queue(rita, project, Wanted(tab="review", before=first.older))
    third = queue(rita, project, Wanted(tab="review", before=second.older))
    assert heads(first) + heads(second) + heads(third) == wanted
    assert third.older is None
    back = queue(rita, project, Wanted(tab="review", after=third.newer))
    assert heads(back) == wanted[2:4]


def test_a_row_tells_who_is_asked_first_and_the_first_day(edda, emil, rita, lena, article, claim):
    ask(lena, article, emil, days=3)
    ask(lena, article, rita, "review", days=1)
    [row] = queue(edda, article.project, Wanted()).rows
    asked = [(str(each.assignee), each.task) for each in row.assignments]
    assert asked == [("Rita", "review"), ("Emil", "annotate")]
    assert row.due == timezone.localdate() + datetime.timedelta(days=1)
    assert row.others == [edda]


def test_filters_narrow_by_who_is_asked_and_by_when(edda, emil, lena, project):
    late, soon, later, undated, nobodys = stories(lena, project, 5)
    for article, who, days in [
        (late, edda, -1),
        (soon, emil, 6),
        (later, emil, 7),
        (undated, edda, None),
    ]:
        ask(lena, article, who, days=days)

    def found(**wanted: str) -> list[str]:
        return heads(queue(edda, project, Wanted(**wanted)))

    assert found(assignee="emil") == [later.headline, soon.headline]
    assert found(assignee="nobody-here") == []
    assert found(assignee=NOBODY) == [nobodys.headline]
    assert found(due="overdue") == [late.headline]
    assert found(due="week") == [soon.headline]
    assert found(due="none") == [nobodys.headline, undated.headline]
    assert found(due="none", assignee="edda") == [undated.headline]


def every_page(user, project, **wanted) -> list[str]:
    """Read on to the end, and back again to the beginning: the same both ways."""
    page = queue(user, project, Wanted(**wanted))
    pages = [heads(page)]
    while page.older:
        page = queue(user, project, Wanted(**wanted, before=page.older))
        pages.append(heads(page))
    back = [heads(page)]
    while page.newer:
        page = queue(user, project, Wanted(**wanted, after=page.newer))
        back.append(heads(page))
    assert back[::-1] == pages
    return [head for page in pages for head in page]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_what_waits_longest_comes_first(edda, rita, lena, project, monkeypatch, size):
    monkeypatch.setattr(queues, "PAGE", size)
    made = stories(lena, project, 5)
    for number in (3, 0, 4):
        submit(edda, ready(edda, made[number]))
    claim_on(edda, made[1])
    wanted = [made[n].headline for n in (3, 0, 4, 2, 1)]
    assert every_page(rita, project, sort="waiting") == wanted
    assert every_page(rita, project, sort="waiting", tab="review") == wanted[:3]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_what_is_due_first_comes_first(edda, emil, rita, lena, project, monkeypatch, size):
    monkeypatch.setattr(queues, "PAGE", size)
    made = stories(lena, project, 6)
    for number, days in [(1, 4), (2, -2), (3, 4), (4, 9)]:
        ask(lena, made[number], edda, days=days)
    ask(lena, made[4], emil, days=1)
    ask(lena, made[0], emil)
    wanted = [made[n].headline for n in (2, 4, 3, 1, 5, 0)]
    assert every_page(rita, project, sort="due") == wanted
    assert every_page(edda, project, sort="due", tab="mine") == [
        made[n].headline for n in (2, 4, 3, 1)
    ]


def test_two_days_of_one_article_show_it_once(edda, emil, lena, article):
    ask(lena, article, edda, days=2)
    ask(lena, article, emil, days=2)
    assert len(queue(edda, article.project, Wanted(sort="due")).rows) == 1


def test_a_place_stays_where_it_was_though_its_article_moved(
    edda, rita, lena, project, monkeypatch
):
    monkeypatch.setattr(queues, "PAGE", 2)
    made = stories(lena, project, 4)
    claims = [ready(edda, each) for each in made]
    for claim in claims:
        submit(edda, claim)
    first = queue(rita, project, Wanted(sort="waiting"))
    assert heads(first) == [made[0].headline, made[1].headline]
    decide(edda, rita, claims[1])
    later = queue(rita, project, Wanted(sort="waiting", before=first.older))
    assert heads(later) == [made[2].headline, made[3].headline]


@pytest.mark.parametrize("text", ["1.5.7", "0..12", "9.99999999999999999.999999999999999999"])
def test_any_place_can_be_asked_for(edda, project, text):
    place = Place.read(text)
    assert str(place) == text
    for sort in ("newest", "waiting", "due"):
        assert queue(edda, project, Wanted(sort=sort, before=place)).rows == []
        assert queue(edda, project, Wanted(sort=sort, after=place)).rows == []


@pytest.mark.parametrize("text", ["", "7", "-1", "1.-2.3", "0..x", "0..1\n", "0..٣", "10..1"])
def test_what_is_no_place_is_none(text):
    with pytest.raises(ValueError, match="no place"):
        Place.read(text)


def test_the_orders_cost_the_same_for_more_rows(edda, rita, lena, project):
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            for tab in ("review", "mine", "all"):
                for sort in ("newest", "waiting", "due"):
                    queue(rita, project, Wanted(tab=tab, sort=sort))
        for query in seen.captured_queries:
            assert "OFFSET" not in query["sql"]
        return len(seen)

    def one(article: Article) -> None:
        submit(edda, ready(edda, article))
        claim_on(rita, article)
        ask(lena, article, rita, "review", days=1)

    [first] = stories(lena, project, 1)
    one(first)
    alone = cost()
    for each in stories(lena, project, 26):
        one(each)
    assert cost() == alone == 36

"""Filtering the claims of the review page: what matches, what steps back, what comes next."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.services.links import add_link
from tests.people import tag
from tests.signoff import submit
from tests.web.reviewing import (
    COMPLETE,
    card,
    edit,
    of_article,
    page,
    told,
    url,
    verdict,
)

pytestmark = pytest.mark.django_db


def dimmed(html: str) -> set[str]:
    return set(re.findall(r'class="chip [^"]*is-out" id="[^"]*" [^>]*data-label="(\w+)"', html))


def test_without_a_filter_nothing_steps_back(as_rita, three):
    html = page(as_rita, three[0])
    assert dimmed(html) == set()
    assert "claims match" not in html
    assert "data-matches" not in html


def test_a_finding_is_filtered_by_the_address(as_rita, three):
    html = page(as_rita, three[0], "?finding=disputed")
    assert dimmed(html) == {"C1"}
    assert "2 of 3 claims match" in html
    assert (
        '<option value="disputed" selected>Disputed (denied or contradicted, unresolved) (2)'
        in html
    )
    todo = f'data-todo="{three[1].pk} {three[2].pk}"'
    assert todo in html
    assert f"?finding=disputed&amp;claim={three[0].pk}#chip" in html or (
        f"?finding=disputed&claim={three[0].pk}#chip" in html
    )


def test_type_priority_and_signoff_are_filtered_together(as_rita, three, edda, rita):
    edit(edda, three[1], attributes={"type": "casualty_count", "priority": "high"})
    edit(edda, three[2], attributes={"type": "casualty_count", "priority": "low"})
    submit(edda, three[1])
    assert dimmed(page(as_rita, three[0], "?type=casualty_count")) == {"C1"}
    assert dimmed(page(as_rita, three[0], "?type=casualty_count&priority=high")) == {"C1", "C3"}
    assert dimmed(page(as_rita, three[0], "?signoff=draft")) == {"C1", "C2"}
    as_rita.post(url("decide", three[0]), verdict(rita, three[0]))
    assert dimmed(page(as_rita, three[0], "?signoff=mine")) == {"C1", "C3"}
    assert dimmed(page(as_rita, three[0], "?signoff=approved")) == {"C2", "C3"}


def test_changed_since_approval_is_what_was_approved_and_handed_in_otherwise(
    as_rita, three, edda, rita
):
    for one in three:
        as_rita.post(url("decide", one), verdict(rita, one))
    edit(edda, three[0], note="Counted again.")
    assert dimmed(page(as_rita, three[0], "?changed=1")) == {"C1", "C2", "C3"}  # a draft waits
    submit(edda, three[0])
    assert dimmed(page(as_rita, three[0], "?changed=1")) == {"C2", "C3"}
    html = card(as_rita, three[0])
    assert "Changed since approval" in html
    assert "Since Rita approved it" in html
    assert "<ins>Counted again.</ins>" in html
    assert re.search(r"Edda, <time", html)
    as_rita.post(url("decide", three[0]), verdict(rita, three[0]))
    assert dimmed(page(as_rita, three[0], "?changed=1")) == {"C1", "C2", "C3"}
    assert "Changed since approval" not in card(as_rita, three[0])


def test_the_next_claim_is_one_that_the_filter_takes(as_rita, three, rita):
    edit(three[0].author, three[1], desk_status="unverified")
    submit(three[0].author, three[1])
    values = verdict(rita, three[1])
    html = as_rita.post(f"{url('decide-card', three[1])}?finding=disputed", values)
    assert f'data-card="{three[2].pk}"' in html.content.decode()
    as_rita.post(url("retract", three[1]))
    plain = as_rita.post(f"{url('decide', three[1])}?finding=disputed", verdict(rita, three[1]))
    assert f"?finding=disputed&claim={three[2].pk}" in plain.url


def test_the_script_gets_what_the_filter_takes(as_rita, three):
    response = as_rita.get(of_article("review-filter", three[0]) + "?finding=disputed&type=")
    html = response.content.decode()
    assert f'data-matches="{three[1].pk} {three[2].pk}"' in html
    assert 'id="tally"' in html
    assert told(response, "filtered") == {"query": "?finding=disputed"}


@pytest.mark.parametrize("query", ["?signoff=nonsense", f"?finding={'x' * 41}", "?type=%00"])
def test_a_filter_that_there_is_not_is_malformed(query, as_rita, three):
    assert as_rita.get(of_article("article-review", three[0]) + query).status_code == 400


def test_a_term_that_no_claim_has_matches_none(as_rita, three):
    html = page(as_rita, three[0], "?finding=correct")
    assert "0 of 3 claims match, none for you to decide" in html


def test_page_and_filter_cost_the_same_whatever_matches(as_rita, three, edda, revision):
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert as_rita.get(address).status_code == 200
        return len(captured)

    whole = of_article("article-review", three[0])
    addresses = [whole, f"{whole}?finding=disputed", of_article("review-filter", three[0])]
    queries(whole)
    before = [queries(address) for address in addresses]
    for quote in ["3 barrels", "12 crates", "the ferry was never at risk"]:
        submit(edda, tag(edda, revision, "claim", quote, **COMPLETE))
    assert [queries(address) for address in addresses] == before
    assert before[0] == before[1]
    assert max(before) <= 23


def test_the_card_costs_the_same_for_one_repeat_and_for_many(as_rita, three, edda, revision):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            card(as_rita, three[0])
        return len(captured)

    queries()
    before = queries()
    for quote in ["3 barrels", "the ferry was never at risk"]:
        made = tag(edda, revision, "claim", quote, **COMPLETE)
        add_link(actor=edda, annotation_id=made.pk, type="repeats", target_id=three[0].pk)
        submit(edda, made)
    assert queries() == before
    assert before <= 24

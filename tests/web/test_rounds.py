"""The review page as a whole: repeats, what was opened, undo, finishing."""

import pytest
from django.test import Client
from django.urls import reverse

from annotations.models import Annotation, Decision, FinishedReview, Notice, Project
from annotations.services.articles import create_article
from annotations.services.fragments import Part
from annotations.services.links import add_link, remove_link
from tests.people import TEXT, tag
from tests.signoff import decide, submit
from tests.web.reviewing import (
    COMPLETE,
    card,
    edit,
    now,
    of_article,
    page,
    pair,
    seen_by,
    signed_in,
    states,
    told,
    url,
    verdict,
)

pytestmark = pytest.mark.django_db

# Together with its repeats ---------------------------------------------------------------------


def test_the_card_lists_each_repeat_with_words_finding_and_how(as_rita, three, rita):
    html = card(as_rita, three[0])
    assert "Decide together with its repeats" in html
    for one in three[1:]:
        assert html.count(f'value="{pair(rita, one)}"') == 3  # once beside each verdict
    assert "Firmer" in html
    assert "Altered" in html
    assert "<strong>lost 12 crates</strong>" in html
    assert "Disputed" in html
    assert "Decide together" not in card(as_rita, three[1])


def test_what_cannot_be_decided_with_it_is_left_out_and_said(as_rita, three, edda, rita, roy):
    edit(rita, three[1], note="Mine.")
    submit(edda, three[1])
    signed_in(roy).post(url("decide", three[2]), verdict(roy, three[2]))
    html = card(as_rita, three[0])
    assert "C2 is your own work and stays." in html
    assert "C3 stays: Approved." in html
    assert 'name="repeats"' not in html


def test_a_repeat_in_another_story_is_named_with_its_headline(as_rita, claim, edda, project, lena):
    text = TEXT.replace("Ferry to", "Second ferry to")
    other = create_article(actor=lena, project=project, text=text).article.current_revision
    elsewhere = tag(edda, other, "claim", "12 crates", **COMPLETE)
    add_link(actor=edda, annotation_id=elsewhere.pk, type="repeats", target_id=claim.pk)
    for one in (claim, elsewhere):
        submit(edda, one)
    html = card(as_rita, claim)
    assert "Second ferry to Quill Island lost 12 crates, harbour says" in html
    assert f"/articles/{elsewhere.article_id}/review?claim={elsewhere.pk}" in html


@pytest.mark.parametrize("name", ["decide", "decide-card"])
def test_ticked_repeats_get_the_same_verdict(name, as_rita, three, rita):
    repeats = [pair(rita, one) for one in three[1:]]
    response = as_rita.post(url(name, three[0]), verdict(rita, three[0], repeats=repeats))
    assert states() == ["approved"] * 3
    said = "C1 is approved. So are those that repeat it: C2, C3."
    if name == "decide-card":
        assert told(response)["said"] == said
        html = response.content.decode()
        assert 'id="row-0" hx-swap-oob="true"' in html  # C2 stands in the headline
        assert 'id="row-1" hx-swap-oob="true"' in html
    else:
        assert said in as_rita.get(response.url).content.decode()


@pytest.mark.parametrize("name", ["decide", "decide-card"])
def test_a_repeat_that_changed_is_named_and_nothing_is_stored(name, as_rita, three, edda, rita):
    repeats = [pair(rita, one) for one in three[1:]]
    values = verdict(
        rita, three[0], "reject", repeats=repeats, reasons=["duplicate"], comment="No."
    )
    edit(edda, three[2], note="Counted again.")
    submit(edda, three[2])
    response = as_rita.post(url(name, three[0]), values)
    html = response.content.decode()
    assert response.status_code == 409
    assert "C3 changed since you looked. No decision was stored, on none of them." in html
    assert f'value="{pair(rita, three[2])}"' in html  # as it is now, to be looked at again
    assert repeats[1] not in html
    assert "No.</textarea>" in html
    assert states() == ["submitted"] * 3


def test_own_work_among_the_repeats_is_refused_in_words(as_rita, three, edda, rita):
    edit(rita, three[1], note="Mine.")
    submit(edda, three[1])
    values = verdict(rita, three[0], repeats=[pair(rita, three[1])])
    response = as_rita.post(url("decide-card", three[0]), values)
    assert response.status_code == 403
    assert "You worked on C2" in response.content.decode()
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "repeats", [["x"], ["C2"], [":"], ["0" * 36 + ":" + "0" * 64], ["a" * 101], ["\0"]]
)
def test_repeats_that_no_form_of_ours_sends_are_malformed(repeats, as_rita, three, rita):
    values = verdict(rita, three[0], repeats=repeats)
    assert as_rita.post(url("decide", three[0]), values).status_code == 400
    assert not Decision.objects.exists()


def test_a_refusal_goes_on_where_that_is_asked(as_rita, three, rita):
    values = verdict(rita, three[1], "reject", reasons=["duplicate"], then="next")
    html = as_rita.post(url("decide-card", three[1]), values).content.decode()
    assert f'data-card="{three[0].pk}"' in html


# What was opened -------------------------------------------------------------------------------


def approve(client: Client, claim: Annotation, claims: list[str], query: str = ""):
    return client.post(of_article("review-approve", claim) + query, {"claims": claims})


def test_what_was_opened_is_approved_with_its_rows_and_counts(as_rita, three, rita):
    response = approve(as_rita, three[0], [pair(rita, one) for one in three[:2]])
    html = response.content.decode()
    assert response.status_code == 200
    assert states() == ["approved", "approved", "submitted"]
    assert told(response)["said"] == "2 claims approved: C1, C2."
    assert f'data-card="{three[2].pk}"' in html  # the next that is left
    assert "2 of 3 claims decided" in html


def test_one_that_changed_is_named_and_none_is_approved(as_rita, three, edda, rita):
    opened = [pair(rita, one) for one in three]
    edit(edda, three[1], note="Counted again.")
    submit(edda, three[1])
    response = approve(as_rita, three[0], opened)
    assert response.status_code == 409
    assert response.headers["HX-Reswap"] == "none"
    assert told(response)["said"].startswith("C2 changed since you looked.")
    assert told(response)["only"] is True
    assert f'data-version="{now(three[1]).version}"' in response.content.decode()
    assert not Decision.objects.exists()


def test_approving_needs_the_hash_that_a_card_gives(as_rita, three):
    for claims in ([f"{three[0].pk}:"], [f"{three[0].pk}"], [f"{three[0].pk}:{'g' * 64}"]):
        assert approve(as_rita, three[0], claims).status_code == 400
    assert approve(as_rita, three[0], [f"{three[0].pk}:{'0' * 64}"]).status_code == 409
    response = approve(as_rita, three[0], [])
    assert (response.status_code, told(response)["refused"]) == (422, "nothing_chosen")
    assert approve(as_rita, three[0], [f"{three[0].pk}:{'0' * 64}"] * 201).status_code == 400
    assert not Decision.objects.exists()


def test_the_page_itself_gives_no_hash_away(as_rita, three, rita):
    html = page(as_rita, three[0])
    for one in three:
        assert seen_by(rita, one) not in html


@pytest.mark.parametrize(("who", "status"), [("vera", 403), ("edda", 403), ("otto", 404)])
def test_only_reviewers_of_the_project_finish_undo_and_approve(who, status, three, rita, request):
    client = signed_in(request.getfixturevalue(who))
    claims = {"claims": [pair(rita, three[0])]}
    for name in ("review-approve", "review-undo", "review-undo-card", "review-finish"):
        assert client.post(of_article(name, three[0]), claims).status_code == status
    for name in ("review-filter", "review-finish"):
        assert client.get(of_article(name, three[0])).status_code == status
    assert not Decision.objects.exists()
    assert not FinishedReview.objects.exists()


# Undo and finishing ----------------------------------------------------------------------------


def test_undo_goes_back_claim_by_claim_and_shows_each(as_rita, three, rita):
    for one in three:
        as_rita.post(url("decide", one), verdict(rita, one))
    assert "Take C3 back" in page(as_rita, three[0])
    response = as_rita.post(of_article("review-undo-card", three[0]))
    assert told(response)["said"] == "Your decision on C3 is taken back."
    assert f'data-card="{three[2].pk}"' in response.content.decode()
    assert "Take C2 back" in response.content.decode()
    plain = as_rita.post(of_article("review-undo", three[0]))
    assert f"claim={three[1].pk}" in plain.url
    assert states() == ["approved", "submitted", "submitted"]


def test_undo_with_nothing_to_undo_says_so(as_rita, three):
    plain = as_rita.post(of_article("review-undo", three[0]))
    assert plain.status_code == 409
    assert "There is no decision of yours here" in plain.content.decode()
    response = as_rita.post(of_article("review-undo-card", three[0]))
    assert (response.status_code, told(response)["only"]) == (409, True)


def test_finishing_is_a_page_without_scripts_and_tells_the_editor(as_rita, three, rita):
    as_rita.post(url("decide", three[0]), verdict(rita, three[0]))
    html = as_rita.get(of_article("review-finish", three[0])).content.decode()
    assert "2 claims are still open" in html
    assert "When you finish, these people are told: Edda." in html
    response = as_rita.post(of_article("review-finish", three[0]))
    assert response.url == "/?project=harbour&tab=review"
    said = as_rita.get(response.url).content.decode()
    assert "is finished: 1 approved, 0 sent back, 0 rejected, 2 open. Edda is told now." in said
    assert FinishedReview.objects.get().reviewer == rita


def test_after_finishing_the_card_says_why_the_decision_stays(as_rita, three, rita):
    as_rita.post(url("decide", three[0]), verdict(rita, three[0]))
    as_rita.post(of_article("review-finish", three[0]))
    html = card(as_rita, three[0])
    assert "and finished the review on" in html
    assert "Take back" not in html
    response = as_rita.post(url("retract-card", three[0]))
    assert response.status_code == 409
    assert "Edda was told. So your decision stays." in response.content.decode()
    html = as_rita.get(of_article("review-finish", three[0])).content.decode()
    assert "have decided nothing since" in html
    again = as_rita.post(of_article("review-finish", three[0]))
    assert "already" in as_rita.get(again.url).content.decode()


def test_the_editors_inbox_has_it_only_after_finishing(as_rita, three, rita, edda):
    as_rita.post(url("decide", three[0]), verdict(rita, three[0]))
    held = Notice.objects.get(recipient=edda)
    as_rita.post(of_article("review-finish", three[0]))
    assert Notice.objects.get(recipient=edda).told_at < held.told_at


# Nothing to decide -----------------------------------------------------------------------------


def test_a_story_without_claims_says_so(as_rita, article):
    html = as_rita.get(reverse("article-review", args=[article.pk])).content.decode()
    assert "This story has no claims yet, so there is nothing to decide." in html


def test_when_all_is_decided_the_page_says_what_to_do(as_rita, three, rita, edda):
    for one in three:
        as_rita.post(url("decide", one), verdict(rita, one))
    assert "All 3 claims are decided. Finish the review." in page(as_rita, three[0])


def test_when_nothing_is_left_for_oneself_the_page_says_why(as_rita, three, rita, edda):
    for one in three[:2]:
        as_rita.post(url("decide", one), verdict(rita, one))
    edit(rita, three[2], note="Mine.")
    submit(edda, three[2])
    html = page(as_rita, three[0])
    assert "Nothing is left for you to decide. 1 claim is open: your own work" in html


# What was written, what changed ----------------------------------------------------------------


def test_what_was_written_is_kept_where_no_form_could_hold_it(as_rita, three, rita, roy):
    values = verdict(rita, three[0], "reject", reasons=["duplicate"], comment="See the headline.")
    signed_in(roy).post(url("decide", three[0]), verdict(roy, three[0]))
    html = as_rita.post(url("decide-card", three[0]), values).content.decode()
    assert "What you wrote:" in html
    assert "See the headline." in html


def test_the_card_tells_what_happened_since_a_version(as_rita, three, edda):
    opened = three[0].version
    edit(edda, three[0], desk_status="disputed")
    submit(edda, three[0])
    html = card(as_rita, three[0], f"?opened={opened}")
    assert "Changed since you opened it" in html
    assert "<del>Not independently verified</del><ins>Disputed" in html
    assert "Changed since you opened it" not in card(as_rita, three[0])
    assert as_rita.get(f"{url('card', three[0])}?opened=x").status_code == 400


def test_moved_words_links_and_evidence_are_told_word_by_word(as_rita, three, edda, rita, source):
    claim = three[0]
    as_rita.post(url("decide", claim), verdict(rita, claim))
    text = claim.revision.text
    parts = [Part(text.index("12 crates"), text.index("12 crates") + 9, "12 crates")]
    edit(edda, claim, fragments=parts)
    remove_link(actor=edda, annotation_id=claim.pk, type="attributed_to", target_id=source.pk)
    add_link(actor=edda, annotation_id=claim.pk, type="denied_by", target_id=source.pk)
    edit(edda, claim, no_source_given=True)
    submit(edda, claim)
    html = card(as_rita, claim)
    assert "<del>rests on" in html.replace("\n", "") or "<del>rests on</del>" in html
    assert "denied by" in html
    assert "were lost</del>" in html


def test_words_that_moved_to_the_same_words_elsewhere_are_told_with_their_place(
    as_rita, edda, rita, revision
):
    made = tag(edda, revision, "claim", "12 crates", **COMPLETE)  # in the headline
    decide(edda, rita, made)
    start = revision.text.index("12 crates", made.fragments[0].end)
    edit(edda, made, fragments=[Part(start, start + 9, "12 crates")])
    submit(edda, made)
    html = card(as_rita, made)
    since = html[html.index('class="since"') :]
    assert "<del>" in since[: since.index("</section>")]
    assert "12 crates" in since


def test_two_approvals_are_counted_and_the_second_person_sees_the_first(as_rita, three, rita, roy):
    Project.objects.update(required_approvals=2)
    repeats = [pair(rita, three[1])]
    response = as_rita.post(url("decide-card", three[0]), verdict(rita, three[0], repeats=repeats))
    assert told(response)["said"].startswith("C1 has 1 of 2 approvals.")
    assert "You have decided on C2." in card(as_rita, three[0])
    assert "1 of 2 approvals" in card(signed_in(roy), three[0])

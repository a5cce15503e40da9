"""The review page: what its card shows, what each form answers, and who may send it."""

import json
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.models import Annotation, Decision, Project
from annotations.queries.review_cards import review_card
from annotations.services import reviews
from annotations.services.annotations import update_annotation
from annotations.services.comments import add_comment
from annotations.services.evidence import add_evidence
from annotations.services.links import add_link
from tests.people import tag
from tests.signoff import decide, submit

pytestmark = pytest.mark.django_db

VERBS = ["decide", "retract", "withdraw", "talk"]


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def as_rita(rita) -> Client:
    return signed_in(rita)


@pytest.fixture
def waiting(claim, edda) -> Annotation:
    """The claim, handed in."""
    submit(edda, claim)
    claim.refresh_from_db()
    return claim


def url(name: str, claim: Annotation) -> str:
    return reverse(f"review-{name}", args=[claim.pk])


def page_url(claim: Annotation, shown: bool = True) -> str:
    address = reverse("article-review", args=[claim.article_id])
    return f"{address}?claim={claim.pk}" if shown else address


def seen_by(user, claim: Annotation) -> str:
    return review_card(Annotation.objects.get(pk=claim.pk), user).hash


def verdict(claim: Annotation, user, verdict="approve", **values) -> dict:
    return {"verdict": verdict, "seen": seen_by(user, claim), "version": claim.version, **values}


def card(client: Client, claim: Annotation) -> str:
    return client.get(url("card", claim)).content.decode()


def told(response) -> dict:
    return json.loads(response.headers["HX-Trigger-After-Settle"])["stet:reviewed"]


def state(claim: Annotation) -> str:
    return Annotation.objects.get(pk=claim.pk).state


# The page --------------------------------------------------------------------------------------


def test_the_page_has_the_article_and_the_progress(as_rita, waiting):
    html = as_rita.get(page_url(waiting, shown=False)).content.decode()
    assert f'id="chip-{waiting.pk}"' in html
    assert f'href="{page_url(waiting)}#chip-{waiting.pk}"' in html
    assert "0 of 1 claim decided" in html
    assert f'data-todo="{waiting.pk}"' in html
    assert "hidden></aside>" in html


def test_an_address_with_a_claim_opens_its_card(as_rita, waiting):
    html = as_rita.get(page_url(waiting)).content.decode()
    assert f'data-card="{waiting.pk}"' in html
    assert html.count('name="seen"') == 3


@pytest.mark.parametrize("wanted", ["nonsense", "0192f0c1-0000-7000-8000-000000000000"])
def test_an_address_with_no_such_claim_is_not_found(as_rita, waiting, wanted):
    assert as_rita.get(f"{page_url(waiting, shown=False)}?claim={wanted}").status_code == 404


def test_sources_and_markers_have_no_verdict_card(as_rita, waiting, source):
    assert as_rita.get(url("card", source)).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("vera", 403), ("edda", 403), ("otto", 404)])
def test_only_reviewers_and_leads_of_the_project_review(who, status, waiting, request):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(page_url(waiting)).status_code == status
    assert client.get(url("card", waiting)).status_code == status
    for verb in VERBS:
        for name in (verb, f"{verb}-card"):
            assert client.post(url(name, waiting), {"verdict": "approve"}).status_code == status
    assert not Decision.objects.exists()


def test_who_is_not_signed_in_is_sent_to_sign_in(waiting):
    response = Client().post(url("decide-card", waiting), {"verdict": "approve"})
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_reading_needs_get_and_deciding_needs_post(as_rita, waiting):
    assert as_rita.post(page_url(waiting)).status_code == 405
    assert as_rita.get(url("decide", waiting)).status_code == 405


# The card --------------------------------------------------------------------------------------


@pytest.fixture
def rich(claim, source, marker, edda, emil, revision) -> Annotation:
    """A claim with everything that a card can show, handed in."""

    def edit(annotation, **values):
        annotation.refresh_from_db()
        update_annotation(
            actor=edda, annotation_id=annotation.pk, version=annotation.version, **values
        )

    figure = {"value": 12, "unit": "crates", "bound": "at_least", "as_of": "Monday morning"}
    edit(
        claim,
        attributes={"type": "numerical", "mode": "indirect", "figure": figure},
        normalised_claim="At least twelve crates were lost.",
        note="The register\nhas the same number.",
    )
    edit(source, attributes={"identity": "Quill harbour", "type": "named_group", "party": True})
    edit(marker, attributes={"polarity": "not_verified", "modality": "could_not"})
    other = tag(emil, revision, "claim", "lost 12 crates", desk_status="unverified")
    add_link(actor=emil, annotation_id=claim.pk, type="repeats", target_id=other.pk, how="firmer")
    add_evidence(
        actor=edda,
        annotation_id=claim.pk,
        id=uuid.uuid4(),
        medium="call",
        stance="supports",
        excerpt="Yes, twelve.",
        locator="second minute",
        checked_by="edda",
    )
    add_comment(actor=emil, annotation_id=claim.pk, id=uuid.uuid4(), text="Who counted?")
    submit(edda, claim)
    claim.refresh_from_db()
    return claim


@pytest.mark.parametrize(
    "shown",
    [
        "Claim C1",
        "Waiting for sign-off",
        "tagged by Edda",
        "with Emil",
        "<strong>12 crates</strong>",
        " said ",
        "<strong>were lost</strong>",
        "At least twelve crates were lost.",
        "Not independently verified",
        "Other figure",
        "At least 12 crates, as of Monday morning",
        "Reported speech",
        "The register<br>has the same number.",
        "Rests on",
        '<q dir="auto">The harbour office</q>',
        "Quill harbour",
        "Named group or body",
        "Party to the conflict",
        "Marked by",
        "could not be independently verified</q>",
        "Could not",
        "Repeats",
        "Firmer",
        "lost 12 crates</q>",
        "Supports",
        "Yes, twelve.",
        "second minute · edda",
        "Who counted?",
        "Wrong boundaries",
    ],
)
def test_the_card_says_in_words_what_is_stored(shown, as_rita, rich):
    assert shown in card(as_rita, rich)


def test_everything_on_the_card_is_escaped(as_rita, claim, edda):
    edit = {"note": "<script>alert(1)</script>", "normalised_claim": "<b>bold</b>"}
    update_annotation(actor=edda, annotation_id=claim.pk, version=claim.version, **edit)
    submit(edda, claim)
    html = card(as_rita, claim)
    assert "<script>" not in html
    assert "<b>bold</b>" not in html


def test_ones_own_work_has_no_verdicts_but_a_sentence(as_rita, claim, edda, rita):
    update_annotation(actor=rita, annotation_id=claim.pk, version=claim.version, note="Mine too.")
    submit(edda, claim)
    html = card(as_rita, claim)
    assert "You worked on this claim, so somebody else has to decide on it." in html
    assert 'name="seen"' not in html
    assert 'data-todo=""' in as_rita.get(page_url(claim)).content.decode()


def test_a_draft_has_no_verdicts(as_rita, claim):
    html = card(as_rita, claim)
    assert "The editor has not handed it in." in html
    assert 'name="seen"' not in html


def test_the_card_counts_the_approvals_that_are_asked_for(as_rita, waiting, rita, roy):
    Project.objects.update(required_approvals=2)
    assert "0 of 2 approvals" in card(as_rita, waiting)
    as_rita.post(url("decide", waiting), verdict(waiting, rita))
    html = card(as_rita, waiting)
    assert "1 of 2 approvals" in html
    assert "You approved" in html
    assert 'name="seen"' not in html
    assert "1 of 2 approvals" in card(signed_in(roy), waiting)


def test_a_resubmitted_claim_shows_the_earlier_decision_and_what_changed(
    as_rita, claim, edda, rita
):
    decide(
        edda, rita, claim, "request_changes", reasons=["wrong_normalisation"], comment="Too strong."
    )
    claim.refresh_from_db()
    edited = update_annotation(
        actor=edda, annotation_id=claim.pk, version=claim.version, desk_status="disputed"
    )
    note = {"note": "Twelve, says the register."}
    update_annotation(actor=edda, annotation_id=claim.pk, version=edited.version, **note)
    submit(edda, claim)
    html = card(as_rita, claim)
    assert "Since Rita decided" in html
    assert "<del>Not independently verified</del><ins>Disputed" in html
    assert "<ins>Twelve, says the register.</ins>" in html
    assert "Wrong normalised claim" in html
    assert "Too strong." in html


def test_a_decision_that_was_taken_back_says_so(as_rita, waiting, rita):
    as_rita.post(url("decide", waiting), verdict(waiting, rita))
    as_rita.post(url("retract", waiting))
    html = card(as_rita, waiting)
    assert "taken back" in html
    assert "Since Rita decided" not in html


def test_the_page_costs_the_same_for_one_claim_and_for_many(as_rita, rich, edda, revision):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert as_rita.get(page_url(rich)).status_code == 200
        return len(captured)

    queries()  # the first request notes in the session when it was used
    before = queries()
    for quote in ["3 barrels", "12 crates", "on Monday", "the ferry was never at risk"]:
        made = tag(edda, revision, "claim", quote, desk_status="unverified", no_source_given=True)
        add_link(actor=edda, annotation_id=rich.pk, type="contradicts", target_id=made.pk)
        submit(edda, made)
    submit(edda, rich)
    assert queries() == before
    assert before <= 41


# Deciding --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "expected"),
    [("approve", "approved"), ("request_changes", "changes_requested"), ("reject", "rejected")],
)
def test_a_plain_form_decides_and_goes_back_to_the_claim(given, expected, as_rita, waiting, rita):
    values = verdict(waiting, rita, given, reasons=["wrong_source"], comment="One\r\ntwo.")
    response = as_rita.post(url("decide", waiting), values)
    assert response.status_code == 302
    assert response.url == f"{page_url(waiting)}#chip-{waiting.pk}"
    assert state(waiting) == expected
    decision = Decision.objects.get()
    assert (decision.reviewer, decision.comment) == (rita, "One\ntwo.")
    assert "C1" in as_rita.get(response.url).content.decode()


@pytest.fixture
def three(waiting, edda, revision) -> list[Annotation]:
    """Three claims in reading order, handed in; the middle one is the claim of the fixture."""

    def another(quote: str) -> Annotation:
        made = tag(edda, revision, "claim", quote, desk_status="unverified", no_source_given=True)
        submit(edda, made)
        return made

    return [another("lost 12 crates"), waiting, another("the ferry was never at risk")]


def test_an_approval_goes_on_to_the_next_claim_that_is_left(as_rita, three, rita):
    first, second, third = three
    response = as_rita.post(url("decide", second), verdict(second, rita))
    assert f"claim={third.pk}" in response.url
    response = as_rita.post(url("decide", third), verdict(third, rita))
    assert f"claim={first.pk}" in response.url
    response = as_rita.post(url("decide", first), verdict(first, rita))
    assert f"claim={first.pk}" in response.url
    html = as_rita.get(response.url).content.decode()
    assert "3 of 3 claims decided" in html
    assert "All 3 claims are decided" in html


def test_the_script_gets_the_next_card_the_touched_row_and_the_counts(as_rita, three, rita):
    _, second, third = three
    response = as_rita.post(url("decide-card", second), verdict(second, rita))
    html = response.content.decode()
    assert response.status_code == 200
    assert f'data-card="{third.pk}"' in html
    assert 'id="row-0" hx-swap-oob="true"' in html
    assert "row-1" not in html
    assert "1 of 3 claims decided" in html
    assert "1 approved" in html
    assert told(response) == {"said": "C1 is approved.", "decided": str(second.pk), "refused": ""}


def test_a_refusal_stays_on_the_claim(as_rita, three, rita):
    second = three[1]
    values = verdict(second, rita, "reject", reasons=["duplicate"])
    response = as_rita.post(url("decide-card", second), values)
    assert f'data-card="{second.pk}"' in response.content.decode()
    assert told(response)["said"] == "C1 is rejected."


def test_the_first_of_two_approvals_says_how_many_there_are(as_rita, waiting, rita):
    Project.objects.update(required_approvals=2)
    response = as_rita.post(url("decide-card", waiting), verdict(waiting, rita))
    assert told(response)["said"] == "C1 has 1 of 2 approvals."


@pytest.mark.parametrize("name", ["decide", "decide-card"])
def test_a_refusal_without_a_reason_keeps_what_was_written(name, as_rita, waiting, rita):
    values = verdict(waiting, rita, "request_changes", comment="The number is wrong.")
    response = as_rita.post(url(name, waiting), values)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Choose at least one reason" in html
    assert "The number is wrong.</textarea>" in html
    assert 'data-verdict="request_changes" open' in html
    assert state(waiting) == "submitted"


@pytest.mark.parametrize("name", ["decide", "decide-card"])
def test_a_claim_that_changed_meanwhile_is_shown_anew_and_nothing_is_stored(
    name, as_rita, waiting, edda, rita
):
    old = verdict(waiting, rita, "reject", reasons=["duplicate"], comment="See C2.")
    note = {"note": "Three barrels were found since."}
    update_annotation(actor=edda, annotation_id=waiting.pk, version=waiting.version, **note)
    submit(edda, waiting)
    response = as_rita.post(url(name, waiting), old)
    html = response.content.decode()
    assert response.status_code == 409
    assert "This claim changed since you opened it. No decision was stored." in html
    assert "<ins>Three barrels were found since.</ins>" in html
    assert "Look again" in html
    assert "See C2.</textarea>" in html
    assert f'name="seen" value="{seen_by(rita, waiting)}"' in html
    assert old["seen"] not in html
    assert not Decision.objects.exists()


def test_a_changed_source_is_named_as_the_cause(as_rita, waiting, source, edda, rita):
    old = verdict(waiting, rita)
    source.refresh_from_db()
    update_annotation(
        actor=edda,
        annotation_id=source.pk,
        version=source.version,
        attributes={"identity": "Quill harbour"},
    )
    response = as_rita.post(url("decide-card", waiting), old)
    html = response.content.decode()
    assert response.status_code == 409
    assert "S1 was changed." in html
    assert 'name="seen"' not in html  # it is a draft again


def test_ones_own_work_is_refused_in_words(as_rita, claim, edda, rita):
    update_annotation(actor=rita, annotation_id=claim.pk, version=claim.version, note="Mine too.")
    submit(edda, claim)
    response = as_rita.post(url("decide-card", claim), verdict(claim, rita))
    assert response.status_code == 403
    assert told(response)["refused"] == "own_work"
    assert state(claim) == "submitted"


def test_what_somebody_else_decided_meanwhile_is_shown(as_rita, waiting, rita, roy):
    signed_in(roy).post(url("decide", waiting), verdict(waiting, roy))
    response = as_rita.post(url("decide-card", waiting), verdict(waiting, rita))
    assert response.status_code == 409
    assert "This claim is approved" in response.content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"verdict": "retract"},
        {"verdict": "true", "seen": "x"},
        {"verdict": "approve"},
        {"verdict": "approve", "seen": "x" * 65},
        {"verdict": "approve", "seen": "x", "comment": "a\0b"},
        {"verdict": "approve", "seen": "x", "comment": "a" * 10_001},
    ],
)
def test_what_no_form_of_ours_sends_is_malformed(given, as_rita, waiting):
    assert as_rita.post(url("decide", waiting), given).status_code == 400
    assert not Decision.objects.exists()


def test_an_unknown_reason_is_refused(as_rita, waiting, rita):
    values = verdict(waiting, rita, "reject", reasons=["bad_mood"])
    assert as_rita.post(url("decide", waiting), values).status_code == 422
    assert state(waiting) == "submitted"


# Taking back, withdrawing ----------------------------------------------------------------------


def test_ones_decision_is_taken_back(as_rita, waiting, rita):
    as_rita.post(url("decide", waiting), verdict(waiting, rita))
    assert "Take back" in card(as_rita, waiting)
    response = as_rita.post(url("retract-card", waiting))
    assert told(response)["said"] == "Your decision on C1 is taken back."
    assert state(waiting) == "submitted"
    assert 'name="seen"' in response.content.decode()
    assert as_rita.post(url("retract-card", waiting)).status_code == 409


def test_a_lead_withdraws_with_a_note(as_rita, waiting, rita, lena):
    as_rita.post(url("decide", waiting), verdict(waiting, rita))
    assert "Withdraw" not in card(as_rita, waiting)
    as_lena = signed_in(lena)
    assert "Withdraw for good" in card(as_lena, waiting)
    assert as_lena.post(url("withdraw", waiting), {"note": " "}).status_code == 422
    assert state(waiting) == "approved"
    as_lena.post(url("withdraw", waiting), {"note": "The register was wrong."})
    assert state(waiting) == "withdrawn"
    assert "Withdrawn: The register was wrong." in card(as_rita, waiting)


def test_a_reviewer_may_not_withdraw(as_rita, waiting, rita):
    as_rita.post(url("decide", waiting), verdict(waiting, rita))
    response = as_rita.post(url("withdraw-card", waiting), {"note": "The register was wrong."})
    assert response.status_code == 403
    assert state(waiting) == "approved"


# What the editor sees --------------------------------------------------------------------------


def test_the_editor_sees_what_came_back_in_words(waiting, edda, rita):
    reviews.decide(
        actor=rita,
        annotation_id=waiting.pk,
        verdict="request_changes",
        seen=seen_by(rita, waiting),
        reasons=["wrong_source", "marker_scope"],
        comment="The mayor said it.",
    )
    html = signed_in(edda).get(reverse("annotation-card", args=[waiting.pk])).content.decode()
    for words in ("Changes requested", "Rita", "Wrong source", "The mayor said it."):
        assert words in html

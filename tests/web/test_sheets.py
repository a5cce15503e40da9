"""The sign-off sheet: what is printed, for whom, and what is not."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from annotations.domain.hiding import SIGN
from annotations.models import Annotation, Decision
from annotations.queries.articles import article_of
from annotations.queries.sheets import sheet
from annotations.services.articles import add_revision, create_article, update_article
from annotations.services.comments import add_comment
from annotations.services.evidence import add_evidence
from annotations.services.links import add_link
from annotations.services.reviews import withdraw
from annotations.services.suggested_edits import suggest_edit
from tests.people import tag
from tests.services.steps import edit, now
from tests.signoff import decide, submit

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(article, query="") -> str:
    return reverse("article-sheet", args=[article.pk]) + query


def printed(user, article, query="") -> str:
    response = signed_in(user).get(url(article, query))
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def rich(claim, source, edda, emil, rita) -> Annotation:
    """An approved claim with everything that a sheet can show."""
    edit(
        edda,
        claim,
        normalised_claim="Twelve crates were lost.",
        note="The register says so too.",
        attributes={"type": "numerical", "hedge": "said"},
    )
    edit(edda, source, attributes={"identity": "Quill harbour", "type": "named_group"})
    add_evidence(
        actor=emil,
        annotation_id=claim.pk,
        id=uuid.uuid4(),
        stance="supports",
        medium="document",
        url="https://harbour.example/register",
        archived_url="https://archive.example/register",
        excerpt="12 crates overboard",
        locator="page 4",
        checked_by="edda",
    )
    add_comment(actor=rita, annotation_id=claim.pk, id=uuid.uuid4(), text="Who counted?")
    suggest_edit(actor=rita, annotation_id=claim.pk, id=uuid.uuid4(), note="Shorter.")
    decide(edda, rita, claim, comment="Called the office.")
    return now(claim)


@pytest.mark.parametrize(
    "shown",
    [
        "Ferry to Quill Island lost 12 crates, harbour says",
        "Sign-off sheet",
        "by Vera",
        "1 approved",
        "1 claim",
        "1 open thread",
        "<b>C1</b>",
        '<q dir="auto">12 crates … were lost</q>',
        "Twelve crates were lost.",
        "<strong>Not independently verified</strong>",
        "Type: <bdi>Other figure</bdi>",
        "Rests on",
        "<b>S1</b>",
        "Quill harbour",
        "Marked by",
        "The register says so too.",
        "<strong>Supports</strong>",
        "https://harbour.example/register",
        "https://archive.example/register",
        "12 crates overboard",
        "(page 4)",
        "checked by edda",
        "<strong>Rita</strong> approved",
        "Called the office.",
        "1 suggested edit",
        'data-n="C1"',
        "Editor: name, date, signature",
        "Lawyer: name, date, signature",
    ],
)
def test_the_sheet_says_what_is_stored(shown, vera, article, rich):
    assert shown in printed(vera, article)


def test_the_hash_is_that_of_the_text(vera, article, revision, rich):
    assert revision.sha256 in printed(vera, article)


def test_the_text_is_printed_as_it_stands(vera, article, revision, rich):
    shown = sheet(article_of(vera, article.pk), revision, unmasked=False)
    assert shown.text == revision.text
    words = [shown.text[block["start"] : block["end"]] for block in shown.blocks]
    assert words == [revision.text[block["start"] : block["end"]] for block in revision.blocks]


def test_everything_on_it_is_escaped(vera, lena, article, claim, edda):
    update_article(actor=lena, article_id=article.pk, version=1, byline="<i>A. Reed</i>")
    edit(edda, claim, note="<script>alert(1)</script>", normalised_claim="<b>bold</b>")
    html = printed(vera, article)
    for broken in ("<script>alert", "<b>bold", "<i>A. Reed"):
        assert broken not in html


# Sign-off ---------------------------------------------------------------------------------------


def test_a_draft_is_signed_by_nobody(vera, article, claim):
    assert "Not handed in. Nobody has signed what it says now." in printed(vera, article)


def test_an_approval_that_an_edit_made_void_is_not_printed(vera, article, rich, edda):
    edit(edda, rich, note="Another note.")
    html = printed(vera, article)
    assert "approved," not in html
    assert "Not handed in." in html


def test_every_approval_of_the_round_is_printed(vera, article, claim, edda, rita, roy, project):
    type(project).objects.update(required_approvals=2)
    decide(edda, rita, claim)
    assert "Waiting: 1 of 2 approvals." in printed(vera, article)
    decide(edda, roy, claim)
    html = printed(vera, article)
    assert "<strong>Rita</strong> approved" in html
    assert "<strong>Roy</strong> approved" in html


def test_an_approval_that_came_in_by_import_says_so(vera, article, claim, edda, rita):
    seen = submit(edda, claim)
    Decision.objects.create(
        annotation=claim,
        submission=claim.submissions.get(),
        reviewer=rita,
        verdict="approve",
        hash=seen,
        imported=True,
    )
    Annotation.objects.filter(pk=claim.pk).update(state="approved")
    assert "(imported)" in printed(vera, article)


def test_what_was_sent_back_says_why(vera, article, claim, edda, rita):
    decide(edda, rita, claim, "request_changes", comment="The mayor said it.")
    html = printed(vera, article)
    for words in ("Rita", "requested changes", "Wrong source", "The mayor said it."):
        assert words in html


def test_what_was_withdrawn_says_why(vera, article, rich, lena):
    withdraw(actor=lena, annotation_id=rich.pk, note="The register was wrong.")
    assert "Withdrawn: The register was wrong." in printed(vera, article)


# Confidential sources ---------------------------------------------------------------------------


@pytest.fixture
def secret(edda, revision, rich) -> Annotation:
    """The mayor is confidential; her name also stands where people write freely."""
    made = tag(
        edda,
        revision,
        "source",
        "Mayor Ona Rell",
        attributes={"confidential": True, "identity": "Ona Rell", "affiliation": "Town hall"},
        note="Call her at home.",
    )
    ferry = tag(edda, revision, "claim", "Mayor Ona Rell said “the ferry was never at risk”")
    add_link(actor=edda, annotation_id=ferry.pk, type="attributed_to", target_id=made.pk)
    edit(edda, rich, note="Ona Rell confirmed it.")
    add_evidence(
        actor=edda, annotation_id=ferry.pk, id=uuid.uuid4(), excerpt="ona rell, on the phone"
    )
    return made


def test_a_confidential_source_is_nowhere_on_the_sheet(vera, article, revision, secret):
    html = printed(vera, article)
    for name in ("Ona Rell", "ona rell", "Mayor Ona", "Town hall", "Call her at home."):
        assert name not in html
    assert f"{SIGN} confirmed it." in html
    assert f"{SIGN}, on the phone" in html
    assert "confidential source" in html
    assert "1 confidential source is masked" in html
    assert revision.sha256 not in html  # it would confirm a guess


def test_its_name_is_hidden_however_it_is_written(vera, edda, article, rich, secret):
    edit(edda, rich, note="Ona\u00a0RELL’s aide, O\u00adna-Rell, \uff2fna\u200bRell.")
    assert f"{SIGN}’s aide, {SIGN}, {SIGN}." in printed(vera, article)


def test_marks_still_lie_where_they_lay(vera, article, revision, secret):
    shown = sheet(article_of(vera, article.pk), revision, unmasked=False)
    quotes = {tag.label: tag.quote for tag in shown.tags}
    assert quotes["C1"] == "12 crates … were lost"
    assert quotes["C2"] == f"{SIGN} said “the ferry was never at risk”"
    assert quotes["S2"] == SIGN
    for each in shown.tags:
        parts = [shown.text[span.start : span.end] for span in each.fragments]
        assert " … ".join(parts) == each.quote


def test_who_may_unmask_and_ticks_the_box_prints_the_name_with_a_warning(
    lena, rita, article, revision, secret
):
    assert "Ona Rell" not in printed(lena, article)
    html = printed(lena, article, "?confidential=on")
    assert "Ona Rell" in html
    assert "This sheet names 1 confidential source. It must not leave the desk." in html
    assert revision.sha256 in html
    assert "with confidential sources" not in printed(rita, article)
    assert signed_in(rita).get(url(article, "?confidential=on")).status_code == 403


def test_the_source_of_another_article_is_hidden_as_well(vera, lena, edda, project, article, claim):
    text = "The harbour master Ole Brand said 12 crates were lost."
    other = create_article(actor=lena, project=project, text=text, language="en").article
    revision = other.current_revision
    tag(edda, revision, "source", "Ole Brand", attributes={"confidential": True})
    again = tag(edda, revision, "claim", "The harbour master Ole Brand said 12 crates were lost")
    add_link(actor=edda, annotation_id=claim.pk, type="repeats", target_id=again.pk, how="same")
    html = printed(vera, article)
    assert f"The harbour master {SIGN} said 12 crates" in html
    assert "Ole Brand" not in html


# The address ------------------------------------------------------------------------------------


def test_an_earlier_version_is_printed_when_asked_for(vera, lena, article, claim):
    add_revision(actor=lena, article_id=article.pk, text="Another text.\n")
    assert "Another text." in printed(vera, article)
    html = printed(vera, article, "?version=1")
    assert "harbour office" in html
    assert "(there is a newer one)" in html
    assert signed_in(vera).get(url(article, "?version=9")).status_code == 404


@pytest.mark.parametrize("query", ["?version=x", "?claim=1", "?version=0"])
def test_what_no_sheet_is_asked_for_with_is_refused(query, vera, article):
    assert signed_in(vera).get(url(article, query)).status_code == 400


def test_another_desk_finds_no_sheet(otto, article):
    assert signed_in(otto).get(url(article)).status_code == 404


def test_the_sheet_is_linked_from_the_article_and_the_review(rita, article, claim):
    client = signed_in(rita)
    for name in ("article-read", "article-review"):
        assert url(article) in client.get(reverse(name, args=[article.pk])).content.decode()


def test_it_costs_the_same_for_more_tags(vera, edda, article, rich, django_assert_num_queries):
    client = signed_in(vera)
    client.get(url(article))
    with django_assert_num_queries(14):
        client.get(url(article))
    for number in range(9):
        made = tag(edda, article.current_revision, "claim", "crates", note=str(number))
        add_evidence(actor=edda, annotation_id=made.pk, id=made.pk, url="https://x.example/")
        add_comment(actor=edda, annotation_id=made.pk, id=uuid.uuid4(), text="Hm")
    with django_assert_num_queries(14):
        client.get(url(article))

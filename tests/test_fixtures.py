"""The shipped vocabularies and demo articles: sound in themselves, before a database sees them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import regex

from annotations.domain import claims, vocabulary
from annotations.domain.blocks import Kind
from annotations.domain.guides import pieces
from annotations.domain.spans import Span, arrange, check_graphemes
from annotations.services.demo import blocks_of, parts_of

FIXTURES = Path(__file__).parent.parent / "fixtures"
SHIPPED: list[dict[str, Any]] = json.loads((FIXTURES / "vocabularies.json").read_text("utf-8"))
ARTICLES: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FIXTURES.glob("demo/*.json"))
}
SLUGS = {
    row["name"]: {term["slug"]: number for number, term in enumerate(row["terms"], 1)}
    for row in SHIPPED
}
EDITORS, DECIDERS = {"edda", "emil"}, {"rita", "lena"}
PREFIX = {"claim": "C", "source": "S", "status": "V"}

each_article = pytest.mark.parametrize("article", ARTICLES.values(), ids=ARTICLES.keys())


def spans(article: dict[str, Any], annotation: dict[str, Any]) -> list[Span]:
    """Offsets in code points of each part."""
    return [part.span for part in parts_of(article["text"], annotation["parts"])]


def of_kind(article: dict[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    return (row for row in article["annotations"] if row["kind"] == kind)


def target(article: dict[str, Any], name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the article and annotation that ``C3`` or ``other-article:C3`` means."""
    slug, _, key = name.rpartition(":")
    home = ARTICLES[slug] if slug else article
    return home, next(row for row in home["annotations"] if row["key"] == key)


def content(article: dict[str, Any], claim: dict[str, Any]) -> claims.ClaimContent:
    """Return the claim as the gate sees it."""
    return claims.ClaimContent(
        text_sha256="",
        fragments=spans(article, claim),
        desk_status=claim["desk_status"],
        attributes=claim.get("attributes", {}),
        normalised_claim=claim.get("normalised_claim", ""),
        note=claim.get("note", ""),
        no_source_given=claim.get("no_source_given", False),
        evidence=[
            claims.EvidenceSeen("", "", None, "", piece["medium"], piece["stance"], "", "", "")
            for piece in claim.get("evidence", [])
        ],
        links=[
            claims.LinkSeen(link["type"], link.get("how", ""), "", [])
            for link in claim.get("links", [])
        ],
    )


def linked(claim: dict[str, Any], type_: str) -> list[str]:
    return [link["target"] for link in claim.get("links", []) if link["type"] == type_]


def decided(article: dict[str, Any]) -> dict[str, str]:
    return {row["annotation"]: row["verdict"] for row in article["review"]}


def handed_in(article: dict[str, Any]) -> set[str]:
    """Keys of the claims that will be submitted: with "all", each that has a finding."""
    ready = {
        claim["key"]
        for claim in of_kind(article, "claim")
        if claim["desk_status"] not in claims.NOT_A_FINDING
    }
    return ready if article["submit"] == "all" else set(article["submit"])


def test_the_vocabularies_have_no_slug_twice_and_a_line_for_every_term():
    for row in SHIPPED:
        assert len(SLUGS[row["name"]]) == len(row["terms"]), row["name"]
        assert row["title"]
        assert row["description"]
        assert [term["position"] for term in row["terms"]] == [*range(1, len(row["terms"]) + 1)]
        for term in row["terms"]:
            assert term["label"], term
            assert term["description"].endswith("."), term
            assert "\n" not in term["description"]


def test_every_attribute_has_its_vocabulary():
    for kind, attributes in vocabulary.TERM_ATTRIBUTES.items():
        for name in attributes.values():
            assert next(row["kind"] for row in SHIPPED if row["name"] == name) == kind
    assert set(SLUGS["repeat_how"]) == set(vocabulary.HOW)


def test_only_true_misleading_and_false_carry_a_rating():
    ratings = {
        term["slug"]: term["rating"] for row in SHIPPED for term in row["terms"] if "rating" in term
    }
    assert ratings == {"correct": 5, "misleading": 3, "false": 1}


def test_the_findings_know_the_rules_of_the_gate():
    assert claims.NOT_A_FINDING - {""} <= set(SLUGS["desk_status"])
    assert set(claims.NEEDED_EVIDENCE) <= set(SLUGS["desk_status"])


def test_there_are_six_articles_of_all_sorts():
    assert len(ARTICLES) == 6
    assert {article["language"] for article in ARTICLES.values()} == {"en", "uk", "ar"}
    assert [slug for slug, a in ARTICLES.items() if a["direction"] == "rtl"] == ["sariya-ferry"]
    assert max(len(article["text"].split()) for article in ARTICLES.values()) > 2300
    whale = ARTICLES["cap-ferrin-whale"]["text"]
    for pattern in (r"\p{Emoji_Modifier}", "\u200d", r"\p{Mn}", "[\U00010330-\U0001034a]"):
        assert regex.search(pattern, whale), pattern


def test_the_articles_show_every_state():
    verdicts = {slug: set(decided(article).values()) for slug, article in ARTICLES.items()}
    assert handed_in(ARTICLES["sariya-ferry"]) == set()
    assert 0 < len(handed_in(ARTICLES["cap-ferrin-whale"])) < 7
    assert ARTICLES["verbolih-elevator"]["submit"] == "all"
    assert verdicts["verbolih-elevator"] == set()
    sailors = ARTICLES["brack-sailors"]
    assert set(decided(sailors)) == {claim["key"] for claim in of_kind(sailors, "claim")}
    assert verdicts["brack-sailors"] == {"approve"}
    for slug in ("hallisk-wards", "nineteen-days"):
        assert verdicts[slug] == {"approve", "request_changes", "reject"}


@each_article
def test_every_part_is_found_once_and_whole(article: dict[str, Any]):
    assert article["source_url"].startswith("https://example.org/")
    for annotation in article["annotations"]:
        found = spans(article, annotation)
        assert arrange(found, len(article["text"])) == found, annotation["key"]
        check_graphemes(article["text"], found)


@each_article
def test_blocks_are_named_by_words_that_only_they_begin_with(article: dict[str, Any]):
    for openings in (article["block_kinds"], article["fully_annotated"]):
        blocks_of(article["text"], article["headline"], [*openings])
    assert set(article["block_kinds"].values()) <= set(Kind)


@each_article
def test_parts_begin_and_end_with_what_counts(article: dict[str, Any]):
    for annotation in article["annotations"]:
        for part in annotation["parts"]:
            quote = part["quote"]
            assert quote == quote.strip(), annotation["key"]
            assert "\n" not in quote
            assert not quote.endswith((".", ",", ";", ":", "،")), annotation["key"]
            wrapped = quote[0] in "“«" and quote[-1] in "”»" and quote.count(quote[-1]) == 1
            assert not wrapped or annotation["kind"] == "source", annotation["key"]


@each_article
def test_keys_are_the_labels_that_the_articles_page_will_give(article: dict[str, Any]):
    for kind, prefix in PREFIX.items():
        keys = [annotation["key"] for annotation in of_kind(article, kind)]
        assert keys == [f"{prefix}{number}" for number in range(1, len(keys) + 1)]


@each_article
def test_attributes_and_terms_are_known(article: dict[str, Any]):
    for annotation in article["annotations"]:
        attributes = annotation.get("attributes", {})
        status = annotation.get("desk_status", "")
        described = vocabulary.describe(annotation["kind"], attributes, SLUGS, status)
        kept = {name: value for name, value in attributes.items() if value is not False}
        assert described.attributes == kept
        for piece in annotation.get("evidence", []):
            assert piece["medium"] in SLUGS["evidence_medium"]
            assert piece["stance"] in SLUGS["evidence_stance"]
            assert piece.get("url", "https://example.org/").startswith("https://example.org/")


@each_article
def test_links_join_kinds_that_they_may_join(article: dict[str, Any]):
    for annotation in article["annotations"]:
        links = annotation.get("links", [])
        assert len({(link["type"], link["target"]) for link in links}) == len(links)
        for link in links:
            home, other = target(article, link["target"])
            vocabulary.check_link(
                link["type"], annotation["kind"], other["kind"], link.get("how", "")
            )
            assert home is article or link["type"] in vocabulary.CROSS_ARTICLE
            assert other is not annotation


@each_article
def test_what_is_handed_in_passes_the_gate(article: dict[str, Any]):
    for claim in of_kind(article, "claim"):
        if claim["key"] in handed_in(article):
            assert claims.gate(content(article, claim)) == [], claim["key"]
            assert claim["normalised_claim"].endswith("."), claim["key"]
            assert {"type", "act", "mode"} <= set(claim["attributes"]), claim["key"]


def test_one_claim_is_held_back_for_want_of_a_source():
    ferry = ARTICLES["sariya-ferry"]
    held = {claim["key"]: claims.gate(content(ferry, claim)) for claim in of_kind(ferry, "claim")}
    assert [gap.code for gap in held["C6"]] == ["no_source"]


@each_article
def test_a_decision_is_never_by_somebody_who_contributed(article: dict[str, Any]):
    authors = {annotation["by"] for annotation in article["annotations"]}
    authors |= {
        piece["by"]
        for annotation in article["annotations"]
        for piece in annotation.get("evidence", [])
        if "by" in piece
    }
    assert authors <= EDITORS
    assert {row["by"] for row in article["review"]} <= DECIDERS


@each_article
def test_decisions_are_on_what_was_handed_in_and_say_why(article: dict[str, Any]):
    assert set(decided(article)) <= handed_in(article)
    assert len(decided(article)) == len(article["review"])
    for row in article["review"]:
        assert bool(row["reasons"]) == (row["verdict"] != "approve")
        assert set(row["reasons"]) <= set(SLUGS["review_reason"])


@each_article
def test_a_denied_or_repeated_claim_follows_the_guide(article: dict[str, Any]):
    flawed = {key for key, verdict in decided(article).items() if verdict != "approve"}
    for claim in of_kind(article, "claim"):
        if claim["key"] in flawed:
            continue
        for name in linked(claim, "repeats"):
            home, anchor = target(article, name)
            if home is article:
                assert claim["desk_status"] == anchor["desk_status"], claim["key"]
        if claim.get("attributes", {}).get("type") in {"opinion", "position", "prediction"}:
            assert not linked(claim, "qualified_by"), claim["key"]
            assert claim["desk_status"] in {"not_checkable", "unassessed"}, claim["key"]
        if linked(claim, "attributed_to"):
            assert not claim.get("no_source_given"), claim["key"]


def test_the_guide_has_twelve_rules_with_examples():
    guide = (FIXTURES / "guide.md").read_text("utf-8")
    assert len(regex.findall(r"(?m)^## \d+\. ", guide)) == 12
    assert guide.count("**Good**") == guide.count("**Not so**") == 12


def test_the_guides_good_examples_are_from_the_articles():
    guide = (FIXTURES / "guide.md").read_text("utf-8")
    good = [line for line in guide.splitlines() if line.startswith("- **Good**")]
    spans = [words for line in good for words in regex.findall(r"`(\[.+?\])`", line)]
    highlights = [piece.words for words in spans for piece in pieces(words) or []]
    assert len(highlights) > 15
    for words in highlights:
        assert any(words in article["text"] for article in ARTICLES.values()), words

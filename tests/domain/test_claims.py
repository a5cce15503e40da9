"""The completeness gate and the approval hash."""

from dataclasses import asdict, replace

import pytest

from annotations.domain.claims import (
    ClaimContent,
    EvidenceSeen,
    LinkSeen,
    approval_hash,
    canonical,
    gate,
)
from annotations.domain.spans import Span


def evidence(stance: str, **values: str) -> EvidenceSeen:
    plain = {
        "url": "",
        "archived_url": "",
        "captured_at": None,
        "capture_sha256": "",
        "medium": "call",
        "excerpt": "the harbour master, by telephone",
        "locator": "",
        "checked_by": "edda",
    }
    return EvidenceSeen(**{**plain, **values, "stance": stance})  # type: ignore[arg-type]


SOURCE = LinkSeen("attributed_to", "", "source", (Span(0, 18),), {"identity": "Harbour office"})
MARKER = LinkSeen("qualified_by", "", "status", (Span(90, 120),), {"polarity": "not_verified"})
TARGET = LinkSeen("repeats", "same", "claim", (Span(3, 9),), None, "b" * 64)
COMPLETE = ClaimContent(
    text_sha256="a" * 64,
    fragments=(Span(24, 33), Span(48, 57)),
    desk_status="unverified",
    attributes={"type": "numerical", "figure": {"value": 12, "bound": "exactly"}},
    normalised_claim="Twelve crates were lost on Monday.",
    note="",
    no_source_given=False,
    evidence=(),
    links=(SOURCE, MARKER),
)


def codes(content: ClaimContent) -> list[str]:
    return [gap.code for gap in gate(content)]


def test_a_claim_with_a_finding_and_a_source_is_complete():
    assert codes(COMPLETE) == []


@pytest.mark.parametrize("status", ["", "unassessed", "in_progress"])
def test_a_claim_needs_a_finding(status):
    assert codes(replace(COMPLETE, desk_status=status)) == ["no_finding"]


@pytest.mark.parametrize(
    "links",
    [
        (),
        (MARKER,),
        (replace(SOURCE, type="relayed_by"),),
        (replace(SOURCE, type="denied_by"),),
        (replace(SOURCE, type="supported_by"),),
        (TARGET,),
    ],
)
def test_only_attribution_or_no_source_given_answers_who_says_so(links):
    assert codes(replace(COMPLETE, links=links)) == ["no_source"]
    assert codes(replace(COMPLETE, links=links, no_source_given=True)) == []


@pytest.mark.parametrize(
    ("status", "stances", "passes"),
    [
        ("correct", [], False),
        ("correct", ["context", "refutes", "searched_found_nothing"], False),
        ("correct", ["supports"], True),
        ("false", [], False),
        ("false", ["supports", "context", "searched_found_nothing"], False),
        ("false", ["refutes"], True),
        ("misleading", ["supports", "searched_found_nothing"], False),
        ("misleading", ["refutes"], True),
        ("misleading", ["context"], True),
        ("corroborated", ["supports"], False),
        ("corroborated", ["supports", "context"], False),
        ("corroborated", ["supports", "supports"], True),
        ("disputed", [], True),
        ("attributed_only", [], True),
        ("stated_unsourced", [], True),
        ("partly_verified", [], True),
        ("not_checkable", [], True),
    ],
)
def test_a_finding_needs_the_evidence_it_speaks_of(status, stances, passes):
    content = replace(
        COMPLETE,
        desk_status=status,
        evidence=tuple(evidence(stance) for stance in stances),
        attributes={"independence": "One is a register, the other an eyewitness."},
    )
    assert codes(content) == ([] if passes else ["evidence_missing"])


def test_corroborated_says_why_its_evidence_is_independent():
    two = replace(
        COMPLETE, desk_status="corroborated", evidence=(evidence("supports"), evidence("supports"))
    )
    assert codes(two) == ["independence_missing"]


def test_the_gate_names_everything_that_is_missing_in_words():
    gaps = gate(replace(COMPLETE, desk_status="unassessed", links=()))
    assert [gap.sentence for gap in gaps] == ["It has no finding.", "It has no source."]


def test_the_hash_is_the_published_one():
    """Approvals outlive releases: a change here voids every approval ever given."""
    known = "015a66e05b513b37dbb79b46a86455892ae87eb80e364b5692a6364d568455e9"
    assert approval_hash(COMPLETE) == known


PIECE = evidence("supports")
CHANGES = {
    "text": {"text_sha256": "c" * 64},
    "an edge": {"fragments": (Span(24, 34), Span(48, 57))},
    "a part more": {"fragments": (Span(24, 33), Span(48, 57), Span(60, 64))},
    "finding": {"desk_status": "disputed"},
    "attribute": {"attributes": {"type": "event"}},
    "figure": {"attributes": {"type": "numerical", "figure": {"value": 13, "bound": "exactly"}}},
    "normalised claim": {"normalised_claim": "Twelve crates were lost."},
    "note": {"note": "Ask the harbour master."},
    "no source given": {"no_source_given": True},
    "evidence": {"evidence": (PIECE,)},
    "link removed": {"links": (SOURCE,)},
    "link added": {"links": (SOURCE, MARKER, TARGET)},
    "type of link": {"links": (replace(SOURCE, type="denied_by"), MARKER)},
    "source moved": {"links": (replace(SOURCE, fragments=(Span(0, 10),)), MARKER)},
    "source described": {"links": (replace(SOURCE, attributes={"identity": "Nobody"}), MARKER)},
    "marker moved": {"links": (SOURCE, replace(MARKER, fragments=(Span(90, 119),)))},
    "marker described": {"links": (SOURCE, replace(MARKER, attributes={"polarity": "verified"}))},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_hash_follows_every_part_of_what_was_seen(change):
    assert approval_hash(replace(COMPLETE, **change)) != approval_hash(COMPLETE)


@pytest.mark.parametrize(
    "change",
    [
        {"how": "firmer"},
        {"fragments": (Span(3, 10),)},
        {"text_sha256": "d" * 64},
    ],
)
def test_of_a_linked_claim_the_hash_follows_place_text_and_how(change):
    before = replace(COMPLETE, links=(TARGET,))
    assert approval_hash(replace(COMPLETE, links=(replace(TARGET, **change),))) != approval_hash(
        before
    )


@pytest.mark.parametrize(
    "name",
    [name for name in asdict(PIECE) if name != "stance"],
)
def test_the_hash_follows_every_field_of_the_evidence(name):
    one = replace(COMPLETE, evidence=(PIECE,))
    other = replace(COMPLETE, evidence=(replace(PIECE, **{name: "something else"}),))
    assert approval_hash(one) != approval_hash(other)


def test_order_in_the_database_does_not_change_the_hash():
    pieces = (evidence("supports", url="https://a.example/"), evidence("context"))
    one = replace(COMPLETE, evidence=pieces, links=(SOURCE, MARKER, TARGET))
    other = replace(
        COMPLETE,
        evidence=pieces[::-1],
        links=(TARGET, MARKER, SOURCE),
        attributes=dict(reversed(COMPLETE.attributes.items())),
    )
    assert approval_hash(one) == approval_hash(other)


def test_what_was_hashed_is_plain_values_without_database_ids():
    plain = canonical(replace(COMPLETE, evidence=(PIECE,)))
    assert plain["fragments"] == [[24, 33], [48, 57]]
    assert {"id", "pk", "author", "version", "state"}.isdisjoint(plain)
    assert all({"id", "target", "label"}.isdisjoint(link) for link in plain["links"])

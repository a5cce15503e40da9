"""The main job by API: annotate, hand in, decide, mend, hand in again, take out."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.api.client import Api
from tests.api.conftest import new_tag
from tests.story import CLAIMS, MARKER, RIGHT_NUMBER, SOURCES, TEXT

pytestmark = pytest.mark.django_db(transaction=True)  # an export reads by a session of its own


def get(api: Api, claim: dict[str, Any]) -> dict[str, Any]:
    return api.get(f"annotations/{claim['id']}/").json()


def submit(api: Api, claim: dict[str, Any]) -> Any:
    return api.post(f"annotations/{claim['id']}/submit/")


def decide(api: Api, claim: dict[str, Any], verdict: str = "approve", **values: Any) -> Any:
    body = {"verdict": verdict, "seen": get(api, claim)["hash"], **values}
    return api.post(f"annotations/{claim['id']}/decisions/", body)


def edit(api: Api, tag: dict[str, Any], **values: Any) -> Any:
    version = get(api, tag)["version"]
    return api.patch(f"annotations/{tag['id']}/", values, If_Match=f'"{version}"')


def exported(folder: Path) -> dict[str, Any]:
    """The line that the command writes for our article; nothing where no claim is approved."""
    path = folder / "dataset.jsonl"
    call_command("export_dataset", project="harbour", format="jsonl", output=str(path))
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    path.unlink()
    assert len(lines) <= 1
    return lines[0] if lines else {}


@pytest.fixture
def article(as_edda: Api, project) -> dict[str, Any]:
    """Edda's story, as the API answers it; stands where other tests have theirs."""
    body = {"headline": "Over 2,100 Morrow sailors held, Sella claims", "text": TEXT}
    response = as_edda.post("projects/harbour/articles/", {**body, "language": "en"})
    assert response.status_code == 201
    return response.json()


class Desk:
    """What Edda has tagged so far."""

    def __init__(self, api: Api, revision: int) -> None:
        self.api, self.revision = api, revision
        self.text = api.get(f"revisions/{revision}/text").content.decode()

    def tag(self, kind: str, *quotes: str, **values: Any) -> dict[str, Any]:
        body = new_tag(self, kind, *quotes, **values)  # type: ignore[arg-type]
        response = self.api.post(f"revisions/{self.revision}/annotations/", body)
        assert response.status_code == 201, response.content
        made: dict[str, Any] = response.json()
        assert [part["quote"] for part in made["fragments"]] == list(quotes)
        return made

    def link(self, claim: dict[str, Any], type_: str, target: dict[str, Any]) -> None:
        body = {"type": type_, "target": target["id"]}
        assert self.api.post(f"annotations/{claim['id']}/links/", body).status_code == 201


@pytest.fixture
def desk(as_edda: Api, article: dict[str, Any]) -> Desk:
    return Desk(as_edda, article["revision"]["id"])


def test_the_main_job_from_the_story_to_the_dataset(
    as_edda, as_rita, as_emil, article, desk, tmp_path
):
    sources = [desk.tag("source", quote) for quote in SOURCES]
    marker = desk.tag("status", MARKER, attributes={"polarity": "not_verified"})
    claims = [desk.tag("claim", *parts, desk_status="unverified") for parts, _ in CLAIMS]
    for claim, (_, source) in zip(claims, CLAIMS, strict=True):
        desk.link(claim, "qualified_by", marker)
        if source:  # the first one's source is forgotten
            desk.link(claim, "attributed_to", sources[source])

    # The gate refuses a claim without source, in words, and lets the others through.
    refused = submit(as_edda, claims[0])
    assert (refused.status_code, refused.json()["code"]) == (422, "incomplete")
    assert refused.json()["missing"] == ["It has no source."]
    report = as_edda.post(f"articles/{article['id']}/submit/").json()
    assert len(report["submitted"]) == 5
    desk.link(claims[0], "attributed_to", sources[0])
    handed_in = submit(as_edda, claims[0])
    assert handed_in.json()["state"] == "submitted"
    assert handed_in.json()["hash"] == get(as_rita, claims[0])["hash"]

    # Edda is an editor; and even as a reviewer she could not approve her own work.
    assert decide(as_edda, claims[0]).status_code == 403

    # Rita approves four, asks changes on one, rejects one.
    for claim in claims[:3] + claims[4:5]:
        decided = decide(as_rita, claim)
        assert (decided.status_code, decided.json()["state"]) == (201, "approved")
    values = {"reasons": ["wrong_normalisation"], "comment": "By when?"}
    assert decide(as_rita, claims[3], "request_changes", **values).status_code == 201
    assert decide(as_rita, claims[5], "reject").status_code == 422  # no reason
    assert decide(as_rita, claims[5], "reject", reasons=["duplicate"]).status_code == 201
    states = [get(as_edda, claim)["state"] for claim in claims]
    assert states == ["approved"] * 3 + ["changes_requested", "approved", "rejected"]

    # Edda mends and hands in again; what Rita saw before no longer counts.
    seen = get(as_rita, claims[3])["hash"]
    assert edit(as_edda, claims[3], normalised_claim=RIGHT_NUMBER).json()["state"] == "draft"
    assert submit(as_edda, claims[3]).status_code == 200
    stale = as_rita.post(
        f"annotations/{claims[3]['id']}/decisions/", {"verdict": "approve", "seen": seen}
    )
    assert (stale.status_code, stale.json()["code"]) == (409, "changed_since_seen")
    assert decide(as_rita, claims[3]).json()["state"] == "approved"
    approved = claims[:5]
    check(exported(tmp_path), desk.text, approved, sources, marker)

    # Editing the marker sends the approved ones back, and the history names the cause.
    assert edit(as_emil, marker, attributes={"modality": "cannot"}).status_code == 200
    assert {get(as_edda, claim)["state"] for claim in approved} == {"draft"}
    events = as_edda.get(f"annotations/{claims[0]['id']}/history/").json()["results"]
    assert events[0]["action"] == "claim.reopened"
    assert exported(tmp_path) == {}

    # Handed in and approved once more, they come out again.
    for claim in approved:
        submit(as_edda, claim)
        assert decide(as_rita, claim).status_code == 201
    check(exported(tmp_path), desk.text, approved, sources, marker)


def check(line, text, approved, sources, marker) -> None:
    """The approved claims with what they link to, each part as it reads in the text."""
    assert line["revision"]["text"] == text
    kept = [*approved, *sources, marker]
    assert {one["id"] for one in line["annotations"]} == {one["id"] for one in kept}
    for one in line["annotations"]:
        for part in one["fragments"]:
            assert text[part["start"] : part["end"]] == part["quote"]
    parts = {one["id"]: [part["quote"] for part in one["fragments"]] for one in line["annotations"]}
    assert [parts[claim["id"]] for claim in approved] == [list(quotes) for quotes, _ in CLAIMS[:5]]
    claims = [one for one in line["annotations"] if one["kind"] == "claim"]
    assert all(one["state"] == "approved" for one in claims)
    assert all(
        {link["type"] for link in one["links"]} == {"attributed_to", "qualified_by"}
        for one in claims
    )


def test_a_contributors_approval_is_refused_whatever_the_role(desk, as_edda, edda, project):
    made = desk.tag("claim", *CLAIMS[0][0], desk_status="unverified", no_source_given=True)
    assert submit(as_edda, made).status_code == 200
    edda.memberships.update(role="lead")
    refused = decide(as_edda, made)
    assert (refused.status_code, refused.json()["code"]) == (403, "own_work")
    assert get(as_edda, made)["state"] == "submitted"

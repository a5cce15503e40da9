"""Claims in every state, and the people who may or may not move them on."""

from collections.abc import Callable

import pytest

from annotations.models import (
    Annotation,
    User,
)
from annotations.services import reviews
from annotations.services.people import system_actor
from tests.services.steps import decide, now, submit


@pytest.fixture
def submitted(claim: Annotation, edda: User) -> Annotation:
    submit(edda, claim)
    return now(claim)


@pytest.fixture
def approved(submitted: Annotation, rita: User) -> Annotation:
    decide(rita, submitted)
    return now(submitted)


@pytest.fixture
def in_state(claim: Annotation, edda: User, rita: User, lena: User) -> Callable[[str], Annotation]:
    """Bring the claim into a state; where somebody decided, it was Rita."""
    verdicts = {"approved": "approve", "changes_requested": "request_changes"}
    verdicts |= {"rejected": "reject", "withdrawn": "approve"}

    def bring(state: str) -> Annotation:
        if state != "draft":
            submit(edda, claim)
        if state in verdicts:
            decide(rita, claim, verdicts[state])
        if state == "withdrawn":
            reviews.withdraw(actor=lena, annotation_id=claim.pk, note="The register was wrong.")
        assert now(claim).state == state
        return now(claim)

    return bring


@pytest.fixture
def people(
    vera: User, edda: User, emil: User, rita: User, roy: User, lena: User, otto: User
) -> dict[str, User]:
    who = {user.username: user for user in (vera, edda, emil, rita, roy, lena, otto)}
    return {**who, "system": system_actor()}

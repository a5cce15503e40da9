"""An approved claim, and all that its ClaimReview needs beside it."""

import datetime
from typing import Any

import pytest

from annotations.models import Annotation, Project, User
from annotations.services.annotations import update_annotation
from annotations.services.claim_reviews import save_claim_review
from annotations.services.projects import update_project
from tests.signoff import decide

DAY = datetime.date(2026, 3, 1)
URL = "https://desk.example/checks/crates"


@pytest.fixture
def approved(edda: User, rita: User, claim: Annotation, source: Annotation) -> Annotation:
    """It has a normalised claim, and one source that is somebody."""
    change(edda, source, attributes={"identity": "The harbour office", "type": "named_group"})
    change(edda, claim, normalised_claim="Twelve crates were lost.")
    decide(edda, rita, claim)
    claim.refresh_from_db()
    return claim


@pytest.fixture
def publisher(lena: User, project: Project) -> Project:
    desk = {"organisation_name": "Quill Desk", "organisation_url": "https://desk.example/"}
    return update_project(actor=lena, project=project, **desk)


def change(actor: User, annotation: Annotation, **values: Any) -> None:
    annotation.refresh_from_db()
    id_, version = annotation.pk, annotation.version
    update_annotation(actor=actor, annotation_id=id_, version=version, **values)
    annotation.refresh_from_db()


def give(actor: User, claim: Annotation, version: int | None = 0, **values: Any) -> Any:
    given = {"claim_date": DAY, "url": URL} | values
    return save_claim_review(
        actor=actor, project=claim.project, annotation_id=claim.pk, version=version, **given
    )

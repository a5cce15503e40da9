"""The same few people everywhere, and a small article they work on.

Edda edits, Emil edits too, Rita reviews, Roy reviews too, Lena leads, Vera only views; Otto
belongs to another desk, and Ada is a site admin who belongs to none.
"""

import uuid
from typing import Any

import pytest

from annotations.models import Annotation, Article, Membership, Project, Revision, User
from annotations.services.annotations import create_annotation
from annotations.services.articles import create_article
from annotations.services.fragments import Part
from annotations.services.links import add_link
from annotations.services.people import system_actor
from annotations.services.projects import create_project

PASSWORD = "a long enough password"
TEXT = """Ferry to Quill Island lost 12 crates, harbour says

The harbour office 🧊 said 12 crates and 3 barrels were lost on Monday.

These figures could not be independently verified.

Mayor Ona Rell said “the ferry was never at risk”.
"""


def person(username: str, project: Project | None = None, role: str = "", **values: Any) -> User:
    user = User.objects.create(username=username, first_name=username.title(), **values)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    if project:
        Membership.objects.create(project=project, user=user, role=role)
    return user


@pytest.fixture
def project(db: None) -> Project:
    return create_project(actor=system_actor(), slug="harbour", name="Harbour desk")


@pytest.fixture
def other_project(db: None) -> Project:
    return create_project(actor=system_actor(), slug="other", name="Another desk")


@pytest.fixture
def edda(project: Project) -> User:
    return person("edda", project, "editor")


@pytest.fixture
def emil(project: Project) -> User:
    return person("emil", project, "editor")


@pytest.fixture
def rita(project: Project) -> User:
    return person("rita", project, "reviewer")


@pytest.fixture
def roy(project: Project) -> User:
    return person("roy", project, "reviewer")


@pytest.fixture
def lena(project: Project) -> User:
    return person("lena", project, "lead")


@pytest.fixture
def vera(project: Project) -> User:
    return person("vera", project, "viewer")


@pytest.fixture
def otto(other_project: Project) -> User:
    return person("otto", other_project, "lead")


@pytest.fixture
def ada(db: None) -> User:
    return person("ada", is_superuser=True, is_staff=True)


@pytest.fixture
def article(project: Project, lena: User) -> Article:
    stored = create_article(actor=lena, project=project, text=TEXT, language="en")
    return stored.article


@pytest.fixture
def revision(article: Article) -> Revision:
    assert article.current_revision
    return article.current_revision


def tag(actor: User, revision: Revision, kind: str, *quotes: str, **values: Any) -> Annotation:
    """Tag the first place where each of ``quotes`` stands."""
    parts = [
        Part(start, start + len(quote), quote)
        for quote in quotes
        for start in [revision.text.index(quote)]
    ]
    return create_annotation(
        actor=actor,
        revision_id=revision.pk,
        id=uuid.uuid4(),
        kind=kind,
        fragments=parts,
        **values,
    ).annotation


@pytest.fixture
def source(edda: User, revision: Revision) -> Annotation:
    return tag(edda, revision, "source", "The harbour office")


@pytest.fixture
def marker(edda: User, revision: Revision) -> Annotation:
    return tag(edda, revision, "status", "could not be independently verified")


@pytest.fixture
def claim(edda: User, revision: Revision, source: Annotation, marker: Annotation) -> Annotation:
    """Complete: it has a finding, a source and a marker, and could be submitted."""
    made = tag(edda, revision, "claim", "12 crates", "were lost", desk_status="unverified")
    add_link(actor=edda, annotation_id=made.pk, type="attributed_to", target_id=source.pk)
    add_link(actor=edda, annotation_id=made.pk, type="qualified_by", target_id=marker.pk)
    made.refresh_from_db()
    return made

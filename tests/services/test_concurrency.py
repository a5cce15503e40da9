"""Several people at one article at the same time: nothing lost, nobody stuck."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from annotations.domain.errors import DomainError, StaleVersion
from annotations.models import Annotation, Event, Link
from annotations.services.annotations import create_annotation, update_annotation
from annotations.services.fragments import Part
from annotations.services.links import add_link
from annotations.services.undo import undo
from tests.people import tag

pytestmark = pytest.mark.django_db(transaction=True)


def together(*jobs: Callable[[], object]) -> list[object]:
    """Run the jobs at once, each on its own connection; errors come back as values."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        start.wait()
        try:
            return job()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_two_people_tagging_one_article_lose_nothing(edda, emil, revision):
    def tag_many(actor):
        for start in range(40):
            part = Part(start, start + 1, revision.text[start])
            create_annotation(
                actor=actor,
                revision_id=revision.pk,
                id=uuid.uuid4(),
                kind="claim",
                fragments=[part],
            )

    together(lambda: tag_many(edda), lambda: tag_many(emil))
    assert sorted(Annotation.objects.values_list("ordinal", flat=True)) == list(range(1, 81))
    assert Event.objects.filter(action="annotation.created").count() == 80


def test_one_id_sent_four_times_at_once_is_stored_once(edda, revision):
    identity = uuid.uuid4()
    part = Part(0, 5, revision.text[:5])
    made = together(
        *[
            lambda: create_annotation(
                actor=edda,
                revision_id=revision.pk,
                id=identity,
                kind="claim",
                fragments=[part],
            )
        ]
        * 4
    )
    assert sorted(one.new for one in made) == [False, False, False, True]
    assert Annotation.objects.count() == 1


def test_of_two_edits_of_one_version_one_wins_and_the_other_is_told(edda, emil, claim):
    def edit(actor):
        return update_annotation(
            actor=actor, annotation_id=claim.pk, version=claim.version, note=actor.username
        )

    results = together(lambda: edit(edda), lambda: edit(emil))
    assert sum(isinstance(result, StaleVersion) for result in results) == 1
    stored = Annotation.objects.get(pk=claim.pk)
    assert stored.version == claim.version + 1


def test_linking_and_editing_the_linked_source_do_not_wait_for_each_other_for_ever(
    edda, emil, revision, source
):
    claims = [tag(edda, revision, "claim", "12 crates") for _ in range(8)]

    def link_all():
        for claim in claims:
            add_link(actor=edda, annotation_id=claim.pk, type="attributed_to", target_id=source.pk)

    def edit_all():
        for number in range(8):
            version = Annotation.objects.get(pk=source.pk).version
            update_annotation(
                actor=emil, annotation_id=source.pk, version=version, note=str(number)
            )

    results = together(link_all, edit_all)
    assert results == [None, None]
    assert Link.objects.count() == 8
    assert Annotation.objects.get(pk=source.pk).version == 9


def test_one_person_undoing_in_two_windows_takes_back_two_steps(edda, revision, article):
    for words in ("lost", "barrels", "Monday"):
        tag(edda, revision, "claim", words)
    jobs = [lambda: undo(actor=edda, article_id=article.pk)] * 2
    assert all(isinstance(step, Event) for step in together(*jobs))
    assert Annotation.objects.alive().get().quote == "lost"

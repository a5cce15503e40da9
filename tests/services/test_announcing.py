"""The bell of the streams: after the commit, once a transaction, never for what was rolled back."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import transaction

from annotations.services import announcing
from annotations.services.annotations import update_annotation
from factcheck import postgres
from tests.conftest import server
from tests.people import tag

pytestmark = pytest.mark.django_db(transaction=True)

Rings = Callable[[], int]


@pytest.fixture
def rings() -> Iterator[Rings]:
    """How often the bell rang since the last look."""
    name = transaction.get_connection().settings_dict["NAME"]
    with psycopg.connect(server().url(postgres.APP, name), autocommit=True) as bell:
        bell.execute(f"LISTEN {announcing.EVENTS}")

        def heard() -> int:
            count = len(list(bell.notifies(timeout=0.2)))
            announcing._rung["at"] = -1.0
            return count

        heard()
        yield heard


def test_a_new_tag_rings(rings, edda, revision):
    rings()
    tag(edda, revision, "claim", "12 crates")
    assert rings() == 1


def test_many_events_of_one_transaction_ring_once_and_after_it(rings, edda, claim):
    rings()
    with transaction.atomic():
        for number in range(3):
            claim = update_annotation(
                actor=edda, annotation_id=claim.pk, version=claim.version, note=f"{number}"
            )
        assert rings() == 0
    assert rings() == 1


def test_what_is_rolled_back_does_not_ring(rings, edda, revision):
    rings()
    with transaction.atomic():
        tag(edda, revision, "claim", "12 crates")
        transaction.set_rollback(True)
    assert rings() == 0


def test_rings_that_follow_at_once_are_left_out(rings, edda, revision, monkeypatch):
    rings()
    monkeypatch.setattr(announcing.time, "monotonic", lambda: 1000.0)
    tag(edda, revision, "claim", "12 crates")
    tag(edda, revision, "claim", "3 barrels")
    assert rings() == 1


def test_a_tag_is_stored_though_the_bell_is_out_of_order(edda, revision, monkeypatch):
    monkeypatch.setitem(announcing.NOTIFY, announcing.EVENTS, "NOTIFY")
    announcing._rung["at"] = -1.0
    made = tag(edda, revision, "claim", "12 crates")
    made.refresh_from_db()
    assert made.ordinal == 1
